"""Topology of the car's mesh: two boxes, four wheels and two mirrors, the same for every car.

A vertex has a place on its part: for boxes and mirrors, its point on the surface of the cube [-1, 1]^3 (x to the right,
y down, z to the rear, seen from the front); for wheels, its place in the wheel's plane, relative to the radius.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float, Float32, Int32, UInt8

FRONT, REAR, SIDE, TOP, BOTTOM = range(5)
BODY, CABIN, WHEEL, TYRE, MIRROR = 10, 15, 20, 21, 22
"""Regions of triangles; ``BODY`` and ``CABIN`` plus FRONT to BOTTOM. They differ from the regions of faces."""
WHEEL_SEGMENTS = 24
_RINGS = ((0.0, 1.0), (0.62, 1.0), (0.66, 1.0), (0.96, 1.0), (1.0, 0.9), (1.0, -1.0))
"""Radius, and place across the tyre (1 outside, -1 inside), of the rings of a wheel; the first is its hub."""


@dataclass(frozen=True)
class CarMesh:
    """Vertices' places and triangles."""

    place: Float32[np.ndarray, "vertices 3"]
    triangles: Int32[np.ndarray, "triangles 3"]
    """Vertex indices; (b - a) x (c - a) points out of the part."""
    region: UInt8[np.ndarray, " triangles"]
    parts: dict[str, slice]
    """Vertices of "body", "cabin", "mirror_left", "mirror_right" and "wheel_front_left" to "wheel_rear_right"; left is
    x < 0."""
    mirrored: Int32[np.ndarray, " vertices"]
    """Vertex that is the mirror image of each."""


def _edges_denser(count: int) -> Float[np.ndarray, " count"]:
    """``count`` numbers from -1 to 1, denser towards both ends."""
    even = np.linspace(-1, 1, count)
    return np.sign(even) * (1 - (1 - np.abs(even)) ** 1.5)


def box(across: int, down: int, along: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The surface of the cube [-1, 1]^3: points, outward triangles, and the side (FRONT to BOTTOM) of each triangle.

    Args:
        across: points from the middle to either side.
        down: points from top to bottom.
        along: points from front to rear.
    """
    xs, ys, zs = _edges_denser(2 * across - 1)[across - 1 :], _edges_denser(down), _edges_denser(along)
    points: list[np.ndarray] = []
    triangles: list[np.ndarray] = []
    sides: list[np.ndarray] = []
    start = 0
    for side, first, second, axis, at in (
        (FRONT, xs, ys, 2, -1.0),
        (REAR, xs, ys, 2, 1.0),
        (SIDE, ys, zs, 0, 1.0),
        (TOP, xs, zs, 1, -1.0),
        (BOTTOM, xs, zs, 1, 1.0),
    ):
        a, b = np.meshgrid(first, second, indexing="ij")
        grid = np.insert(np.stack([a.ravel(), b.ravel()], 1), axis, at, axis=1)
        index = np.arange(a.size).reshape(a.shape) + start
        corner, right, below, across_ = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
        new = np.concatenate(
            [
                np.stack([corner, right, across_], -1).reshape(-1, 3),
                np.stack([corner, across_, below], -1).reshape(-1, 3),
            ]
        )
        points.append(grid)
        triangles.append(new)
        sides.append(np.full(len(new), side))
        start += a.size
    half, faces, side = np.concatenate(points), np.concatenate(triangles), np.concatenate(sides)
    # The left half is the mirror image; then equal points become one.
    both = np.concatenate([half, half * [-1, 1, 1]]) + 0.0
    faces = np.concatenate([faces, faces + len(half)])
    unique, inverse = np.unique(both.round(9), axis=0, return_inverse=True)
    faces = inverse.reshape(-1)[faces]
    a, b, c = (unique[faces[:, corner]] for corner in range(3))
    inward = (np.cross(b - a, c - a) * (a + b + c)).sum(1) < 0
    faces[inward] = faces[inward][:, ::-1]
    return unique, faces.astype(np.int32), np.concatenate([side, side])


def _wheel(side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A wheel whose outside looks to ``side`` (1: right): places (across, down, along), triangles and their regions.

    Its inside, which is never seen, is open.
    """
    angle = np.arange(WHEEL_SEGMENTS) * (2 * np.pi / WHEEL_SEGMENTS)
    rings = [np.array([[side * 1.0, 0.0, 0.0]])]
    for radius, across in _RINGS[1:]:
        rings.append(np.stack([np.full_like(angle, side * across), radius * np.sin(angle), radius * np.cos(angle)], 1))
    following = (np.arange(WHEEL_SEGMENTS) + 1) % WHEEL_SEGMENTS
    here = np.arange(WHEEL_SEGMENTS)
    triangles = [np.stack([np.zeros_like(here), 1 + here, 1 + following], 1)]
    regions = [np.full(WHEEL_SEGMENTS, WHEEL)]
    for ring in range(1, len(_RINGS) - 1):
        inner, outer = 1 + (ring - 1) * WHEEL_SEGMENTS, 1 + ring * WHEEL_SEGMENTS
        triangles += [
            np.stack([inner + here, outer + here, outer + following], 1),
            np.stack([inner + here, outer + following, inner + following], 1),
        ]
        regions += [np.full(2 * WHEEL_SEGMENTS, WHEEL if ring < 4 else TYRE)]
    faces = np.concatenate(triangles)
    points = np.concatenate(rings)
    a, b, c = (points[faces[:, corner]] for corner in range(3))
    inward = (np.cross(b - a, c - a) * ((a + b + c) / 3 - [-side * 0.5, 0, 0])).sum(1) < 0
    faces[inward] = faces[inward][:, ::-1]
    return points, faces.astype(np.int32), np.concatenate(regions)


def _mirror_images(place: np.ndarray, parts: dict[str, slice]) -> Int32[np.ndarray, " vertices"]:
    out, place = np.empty(len(place), np.int32), place.astype(np.float64).round(5) + 0.0
    for name, part in parts.items():
        other = name.replace("left", "LEFT").replace("right", "left").replace("LEFT", "right")
        keys = {tuple(key): index for index, key in enumerate(place[parts[other]].tolist())}
        flipped = (place[part] * [-1, 1, 1] + 0.0).tolist()
        out[part] = [parts[other].start + keys[tuple(key)] for key in flipped]
    return out


@cache
def car_mesh() -> CarMesh:
    """The mesh of every car."""
    body, cabin, mirror = box(9, 17, 33), box(8, 13, 17), box(3, 5, 3)
    pieces = [
        ("body", body[0], body[1], BODY + body[2]),
        ("cabin", cabin[0], cabin[1], CABIN + cabin[2]),
        *((f"mirror_{side}", mirror[0], mirror[1], np.full(len(mirror[1]), MIRROR)) for side in ("left", "right")),
        *(
            (f"wheel_{end}_{name}", *_wheel(side))
            for end in ("front", "rear")
            for name, side in (("left", -1), ("right", 1))
        ),
    ]
    parts: dict[str, slice] = {}
    start = 0
    triangles = []
    for name, points, faces, _ in pieces:
        parts[name] = slice(start, start + len(points))
        triangles.append(faces + np.int32(start))
        start += len(points)
    place = np.concatenate([points for _, points, _, _ in pieces]).astype(np.float32)
    return CarMesh(
        place=np.ascontiguousarray(place),
        triangles=np.ascontiguousarray(np.concatenate(triangles).astype(np.int32)),
        region=np.concatenate([region for *_, region in pieces]).astype(np.uint8),
        parts=parts,
        mirrored=_mirror_images(place, parts),
    )
