"""The documentation agrees with the code and the measured results."""

import ast
import importlib
import json
import pkgutil
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

import probsym
from probsym.cli.commands import COMMANDS
from probsym.config import load_recipe
from probsym.config.aliases import FLAGS
from probsym.errors import InputError

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "examples/README.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md")) + sorted((ROOT / "src" / "probsym").rglob("README.md"))
RESULTS = sorted((ROOT / "benchmarks" / "results").glob("*.json"))
WIDTH = 120
WRITTEN = ("run/", "out/", "outputs/", "report/", "cropped/", "maps/")
"""Files of these folders are written by the commands that a page shows."""
AVOID = (
    "a record of one look",
    "nobody picked",
    "kept back",
    " anew",
    "of its own",
    "in full or not at all",
    "from chance",
    "what is not a number",
    "so many-th",
    "first so many",
    "closed body",
    "which is none",
    "work beside it",
    "of yours",
    "gave up",
)
"""Phrases of an earlier translation that no page should use again."""


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "scripts")
    return importlib.import_module("generate_docs")


def written_by_hand(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"^<!-- begin.*?^<!-- end -->$", "", text, flags=re.DOTALL | re.MULTILINE)


def identifier(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_generated_parts_are_up_to_date(generator: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert generator.main(["--check"]) == 0, capsys.readouterr().out


def test_a_changed_figure_makes_pages_stale(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "benchmarks" / "results", tmp_path / "results")
    path = tmp_path / "results" / "synthetic-faces-64.json"
    result = json.loads(path.read_text(encoding="utf-8"))
    result["rows"][0]["side"] = [0.5, 0.1]
    path.write_text(json.dumps(result), encoding="utf-8")
    monkeypatch.setattr(generator, "RESULTS", tmp_path / "results")
    assert generator.main(["--check"]) == 1
    stale = capsys.readouterr().out
    assert "README.md" in stale
    assert "docs/results.md" in stale


@pytest.mark.parametrize("path", RESULTS, ids=identifier)
def test_results_have_a_source_and_a_page(path: Path, generator: ModuleType) -> None:
    result = generator.read_result(path)
    assert result["commands"]
    assert result["machine"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", result["date"])
    keys = {column["key"] for column in result["columns"]}
    assert all(set(row) <= keys for row in result["rows"])
    pages = [ROOT / "docs" / "results.md", ROOT / "docs" / "performance.md", *(ROOT / "docs" / "log").glob("*.md")]
    shown = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert f"<!-- begin: results {path.stem} -->" in shown


def test_folded_columns_stand_behind_a_fold(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = json.loads((ROOT / "benchmarks" / "results" / "precision.json").read_text(encoding="utf-8"))
    result["notes"] = ["First.", "Second."]
    result["columns"] = [
        {"key": "name", "title": ""},
        {"key": "side", "title": "SIDE", "format": ".2f"},
        {"key": "mad", "title": "MAD", "format": ".1f", "folded": True},
    ]
    result["rows"] = [{"name": "best", "side": 0.5, "mad": 7}]
    (tmp_path / "small.json").write_text(json.dumps(result), encoding="utf-8")
    monkeypatch.setattr(generator, "RESULTS", tmp_path)
    shown, more, commands = generator.generated("results small").split("<summary>")
    assert shown.startswith("|  | SIDE |\n| --- | --: |\n| best | 0.50 |\n\n- First.\n- Second.\n\n")
    assert more.startswith("More columns</summary>\n\n|  | MAD |\n| --- | --: |\n| best | 7.0 |\n\n</details>")
    assert commands.startswith("Commands, machine and versions</summary>\n\n```bash\nprobsym train")
    assert generator.generated("table small name mad").startswith("|  | MAD |")


@pytest.mark.parametrize("path", RESULTS, ids=identifier)
def test_tables_are_as_wide_as_the_page(path: Path, generator: ModuleType) -> None:
    result = generator.read_result(path)
    columns = [column for column in result["columns"] if not column.get("folded")]
    width = 0.0
    for column in columns:
        cells = [generator.cell(row.get(column["key"]), column.get("format")) for row in result["rows"]]
        texts = [column["title"], *cells]
        unbroken = texts if "format" in column else " ".join(texts).split()  # figures are not broken into lines
        width += 18 + 6.2 * max(map(len, unbroken), default=0)  # padding and the mean width of a letter, pixels
    assert width < 853  # the width of a page in a window of 1400 pixels


def test_ratios_in_the_prose_follow_from_the_results() -> None:
    rows = json.loads((ROOT / "benchmarks" / "results" / "synthetic-faces-64.json").read_text(encoding="utf-8"))["rows"]
    scores = {row["recipe"].strip("`"): (row["side"][0], row["mad"][0]) for row in rows}
    best, paper, supervised = (scores[name] for name in ("best", "paper64.toml", "supervised64.toml"))
    page = " ".join((ROOT / "docs/explanation/reproducing-unsup3d.md").read_text(encoding="utf-8").split())
    assert f"{best[0] / paper[0]:.2f} times the SIDE and {best[1] / paper[1]:.2f} times the MAD" in page
    assert f"SIDE is {best[0] / supervised[0]:.2f} and MAD {best[1] / supervised[1]:.2f} times" in page
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`best` reaches {best[0] / paper[0]:.2f} times the depth error" in readme


def test_the_summary_of_the_results_has_their_figures(generator: ModuleType) -> None:
    shown = generator.generated("summary")
    stored = {path.stem: generator.read_result(path) for path in RESULTS}
    real = {row["name"]: row for row in stored["yaleb-face-64"]["rows"]}["`face-128`, refined crops"]
    assert f"| {real['ratio']:.2f} | mean person 1 |" in shown
    assert f"| {real['light']:.1f} |" in shown
    summary = importlib.import_module("results_summary")
    with pytest.raises(InputError, match="expected one row 'no labels' with 'side'"):
        summary.value(stored["synthetic-faces-64"], "no labels", "side")  # two rows have the name
    with pytest.raises(InputError, match="expected one row 'supervised' with 'error'"):
        summary.value(stored["synthetic-faces-64"], "supervised", "error")


def test_results_without_a_machine_are_refused(generator: ModuleType, tmp_path: Path) -> None:
    result = json.loads(RESULTS[0].read_text(encoding="utf-8"))
    del result["machine"]
    path = tmp_path / "results.json"
    path.write_text(json.dumps(result), encoding="utf-8")
    with pytest.raises(InputError, match="machine is missing"):
        generator.read_result(path)


@pytest.mark.parametrize("kind", ["other", "results", "table"])
def test_an_unknown_part_of_a_page_is_refused(generator: ModuleType, kind: str) -> None:
    with pytest.raises(InputError, match=f"begin: {kind} -->: expected one of results NAME, table NAME KEY"):
        generator.generated(kind)


def test_every_command_and_field_is_documented(generator: ModuleType) -> None:
    page = generator.cli()
    for name in COMMANDS:
        assert f"## `probsym {name}`" in page
    empty = [line for line in page.splitlines() if re.match(r"\| `.*\|\s*\|$", line)]
    assert not empty


@pytest.mark.parametrize("path", [page for page in PAGES if "log" not in page.parts], ids=identifier)
def test_commands_have_only_known_flags(path: Path, generator: ModuleType) -> None:
    known: dict[str, set[str]] = {}
    for part in generator.cli().split("\n## ")[1:]:
        if named := re.match(r"`probsym ([\w-]+)`", part):
            known[named[1]] = {"--help", *re.findall(r"--[\w-]+", part)}
    assert known.keys() == {*COMMANDS}
    unknown = []
    # Commands of stored results stand as they were run: former names of flags are accepted.
    for text, former in ((written_by_hand(path), set()), (path.read_text(encoding="utf-8"), {*FLAGS})):
        for block in re.findall(r"^ *```bash\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
            for line in block.replace("\\\n", " ").splitlines():
                called = re.search(r"\bprobsym ([a-z-]+)\b(.*)", line.split(" # ")[0])
                if called and called[1] in known:
                    unknown += {*re.findall(r"(?<=\s)--[\w-]+", called[2])} - known[called[1]] - former
    assert unknown == []


@pytest.mark.parametrize("path", [page for page in PAGES if "log" not in page.parts], ids=identifier)
def test_names_in_python_blocks_exist(path: Path) -> None:
    for block in re.findall(r"^```python\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("probsym"):
                names = [f"{node.module}:{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "probsym":
                names = [f"probsym:{node.attr}"]
            else:
                continue
            for name in names:
                assert pkgutil.resolve_name(name) is not None


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks" / "recipes").glob("*.toml")), ids=identifier)
def test_recipes_of_the_results_load(path: Path) -> None:
    assert load_recipe(str(path)).steps > 0


@pytest.mark.parametrize("path", PAGES, ids=identifier)
def test_lines_are_short(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", written_by_hand(path), flags=re.DOTALL | re.MULTILINE)
    prose = [line for line in text.splitlines() if not line.startswith(("|", "!["))]
    long = [line for line in prose if len(line) > WIDTH]
    assert not long


@pytest.mark.parametrize("path", PAGES, ids=identifier)
def test_plain_language(path: Path) -> None:
    text = " ".join(written_by_hand(path).split()).lower()
    assert not [phrase for phrase in AVOID if phrase in text]


@pytest.mark.parametrize("path", [page for page in PAGES if "log" not in page.parts], ids=identifier)
def test_named_files_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w-]+/)+[\w.-]+\.(?:py|toml|md|json|ts|txt))`", text)
    folders = (ROOT, ROOT / "src" / "probsym", path.parent)
    missing = [
        name
        for name in named
        if not name.startswith(WRITTEN) and not any((folder / name).is_file() for folder in folders)
    ]
    assert not missing


def test_links_into_the_python_reference_exist() -> None:
    documented = re.findall(
        r"^::: (\S+)$", (ROOT / "docs/reference/python.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    linked = set(re.findall(r"python\.md#([\w.]+)", text))
    assert linked
    for name in {*linked, *documented}:
        assert any(name == entry or name.startswith(f"{entry}.") for entry in documented), name
        assert pkgutil.resolve_name(name) is not None


def test_public_names_are_in_the_python_reference() -> None:
    page = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
    names = {name for name in dir(probsym) if not name.endswith("Error")} - {"__version__"}
    assert {name for name in names if f"::: probsym.{name}\n" not in page} == set()


def test_every_picture_is_shown() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    unused = [path.name for path in (ROOT / "docs" / "images").iterdir() if f"images/{path.name}" not in text]
    assert not unused
