"""The two points within a roughly placed box: a cascade of ridge regressions (Xiong and De la Torre 2013)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from probsym.config import Framing
from probsym.framing.align.hog import CHANNELS, hog
from probsym.framing.align.oriented_box import (
    OrientedBox,
    crop_box,
    framed_box,
    points_of_box,
    unit_box,
)

PATCH_PX, _CELL_PX = 80, 8
PATCH_CELLS = PATCH_PX // _CELL_PX
FEATURES = CHANNELS * PATCH_CELLS * PATCH_CELLS
_CONTEXT = 0.9
"""A patch shows this many sides of the box."""
_SPREADS = (1.0, 0.5, 0.3, 0.3)
"""Of the errors that each stage learns to correct, relative to the first's. The last is another draw of patches."""
_SHIFT, _LOG_SCALE, _ROLL_RAD = 0.08, 0.12, math.radians(8)
"""Standard deviations of the errors that the first stage corrects; shifts in sides."""
_PATCHES, _MIN_JITTERS, _MAX_JITTERS = 3000, 8, 48
"""Perturbed boxes in all, and of one example, half of them mirrored."""
_RIDGE = 0.3
"""Share of the features' mean variance."""


@dataclass(frozen=True)
class RegressionStage:
    """Affine map from a patch's features to the two points in the box's frame (x1, y1, x2, y2)."""

    weights: Float[Tensor, "features 4"]
    bias: Float[Tensor, " 4"]


@dataclass(frozen=True)
class Example:
    """A photo with a known box."""

    grey: UInt8[np.ndarray, "height width"]
    box: OrientedBox
    """The crop around the two points."""
    weight: float = 1.0


def patch_features(
    grey: UInt8[np.ndarray, "height width"], boxes: Sequence[OrientedBox]
) -> Float[Tensor, "boxes features"]:
    """Features of what the boxes show, turned upright."""
    return features_of([crop_box(grey, box.moved(0, 0, _CONTEXT), PATCH_PX) for box in boxes])


def features_of(patches: Sequence[UInt8[np.ndarray, "size size"]]) -> Float[Tensor, "patches features"]:
    """Features of patches, a few at a time."""
    parts = [
        hog(torch.from_numpy(np.stack(patches[start : start + 64])).float(), _CELL_PX).flatten(1)
        for start in range(0, len(patches), 64)
    ]
    return torch.cat(parts)


def refine(
    grey: UInt8[np.ndarray, "height width"],
    boxes: Sequence[OrientedBox],
    stages: Sequence[RegressionStage],
    framing: Framing,
) -> list[OrientedBox]:
    """The boxes around the points that the cascade finds from each box."""
    current = list(boxes)
    for stage in stages:
        predicted = patch_features(grey, current) @ stage.weights + stage.bias
        current = [
            _around(box, points, framing) for box, points in zip(current, predicted.double().numpy(), strict=True)
        ]
    return current


def learn_stages(
    examples: Sequence[Example], framing: Framing, generator: np.random.Generator
) -> list[RegressionStage]:
    """Learn the cascade from examples and their mirror images.

    Args:
        examples: at least one.
        framing: of their boxes.
        generator: draws the errors to be corrected.
    """
    stages = []
    jitters = min(max(_PATCHES // len(examples), _MIN_JITTERS), _MAX_JITTERS)
    for spread in _SPREADS:
        patches, targets, weights = [], [], []
        for example in examples:
            points = points_of_box(unit_box(example.box, framing))
            for number in range(jitters):
                dx, dy, scale, turn = generator.normal(0, spread, 4) * (_SHIFT, _SHIFT, _LOG_SCALE, _ROLL_RAD)
                box = example.box.moved(dx, dy, math.exp(scale), turn)
                patch = crop_box(example.grey, box.moved(0, 0, _CONTEXT), PATCH_PX)
                target = box.from_photo(points)
                if number % 2:
                    patch, target = patch[:, ::-1], target[::-1] * (-1, 1)
                patches.append(patch)
                targets.append(target.reshape(-1))
                weights.append(example.weight)
        goal = torch.from_numpy(np.array(targets, dtype=np.float32))
        stages.append(RegressionStage(*ridge_regression(features_of(patches), goal, torch.tensor(weights))))
    return stages


def _around(box: OrientedBox, points: np.ndarray, framing: Framing) -> OrientedBox:
    """The box around two points given in another's frame; the other where they make no sense."""
    (x1, y1), (x2, y2) = points.reshape(2, 2)
    distance = math.hypot(x2 - x1, y2 - y1) * framing.side
    if not (0.5 < distance < 2 and abs(math.atan2(y2 - y1, x2 - x1)) < 1):
        return box
    middle, turn = np.array([[(x1 + x2) / 2, (y1 + y2) / 2]]), math.atan2(y2 - y1, x2 - x1)
    x, y = box.to_photo(middle)[0]
    unit = OrientedBox(float(x), float(y), box.side * distance / framing.side, box.moved(0, 0, 1, turn).roll_rad)
    return framed_box(unit, framing)


def ridge_regression(
    features: Float[Tensor, "samples features"],
    targets: Float[Tensor, "samples values"],
    weights: Float[Tensor, " samples"],
) -> tuple[Float[Tensor, "features values"], Float[Tensor, " values"]]:
    """Weights and biases of the affine map from features to targets.

    Args:
        features: of any scale, the same for all.
        targets: to predict.
        weights: of the samples, relative to each other.
    """
    share = (weights / weights.sum())[:, None]
    mean, target_mean = (features * share).sum(0), (targets * share).sum(0)
    centred, goal = (features - mean) * share.sqrt(), (targets - target_mean) * share.sqrt()
    strength = _RIDGE * centred.square().sum() / centred.shape[1]
    if len(centred) < centred.shape[1]:  # the smaller of two systems with the same solution
        solved = centred.T @ torch.linalg.solve(centred @ centred.T + strength * torch.eye(len(centred)), goal)
    else:
        solved = torch.linalg.solve(centred.T @ centred + strength * torch.eye(centred.shape[1]), centred.T @ goal)
    return solved, target_mean - mean @ solved
