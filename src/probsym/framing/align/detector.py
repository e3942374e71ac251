"""The learned detector: coarse search, refinement, verification; and its file."""

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import UInt8
from PIL import Image

from probsym.config import Framing
from probsym.framing.align.filters import RollFilters, search
from probsym.framing.align.oriented_box import OrientedBox, overlap, unit_box
from probsym.framing.align.refine import Stage, patch_features, refine
from probsym.framing.align.verify import Verifier
from probsym.framing.detectors import Detection

WORKING_PX = 480
"""Photos are searched with their longer side reduced to this."""
_CANDIDATES = 6
_OVERLAP = 0.3
MIN_LOG_ODDS = 1.0
"""What is less certain counts as not found: most of it is not the object, or is seen from the side."""


@dataclass(frozen=True)
class Found:
    """An object in a photo."""

    box: OrientedBox
    """The crop around it, pixels of the photo."""
    log_odds: float
    """That it is the object: above 0 more likely than not."""


@dataclass(frozen=True)
class LearnedDetector:
    """Finds one kind of object by what was learned from examples."""

    framing: Framing
    """Of the boxes that are found, relative to the two points."""
    filters: RollFilters
    stages: tuple[Stage, ...]
    verifier: Verifier

    def find(self, grey: UInt8[np.ndarray, "height width"]) -> list[Found]:
        """All candidates in a photo, most certain first, also unlikely ones; none on top of another."""
        candidates = [one.box for one in search(grey, self.filters, _CANDIDATES)]
        if not candidates:
            return []
        boxes = refine(grey, candidates, self.stages, self.framing)
        odds = self.verifier.log_odds(patch_features(grey, boxes)).tolist()
        kept: list[Found] = []
        for one in sorted(map(Found, boxes, odds), key=lambda found: -found.log_odds):
            if all(overlap(one.box, other.box) < _OVERLAP for other in kept):
                kept.append(one)
        return kept


def detect_learned(
    photo: Image.Image | UInt8[np.ndarray, "height width 3"], detector: LearnedDetector
) -> list[Detection]:
    """The objects in a photo, the most certain first; safe to call from many threads.

    Args:
        photo: upright, RGB.
        detector: what to look for.

    Returns:
        Unit boxes: their side is the distance of the two points. Only those that are certain enough.
    """
    grey, scale = working_image(photo)
    detections = []
    for found in detector.find(grey):
        if found.log_odds > MIN_LOG_ODDS:
            unit = unit_box(found.box, detector.framing)
            side, x, y = unit.side * scale, unit.x * scale, unit.y * scale
            detections.append(Detection("learned", x - side / 2, y - side / 2, side, 0, unit.roll_rad))
    return detections


def working_image(photo: Image.Image | UInt8[np.ndarray, "height width 3"]) -> tuple[np.ndarray, float]:
    """The grey picture that is searched, and pixels of the photo per pixel of it."""
    pixels = np.asarray(photo)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = max(1.0, max(grey.shape) / WORKING_PX)
    if scale > 1:
        size = (max(1, round(grey.shape[1] / scale)), max(1, round(grey.shape[0] / scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return grey, scale
