"""Measures the limits that the paper names: extreme light, rough texture and profile views."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from probsym.benchmark.figure import Curve, Panel, curves_chart
from probsym.benchmark.request import Request
from probsym.benchmark.runs import TrainedRow, row_notes, train_row
from probsym.benchmark.stress_sets import AXES, StressLevel, levels
from probsym.benchmark.table_report import Report
from probsym.benchmark.variants import STRESS_ROWS
from probsym.evaluation.baselines import score_mean_depth
from probsym.evaluation.metrics import DepthScores
from probsym.evaluation.scores import score_model
from probsym.geometry.camera import PinholeCamera
from probsym.inference.loading import load


class Point(NamedTuple):
    """Scores of one row on one level."""

    side: float
    mad_deg: float
    coverage: float


def make_stress_table(request: Request) -> Report:
    """Make the table: every row on a set for each level of each axis.

    Raises:
        StoppedError: a signal stopped training.
        ProbsymError: as training does, or the face shapes cannot be loaded.
    """
    chosen = request.chosen(tuple(row.name for row in STRESS_ROWS))
    rows = tuple(row for row in STRESS_ROWS if row.name in chosen)
    everything = levels(request)
    trained = {row.name: train_row(request, row) for row in rows if not row.baseline}
    measured = {row.name: _points(request, trained.get(row.name), everything) for row in rows}
    headings = ["axis", "level", "images"]
    for row in rows:
        headings += [f"{row.label}: SIDE", "MAD", "coverage"]
    cells = []
    for index, level in enumerate(everything):
        line = [AXES[level.axis].label, level.name, str(len(level.chosen))]
        for row in rows:
            point = measured[row.name][index]
            known = math.isfinite(point.side)
            numbers = (f"{100 * point.side:.3f}", f"{point.mad_deg:.2f}", f"{point.coverage:.3f}")
            line += numbers if known else ("—", "—", "—")
        cells.append(tuple(line))
    return Report(
        name="stress",
        title=f"Limits ({request.count} images a level, {3 * request.count} for angle and yaw together)",
        headings=tuple(headings),
        cells=tuple(cells),
        values={row.name: [_value(*pair) for pair in zip(everything, measured[row.name], strict=True)] for row in rows},
        notes=(
            "means over the images; SIDE ×10⁻², MAD in degrees; seeds averaged",
            "mean depth: of the level's own images",
            *row_notes(request, trained, rows),
        ),
        pictures={"figure": _figure(everything, {row.label: measured[row.name] for row in rows})},
    )


_UNKNOWN = Point(*[float("nan")] * 3)


def _value(level: StressLevel, point: Point) -> dict[str, float | str]:
    about = {"axis": level.axis, "level": level.name, "at": level.at, "images": len(level.chosen)}
    return about | point._asdict()


def _points(request: Request, row: TrainedRow | None, everything: Sequence[StressLevel]) -> list[Point]:
    """Scores of a trained row, or of the mean depth, on every level; NaN if all its seeds diverged."""
    if row is None:
        camera = PinholeCamera(request.test.size, request.recipe.model.fov_deg)
        return [_mean_depth_point(level, camera) for level in everything]
    parts = [_points_of_run(request, run, everything) for run in row.runs]
    return [Point(*map(float, point)) for point in np.mean(parts, 0)] if parts else [_UNKNOWN] * len(everything)


def _points_of_run(request: Request, run: Path, everything: Sequence[StressLevel]) -> list[Point]:
    model = load(run, request.device)
    scored: dict[int, DepthScores] = {}  # levels that are bins of one set share its scores
    for level in everything:
        if id(level.faces) not in scored:
            scored[id(level.faces)] = score_model(model, np.array(level.faces.images), level.truth).depth
    return [_point(scored[id(level.faces)].per_image(), level.chosen) for level in everything]


def _mean_depth_point(level: StressLevel, camera: PinholeCamera) -> Point:
    depth, mask = level.truth.depth[level.chosen], level.truth.mask[level.chosen]
    if not len(depth):
        return _UNKNOWN
    return _point(score_mean_depth(depth, mask, camera).per_image(), torch.arange(len(depth)))


def _point(scores: Mapping[str, Tensor], chosen: Tensor) -> Point:
    means = {}
    for name in Point._fields:
        values = scores[name][chosen]
        finite = values[values.isfinite()]
        means[name] = finite.mean().item() if len(finite) else float("nan")
    return Point(**means)


def _figure(everything: Sequence[StressLevel], measured: Mapping[str, Sequence[Point]]) -> Image.Image:
    panels = []
    for axis, described in AXES.items():
        for name, label, scale in (("side", "SIDE x 100", 100), ("mad_deg", "MAD, deg", 1)):
            curves = [
                Curve(
                    label,
                    [
                        (level.at, scale * getattr(point, name))
                        for level, point in zip(everything, points, strict=True)
                        if level.axis == axis
                    ],
                )
                for label, points in measured.items()
            ]
            panels.append(Panel(described.label, described.unit, label, curves, described.logarithmic))
    return curves_chart("Limits", panels)
