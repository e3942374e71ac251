"""The learned detector: coarse search, refinement, verification; and its file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor, softmax

from probsym.config import Framing
from probsym.framing.align.filters import SMALLEST_OBJECT_SHARE, RollFilters, search
from probsym.framing.align.oriented_box import OrientedBox, box_overlap, mean_box, unit_box
from probsym.framing.align.regression_cascade import RegressionStage, patch_features, refine
from probsym.framing.align.verify import WIDE_CONTEXT, Verifier, WideVerifier, wide_features
from probsym.framing.crops import CropBox
from probsym.framing.detection import Detection, DetectorName

WORKING_PX = 480
"""Photos are searched with their longer side reduced to this."""
_CANDIDATES, _WIDE_CANDIDATES = 6, 16
"""Places that are verified, by the patch alone and with its surroundings."""
_OVERLAP = 0.3
LEVELS = ((160, 1 / 5), (480, 1 / 16))
"""Longer side of the searched picture, pixels, and the smallest box relative to it: from coarse to fine."""
_LARGE_SHARE, _CERTAIN_LOG_ODDS = 0.3, 2.0
"""A box of this share of the longer side and this certainty explains the picture: nothing smaller is looked for."""
_REDUCING_GAP = 4.0
"""Much larger photos are first reduced by block means to this many pixels for each of the searched picture."""
_SIZES = (0.65, 0.8, 1.0, 1.2)
"""A box that was found is looked at again at these multiples of its side."""
_MAX_OUTSIDE = 0.5
"""Where more of the surroundings lies outside the photo, both verifiers are asked: the wide one was shown few such."""
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
    stages: tuple[RegressionStage, ...]
    verifier: Verifier
    wide_verifier: WideVerifier | None = None
    """Takes the verifier's place where there is one."""

    def find(
        self, grey: UInt8[np.ndarray, "height width"], smallest_share: float = SMALLEST_OBJECT_SHARE
    ) -> list[Found]:
        """All candidates in a photo, most certain first, also unlikely ones; none on top of another.

        Args:
            grey: the photo.
            smallest_share: smallest box relative to the photo's longer side.
        """
        count = _CANDIDATES if self.wide_verifier is None else _WIDE_CANDIDATES
        candidates = [one.box for one in search(grey, self.filters, count, smallest_share)]
        if not candidates:
            return []
        boxes = refine(grey, candidates, self.stages, self.framing)
        return _without_overlaps(map(Found, boxes, self.log_odds(grey, boxes).tolist()))

    def log_odds(
        self, grey: UInt8[np.ndarray, "height width"], boxes: Sequence[OrientedBox]
    ) -> Float[Tensor, " boxes"]:
        """That boxes show the object, by the last verifier."""
        if self.wide_verifier is None:
            return self.verifier.log_odds(patch_features(grey, boxes))
        return self.wide_verifier.log_odds(wide_features(grey, boxes))

    def judge_cut_off(self, grey: UInt8[np.ndarray, "height width"], found: Found, sure_log_odds: float) -> Found:
        """The candidate, as certain as by both verifiers where the photo shows less than half of its surroundings.

        Ears that the edge cuts off speak against a cat, and what the patch alone shows makes up for it.

        Args:
            grey: the photo.
            found: a candidate in it.
            sure_log_odds: what both say counts only above this.
        """
        around, (height, width) = found.box.moved(0, 0, WIDE_CONTEXT), grey.shape
        square = CropBox(around.x - around.side / 2, around.y - around.side / 2, around.side)
        if self.wide_verifier is None or square.outside_share(width, height) <= _MAX_OUTSIDE:
            return found
        both = found.log_odds + float(self.verifier.log_odds(patch_features(grey, [found.box])))
        return replace(found, log_odds=max(both, found.log_odds)) if both > sure_log_odds else found

    def look_again(self, grey: UInt8[np.ndarray, "height width"], box: OrientedBox) -> OrientedBox:
        """The mean of the boxes that refinement finds from several sizes of a box, weighted by their odds.

        The search proposes few sizes, and a box that is a third too large can be certain enough. So can one of the
        refined boxes; their mean is off less often.

        Args:
            grey: the photo, fine enough for small objects.
            box: around the object, of about its size.
        """
        once = refine(grey, [box.moved(0, 0, size) for size in _SIZES], self.stages, self.framing)
        boxes = [*once, *refine(grey, once, self.stages, self.framing)]
        return mean_box(boxes, softmax(self.log_odds(grey, boxes).double(), dim=0).tolist())


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
    found = [one for one in detector.find(grey) if one.log_odds > MIN_LOG_ODDS]
    return [_as_detection(one, "learned", detector.framing, scale) for one in found]


