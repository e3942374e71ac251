"""The house is in order: versions, docstrings, floors, what is packed into the wheel."""

import ast
import re
import textwrap
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from PIL import Image

import probsym
from probsym.cli.commands import COMMANDS
from probsym.config import WEIGHTS_FILE
from probsym.framing.detectors import detect_kinds
from probsym.inference.model_folders import SHIPPED_MODELS, model_names

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "probsym"
NAMED_TUPLE = {"_asdict", "_field_defaults", "_fields", "_make", "_replace"}
"""What a named tuple offers to all."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_version_is_the_projects() -> None:
    assert probsym.__version__ == PROJECT["project"]["version"]
    assert f"## [{probsym.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_says_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":"))


def test_every_module_has_a_floor() -> None:
    (contract,) = PROJECT["tool"]["importlinter"]["contracts"]
    floors = {name.strip(" ()") for layer in contract["layers"] for name in re.split(r"[|:]", layer)}
    modules = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    homeless = {f"probsym.{name}" for name in modules - {"__init__", "__main__"}} - floors
    assert not homeless


def test_no_import_hides_behind_type_checking() -> None:
    """The contract on the floors leaves such imports out, so that the package may name its public API in one place."""
    hidden = [path for path in PACKAGE.rglob("*.py") if "TYPE_CHECKING" in path.read_text(encoding="utf-8")]
    assert hidden == [PACKAGE / "__init__.py"]


def test_public_names_are_defined_once() -> None:
    """One word has one meaning. Names may repeat only where one mirrors the other.

    - A command's module in ``cli`` may have the name of the module whose function it calls, as ``bulk`` and ``view``;
      each command has a function ``run``.
    """
    places: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        module = path.relative_to(PACKAGE).with_suffix("").as_posix()
        command = module.startswith("cli/") and path.stem.replace("_", "-") in COMMANDS
        if not (command or path.stem.startswith("__")):
            places.setdefault(f"module {path.stem}", set()).add(module)
        for name in public_names(path.read_text(encoding="utf-8")):
            if not (command and name == "run"):
                places.setdefault(name, set()).add(module)
    assert {name: sorted(modules) for name, modules in places.items() if len(modules) > 1} == {}


def test_public_names_are_found_in_every_form() -> None:
    code = """
        from ours import imported
        A, (B, *C) = 1, (2, 3, 4)
        D: int = 5
        _hidden = D.attribute = E = 6
        def f(argument: int) -> None: local = argument
        async def g() -> None: ...
        class H: member = 7
        if A:
            I = 8
            def j() -> None: ...
    """
    assert public_names(textwrap.dedent(code)) == {"A", "B", "C", "D", "E", "f", "g", "H", "I", "j"}


def public_names(code: str) -> set[str]:
    """The public classes, functions and constants that a module defines, not those that it imports."""
    names: set[str] = set()
    statements: list[ast.stmt] = list(ast.parse(code).body)
    while statements:
        statement = statements.pop()
        if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            nodes = [node for target in targets for node in ast.walk(target)]
            names |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        else:
            statements += [node for node in ast.iter_child_nodes(statement) if isinstance(node, ast.stmt)]
    return {name for name in names if not name.startswith("_")}


def test_tests_use_public_names() -> None:
    """What a test replaces or resets is part of a module's interface."""
    found = {
        path.relative_to(ROOT).as_posix(): names
        for path in (ROOT / "tests").rglob("*.py")
        if (names := private_names(path.read_text(encoding="utf-8")))
    }
    assert not found


def test_private_names_are_found_in_every_form() -> None:
    code = """
        from ours import devices
        from ours.io import _a
        import ours.web.server as server
        devices._b.cache_clear()
        monkeypatch.setattr(devices, "_c", None)
        monkeypatch.setattr("ours.devices._d", None)
        server._e
        devices.Row._fields, scene._replace(a=1), torch._f, devices.__name__
    """
    assert private_names(textwrap.dedent(code).replace("ours", "probsym")) == {"_a", "_b", "_c", "_d", "_e"}


