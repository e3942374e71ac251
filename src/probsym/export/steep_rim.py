"""Where the canonical surface falls off around the object, so steeply that it only joins two depths.

Models that know an object's outline, as those of cars do, have a step there, from the object down to what surrounds it.
Its triangles are as long as the step is deep. Left out one by one (``MAX_SLOPE_DEG`` of :mod:`probsym.export.render`),
they leave a jagged edge. So the silhouette ends before them, at a depth that varies smoothly along the edge: seen from
the side, where a point of the grid is far from the next, the edge is smooth as well. The page's own code,
``viewer/src/cutout/steep-rim.ts``, follows the same steps.
"""

import math
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from probsym.export.segmentation import Map
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth

PointMask = NDArray[np.bool_]

STEEPEST_DEG = 79.0
"""The silhouette ends where the surface turns away from the canonical view by more; triangles are left out later."""
_THINNEST, _FRINGE, _RIM = 2, 6, 3
"""In points: parts thinner than twice the first belong to no object but remain beyond a rim; the second is the width of
the object's soft outline, the third how far the object continues into a rim."""
_BLUR = 4.0
"""Standard deviation, in points, of the Gaussian that smooths the depths at the edge."""


def steep_points(depth: Float[Tensor, "1 points points"], camera: PinholeCamera) -> PointMask:
    """Where the surface is steeper than ``STEEPEST_DEG``, points x points.

    Args:
        depth: canonical, scene units.
        camera: of the depth's grid.
    """
    facing = normals_from_depth(depth, camera)[0, 2]
    return np.asarray(facing < math.cos(math.radians(STEEPEST_DEG)))


def without_steep_rim(opacity: Map, depth: Map, steep: PointMask) -> Map:
    """The opacity without what is steep at the object's edge, and without what lies beyond.

    Steep points that are surrounded by the object, such as those beside a nose, stay.

    Args:
        opacity: of the canonical grid, [0, 1].
        depth: of its points, scene units.
        steep: from :func:`steep_points`.

    Returns:
        The opacity, unchanged where no steep points are near.
    """
    import cv2

    clear = opacity <= 0.5
    flat = _grown(_largest_part(~_grown(steep | clear, _THINNEST)), _THINNEST) & ~steep
    rim = steep & _outside(flat)
    if not flat.any() or not (rim & (opacity > 0)).any():
        return opacity
    core = _largest_part(~_grown(rim | clear, _THINNEST))
    for _ in range(_FRINGE):
        core = _grown(core, 1, cv2.MORPH_CROSS) & (opacity > 0) & ~rim  # not across a corner of the rim
    part_of_rim = rim & _grown(core, _RIM)
    here, beyond = _mean_around(depth, core & _grown(rim, 1)), _mean_around(depth, part_of_rim)
    down, right = np.gradient(depth)
    across = np.maximum(np.hypot(down, right), 1e-5)  # over one point of the grid
    before = np.where(beyond > here, here - depth, depth - here) / across
    share = np.where(_grown(rim, _RIM), np.clip(before + 0.5, 0, 1), 1)
    result = (opacity * (core | part_of_rim) * share).astype(np.float32)
    thick = _grown(~_grown(result <= 0.5, _THINNEST), _THINNEST + 1)  # nothing that sticks out between two rims
    return np.where(thick | ~_grown(rim, _FRINGE), result, 0)


def _outside(mask: PointMask) -> PointMask:
    """What is not in the mask and hangs together with the map's frame, also by corners."""
    import cv2

    _, parts = cv2.connectedComponents(_as_bytes(np.pad(~mask, 1, constant_values=True)))
    return (parts == parts[0, 0])[1:-1, 1:-1]


def _largest_part(mask: PointMask) -> PointMask:
    import cv2

    _, parts = cv2.connectedComponents(_as_bytes(mask), connectivity=4)
    sizes = np.bincount(parts.reshape(-1))
    sizes[0] = 0  # outside the mask
    return mask & (parts == sizes.argmax())


def _grown(mask: PointMask, points: int, shape: int = 0) -> PointMask:
    import cv2

    return cv2.dilate(_as_bytes(mask), cv2.getStructuringElement(shape, (3, 3)), iterations=points) > 0


def _mean_around(values: Map, mask: PointMask) -> Map:
    import cv2

    maps = (mask.astype(np.float32), values * mask)
    weight, total = (cv2.GaussianBlur(one, (0, 0), _BLUR, borderType=cv2.BORDER_REPLICATE) for one in maps)
    return np.asarray(total / np.maximum(weight, 1e-6), np.float32)


def _as_bytes(mask: PointMask) -> NDArray[Any]:
    return mask.astype(np.uint8)
