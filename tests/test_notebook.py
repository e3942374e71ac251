"""The demo notebook runs from its first cell to its last, as people run it."""

import re
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[1] / "examples" / "demo.ipynb"


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning"
)  # of Jupyter's packages
def test_the_demo_runs_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))  # not the user's settings
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    nbclient.NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    pages = [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert any("<iframe" in page for page in pages)
    text = "".join(output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs)
    assert "'mesh.glb'" in text
    assert "IFrame" not in text  # a warning of IPython
    assert "'page.html'" in text
    names = [f"{number}.png" for number in range(8)]
    assert sorted(re.findall(r"(\d\.png): yaw", text)) == names
    assert " steps in " in text
    ((before, after),) = re.findall(r"loss (-?[\d.]+) -> (-?[\d.]+)", text)
    assert float(after) < float(before)
    side, ratio = re.findall(r"SIDE ([\d.]+) \(([\d.]+)x mean depth\)", text)[-1]
    assert 0 < float(side) < 4  # constant depth scores 3 to 4 on such faces
    assert float(ratio) < 1
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 3  # the photo, a sheet of the training, views under three lights


def test_the_notebook_tells_the_story_of_the_examples() -> None:
    nbformat = pytest.importorskip("nbformat")
    text = "\n".join(cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells)
    headings = re.findall(r"^## \d\. (.+)$", text, re.MULTILINE)
    table = (NOTEBOOK.parent / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"^\| \[`\d+_(\w+)\.py`\]", table, re.MULTILINE)
    assert len(headings) == len(examples) - 1  # all but several GPUs
    for heading, example in zip(headings, examples, strict=False):
        assert {*heading.lower().split()} & {*example.split("_")}, (heading, example)


def test_the_stored_notebook_has_no_outputs() -> None:
    nbformat = pytest.importorskip("nbformat")
    cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    assert cells
    assert not any(cell.outputs or cell.execution_count for cell in cells)