def private_names(code: str) -> set[str]:
    """The private names of the package's modules in a test's code, dotted or in strings."""
    nodes = list(ast.walk(ast.parse(code)))
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    ours = {
        alias.asname or alias.name
        for node in imports
        for alias in node.names
        if (node.module or "" if isinstance(node, ast.ImportFrom) else alias.name).partition(".")[0] == "probsym"
    }
    found = {name for name in ours if name.startswith("_")}
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in ours:
                found.add(name)
            case ast.Call(args=[ast.Name(id=owner), ast.Constant(value=str(name)), *_]) if owner in ours:
                found.add(name)
            case ast.Constant(value=str(text)):
                found |= set(re.findall(r"\bprobsym(?:\.\w+)*?\.(_\w+)", text))
    return {name for name in found - NAMED_TUPLE if re.match(r"_[^_]", name)}


def test_commands_are_thin() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (PACKAGE / "cli").glob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 80} == {}


def test_every_requirement_is_pinned() -> None:
    pinned = re.findall(r"^([\w.-]+)==\S+$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    known = {re.sub(r"[-_.]+", "-", name).lower() for name in pinned}
    groups = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values()]
    wanted = {re.split(r"[\[<>=~!; ]", requirement)[0] for group in groups for requirement in group}
    missing = {re.sub(r"[-_.]+", "-", name).lower() for name in wanted - {"probsym"}} - known
    assert not missing


def test_the_longest_files_of_tests_exist_and_are_listed_once() -> None:
    """A file that is not listed comes late, and other processes may wait for it in the end."""
    listed = (ROOT / "tests" / "longest_files.txt").read_text(encoding="utf-8").splitlines()
    assert len({*listed}) == len(listed)
    assert [name for name in listed if not (ROOT / name).is_file()] == []
    slow = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"^(pytestmark = |@)pytest\.mark\.slow$", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert slow - {*listed} == set()


def test_wheel_holds_data_and_no_leftovers(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    packed = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"probsym/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"probsym/recipes/quick.toml", "probsym/weights/LICENSE-weights.txt"} <= expected
    assert expected <= packed
    assert not [name for name in packed if "__pycache__" in name or name.startswith("tests/")]


def test_sample_photos_are_ready_for_the_demo() -> None:
    rendered = sorted((ROOT / "examples" / "photos").glob("*.png"))
    photographs = sorted((ROOT / "examples").glob("*/*.jpg"))
    assert [path.stem for path in rendered + photographs] == ["ada", "ben", "cleo", "chelsea", "eileen"]
    licences = (ROOT / "examples" / "LICENSE-photos.txt").read_text(encoding="utf-8")
    for path in rendered + photographs:
        assert f"{path.parent.name}/{path.name}" in licences
        with Image.open(path) as photo:
            assert (photo.mode, dict(photo.getexif())) == ("RGB", {})
            assert path.suffix == ".jpg" or photo.size == (448, 448)
            kind = {"photos": "face", "cats": "cat"}[path.parent.name]
            assert [one.detector for one in detect_kinds(photo)] == [kind]


def test_shipped_models_have_cards_and_fit() -> None:
    """12 MB each, 8 MB on average; each with a card, and named by the licence of the weights."""
    licence = (SHIPPED_MODELS / "LICENSE-weights.txt").read_text(encoding="utf-8")
    sizes = []
    for name in model_names():
        sizes.append((SHIPPED_MODELS / name / WEIGHTS_FILE).stat().st_size)
        card = (SHIPPED_MODELS / name / "README.md").read_text(encoding="utf-8")
        header, _, text = card.removeprefix("---\n").partition("---\n")
        for entry in ("license: ", "library_name: probsym\n", "tags:\n"):
            assert entry in header, f"{name}: the header for the Hub lacks {entry}"
        assert text.startswith(f"\n# {name}\n")
        for entry in ("| data |", "| training |", "| licence of the weights |", "## What it gets wrong"):
            assert entry in card, f"{name}: the card lacks {entry}"
        assert f"- {name}:" in licence
    assert max(sizes) <= 12e6
    assert sum(sizes) <= 8e6 * len(sizes)
