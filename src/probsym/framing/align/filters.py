"""Where an object may be in a photo: one whitened linear filter per roll angle, run over a pyramid of features."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

from probsym.framing.align.background_statistics import BackgroundStatistics
from probsym.framing.align.hog import hog
from probsym.framing.align.oriented_box import OrientedBox, crop_box, same_place

FILTER_CELLS = 10
"""Cells a side of a filter."""
_CELL_PX = 4
_WINDOW_PX = FILTER_CELLS * _CELL_PX
CONTEXT = 1.2
"""A filter sees a window of this many sides of the box."""
_LEVELS_PER_OCTAVE = 3
SMALLEST_OBJECT_SHARE, _SMALLEST_PX = 1 / 8, 24
"""Boxes smaller than this share of the photo's longer side, unless another is given, or than this, are not searched."""
_PADDING = 0.25
"""The photo is continued outwards by this share of its shorter side: boxes may reach beyond it."""
_PER_LEVEL = 12
_JITTER = ((-math.radians(5), 1.0), (math.radians(5), 1.0), (0.0, 1.07), (0.0, 1 / 1.07))
"""Turns (radians) and scales of each example: what it may differ by from the nearest filter."""


@dataclass(frozen=True)
class Candidate:
    """A box and the response of the best filter: 0 like background, 1 like the mean example."""

    box: OrientedBox
    response: float


@dataclass(frozen=True)
class RollFilters:
    """One linear filter per roll angle."""

    rolls_rad: tuple[float, ...]
    weights: Float[Tensor, "rolls channels cells cells"]
    biases: Float[Tensor, " rolls"]


def pyramid(
    grey: UInt8[np.ndarray, "height width"], smallest_share: float = SMALLEST_OBJECT_SHARE
) -> Iterator[tuple[float, tuple[float, float], Float[Tensor, "channels _ _"]]]:
    """Feature maps of a photo from fine to coarse.

    Args:
        grey: the photo.
        smallest_share: smallest box relative to the photo's longer side.

    Yields:
        Pixels of the photo per cell; the photo's coordinates (x, y) of the map's corner; the map.
    """
    height, width = grey.shape
    pad = round(_PADDING * min(height, width))
    padded = cv2.copyMakeBorder(grey, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    smallest = max(_SMALLEST_PX, smallest_share * max(height, width))
    step = smallest * CONTEXT / _WINDOW_PX  # pixels of the photo per pixel of the level
    largest = min(padded.shape)
    while step * _WINDOW_PX <= largest:
        rows, columns = (int(length / step) // _CELL_PX * _CELL_PX for length in padded.shape)
        used = (round(rows * step), round(columns * step))
        method = cv2.INTER_AREA if step > 1 else cv2.INTER_LINEAR
        level = cv2.resize(padded[: used[0], : used[1]], (columns, rows), interpolation=method)
        features = hog(torch.from_numpy(level)[None].float(), _CELL_PX)[0]
        yield step * _CELL_PX, (-pad, -pad), features
        step *= 2 ** (1 / _LEVELS_PER_OCTAVE)


def learn_filters(
    examples: Sequence[tuple[UInt8[np.ndarray, "_ _"], OrientedBox]],
    background: BackgroundStatistics,
    rolls_rad: Sequence[float],
) -> RollFilters:
    """Linear discriminants between the examples, turned to each roll, and the background.

    Args:
        examples: grey photos and their boxes; mirror images are added here.
        background: statistics of the photos' cells.
        rolls_rad: of the filters.
    """
    mean = background.window_mean
    means = []
    for roll in rolls_rad:
        patches = []
        for grey, box in examples:
            for turn, scale in _JITTER:
                for sign in (1, -1):
                    # a mirrored object with roll r is an object with roll -r, mirrored
                    window = box.moved(0, 0, scale * CONTEXT, -sign * (roll + turn))
                    patch = _with_margin(grey, window)
                    patches.append(patch if sign == 1 else patch[:, ::-1])
        features = hog(torch.from_numpy(np.stack(patches)).float(), _CELL_PX)[:, :, 1:-1, 1:-1]
        means.append(features.mean(0).reshape(-1))
    centred = torch.stack(means) - mean
    weights = torch.cholesky_solve(centred.T, background.factor).T
    weights = weights / (weights * centred).sum(1, keepdim=True)
    shape = (len(means), len(background.mean), FILTER_CELLS, FILTER_CELLS)
    return RollFilters(tuple(rolls_rad), weights.reshape(shape), -weights @ mean)


def search(
    grey: UInt8[np.ndarray, "height width"],
    filters: RollFilters,
    count: int,
    smallest_share: float = SMALLEST_OBJECT_SHARE,
) -> list[Candidate]:
    """The ``count`` best places for the object, best first, no two on the same place; as for :func:`pyramid`."""
    found = []
    for pixels, (left, top), features in pyramid(grey, smallest_share):
        responses = functional.conv2d(features[None], filters.weights, filters.biases)[0]
        best, roll = responses.max(0)
        values, places = best.flatten().topk(min(_PER_LEVEL, best.numel()))
        for value, place in zip(values.tolist(), places.tolist(), strict=True):
            row, column = divmod(place, best.shape[1])
            x, y = left + (column + FILTER_CELLS / 2) * pixels, top + (row + FILTER_CELLS / 2) * pixels
            side = FILTER_CELLS * pixels / CONTEXT
            found.append(Candidate(OrientedBox(x, y, side, filters.rolls_rad[int(roll[row, column])]), value))
    kept: list[Candidate] = []
    for one in sorted(found, key=lambda candidate: -candidate.response):
        if len(kept) == count:
            break
        if not any(same_place(one.box, other.box) for other in kept):
            kept.append(one)
    return kept


def _with_margin(grey: np.ndarray, window: OrientedBox) -> np.ndarray:
    """The window with one cell more on each side, whose gradients are the outermost cells' surroundings."""
    margin = (FILTER_CELLS + 2) / FILTER_CELLS
    return crop_box(grey, window.moved(0, 0, margin), _WINDOW_PX + 2 * _CELL_PX)
