"""``probsym inspect``: whether a folder is fit to train on."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tyro

if TYPE_CHECKING:
    from probsym.inspection.facts import Inspection
    from probsym.inspection.quality import Finding

UNFIT = 1
_SAMPLE = 64
_LISTED = 200
_WORDS = {"fit": "fit", "warning": "fit, with warnings", "unfit": "unfit"}
_COLOURS = {"fit": "green", "warning": "yellow", "unfit": "red"}


@dataclass(frozen=True)
class Inspect:
    """Say whether photos are fit to train on, before hours are spent: a verdict with reasons.

    The exit code is 0 for fit (also with warnings), 1 for unfit and 2 for bad input.
    """

    source: tyro.conf.Positional[Path]
    """Folder or zip of photos, as for "probsym train"."""
    out: Path | None = None
    """Also write report.html, with pictures, and report.json into this folder."""
    crop: float = 1.0
    """Side of the central square as a share of the shorter side, as for "probsym train"."""
    limit: int = 10_000
    """Look at no more photos than this, spread evenly; 0: at all."""


def run(args: Inspect) -> int:
    """Print the verdict and, if asked for, write the report; the exit code is 0 or 1.

    Raises:
        ProbsymError: bad input.
        OSError: the report cannot be written.
    """
    from probsym.checks import check_range
    from probsym.cli._console import progress_bar
    from probsym.errors import InputError
    from probsym.inspection.facts import inspect_source
    from probsym.inspection.quality import assess

    check_range("limit", args.limit, 0, 10**9)
    if args.out is not None and args.out.exists() and not args.out.is_dir():
        raise InputError(f"out: expected a folder, got the file {args.out}")
    with progress_bar() as progress:
        task = progress.add_task("looking")
        facts = inspect_source(
            args.source,
            args.crop,
            args.limit,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    level, findings = assess(facts, args.crop)
    _print(args, facts, level, findings)
    if args.out is not None:
        _write(args, args.out, facts, level, findings)
    return UNFIT if level == "unfit" else 0


def _print(args: Inspect, facts: "Inspection", level: str, findings: "list[Finding]") -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("", "", "measured", "why, and what to do"):
        table.add_column(heading, overflow="fold")
    for one in findings:
        mark = f"[{_COLOURS[one.level]}]{one.level}[/]"
        table.add_row(one.topic, mark, escape(one.value), escape(one.reason))
    console.print(f"{args.source}: {facts.files} photos", highlight=False, soft_wrap=True, markup=False)
    console.print(table)
    console.print(f"[bold {_COLOURS[level]}]{_WORDS[level]}[/]", highlight=False)


def _write(args: Inspect, out: Path, facts: "Inspection", level: str, findings: "list[Finding]") -> None:
    import json

    from probsym.inspection.report import Row, report_page, write_page
    from probsym.io import write_text

    out.mkdir(parents=True, exist_ok=True)
    rows = [Row(one.topic, one.level, one.value, one.reason) for one in findings]
    title = f"{args.source.resolve().name}: {facts.files:,} photos"
    page = report_page(title, _WORDS[level], level, rows, _sections(facts))
    write_page(page, out / "report.html")
    values = _values(args, facts, level, findings)
    write_text(out / "report.json", json.dumps(values, indent=2, ensure_ascii=True) + "\n")
    print(f"report: {out / 'report.html'}")


def _values(args: Inspect, facts: "Inspection", level: str, findings: "list[Finding]") -> dict[str, Any]:
    from probsym import __version__

    sides = facts.sizes.min(1).tolist() if len(facts.sizes) else []
    values: dict[str, Any] = {
        "source": str(args.source),
        "crop": args.crop,
        "probsym_version": __version__,
        "verdict": level,
        "findings": [{"topic": f.topic, "level": f.level, "value": f.value, "reason": f.reason} for f in findings],
        "files": facts.files,
        "looked_at": facts.looked_at,
        "readable": len(facts.names),
        "unreadable": [{"name": name, "reason": reason} for name, reason in facts.unreadable[:_LISTED]],
        "repeated": [[facts.names[index] for index in group] for group in facts.duplicates[:_LISTED]],
        "shorter_side_px": {"min": min(sides), "max": max(sides)} if sides else None,
        "grey": int(facts.grey.sum()),
        "least_sharp": [facts.names[index] for index in facts.sharpness.argsort()[:20].tolist()],
    }
    if facts.alignment is not None:
        found = facts.alignment
        values["alignment"] = {
            "agreement": round(found.agreement, 5),
            "symmetry": round(found.symmetry, 4),
            "shift_px_of_64": round(found.shift_px, 2),
            "mirror_correlation_percentiles_10_50_90": [round(value, 4) for value in found.mirror],
        }
    return values


def _sections(facts: "Inspection") -> list[tuple[str, list[Any]]]:
    """The pictures of the report."""
    import numpy as np

    from probsym.inspection.report import Figure, contact_sheet, enlarged, stretched

    images = facts.images
    if not len(images):
        return []
    mean, spread = images.mean(0), images.std(0).mean(-1)
    piles = [
        Figure(enlarged(mean.round().astype(np.uint8)), "mean photo: the object should be seen in it"),
        Figure(enlarged(mean[:, ::-1].round().astype(np.uint8)), "its mirror image: should look the same"),
        Figure(stretched(spread), "standard deviation: dark where photos agree"),
    ]
    if facts.alignment is not None:
        piles.append(Figure(stretched(facts.alignment.mean), "mean of the detail, by which the agreement is measured"))
    spaced = np.linspace(0, len(images) - 1, min(_SAMPLE, len(images))).round().astype(int)
    blurred = facts.sharpness.argsort()[:16]
    sections = [
        ("All photos laid over each other", piles),
        ("Photos, spread evenly", [Figure(contact_sheet(images[spaced]), "as a model would see them")]),
        ("Least sharp", [Figure(contact_sheet(images[blurred]), "variance of the Laplacian, smallest first")]),
    ]
    if facts.duplicates:
        shown = [index for group in facts.duplicates[:8] for index in group[:4]]
        names = ", ".join(facts.names[group[0]] for group in facts.duplicates[:8])
        sections.append(("Repeated", [Figure(contact_sheet(images[shown]), f"the same picture as {names}")]))
    return sections
