"""Each of the two points by what surrounds it alone.

A few clicks show only as many whole objects, which differ much, but twice as many points, whose surroundings differ
little. So points are found more precisely one by one, once a detector has found about where they are; its examples
without clicks become better, and it learns from them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from probsym.config import Framing
from probsym.framing.align.oriented_box import (
    OrientedBox,
    box_of_points,
    crop_box,
    framed_box,
    points_of_box,
    unit_box,
)
from probsym.framing.align.regression_cascade import Example, features_of, ridge_regression

_PATCH_PX = 48
_CONTEXTS = (0.6, 0.9)
"""Sides of the patches, in distances of the points; the predictions from both are averaged."""
_JITTERS = 40
"""Perturbed patches of a point."""
_SHIFT, _LOG_SCALE, _TURN_RAD = 0.06, 0.06, 0.07
"""Standard deviations of the errors that are corrected; shifts in distances of the points."""
_ROUNDS = 2
_FARTHEST = 0.25
"""A point that would move farther, in distances of the points, stays, and so does the other."""


@dataclass(frozen=True)
class PointRegressor:
    """Affine map from the features of a left point's surroundings to the point; right points are mirrored."""

    context: float
    """Side of the surroundings in distances of the points."""
    weights: Float[Tensor, "features 2"]
    bias: Float[Tensor, " 2"]

    def place(self, example: Example, framing: Framing) -> Example:
        """The example with its box around the points that are found near its own.

        Args:
            example: with about the right box.
            framing: of the box.
        """
        first = points = points_of_box(unit_box(example.box, framing))
        for _ in range(_ROUNDS):
            unit = box_of_points(points)
            windows = [_around(unit, point, self.context) for point in points]
            patches = [_patch(example.grey, windows[side], bool(side)) for side in (0, 1)]
            found = (features_of(patches) @ self.weights + self.bias).double().numpy() * [(1, 1), (-1, 1)]
            points = np.stack([windows[side].to_photo(found[side][None])[0] for side in (0, 1)])
            limit = _FARTHEST * math.dist(*first)
            if max(np.linalg.norm(points - first, axis=1)) > limit:
                return example
        return replace(example, box=framed_box(box_of_points(points), framing))


def learn_point_regressors(
    examples: Sequence[Example], framing: Framing, generator: np.random.Generator
) -> list[PointRegressor]:
    """Learn to find a point from patches of two sizes that are a little off it.

    Args:
        examples: with clicked points, at least one.
        framing: of their boxes.
        generator: draws the errors to be corrected.
    """
    regressors = []
    for context in _CONTEXTS:
        patches, targets = [], []
        for example in examples:
            unit = unit_box(example.box, framing)
            for side, point in enumerate(points_of_box(unit)):
                for _ in range(_JITTERS):
                    dx, dy, scale, turn = generator.normal(0, (_SHIFT, _SHIFT, _LOG_SCALE, _TURN_RAD))
                    window = _around(unit, point, context).moved(dx / context, dy / context, math.exp(scale), turn)
                    patches.append(_patch(example.grey, window, bool(side)))
                    targets.append(window.from_photo(point[None])[0] * (-1 if side else 1, 1))
        goal = torch.from_numpy(np.array(targets, dtype=np.float32))
        regressors.append(PointRegressor(context, *ridge_regression(features_of(patches), goal, torch.ones(len(goal)))))
    return regressors


def place_points(example: Example, regressors: Sequence[PointRegressor], framing: Framing) -> Example:
    """The example with its box around the means of the points that the regressors find near its own."""
    placed = [regressor.place(example, framing) for regressor in regressors]
    points = np.mean([points_of_box(unit_box(one.box, framing)) for one in placed], axis=0)
    return replace(example, box=framed_box(box_of_points(points), framing))


def _around(unit: OrientedBox, point: Float[np.ndarray, "2"], context: float) -> OrientedBox:
    return OrientedBox(float(point[0]), float(point[1]), unit.side * context, unit.roll_rad)


def _patch(grey: UInt8[np.ndarray, "height width"], window: OrientedBox, mirrored: bool) -> UInt8[np.ndarray, "_ _"]:
    patch = crop_box(grey, window, _PATCH_PX)
    return patch[:, ::-1] if mirrored else patch