def detect_coarse_to_fine(
    photo: Image.Image | UInt8[np.ndarray, "height width 3"],
    kind: DetectorName,
    detector: LearnedDetector,
    min_log_odds: float,
    fine: bool = True,
    cut_off_log_odds: float | None = None,
) -> list[Detection]:
    """The objects in a photo, the most certain first; small ones are only looked for unless a large one is certain.

    Details that look like the object are more frequent in a fine picture than in a coarse one. Boxes are refined again
    in the finer one by :meth:`LearnedDetector.look_again`; how certain they are is what the search found.

    Args:
        photo: upright, RGB.
        kind: of the object.
        detector: what to look for.
        min_log_odds: less certain ones are left out.
        fine: also look for small ones.
        cut_off_log_odds: from here on, :meth:`LearnedDetector.judge_cut_off` accepts objects that the photo's edge cuts
            off; None: they are judged like all others.
    """
    found: list[Found] = []
    longer_side = max(photo.shape[:2] if isinstance(photo, np.ndarray) else photo.size)
    for side, smallest_share in LEVELS if fine else LEVELS[:1]:
        grey, scale = working_image(photo, side)
        here = detector.find(grey, smallest_share)
        if cut_off_log_odds is not None:
            here = [detector.judge_cut_off(grey, one, cut_off_log_odds) for one in here]
        here = [Found(one.box.scaled(scale), one.log_odds) for one in here]
        found = [one for one in _without_overlaps([*found, *here]) if one.log_odds > min_log_odds]
        large = [one for one in found if one.box.side > _LARGE_SHARE * longer_side]
        if any(one.log_odds > _CERTAIN_LOG_ODDS for one in large):
            break
    if not found:
        return []
    grey, scale = working_image(photo)
    boxes = [detector.look_again(grey, one.box.scaled(1 / scale)).scaled(scale) for one in found]
    again = [Found(box, one.log_odds) for box, one in zip(boxes, found, strict=True)]
    return [_as_detection(one, kind, detector.framing, 1.0) for one in again]


def _without_overlaps(found: Iterable[Found]) -> list[Found]:
    """The more certain of those on top of each other, most certain first."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda candidate: -candidate.log_odds):
        if all(box_overlap(one.box, other.box) < _OVERLAP for other in kept):
            kept.append(one)
    return kept


def _as_detection(found: Found, kind: DetectorName | Literal["learned"], framing: Framing, scale: float) -> Detection:
    unit = unit_box(found.box, framing)
    side, x, y = unit.side * scale, unit.x * scale, unit.y * scale
    return Detection(kind, x - side / 2, y - side / 2, side, found.log_odds, unit.roll_rad)


def working_image(
    photo: Image.Image | UInt8[np.ndarray, "height width 3"], side: int = WORKING_PX
) -> tuple[np.ndarray, float]:
    """The grey picture that is searched, with its longer side at most ``side``; and pixels of the photo per its own."""
    height, width = photo.shape[:2] if isinstance(photo, np.ndarray) else (photo.height, photo.width)
    scale = max(1.0, max(width, height) / side)
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    if isinstance(photo, Image.Image) and scale >= 2 * _REDUCING_GAP:  # an array of all pixels is as large as the photo
        photo = photo.reduce(int(scale / _REDUCING_GAP))
    grey = cv2.cvtColor(np.asarray(photo), cv2.COLOR_RGB2GRAY)
    if scale > 1:
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return grey, scale
