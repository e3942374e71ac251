"""Inspect a photo folder: measure it, check its quality, and write the report."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from probsym import __version__
from probsym.checks import check_range
from probsym.inspection.facts import (
    BLURRED_SHOWN,
    GROUPS_SHOWN,
    PER_GROUP_SHOWN,
    Inspection,
    inspect_source,
)
from probsym.inspection.html import Figure, Row, contact_sheet, enlarged, report_page, stretched
from probsym.inspection.quality import Finding, Level, assess
from probsym.io import check_output_folder, write_text
from probsym.progress import TaskProgress

SUMMARIES: dict[Level, str] = {"fit": "fit", "warning": "fit, with warnings", "unfit": "unfit"}
_SHOWN = 64
_LISTED = 200


@dataclass(frozen=True)
class InspectionReport:
    """Measurements on a photo folder and what follows from them."""

    facts: Inspection
    crop: float
    level: Level
    """The worst level of the findings."""
    findings: list[Finding]

    @property
    def summary(self) -> str:
        """The level in words."""
        return SUMMARIES[self.level]


def inspect(
    source: str | Path,
    out: str | Path | None = None,
    *,
    crop: float = 1.0,
    limit: int = 0,
    progress: TaskProgress | None = None,
) -> InspectionReport:
    """Check whether photos are fit to train on.

    Args:
        source: folder or zip of photos, as for training.
        out: also write ``report.html``, with pictures, and ``report.json`` into this folder.
        crop: side of the centre crop as a fraction of the shorter side, as for training.
        limit: read at most this many photos, spread evenly; 0: all.
        progress: called with (what is being done, photos done, photos in all).

    Raises:
        InputError: no such source, no image in it, an argument out of range, or ``out`` cannot be written to.
        OSError: the report cannot be written.
    """
    source, folder = Path(source), None if out is None else Path(out)
    check_range("limit", limit, 0, 10**9)
    if folder is not None:
        check_output_folder("out", folder)
    facts = inspect_source(source, crop, limit, progress)
    report = InspectionReport(facts, crop, *assess(facts, crop))
    if folder is not None:
        write_inspection_report(report, folder)
    return report


def write_inspection_report(report: InspectionReport, folder: Path) -> None:
    """Write ``report.html`` and ``report.json``; the folder is created if it is missing.

    Raises:
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [Row(one.topic, one.level, one.value, one.reason) for one in report.findings]
    title = f"{report.facts.source.resolve().name}: {report.facts.files:,} photos"
    write_text(folder / "report.html", report_page(title, report.summary, report.level, rows, _sections(report.facts)))
    write_text(folder / "report.json", json.dumps(_as_json(report), indent=2, ensure_ascii=True) + "\n")


def _as_json(report: InspectionReport) -> dict[str, Any]:
    facts = report.facts
    sides = facts.sizes.min(1).tolist() if len(facts.sizes) else []
    values: dict[str, Any] = {
        "source": str(facts.source),
        "crop": report.crop,
        "probsym_version": __version__,
        "verdict": report.level,
        "findings": [
            {"topic": one.topic, "level": one.level, "value": one.value, "reason": one.reason}
            for one in report.findings
        ],
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


def _sections(facts: Inspection) -> list[tuple[str, list[Figure]]]:
    """Heading and figures of each part of the page."""
    images, mean = facts.images, facts.mean
    if not len(facts.names):
        return []
    averages = [
        Figure(enlarged(mean.round().astype(np.uint8)), "mean image: the object should be recognisable"),
        Figure(enlarged(mean[:, ::-1].round().astype(np.uint8)), "its mirror image: should look the same"),
        Figure(stretched(facts.deviation.mean(-1)), "standard deviation: dark where photos agree"),
    ]
    if facts.alignment is not None:
        averages.append(Figure(stretched(facts.alignment.mean), "mean of the filtered images, used for the agreement"))
    spaced = np.linspace(0, len(images) - 1, min(_SHOWN, len(images))).round().astype(int)
    blurred = _pictures(facts, facts.sharpness.argsort()[:BLURRED_SHOWN].tolist())
    sections = [
        ("Mean of all photos", averages),
        ("Sample of the photos", [Figure(contact_sheet(images[spaced]), "as a model receives them")]),
    ]
    if len(blurred):
        caption = "variance of the Laplacian, smallest first"
        sections.append(("Least sharp", [Figure(contact_sheet(blurred), caption)]))
    groups = facts.duplicates[:GROUPS_SHOWN]
    repeated = _pictures(facts, [index for group in groups for index in group[:PER_GROUP_SHOWN]])
    if len(repeated):
        names = ", ".join(facts.names[group[0]] for group in groups)
        sections.append(("Repeated", [Figure(contact_sheet(repeated), f"duplicates of {names}")]))
    return sections


def _pictures(facts: Inspection, indices: list[int]) -> np.ndarray:
    return np.array([facts.shown[index] for index in indices if index in facts.shown])
