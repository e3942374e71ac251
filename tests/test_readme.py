"""Every command and every Python block of the README runs, on tiny data."""

import re
import shlex
import webbrowser
from pathlib import Path

import pytest
from PIL import Image

import probsym
from probsym.cli.main import main
from probsym.web.server import FolderServer

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SKIPPED = {
    "make": "would install an environment and run these tests within themselves",
    "pip": "would install into the environment that runs the tests",
}
RESULTS = (
    "mesh.glb",
    "mesh.obj",
    "mesh.mtl",
    "mesh.png",
    "factors.json",
    "sheet.png",
    "turntable.webp",
    "maps/depth.png",
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    lines = [line for block in blocks("bash") for line in block.splitlines()]
    split = [shlex.split(line, comments=True) for line in lines]
    return [words for words in split if words and words[0] not in SKIPPED]


def affordable(arguments: list[str]) -> list[str]:
    """The same command with a small budget; of a repeated flag the last value counts."""
    if "--help" in arguments:
        return arguments
    if arguments[0] == "train":
        return [*arguments, "--steps", "4" if "--resume" in arguments else "2"]
    if arguments[0] == "benchmark":
        return [*arguments, "--steps", "2", "--rows", "full", "mean"]
    if arguments[0] == "pretrain-features":
        return [*arguments, "--steps", "2"]
    if "--limit" in arguments:
        return [*arguments, "--limit", "1"]
    if arguments[0] == "reconstruct" and "face-128" in arguments:  # its crops are refined by the next command, too
        return [*arguments, "--no-refine-crop"]
    if arguments[0] == "synth":
        return [*arguments, "--count", "8", "--val-count", "4", "--test-count", "4"]
    if arguments[0] == "app":
        return [*arguments, "--models", "face-64"]
    if arguments[0] == "view":
        return [*arguments, "--no-browser"]
    return arguments


def press_ctrl_c(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def desk(photos: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the data that the README names: photos/ and photo.jpg."""
    folder = photos.parent
    Image.open(ROOT / "examples" / "photos" / "cleo.png").save(folder / "photo.jpg")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.slow
@pytest.mark.usefixtures("_face_64_exported_once")
def test_commands_run_in_their_order(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderServer, "serve_forever", press_ctrl_c)
    for words in commands():
        assert words[0] == "probsym", f"not run by this test: {shlex.join(words)}"
        try:
            code = main(affordable(words[1:]))
        except SystemExit as stop:  # help texts
            code = stop.code
        printed = capsys.readouterr()
        assert code in ((0, 1) if words[1] == "inspect" else (0,)), f"{shlex.join(words)}\n{printed.out}\n{printed.err}"
    for name in RESULTS:
        assert (desk / "out" / "photo" / name).is_file(), name
        assert (desk / "out-face" / "photo" / name).is_file(), name
    assert len(list((desk / "out-cats").glob("*/mesh.glb"))) == 1


def test_first_paragraph_names_unsup3d() -> None:
    paragraphs = (part for part in README.split("\n\n") if not part.startswith(("#", "!")))
    assert "**unsup3d**" in next(paragraphs)


@pytest.mark.parametrize("code", blocks("python"))
def test_python_runs_and_has_the_stated_shapes(desk: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(webbrowser, "open", shown.append)
    names: dict = {}
    exec(code, names)
    stated = re.findall(r"^(result\S+?)\s+# (1(?: x \d+)+)", code, re.MULTILINE)
    assert len(stated) >= 3
    assert (desk / "out-python" / "photo" / "mesh.glb").is_file()
    assert len(shown) == 1
    for expression, shape in stated:
        assert " x ".join(str(size) for size in eval(expression, names).shape) == shape, expression


def test_links_point_to_files() -> None:
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", README) if "://" not in target]
    assert len(targets) >= 10
    for target in targets:
        assert (ROOT / target.partition("#")[0]).is_file(), target


@pytest.mark.slow
def test_the_web_service_of_the_docs_returns_a_mesh() -> None:
    page = (ROOT / "docs/how-to/reconstruct.md").read_text(encoding="utf-8")
    code = page.partition("## In a web service\n\n```python\n")[2].partition("```")[0]
    names: dict = {}
    exec(code, names)
    assert names["mesh"]((ROOT / "examples" / "photos" / "ada.png").read_bytes()).startswith(b"glTF")
    with pytest.raises(probsym.InputError, match="unreadable"):
        names["mesh"](b"not a photo")
