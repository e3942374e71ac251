"""The object on plain ground: what differs from the colour of the photo's border."""

import cv2
import numpy as np
from jaxtyping import UInt8

from probsym.framing.align.oriented_box import OrientedBox

_PX = 128
"""Longer side of the picture that is looked at."""
_RING = 0.03
"""Width of the border whose colour is the ground's, as a share of the picture's shorter side."""
_LEAST_DISTANCE, _SPREADS = 12.0, 4.0
"""Smallest distance in Lab of a foreground pixel from the ground's colour: absolute, and in median deviations."""
_PLAIN = 0.9
"""Share of the border that has to be ground."""
_AREA = (0.03, 0.85)
"""Of the object, as a share of the photo."""
_MARGIN = 1.12
"""Side of the crop in longer sides of the object."""


def foreground_box(photo: UInt8[np.ndarray, "height width 3"]) -> OrientedBox | None:
    """The square around the largest object before a plain ground; None where the ground is not plain.

    Args:
        photo: RGB.
    """
    scale = max(photo.shape[:2]) / _PX
    size = (max(8, round(photo.shape[1] / scale)), max(8, round(photo.shape[0] / scale)))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    ring = max(1, round(_RING * min(size)))
    border = np.ones(lab.shape[:2], dtype=bool)
    border[ring:-ring, ring:-ring] = False
    ground = np.median(lab[border], axis=0)
    distance = np.linalg.norm(lab - ground, axis=2)
    threshold = max(_LEAST_DISTANCE, _SPREADS * float(np.median(distance[border])))
    mask = distance > threshold
    if (~mask[border]).mean() < _PLAIN:
        return None
    kernel = np.ones((3, 3), np.uint8)
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    count, _, stats, _ = cv2.connectedComponentsWithStats(opened)
    if count < 2:
        return None
    left, top, width, height, area = stats[1:][stats[1:, cv2.CC_STAT_AREA].argmax()]
    if not _AREA[0] < area / mask.size < _AREA[1]:
        return None
    across, down = photo.shape[1] / size[0], photo.shape[0] / size[1]
    side = max(width * across, height * down) * _MARGIN
    return OrientedBox(float((left + width / 2) * across), float((top + height / 2) * down), float(side))
