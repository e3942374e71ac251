"""Quality thresholds for a photo folder.

They lie between photo sets on which training works (tightly cropped cat faces, whole cat heads, aligned human faces)
and sets on which they fail (scenes, uncropped faces, crops that do not follow the face); docs/results.md has the
measurements.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from probsym.inspection.alignment import COMPARED_SIZE, Alignment, symmetry_axis
from probsym.inspection.duplicates import surplus
from probsym.inspection.facts import Inspection

Level = Literal["fit", "warning", "unfit"]

ENOUGH, FEW = 2000, 100
"""Number of different photos below which there is a warning, and below which the set is unfit."""
UNREADABLE, UNREADABLE_WARNING = 0.2, 0.02
"""Share of the files; training refuses more than the first."""
DUPLICATES, DUPLICATES_WARNING = 0.5, 0.02
"""Share of the readable photos that repeat another."""
AGREEMENT, AGREEMENT_WARNING = 0.006, 0.012
"""Sets on which training works have at least 0.016, others at most 0.003."""
SHIFT_WARNING = 5.5
"""Pixels of 64; sets on which training works have at most 4, others at least 9."""
SYMMETRY, SYMMETRY_WARNING = 0.5, 0.8
"""Of the mean image; sets on which training works have at least 0.89, others at most 0.67."""
FRONTAL_WARNING = 0.8
"""Median correlation of a photo with its mirror image; sets on which training works have 0.25 to 0.5."""
BLURRED = 50.0
"""Variance of the Laplacian below which a photo counts as blurred; 1 % of aligned human faces are below 70."""
BLURRED_SHARE, BLURRED_WARNING = 0.6, 0.15
SMALL = 48
"""Photos whose central square is smaller than this, in pixels, count as small."""
SMALL_SHARE, SMALL_WARNING = 0.8, 0.1
OBLONG, OBLONG_WARNING = 1.25, 0.25
"""Ratio of the sides above which a photo counts as oblong, and the share of such photos above which there is a warning:
photos cropped by detection are square."""


_REMEDY = "run probsym crop for people and cats, probsym align for other objects"


@dataclass(frozen=True)
class Finding:
    """Result of one quality check."""

    topic: str
    level: Level
    value: str
    """The measurement, formatted."""
    reason: str = ""
    """What is wrong and what to do about it; empty for "fit"."""


def assess(facts: Inspection, crop: float = 1.0) -> tuple[Level, list[Finding]]:
    """Run all quality checks; returns the worst level and all findings."""
    findings = [_unreadable(facts), _count(facts)]
    if len(facts.names):
        findings += [_duplicates(facts), _small(facts, crop), _oblong(facts), _blurred(facts), _colour(facts)]
    if facts.alignment is not None:
        findings += _alignment(facts.alignment)
    order: dict[Level, int] = {"fit": 0, "warning": 1, "unfit": 2}
    return max((finding.level for finding in findings), key=lambda level: order[level]), findings


def _level(value: float, warning: float, unfit: float) -> Level:
    """Smaller values are better."""
    return "unfit" if value > unfit else "warning" if value > warning else "fit"


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({100 * part / max(whole, 1):.1f} %)"


def _unreadable(facts: Inspection) -> Finding:
    bad, total = len(facts.unreadable), facts.looked_at
    level = _level(bad / total, UNREADABLE_WARNING, UNREADABLE)
    reason = ""
    if level != "fit":
        name, why = facts.unreadable[0]
        reason = f"the first: {name} ({why})"
        if level == "unfit":
            reason = f"training refuses more than {UNREADABLE:.0%} unreadable files; {reason}"
    return Finding("unreadable", level, _share(bad, total), reason)


def _count(facts: Inspection) -> Finding:
    different = len(facts.names) - surplus(facts.duplicates)
    in_all = round(different / max(facts.looked_at, 1) * facts.files)
    sampled = facts.looked_at < facts.files
    value = f"about {in_all:,}, from a sample of {facts.looked_at:,}" if sampled else f"{different:,}"
    level: Level = "unfit" if in_all < FEW else "warning" if in_all < ENOUGH else "fit"
    reason = ""
    if level != "fit":
        reason = f"a category needs a few thousand different photos; below {FEW} nothing is learned"
    return Finding("different photos", level, value, reason)


def _duplicates(facts: Inspection) -> Finding:
    count = surplus(facts.duplicates)
    level = _level(count / len(facts.names), DUPLICATES_WARNING, DUPLICATES)
    reason = ""
    if level != "fit":
        first = facts.duplicates[0]
        reason = f"{len(first)} copies of {facts.names[first[0]]}; keep one of each"
    return Finding("repeated", level, _share(count, len(facts.names)), reason)


def _small(facts: Inspection, crop: float) -> Finding:
    sides = facts.sizes.min(1) * crop
    count = int((sides < SMALL).sum())
    level = _level(count / len(sides), SMALL_WARNING, SMALL_SHARE)
    low, middle, high = np.percentile(sides, (0, 50, 100))
    value = f"squares of {low:.0f} to {high:.0f} pixels, median {middle:.0f}"
    reason = f"{_share(count, len(sides))} below {SMALL} pixels; models use 64" if level != "fit" else ""
    return Finding("size", level, value, reason)


def _oblong(facts: Inspection) -> Finding:
    ratio = facts.sizes.max(1) / facts.sizes.min(1)
    count = int((ratio > OBLONG).sum())
    level = _level(count / len(ratio), OBLONG_WARNING, 1.0)
    reason = "only the centre crop is used; if the object lies elsewhere, run probsym crop" if level != "fit" else ""
    return Finding("shape", level, f"{_share(len(ratio) - count, len(ratio))} nearly square", reason)


def _blurred(facts: Inspection) -> Finding:
    count = int((facts.sharpness < BLURRED).sum())
    level = _level(count / len(facts.sharpness), BLURRED_WARNING, BLURRED_SHARE)
    reason = "fine shape cannot be learned from blurred or enlarged photos; remove them" if level != "fit" else ""
    return Finding("blurred", level, _share(count, len(facts.sharpness)), reason)


def _colour(facts: Inspection) -> Finding:
    count, total = int(facts.grey.sum()), len(facts.grey)
    mixed = 0.25 < count / total < 0.99
    reason = "grey and coloured photos are mixed, and the model must explain both" if mixed else ""
    return Finding("without colour", "warning" if mixed else "fit", _share(count, total), reason)


def _alignment(found: Alignment) -> list[Finding]:
    crop = f"position and size of the object differ between photos; {_REMEDY}"
    agreement = _level(-found.agreement, -AGREEMENT_WARNING, -AGREEMENT)
    symmetry = _level(-found.symmetry, -SYMMETRY_WARNING, -SYMMETRY)
    upright = "the mean image is not symmetric: objects are tilted, all face one side, or are of different kinds"
    axis_px, at_axis = symmetry_axis(found.mean)
    if at_axis > SYMMETRY_WARNING:
        side = "right" if axis_px > 0 else "left"
        upright = f"the objects lie {abs(axis_px):g} of {COMPARED_SIZE} pixels {side} of the middle; {_REMEDY}"
    low, middle, high = found.mirror
    frontal = middle > FRONTAL_WARNING
    shift = found.shift_px > SHIFT_WARNING
    return [
        Finding("agreement", agreement, f"{found.agreement:.3f}", crop if agreement != "fit" else ""),
        Finding(
            "shift",
            "warning" if shift else "fit",
            f"{found.shift_px:.1f} of 64 pixels",
            "see agreement" if shift else "",
        ),
        Finding("symmetry", symmetry, f"{found.symmetry:.2f}", upright if symmetry != "fit" else ""),
        Finding(
            "poses",
            "warning" if frontal else "fit",
            f"mirror images correlate {low:.2f} to {high:.2f}, median {middle:.2f}",
            "nearly all views are frontal, so that shading is the only cue for depth" if frontal else "",
        ),
    ]
