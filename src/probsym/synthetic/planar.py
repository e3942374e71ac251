"""Distances to segments and polygons in the plane of a face's front (numba)."""

from typing import no_type_check

import numpy as np

from probsym.kernels.numba_support import compiled_part
from probsym.synthetic.morphable import Polyline

Bounds = tuple[float, float, float, float]
"""Left, right, top, bottom."""


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _squared_distance(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float]:
    dx, dy = x1 - x0, y1 - y0
    along = min(1.0, max(0.0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy + 1e-12)))
    return (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2, along


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def segment_distance(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float]:
    """Distance to a segment, and the position (0 to 1) of the nearest point on it."""
    squared, along = _squared_distance(x, y, x0, y0, x1, y1)
    return np.sqrt(squared), along


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def bounding_box(points: Polyline, margin: float) -> Bounds:
    """Left, right, top and bottom of the points, widened by ``margin``."""
    left, right, top, bottom = 9.0, -9.0, 9.0, -9.0
    for index in range(len(points)):
        left, right = min(left, points[index][0]), max(right, points[index][0])
        top, bottom = min(top, points[index][1]), max(bottom, points[index][1])
    return left - margin, right + margin, top - margin, bottom + margin


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def in_box(x: float, y: float, box: Bounds) -> bool:
    """Whether (x, y) is inside the box; a fast rejection test."""
    return box[0] < x < box[1] and box[2] < y < box[3]


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def polygon_distance(x: float, y: float, polygon: Polyline, closed: bool) -> float:
    """Signed distance to the edge of a polygon, negative inside; ``closed`` includes the last edge."""
    count = len(polygon)
    inside, nearest = False, 1e18  # squared; one square root at the end
    for index in range(count):
        following = (index + 1) % count
        x0, y0, x1, y1 = polygon[index][0], polygon[index][1], polygon[following][0], polygon[following][1]
        if closed or following != 0:
            nearest = min(nearest, _squared_distance(x, y, x0, y0, x1, y1)[0])
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    distance = np.sqrt(nearest)
    return -distance if inside else distance
