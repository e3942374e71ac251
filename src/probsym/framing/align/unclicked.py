"""A detector learned from automatic boxes instead of clicks, so that new photos are framed like the folder's."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from jaxtyping import UInt8

from probsym.config import Framing
from probsym.framing.align.congeal import describe_boxes
from probsym.framing.align.detector import LearnedDetector, detect_learned, working_image
from probsym.framing.align.learn import Clicked, learn_detector
from probsym.framing.align.oriented_box import OrientedBox
from probsym.framing.crops import box_around

Boxer = Callable[[UInt8[np.ndarray, "height width 3"]], OrientedBox | None]
"""The box of a photo, RGB; None where there is none."""

FRAMING = Framing("learned", side=2.0, offset_y=0.0, upright=False)
"""As if the two points lay half a side apart, level with the middle of the box. Boxes without clicks have no roll."""
EXAMPLES = 40
"""Photos taken as if they were clicked: those whose boxes agree best with the mean."""
_FEWEST = 8


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
