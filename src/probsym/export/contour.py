"""The closed contour around a point of a map that encloses what is likely and leaves out what is not.

The contour has one distance from the point for each direction, so that it has neither holes nor islands. Among all
these, dynamic programming finds the one with the largest sum of log odds along its directions, less a price for every
change of the distance from one direction to the next: a dark eye at the side of a face is not worth two steps.
"""

import numpy as np
from numpy.typing import NDArray

DIRECTIONS, DISTANCES = 240, 96
_STEEPEST = 6
"""Steps of the distance from one direction to the next, at most."""
LIMIT = 2.5
_BLUR = 1.5
"""Of the distances, in directions."""


def enclose(odds: NDArray[np.float32], price: float = 0.16, lower: float = 0.0) -> NDArray[np.bool_]:
    """The region within the contour, n x n.

    Args:
        odds: n x n, log odds that a point lies within; those beyond ``LIMIT`` count as that.
        price: of a change of the distance by one step, in log odds times the map's half side.
        lower: how far the point that the distances start from lies below the middle, in half sides: from a lower one,
            ears on top are seen without ground before them.
    """
    size = len(odds)
    middle = (size - 1) / 2
    angle = np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS)
    middle_row = (1 + lower) * middle
    reach = np.hypot(1, 1 + abs(lower)) * middle
    distance = (np.arange(DISTANCES) + 0.5) * (reach / DISTANCES)
    rows = middle_row + np.sin(angle)[:, None] * distance
    columns = middle + np.cos(angle)[:, None] * distance
    along = _sampled(odds.clip(-LIMIT, LIMIT), rows, columns)
    # gain[direction, k]: the sum of log odds up to the k-th distance, per half side.
    gain = np.concatenate([np.zeros((DIRECTIONS, 1)), along.cumsum(1)], 1) * (reach / DISTANCES / middle)
    steps = _best_circle(gain, price)
    radius = _blurred_circle(steps * (reach / DISTANCES))
    right = np.arange(size)[None] - middle
    down = np.arange(size)[:, None] - middle_row
    here = np.arctan2(down, right) % (2 * np.pi)
    limit = np.interp(here, np.append(angle, 2 * np.pi), np.append(radius, radius[0]))
    return np.hypot(down, right) < limit


def _sampled(
    values: NDArray[np.float32], rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Bilinear; the contour does not leave the square."""
    padded = np.pad(values.astype(np.float64), 1, constant_values=-LIMIT)
    last = len(values)
    rows, columns = (rows + 1).clip(0, last), (columns + 1).clip(0, last)
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    down, right = rows - top, columns - left
    upper = padded[top, left] * (1 - right) + padded[top, left + 1] * right
    lower = padded[top + 1, left] * (1 - right) + padded[top + 1, left + 1] * right
    return upper * (1 - down) + lower * down


def _best_circle(gain: NDArray[np.float64], step_price: float = 0.16) -> NDArray[np.int64]:
    """One step of the distance per direction. Two rounds: after the first, the start no longer matters."""
    directions, count = gain.shape
    total = gain[0]
    come_from = np.zeros((2 * directions, count), np.int64)
    shifts = np.arange(-_STEEPEST, _STEEPEST + 1)
    index = (np.arange(count)[None] + shifts[:, None]).clip(0, count - 1)
    price = step_price * np.abs(shifts)[:, None]
    for turn in range(1, 2 * directions):
        candidates = total[index] - price
        best = candidates.argmax(0)
        come_from[turn] = index[best, np.arange(count)]
        total = candidates[best, np.arange(count)] + gain[turn % directions]
    steps = np.empty(2 * directions, np.int64)
    steps[-1] = total.argmax()
    for turn in range(2 * directions - 1, 0, -1):
        steps[turn - 1] = come_from[turn, steps[turn]]
    half = directions // 2  # the middle of both rounds is far from their free ends
    return np.roll(steps[half : half + directions], half)


def _blurred_circle(values: NDArray[np.float64]) -> NDArray[np.float64]:
    reach = int(np.ceil(3 * _BLUR))
    kernel = np.exp(-((np.arange(-reach, reach + 1) / _BLUR) ** 2) / 2)
    blurred = np.convolve(np.pad(values, reach, mode="wrap"), kernel / kernel.sum(), mode="valid")
    return np.asarray(blurred, np.float64)
