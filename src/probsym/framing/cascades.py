"""Detect human faces with OpenCV's Haar cascades.

The wheels of OpenCV 4 contain the cascades, those of OpenCV 5 do not; the package therefore requires a version below 5.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from probsym.errors import InputError
from probsym.framing.detection import Detection

WORKING_SIDE = 800
"""Photos are reduced to this longer side before detection, pixels."""

SMALLEST_FACE_SHARE = 1 / 20
"""Smallest side of a detected box relative to the photo's longer side."""

_PADDING = 0.25
"""The photo is padded by this share of its shorter side. The box of a face that fills the photo is larger than the
photo; without padding, a third of the face is detected instead, or nothing."""
_SMALLEST_BOX = 24
"""Smallest face of the cascades, pixels."""
_OVERLAP = 0.3


@dataclass(frozen=True)
class _Cascade:
    file: str
    step: float
    """Ratio of successive scales."""
    neighbours: int
    """Smallest number of overlapping candidates for a detection."""
    second_file: str
    """The cascade that verifies weak detections."""
    second_neighbours: int
    """Smallest number of its candidates, in an image of fixed size."""


# Chosen by detection rate, spread of the box and false positives (results page). Without verification, nostrils and
# coins pass as faces.
_FACE = _Cascade("haarcascade_frontalface_alt2.xml", 1.1, 5, "haarcascade_frontalface_alt.xml", 9)
FIRST_FILE, SECOND_FILE = _FACE.file, _FACE.second_file
"""The cascades that search and that verify."""
STRONG = 20
"""Detections with this many candidates need no verification."""
_VERIFY_SIDE, _VERIFY_MARGIN = 128, 0.3
"""Size of the image for the verification, pixels, and its margin around the box, relative to the side of the box."""


def detect_faces(photo: Image.Image) -> list[Detection]:
    """Detect roughly frontal human faces in a photo, largest first. Safe to call from many threads.

    Their score is the number of overlapping candidates; more means a stronger detection.

    Args:
        photo: upright, RGB.

    Raises:
        InputError: the installed OpenCV has no cascades.
    """
    cv2 = _cv2()
    scale = min(1.0, WORKING_SIDE / max(photo.size))
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    grey = np.asarray(photo.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0).convert("L"))
    pad = round(_PADDING * min(size))
    grey = cv2.copyMakeBorder(grey, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    smallest = max(_SMALLEST_BOX, round(SMALLEST_FACE_SHARE * max(size)))
    settings = _FACE
    boxes, counts = _classifier(settings.file).detectMultiScale2(
        grey, scaleFactor=settings.step, minNeighbors=settings.neighbours, minSize=(smallest, smallest)
    )
    across, down = photo.width / size[0], photo.height / size[1]
    candidates = np.column_stack([np.reshape(boxes, (-1, 4))[:, :3], np.ravel(counts)]).astype(int).tolist()
    found = [
        Detection("face", (x - pad) * across, (y - pad) * down, width * across, count)
        for x, y, width, count in candidates
        if count >= STRONG or _is_verified(grey, x, y, width, settings)
    ]
    return suppress_overlaps(found)


def _is_verified(grey: np.ndarray, x: int, y: int, side: int, settings: _Cascade) -> bool:
    """Whether the second cascade detects the face too."""
    cv2 = _cv2()
    margin = round(_VERIFY_MARGIN * side)
    padded = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    around = padded[y : y + side + 2 * margin, x : x + side + 2 * margin]
    around = cv2.resize(around, (_VERIFY_SIDE, _VERIFY_SIDE), interpolation=cv2.INTER_AREA)
    smallest, largest = round(0.4 * _VERIFY_SIDE), round(0.92 * _VERIFY_SIDE)
    _, counts = _classifier(settings.second_file).detectMultiScale2(
        around, scaleFactor=1.05, minNeighbors=1, minSize=(smallest, smallest), maxSize=(largest, largest)
    )
    return max((int(count) for count in np.ravel(counts)), default=0) >= settings.second_neighbours


def suppress_overlaps(found: list[Detection]) -> list[Detection]:
    """Keep the strongest of overlapping detections; returns them largest first."""
    kept: list[Detection] = []
    for one in sorted(found, key=lambda detection: (-detection.score, -detection.side)):
        if all(detection_overlap(one, other) < _OVERLAP for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda detection: (-detection.side, detection.left, detection.top))


def detection_overlap(one: Detection, other: Detection) -> float:
    """Intersection relative to the smaller box."""
    width = min(one.left + one.side, other.left + other.side) - max(one.left, other.left)
    height = min(one.top + one.side, other.top + other.side) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height) / min(one.side, other.side) ** 2


_own = threading.local()
_importing = threading.Lock()


def _cv2() -> Any:
    """OpenCV, imported on first use because it takes a quarter of a second; two threads must not import it at once."""
    with _importing:
        import cv2

        return cv2


def _classifier(file: str) -> Any:
    """The classifier of this thread; threads must not share one."""
    classifiers = _own.__dict__.setdefault("classifiers", {})
    if file not in classifiers:
        classifiers[file] = _cv2().CascadeClassifier(str(cascade_path(file)))
    return classifiers[file]


def cascade_path(file: str) -> Path:
    """Where the installed OpenCV has a cascade.

    Raises:
        InputError: it has none of this name.
    """
    cv2 = _cv2()
    folder = getattr(getattr(cv2, "data", None), "haarcascades", None)
    path = Path(folder or "", file)
    if folder is None or not path.is_file():
        raise InputError(
            f"detect: expected an OpenCV with cascades, got version {cv2.__version__} without {file};"
            ' install "opencv-python-headless>=4.10,<5"'
        )
    return path
