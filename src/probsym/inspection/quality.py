"""Is a folder fit to train on? Judgements on the facts of an inspection.

The thresholds lie between what three sets of photos show on which trainings work (tight cat faces, whole cat heads,
aligned human faces) and what scenes, faces that are not cropped, and crops that do not follow the face show;
docs/own-data.md has the figures.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from probsym.inspection.alignment import Alignment
from probsym.inspection.duplicates import surplus
from probsym.inspection.facts import Inspection

Level = Literal["fit", "warning", "unfit"]

ENOUGH, FEW = 2000, 100
"""Different photos: fewer than the first are a warning, fewer than the second unfit."""
UNREADABLE, UNREADABLE_WARNING = 0.2, 0.02
"""Share of the files; the training refuses more than the first."""
DUPLICATES, DUPLICATES_WARNING = 0.5, 0.02
"""Share of the readable photos that repeat others."""
AGREEMENT, AGREEMENT_WARNING = 0.006, 0.012
"""Sets that train have 0.016 and more, those that cannot 0.003 and less."""
SHIFT_WARNING = 5.5
"""Of 64 pixels; sets that train have up to 4, others 9 and more."""
SYMMETRY, SYMMETRY_WARNING = 0.5, 0.8
"""Of the mean photo; sets that train have 0.89 and more, others 0.67 and less."""
FRONTAL_WARNING = 0.8
"""Median correlation of a photo with its mirror image; sets that train have 0.25 to 0.5."""
BLURRED = 50.0
"""Variance of the Laplacian under which a photo counts as blurred; of aligned human faces 1 % lie under 70."""
BLURRED_SHARE, BLURRED_WARNING = 0.6, 0.15
SMALL = 48
"""Photos with a smaller square, pixels, count as small."""
SMALL_SHARE, SMALL_WARNING = 0.8, 0.1
OBLONG, OBLONG_WARNING = 1.25, 0.25
"""Photos longer than wide, or wider than long, by the first factor; a warning if their share is more than the second:
whoever crops by detection makes squares."""


@dataclass(frozen=True)
class Finding:
    """One judgement."""

    topic: str
    level: Level
    value: str
    """What was measured, in words."""
    reason: str = ""
    """What is wrong and what to do; empty if nothing is."""


def assess(facts: Inspection, crop: float = 1.0) -> tuple[Level, list[Finding]]:
    """The findings in the order of their topics, and the worst of their levels."""
    findings = [_unreadable(facts), _count(facts)]
    if len(facts.names):
        findings += [_duplicates(facts), _small(facts, crop), _oblong(facts), _blurred(facts), _colour(facts)]
    if facts.alignment is not None:
        findings += _alignment(facts.alignment)
    order: dict[Level, int] = {"fit": 0, "warning": 1, "unfit": 2}
    return max((finding.level for finding in findings), key=lambda level: order[level]), findings


def _graded(value: float, warning: float, unfit: float) -> Level:
    """Small values are fit."""
    return "unfit" if value > unfit else "warning" if value > warning else "fit"


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({100 * part / max(whole, 1):.1f} %)"


def _unreadable(facts: Inspection) -> Finding:
    bad, total = len(facts.unreadable), facts.looked_at
    level = _graded(bad / total, UNREADABLE_WARNING, UNREADABLE)
    reason = ""
    if level != "fit":
        name, why = facts.unreadable[0]
        reason = f"the first: {name} ({why})"
        if level == "unfit":
            reason = f"a training refuses more than {UNREADABLE:.0%} unreadable files; {reason}"
    return Finding("unreadable", level, _share(bad, total), reason)


def _count(facts: Inspection) -> Finding:
    different = len(facts.names) - surplus(facts.duplicates)
    in_all = round(different / max(facts.looked_at, 1) * facts.files)
    value = (
        f"{different:,}" if facts.looked_at == facts.files else f"about {in_all:,}, from {facts.looked_at:,} looked at"
    )
    level: Level = "unfit" if in_all < FEW else "warning" if in_all < ENOUGH else "fit"
    reason = ""
    if level != "fit":
        reason = f"a category takes a few thousand different photos to learn; under {FEW} nothing is learned"
    return Finding("different photos", level, value, reason)


def _duplicates(facts: Inspection) -> Finding:
    count = surplus(facts.duplicates)
    level = _graded(count / len(facts.names), DUPLICATES_WARNING, DUPLICATES)
    reason = ""
    if level != "fit":
        first = facts.duplicates[0]
        reason = f"{len(first)} photos are the same as {facts.names[first[0]]}; keep one of each"
    return Finding("repeated", level, _share(count, len(facts.names)), reason)


def _small(facts: Inspection, crop: float) -> Finding:
    sides = facts.sizes.min(1) * crop
    count = int((sides < SMALL).sum())
    level = _graded(count / len(sides), SMALL_WARNING, SMALL_SHARE)
    low, middle, high = np.percentile(sides, (0, 50, 100))
    value = f"squares of {low:.0f} to {high:.0f} pixels, median {middle:.0f}"
    reason = f"{_share(count, len(sides))} under {SMALL} pixels; models see 64" if level != "fit" else ""
    return Finding("size", level, value, reason)


def _oblong(facts: Inspection) -> Finding:
    ratio = facts.sizes.max(1) / facts.sizes.min(1)
    count = int((ratio > OBLONG).sum())
    level = _graded(count / len(ratio), OBLONG_WARNING, 1.0)
    reason = "only the central square is used; if the object is elsewhere, use probsym crop" if level != "fit" else ""
    return Finding("shape", level, f"{_share(len(ratio) - count, len(ratio))} about square", reason)


def _blurred(facts: Inspection) -> Finding:
    count = int((facts.sharpness < BLURRED).sum())
    level = _graded(count / len(facts.sharpness), BLURRED_WARNING, BLURRED_SHARE)
    reason = "blurred or enlarged photos teach no fine shape; leave them out" if level != "fit" else ""
    return Finding("blurred", level, _share(count, len(facts.sharpness)), reason)


def _colour(facts: Inspection) -> Finding:
    count, total = int(facts.grey.sum()), len(facts.grey)
    mixed = 0.25 < count / total < 0.99
    reason = "grey and coloured photos are mixed: the model has to explain both" if mixed else ""
    return Finding("without colour", "warning" if mixed else "fit", _share(count, total), reason)


def _alignment(found: Alignment) -> list[Finding]:
    crop = "the object is not in the same place and of the same size in every photo; use probsym crop"
    agreement = _graded(-found.agreement, -AGREEMENT_WARNING, -AGREEMENT)
    symmetry = _graded(-found.symmetry, -SYMMETRY_WARNING, -SYMMETRY)
    upright = "the mean photo is not its own mirror image: objects lie askew, all turn one way, or are different things"
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
            "nearly all views are frontal: there is little to learn depth from but shading" if frontal else "",
        ),
    ]
