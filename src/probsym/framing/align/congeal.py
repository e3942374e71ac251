"""Joint alignment without labels: boxes move until what they show agrees (congealing; Learned-Miller 2006)."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

from probsym.framing.align.hog import hog
from probsym.framing.align.oriented_box import OrientedBox, crop_box

_PX, _CELL = 64, 8
_STEPS = (
    (0.08, 1.15), (0.08, 1.15), (0.05, 1.1), (0.05, 1.1), (0.025, 1.05), (0.025, 1.05), (0.0125, 1.025),
)  # fmt: skip
"""Of each round: shift in sides and ratio of scales that are tried."""
_REACH, _SCALES = 0.3, (0.5, 1.1)
"""Largest shift from the central square, and range of sides, both in sides of that square."""


@dataclass(frozen=True)
class Template:
    """What the aligned boxes show in the mean, mirror images included."""

    features: Float[Tensor, " features"]
    """Without mean, of unit length."""

    def fit(self, grey: UInt8[np.ndarray, "height width"]) -> OrientedBox:
        """The box of a photo that agrees with the template, found from the central square."""
        start = central_oriented_box(grey)
        box = start
        for step, ratio in _STEPS:
            box = _best(grey, box, start, self.features, step, ratio)[0]
        return box


def central_oriented_box(grey: UInt8[np.ndarray, "height width"]) -> OrientedBox:
    """The central square of a photo."""
    height, width = grey.shape
    return OrientedBox(width / 2, height / 2, float(min(height, width)))


def congeal(greys: Sequence[UInt8[np.ndarray, "_ _"]]) -> Template:
    """Align at least two photos by their features, starting from central squares.

    In each round each box takes the small move after which it agrees best with the mean of the others and of their
    mirror images.
    """
    starts = [central_oriented_box(grey) for grey in greys]
    boxes = list(starts)
    features = torch.cat([describe_boxes(grey, [box]) for grey, box in zip(greys, boxes, strict=True)])
    for step, ratio in _STEPS:
        total = features.sum(0)
        for index, grey in enumerate(greys):
            others = total - features[index]
            target = functional.normalize(others + _mirrored(others), dim=0)
            boxes[index], features[index] = _best(grey, boxes[index], starts[index], target, step, ratio)
    mean = features.mean(0)
    return Template(functional.normalize(mean + _mirrored(mean), dim=0))


def _best(
    grey: UInt8[np.ndarray, "height width"],
    box: OrientedBox,
    start: OrientedBox,
    target: Float[Tensor, " features"],
    step: float,
    ratio: float,
) -> tuple[OrientedBox, Float[Tensor, " features"]]:
    """The move of a box that agrees best with the target, and what it then shows."""
    shifts, scales = (0.0, -step, step), (1.0, 1 / ratio, ratio)
    moves = [box.moved(dx, dy, scale) for dx, dy, scale in itertools.product(shifts, shifts, scales)]
    allowed = [moves[0], *(move for move in moves[1:] if _is_near(move, start))]
    described = describe_boxes(grey, allowed)
    best = int((described @ target).argmax())
    return allowed[best], described[best]


def _is_near(box: OrientedBox, start: OrientedBox) -> bool:
    reach = _REACH * start.side
    near = abs(box.x - start.x) <= reach and abs(box.y - start.y) <= reach
    return near and _SCALES[0] <= box.side / start.side <= _SCALES[1]


def describe_boxes(
    grey: UInt8[np.ndarray, "height width"], boxes: Sequence[OrientedBox]
) -> Float[Tensor, "boxes features"]:
    """Features of what boxes show, without mean and of unit length, by which they are compared."""
    patches = np.stack([crop_box(grey, box, _PX) for box in boxes])
    features = hog(torch.from_numpy(patches).float(), _CELL).flatten(1)
    return functional.normalize(features - features.mean(1, keepdim=True), dim=1)


def _mirrored(features: Float[Tensor, " features"]) -> Float[Tensor, " features"]:
    """Features of the mirror image: columns and orientations reversed."""
    cells = _PX // _CELL
    channels = features.reshape(-1, cells, cells).flip(2)
    signed, unsigned = np.arange(18), np.arange(9)
    order = np.concatenate([(9 - signed) % 18, 18 + (9 - unsigned) % 9, 27 + np.array([1, 0, 3, 2])])
    return channels[torch.from_numpy(order)].reshape(-1)
