"""``probsym inspect``: check whether photos are fit to train on."""

from dataclasses import dataclass
from pathlib import Path

import tyro

UNFIT = 1
"""Exit code."""
_COLOURS = {"fit": "green", "warning": "yellow", "unfit": "red"}


@dataclass(frozen=True)
class Inspect:
    """Check whether a folder of photos is fit to train on, with reasons and remedies.

    The exit code is 0 for fit (also with warnings), 1 for unfit and 2 for bad input.
    """

    source: tyro.conf.Positional[Path]
    """Folder or zip of photos, as in "probsym train"."""
    out: Path | None = None
    """Also write report.html, with pictures, and report.json to this folder."""
    crop: float = 1.0
    """Side of the centre crop as a fraction of the photo's shorter side, as in "probsym train"."""
    max_megapixels: float = 67.0
    """Largest photo in megapixels, 8 MB of memory each; larger JPEGs are decoded at reduced size, others refused."""
    limit: int = 0
    """Read at most this many photos, spread evenly; 0: all."""


def run(args: Inspect) -> int:
    """Print the result and, with --out, write the report; returns the exit code.

    Raises:
        ProbsymError: bad input.
        OSError: the report cannot be written.
    """
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from probsym.cli.messages import show_progress
    from probsym.data.memory import set_max_megapixels
    from probsym.inspection.report import inspect

    set_max_megapixels(args.max_megapixels)
    with show_progress() as progress:
        report = inspect(args.source, args.out, crop=args.crop, limit=args.limit, progress=progress)
    console = Console()
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("check", "result", "measured", "reason and remedy"):
        table.add_column(heading, overflow="fold")
    for one in report.findings:
        mark = f"[{_COLOURS[one.level]}]{one.level}[/]"
        table.add_row(one.topic, mark, escape(one.value), escape(one.reason))
    console.print(f"{args.source}: {report.facts.files} photos", highlight=False, soft_wrap=True, markup=False)
    console.print(table)
    console.print(f"[bold {_COLOURS[report.level]}]{report.summary}[/]", highlight=False)
    if args.out is not None:
        print(f"report: {args.out / 'report.html'}")
    return UNFIT if report.level == "unfit" else 0
