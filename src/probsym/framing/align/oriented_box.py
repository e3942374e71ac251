"""CropBox boxes with roll: from two mirror-symmetric points to a box and back, and the pixels inside.

Coordinates are pixels of the upright photo, continuous, from the upper left corner of its upper left pixel:
x right, y down. Roll is positive clockwise on screen (the right point lies lower).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Float, UInt8

from probsym.config import Framing
from probsym.errors import InputError

MIN_DISTANCE_PX = 2.0
"""Two points closer than this are one spot."""


@dataclass(frozen=True)
class OrientedBox:
    """A square of a photo, turned about its centre; it may reach beyond the photo."""

    x: float
    """Centre, pixels."""
    y: float
    """Centre, pixels."""
    side: float
    """Pixels, positive."""
    roll_rad: float = 0.0
    """Clockwise, (-pi, pi]."""

    def to_photo(self, points: Float[np.ndarray, "points 2"]) -> Float[np.ndarray, "points 2"]:
        """Pixels of the photo for points in the box's own frame, whose corners are (-0.5, -0.5) and (0.5, 0.5)."""
        return points @ self._axes() * self.side + (self.x, self.y)

    def from_photo(self, points: Float[np.ndarray, "points 2"]) -> Float[np.ndarray, "points 2"]:
        """The inverse of :meth:`to_photo`."""
        return (points - (self.x, self.y)) @ self._axes().T / self.side

    def moved(self, dx: float, dy: float, scale: float = 1.0, turn_rad: float = 0.0) -> "OrientedBox":
        """The box shifted by (dx, dy) sides along its own axes, then scaled and turned about its new centre."""
        x, y = self.to_photo(np.array([[dx, dy]], dtype=np.float64))[0]
        return OrientedBox(float(x), float(y), self.side * scale, wrap_angle(self.roll_rad + turn_rad))

    def scaled(self, factor: float) -> "OrientedBox":
        """The same box where the photo is enlarged by a factor."""
        return OrientedBox(self.x * factor, self.y * factor, self.side * factor, self.roll_rad)

    def _axes(self) -> np.ndarray:
        """Rows: the box's x and y axes in the photo."""
        cos, sin = math.cos(self.roll_rad), math.sin(self.roll_rad)
        return np.array([[cos, sin], [-sin, cos]])


def wrap_angle(angle_rad: float) -> float:
    """The same direction in (-pi, pi]."""
    return math.pi - (math.pi - angle_rad) % (2 * math.pi)


def box_of_points(points: Float[np.ndarray, "2 2"]) -> OrientedBox:
    """The unit box of two points: centred between them, its side their distance, its x axis from left to right.

    Args:
        points: of the photo, in either order; the one further left comes first.

    Raises:
        InputError: the points lie on one spot, or are not finite.
    """
    (x1, y1), (x2, y2) = sorted(map(tuple, np.asarray(points, dtype=np.float64)))
    distance = math.hypot(x2 - x1, y2 - y1)
    if not distance >= MIN_DISTANCE_PX:
        raise InputError(f"points: expected two different spots, got ({x1:g}, {y1:g}) and ({x2:g}, {y2:g})")
    return OrientedBox((x1 + x2) / 2, (y1 + y2) / 2, distance, math.atan2(y2 - y1, x2 - x1))


def points_of_box(box: OrientedBox) -> Float[np.ndarray, "2 2"]:
    """The two points whose unit box this is, the left one first: the inverse of :func:`box_of_points`."""
    return box.to_photo(np.array([[-0.5, 0.0], [0.5, 0.0]]))


def framed_box(unit: OrientedBox, framing: Framing) -> OrientedBox:
    """The crop around a unit box: ``framing.side`` and ``framing.offset_y`` are in distances of the two points."""
    return unit.moved(0.0, framing.offset_y, framing.side)


def unit_box(framed: OrientedBox, framing: Framing) -> OrientedBox:
    """The inverse of :func:`framed_box`."""
    return framed.moved(0.0, -framing.offset_y / framing.side, 1 / framing.side)


def box_overlap(one: OrientedBox, other: OrientedBox) -> float:
    """Shared area as a part of the smaller box, both taken as upright: 0 apart, 1 one within the other."""
    reach = (one.side + other.side) / 2
    width = min(reach - abs(one.x - other.x), one.side, other.side)
    height = min(reach - abs(one.y - other.y), one.side, other.side)
    return max(0.0, width) * max(0.0, height) / min(one.side, other.side) ** 2


def mean_box(boxes: Sequence[OrientedBox], weights: Sequence[float]) -> OrientedBox:
    """The box whose corners are the weighted means of the boxes' corners.

    Args:
        boxes: at least one, of similar rolls.
        weights: their sum is 1.
    """
    pairs = list(zip(boxes, weights, strict=True))
    across = sum(weight * box.side * math.cos(box.roll_rad) for box, weight in pairs)
    down = sum(weight * box.side * math.sin(box.roll_rad) for box, weight in pairs)
    x, y = sum(weight * box.x for box, weight in pairs), sum(weight * box.y for box, weight in pairs)
    return OrientedBox(x, y, math.hypot(across, down), math.atan2(down, across))


def same_place(one: OrientedBox, other: OrientedBox) -> bool:
    """Whether two boxes are on the same object: centres within 0.35 of the smaller side, sides within a factor 1.6."""
    near = math.hypot(one.x - other.x, one.y - other.y) < 0.35 * min(one.side, other.side)
    return near and 1 / 1.6 < one.side / other.side < 1.6


def crop_box(
    image: UInt8[np.ndarray, "height width *channels"], box: OrientedBox, size: int
) -> UInt8[np.ndarray, "size size *channels"]:
    """The pixels inside a box, turned upright; beyond the photo it goes on mirrored.

    Args:
        image: the photo.
        box: where.
        size: height and width of the result, pixels.
    """
    step = box.side / size  # pixels of the photo per pixel of the result
    shrink = min(1.0, 1.5 / step)
    if shrink < 1:  # cv2.warpAffine does not antialias
        height, width = image.shape[:2]
        smaller = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        image = cv2.resize(image, smaller, interpolation=cv2.INTER_AREA)
        across, down = smaller[0] / width, smaller[1] / height
    else:
        across = down = 1.0
    centres = np.array([[0.5, 0.5], [1.5, 0.5], [0.5, 1.5]]) / size - 0.5
    corners = box.to_photo(centres) * (across, down) - 0.5  # pixel centres of OpenCV
    target = np.array([[0, 0], [1, 0], [0, 1]], dtype=np.float32)
    transform = cv2.getAffineTransform(target, corners.astype(np.float32))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, transform, (size, size), flags=flags, borderMode=cv2.BORDER_REFLECT)
