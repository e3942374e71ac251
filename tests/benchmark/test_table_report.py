import io
import json
import math
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from probsym.benchmark.table_report import Report, markdown, mean_and_deviation, print_report, write_table_report


def test_deviations_are_printed_after_the_mean() -> None:
    assert mean_and_deviation(1.23456, 0.5, 3) == "1.235 ± 0.500"
    assert mean_and_deviation(math.nan, 0.5, 3) == "—"


def test_markdown_is_a_table_with_notes() -> None:
    report = Report("x", "Title", ("", "SIDE"), (("ours", "1.0 ± 0.1"), ("mean", "2")), {}, ("a note",))
    assert markdown(report) == (
        "# Title\n\n|  | SIDE |\n| --- | --: |\n| ours | 1.0 ± 0.1 |\n| mean | 2 |\n\n- a note\n"
    )


def test_files_hold_numbers_and_where_they_are_from(request_of, tmp_path: Path) -> None:
    request = request_of(out=tmp_path)
    values = {"ours": {"side": 0.01, "mad": math.nan}}
    pictures = {"figure": Image.new("RGB", (3, 2))}
    folder = write_table_report(Report("depth", "Title", ("", "SIDE"), (("ours", "1"),), values, (), pictures), request)
    assert folder == tmp_path / "depth"
    stored = json.loads((folder / "table.json").read_text())
    assert stored["rows"] == {"ours": {"side": 0.01, "mad": None}}
    assert stored["data"]["name"] == "faces"
    assert len(stored["data"]["test_sha256"]) == 64
    assert stored["recipe"]["steps"] == 3
    assert str(tmp_path) not in (folder / "table.json").read_text()
    with Image.open(folder / "figure.png") as figure:
        assert figure.size == (3, 2)
    printed = request.console.file.getvalue()
    assert "Title" in printed
    assert "ours" in printed
    assert sorted(path.name for path in folder.iterdir()) == ["figure.png", "table.json", "table.md"]


def test_a_narrow_terminal_loses_nothing() -> None:
    cells = tuple((f"row number {row}", *(["1.234 ± 0.567"] * 6)) for row in range(2))
    text = io.StringIO()
    print_report(Report("x", "Title", ("", *"abcdef"), cells, {}), Console(file=text, width=60))
    printed = text.getvalue()
    assert printed.count("1.234 ± 0.567") == 12
    assert "row number 1" in printed


@pytest.mark.parametrize("digits", [0, 2])
def test_means_have_the_requested_number_of_digits(digits: int) -> None:
    assert mean_and_deviation(2.0, 1.0, digits).split(" ± ")[0] == f"{2.0:.{digits}f}"
