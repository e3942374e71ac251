"""Reports: ``table.md``, ``table.json`` and pictures in a folder, and the table on the screen."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from rich import box
from rich.console import Console
from rich.table import Table

from probsym import __version__
from probsym.benchmark.request import Request
from probsym.config import to_dict
from probsym.evaluation.scores import replace_nonfinite
from probsym.export.pictures import write_png
from probsym.io import write_text


@dataclass(frozen=True)
class Report:
    """One finished table."""

    name: str
    title: str
    headings: tuple[str, ...]
    """Of the columns; the first is the row's name."""
    cells: tuple[tuple[str, ...], ...]
    values: Mapping[str, Any]
    """The numbers behind the cells, by row."""
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, Image.Image] = field(default_factory=dict)
    """By file stem."""


def mean_and_deviation(mean: float, deviation: float, digits: int) -> str:
    """``mean ± deviation``; a dash if the mean is not finite."""
    if not math.isfinite(mean):
        return "—"
    return f"{mean:.{digits}f} ± {deviation:.{digits}f}"


def write_table_report(report: Report, request: Request) -> Path:
    """Write the report into its folder and print it.

    Returns:
        The folder.
    """
    folder = request.out / report.name
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "table": report.name,
        "probsym_version": __version__,
        "data": {"name": request.data.name, "test_sha256": request.labelled.content_hash},
        "test_images": request.tested,
        "seeds": list(request.seeds),
        "recipe": to_dict(request.recipe),
        "rows": report.values,
        "notes": list(report.notes),
    }
    write_text(folder / "table.json", json.dumps(replace_nonfinite(about), indent=2, ensure_ascii=False) + "\n")
    write_text(folder / "table.md", markdown(report))
    for stem, picture in report.pictures.items():
        write_png(picture, folder / f"{stem}.png")
    print_report(report, request.console)
    request.console.print(f"written: {folder}", highlight=False, soft_wrap=True, markup=False)
    return folder


def markdown(report: Report) -> str:
    """The table as Markdown, with its notes below."""
    rule = ["---", *["--:"] * (len(report.headings) - 1)]
    lines = [f"# {report.title}", ""]
    lines += ["| " + " | ".join(row) + " |" for row in (report.headings, rule, *report.cells)]
    lines += ["", *(f"- {note}" for note in report.notes)] if report.notes else []
    return "\n".join(lines) + "\n"


def print_report(report: Report, console: Console) -> None:
    """Print the table."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    table.add_column(report.headings[0], no_wrap=True)
    for heading in report.headings[1:]:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in report.cells:
        table.add_row(*row)
    console.print(report.title, highlight=False, soft_wrap=True, markup=False)
    # Squeezed into 80 columns a table would lose numbers; wider than the terminal its lines only wrap.
    needed = Console(width=10_000).measure(table).maximum
    wide = Console(file=console.file, width=max(console.width, needed), no_color=console.no_color)
    wide.print(table, crop=False)
    for note in report.notes:
        console.print(note, highlight=False, soft_wrap=True, markup=False)
