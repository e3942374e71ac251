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
    middle = (len(odds) - 1) / 2
    reach = np.hypot(1, 1 + abs(lower)) * middle
    distance = (np.arange(DISTANCES) + 0.5) * (reach / DISTANCES)
    along = to_polar(odds.clip(-LIMIT, LIMIT), np.broadcast_to(distance, (DIRECTIONS, DISTANCES)), lower, -LIMIT)
    # gain[direction, k]: the sum of log odds up to the k-th distance, per half side.
    gain = np.concatenate([np.zeros((DIRECTIONS, 1)), along.cumsum(1)], 1) * (reach / DISTANCES / middle)
    radius = blurred_circle(best_circle(gain, price) * (reach / DISTANCES))
    limit, here = from_polar(radius, len(odds), lower)
    return here < limit


def to_polar(
    values: NDArray[np.float32], distance: NDArray[np.float64], lower: float, outside: float = 0.0
) -> NDArray[np.float64]:
    """A square map along the directions, bilinear.

    Args:
        values: n x n.
        distance: ``DIRECTIONS`` x any number, points of the map from the point that distances start from.
        lower: how far that point lies below the middle; see :func:`enclose`.
        outside: value beyond the map.
    """
    middle = (len(values) - 1) / 2
    angle = np.arange(DIRECTIONS)[:, None] * (2 * np.pi / DIRECTIONS)
    rows, columns = (1 + lower) * middle + np.sin(angle) * distance, middle + np.cos(angle) * distance
    padded = np.pad(values.astype(np.float64), 1, constant_values=outside)
    last = len(values)
    rows, columns = (rows + 1).clip(0, last), (columns + 1).clip(0, last)
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    down, right = rows - top, columns - left
    upper = padded[top, left] * (1 - right) + padded[top, left + 1] * right
    below = padded[top + 1, left] * (1 - right) + padded[top + 1, left + 1] * right
    return upper * (1 - down) + below * down


def from_polar(circle: NDArray[np.float64], size: int, lower: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A value for each direction at all points of a square map, and their distances; the reverse of :func:`to_polar`.

    Args:
        circle: ``DIRECTIONS`` values.
        size: points a side of the map.
        lower: see :func:`enclose`.
    """
    middle = (size - 1) / 2
    right = np.arange(size)[None] - middle
    down = np.arange(size)[:, None] - (1 + lower) * middle
    turn = np.arctan2(down, right) % (2 * np.pi) * (DIRECTIONS / (2 * np.pi))
    return np.interp(turn, np.arange(DIRECTIONS + 1), np.append(circle, circle[0])), np.hypot(down, right)


def best_circle(gain: NDArray[np.float64], step_price: float, steepest: int = _STEEPEST) -> NDArray[np.int64]:
    """The step in each direction with the largest sum of gains, less a price for each step from one to the next.

    Two rounds are made: after the first, the start no longer matters.

    Args:
        gain: ``DIRECTIONS`` x steps.
        step_price: of a change by one step from one direction to the next.
        steepest: so many steps it changes at most from one direction to the next.
    """
    directions, count = gain.shape
    total = gain[0]
    come_from = np.zeros((2 * directions, count), np.int64)
    shifts = np.arange(-steepest, steepest + 1)
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


def blurred_circle(values: NDArray[np.float64], deviation: float = _BLUR) -> NDArray[np.float64]:
    """Values of the directions, blurred by a Gaussian of that standard deviation, in directions."""
    reach = int(np.ceil(3 * deviation))
    kernel = np.exp(-((np.arange(-reach, reach + 1) / deviation) ** 2) / 2)
    blurred = np.convolve(np.pad(values, reach, mode="wrap"), kernel / kernel.sum(), mode="valid")
    return np.asarray(blurred, np.float64)
