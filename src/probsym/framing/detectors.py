"""Detect human and cat faces, and tell them apart.

Human faces are found by OpenCV's cascades, cats' by a detector of :mod:`probsym.framing.align`, learned from aligned
photos; ``scripts/learn_cat_detector.py`` makes its file. Both always run, so that a cat is not taken for a person.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

from PIL import Image

from probsym.checks import check_choice
from probsym.framing.align.detector import LearnedDetector, detect_coarse_to_fine
from probsym.framing.align.detector_file import detector_from_bytes
from probsym.framing.cascades import STRONG, detect_faces, detection_overlap, suppress_overlaps
from probsym.framing.detection import DETECTORS, Detection, DetectorName

CAT_FILE = Path(__file__).parents[1] / "weights" / "detectors" / "cat.safetensors"

MIN_CAT_LOG_ODDS = -1.0
"""Less certain cats are discarded."""
SURE_CAT_LOG_ODDS = 3.5
"""From here on a cat is certain, whatever the cascades say: few people come near it."""
DOUBTFUL_CAT_LOG_ODDS = 1.0
"""Less certain cats are left out beside a certain one."""
_OVERLAP = 0.3
_SMALL_SHARE, _AROUND = 0.25, 2.0
"""Around a person smaller than the first share of the photo's longer side, a square is searched for cats; its side is
the second number times the person's."""


def detect(photo: Image.Image, detector: DetectorName) -> list[Detection]:
    """Detect the faces of one kind in a photo, ordered as by :func:`certain_first`. Safe to call from many threads.

    Args:
        photo: upright, RGB.
        detector: "face" for human faces, "cat" for those of cats, both roughly frontal.

    Raises:
        InputError: no such detector, or the installed OpenCV has no cascades.
    """
    check_choice("detect", detector, DETECTORS)
    return [one for one in detect_kinds(photo) if one.detector == detector]


def detect_kinds(photo: Image.Image) -> list[Detection]:
    """Detect human and cat faces in a photo; where both are found, only one is kept.

    The first is what a single reconstruction takes: see :func:`certain_first`.

    Args:
        photo: upright, RGB.

    Raises:
        InputError: the installed OpenCV has no cascades.
    """
    faces = detect_faces(photo)
    # Beside a certain person only large cats are looked for: the fine search takes ten times as long as the coarse one.
    fine = all(face.score < STRONG for face in faces)
    cut_off = SURE_CAT_LOG_ODDS if fine else None
    cats = detect_coarse_to_fine(photo, "cat", cat_detector(), MIN_CAT_LOG_ODDS, fine=fine, cut_off_log_odds=cut_off)
    for face in faces:
        if face.side < _SMALL_SHARE * max(photo.size):
            cats = [*cats, *_cats_around(photo, face)]
    faces = [face for face in faces if not _is_cat(face, cats)]
    if any(_is_certain_cat(cat) for cat in cats):
        cats = [cat for cat in cats if cat.score > DOUBTFUL_CAT_LOG_ODDS]
    cats = [cat for cat in suppress_overlaps(cats) if all(detection_overlap(cat, face) < _OVERLAP for face in faces)]
    return certain_first([*faces, *cats])


def certain_first(found: list[Detection]) -> list[Detection]:
    """Largest first, but cats that are not certain after all others where a cat is certain.

    A doubtful cat is often no face, and may be larger than the one in the photo.
    """
    prefers = any(_is_certain_cat(one) for one in found)

    def order(one: Detection) -> tuple[bool, float, float, float]:
        doubtful = prefers and one.detector == "cat" and not _is_certain_cat(one)
        return doubtful, -one.side, one.left, one.top

    return sorted(found, key=order)


def certain_kind(found: list[Detection]) -> DetectorName | None:
    """The kind of the largest face that is certain, None if none is: what a photo shows if it is not what it should."""
    for one in found:
        if one.detector == "face":
            return "face"
        if _is_certain_cat(one):
            return "cat"
    return None


def _cats_around(photo: Image.Image, face: Detection) -> list[Detection]:
    """Cats where the cascades see a small person, which may be one: searched in that part of the photo alone."""
    margin = (_AROUND - 1) / 2 * face.side
    left, top = max(0, round(face.left - margin)), max(0, round(face.top - margin))
    right, bottom = round(face.left + face.side + margin), round(face.top + face.side + margin)
    part = photo.crop((left, top, min(right, photo.width), min(bottom, photo.height)))
    found = detect_coarse_to_fine(part, "cat", cat_detector(), MIN_CAT_LOG_ODDS, fine=False)
    return [replace(cat, left=cat.left + left, top=cat.top + top) for cat in found]


def _is_cat(face: Detection, cats: list[Detection]) -> bool:
    return any(_is_certain_cat(cat) and detection_overlap(cat, face) >= _OVERLAP for cat in cats)


def _is_certain_cat(one: Detection) -> bool:
    return one.detector == "cat" and one.score > SURE_CAT_LOG_ODDS


@cache
def cat_detector() -> LearnedDetector:
    """The detector of cats' faces that comes with the package. Its own square is smaller than the models' crop."""
    return detector_from_bytes(CAT_FILE.read_bytes(), str(CAT_FILE))
