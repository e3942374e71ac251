"""The limits that the authors admit to, measured: extreme light, rough texture and profile views."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from probsym.benchmark.figure import Curve, Panel, curves_chart
from probsym.benchmark.report import Report
from probsym.benchmark.request import Request
from probsym.benchmark.runs import trained
from probsym.benchmark.scoring import SPREAD, depth_scores, per_image
from probsym.benchmark.stress_sets import AXES, Level, levels
from probsym.benchmark.variants import FULL, SUPERVISED
from probsym.evaluation.metrics import DepthScores, mean_depth
from probsym.geometry.camera import PinholeCamera
from probsym.inference.loading import load

MEAN = "mean"
ROWS = {FULL: "ours, no labels", SUPERVISED: "supervised", MEAN: "mean true depth"}


class Point(NamedTuple):
    """Scores of one row on one level."""

    side: float
    mad_deg: float
    coverage: float


def run(request: Request) -> Report:
    """Make the table: every row on sets of their own for each axis.

    Raises:
        StoppedError: a signal stopped a training.
        ProbsymError: as training does, or the face shapes cannot be loaded.
    """
    chosen = request.chosen(tuple(ROWS))
    everything = levels(request)
    measured = {row: _row(request, row, everything) for row in chosen}
    headings = ["axis", "level", "images"]
    for row in chosen:
        headings += [f"{ROWS[row]}: SIDE", "MAD", "coverage"]
    cells = []
    for index, level in enumerate(everything):
        line = [AXES[level.axis].label, level.name, str(len(level.chosen))]
        for row in chosen:
            point = measured[row][index]
            known = math.isfinite(point.side)
            numbers = (f"{100 * point.side:.3f}", f"{point.mad_deg:.2f}", f"{point.coverage:.3f}")
            line += numbers if known else ("—", "—", "—")
        cells.append(tuple(line))
    return Report(
        name="stress",
        title=f"Limits ({request.count} images a level, {3 * request.count} for angle and yaw together)",
        headings=tuple(headings),
        cells=tuple(cells),
        values={row: [_value(*pair) for pair in zip(everything, measured[row], strict=True)] for row in chosen},
        notes=(
            "means over the images; SIDE ×10⁻², MAD in degrees; seeds averaged",
            "mean true depth: of the level's own images, a guess that looks at none of them",
        ),
        pictures={"figure": _figure(everything, measured)},
    )


def _value(level: Level, point: Point) -> dict[str, float | str]:
    about = {"axis": level.axis, "level": level.name, "at": level.at, "images": len(level.chosen)}
    return about | point._asdict()


def _row(request: Request, row: str, everything: Sequence[Level]) -> list[Point]:
    if row == MEAN:
        camera = PinholeCamera(request.test.size, request.recipe.model.fov_deg)
        return [_mean(level, camera) for level in everything]
    parts = []
    for seed in request.seeds:
        model = load(trained(request, row, seed), request.device)
        of_set: dict[int, Mapping[str, Tensor]] = {}  # levels that are bins of one set share its scores
        points = []
        for level in everything:
            key = id(level.faces)
            if key not in of_set:
                of_set[key] = per_image(depth_scores(model, np.asarray(level.faces.images), level.truth))
            points.append(_point({name: of_set[key][name][level.chosen] for name in SPREAD}))
        parts.append(np.array(points))
    return [Point(*map(float, point)) for point in np.mean(parts, 0)]


def _mean(level: Level, camera: PinholeCamera) -> Point:
    depth, mask = level.truth.depth[level.chosen], level.truth.mask[level.chosen]
    if not len(depth):
        return Point(*[float("nan")] * 3)
    scores = DepthScores(camera)
    scores.add(mean_depth(depth, mask).expand_as(depth), torch.ones_like(mask), depth, mask)
    return _point(per_image(scores))


def _point(scores: Mapping[str, Tensor]) -> Point:
    means = {}
    for name in SPREAD:
        finite = scores[name][scores[name].isfinite()]
        means[name] = finite.mean().item() if len(finite) else float("nan")
    return Point(**means)


def _figure(everything: Sequence[Level], measured: Mapping[str, Sequence[Point]]) -> Image.Image:
    panels = []
    for axis, described in AXES.items():
        for name, label, scale in (("side", "SIDE x 100", 100), ("mad_deg", "MAD, deg", 1)):
            curves = [
                Curve(
                    ROWS[row],
                    [
                        (level.at, scale * getattr(point, name))
                        for level, point in zip(everything, points, strict=True)
                        if level.axis == axis
                    ],
                )
                for row, points in measured.items()
            ]
            panels.append(Panel(described.label, described.unit, label, curves, described.logarithmic))
    return curves_chart("Limits", panels)
