"""Boxes without clicks: found before plain ground, agreeing with each other, and a detector learned from them.

Automatic boxes differ from each other only as far as that makes what they show agree better. Where central squares are
nearly right in one direction, as in portraits sideways, moves in it are mostly noise, and shrinking them towards the
typical one takes more noise than signal away. How far is measured for each direction. What is mirror-symmetric in the
mean photo then becomes the middle of the boxes.
"""

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import torch
from jaxtyping import Float, UInt8

from probsym.config import Framing
from probsym.framing.align.congeal import central_oriented_box, describe_boxes
from probsym.framing.align.detector import LearnedDetector, detect_learned, working_image
from probsym.framing.align.learn import Clicked, learn_detector
from probsym.framing.align.oriented_box import OrientedBox, crop_box
from probsym.framing.crops import box_around
from probsym.inspection.alignment import COMPARED_SIZE, Alignment, measure_alignment, symmetry_axis

Boxer = Callable[[UInt8[np.ndarray, "height width 3"]], OrientedBox | None]
"""The box of a photo, RGB; None where there is none."""

FRAMING = Framing("learned", side=2.0, offset_y=0.0, upright=False)
"""As if the two points lay half a side apart, level with the middle of the box. Boxes without clicks have no roll."""
EXAMPLES = 40
"""Photos taken as if they were clicked: those whose boxes agree best with the mean."""
_FEWEST = 8
_PX = 128
"""Longer side of the picture in which the ground is looked at."""
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
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_KEPT = 0.95
"""The smallest share is taken with which the photos agree this well, relative to the best."""


def learn_from_boxes(photos: Sequence[UInt8[np.ndarray, "_ _ 3"]], boxer: Boxer) -> LearnedDetector | None:
    """A detector of what the boxes show; None where there are fewer than eight.

    Args:
        photos: RGB.
        boxer: the box of each.
    """
    pairs = []
    for photo in photos:
        box = boxer(photo)
        if box is not None:
            grey, scale = working_image(photo)
            pairs.append((grey, OrientedBox(box.x / scale, box.y / scale, box.side / scale)))
    if len(pairs) < _FEWEST:
        return None
    features = torch.cat([describe_boxes(grey, [box]) for grey, box in pairs])
    order = (features @ features.mean(0)).argsort(descending=True).tolist()
    clicked = [Clicked(*pairs[index]) for index in order[:EXAMPLES]]
    return learn_detector(clicked, [pairs[index][0] for index in order[EXAMPLES:]], FRAMING, marked=False)


def detected_or(detector: LearnedDetector, boxer: Boxer) -> Boxer:
    """The most certain detection of a photo; where there is none, the other method's box."""

    def fit(photo: UInt8[np.ndarray, "height width 3"]) -> OrientedBox | None:
        found = detect_learned(photo, detector)
        if not found:
            return boxer(photo)
        box = box_around(found[0], detector.framing)
        return OrientedBox(box.left + box.side / 2, box.top + box.side / 2, box.side)

    return fit


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


def damp(boxer: Boxer, photos: Sequence[UInt8[np.ndarray, "_ _ 3"]]) -> Boxer:
    """A method whose boxes keep a share of their difference from the typical box, for each of x, y and the side.

    Boxes are compared relative to the central squares of their photos; typical is the median. All are then moved
    sideways by the same share of their side, so that the axis of symmetry of their mean photo is in the middle.

    Args:
        boxer: the method.
        photos: at least two with a box, on which the shares are chosen, best not those the method learned from.
    """
    pairs = [(photo, box) for photo in photos if (box := boxer(photo)) is not None]
    moves = np.array([_move(photo, box) for photo, box in pairs])
    typical = np.median(moves, axis=0)

    def measured(shares: np.ndarray) -> Alignment:
        damped = typical + shares * (moves - typical)
        crops = [
            crop_box(photo, _moved(photo, move), COMPARED_SIZE) for (photo, _), move in zip(pairs, damped, strict=True)
        ]
        return measure_alignment(np.stack(crops))

    shares = np.ones(3)
    for direction in (0, 1, 2, 0, 1, 2):
        options = [np.where(np.arange(3) == direction, share, shares) for share in _SHARES]
        found = [measured(option).agreement for option in options]
        shares = next(option for option, value in zip(options, found, strict=True) if value >= _KEPT * max(found))
    sideways = symmetry_axis(measured(shares).mean)[0] / COMPARED_SIZE

    def fit(photo: UInt8[np.ndarray, "height width 3"]) -> OrientedBox | None:
        box = boxer(photo)
        if box is None:
            return None
        return _moved(photo, typical + shares * (_move(photo, box) - typical)).moved(sideways, 0.0)

    return fit


def _move(photo: UInt8[np.ndarray, "height width 3"], box: OrientedBox) -> Float[np.ndarray, "3"]:
    """From the central square: x and y in its sides, logarithm of the sides' ratio."""
    start = central_oriented_box(photo[..., 0])
    return np.array([(box.x - start.x) / start.side, (box.y - start.y) / start.side, math.log(box.side / start.side)])


def _moved(photo: UInt8[np.ndarray, "height width 3"], move: Float[np.ndarray, "3"]) -> OrientedBox:
    x, y, log_side = (float(value) for value in move)
    return central_oriented_box(photo[..., 0]).moved(x, y, math.exp(log_side))
