"""Where faces are in a photo: OpenCV's Haar cascades for human and cat faces.

OpenCV 4 brings the cascades along; the wheels of OpenCV 5 do not, which is why the package asks for one before 5.
"""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from PIL import Image

from probsym.checks import check_choice
from probsym.errors import InputError

DetectorName = Literal["face", "cat"]
DETECTORS: tuple[DetectorName, ...] = get_args(DetectorName)

WORKING_SIDE = 800
"""Photos are searched with their longer side reduced to this, pixels."""

SMALLEST_SHARE = 1 / 20
"""Faces with a box smaller than this share of the photo's longer side are not looked for."""

_PADDING = 0.25
"""The photo is continued outwards by this share of its shorter side: the box of a face that fills the photo is larger
than the photo, and without this a third of such a face's inside is reported instead, or nothing."""
_SMALLEST_BOX = 24
"""The cascades know no smaller faces, pixels."""
_OVERLAP = 0.3


@dataclass(frozen=True)
class _Cascade:
    file: str
    step: float
    """Ratio of neighbouring sizes that are searched."""
    neighbours: int
    """A face has to be found at least so many times, at neighbouring places and sizes."""
    second_file: str
    """A cascade that looks again at what was not found often."""
    second_neighbours: int
    """So many times that one has to find it, in a picture of a fixed size."""


# Chosen by detection rate, the spread of the box, and what they find where there is nothing; docs/results.md has the
# figures. Without the second look, nostrils and coins pass as faces.
_CASCADES: dict[str, _Cascade] = {
    "face": _Cascade("haarcascade_frontalface_alt2.xml", 1.1, 5, "haarcascade_frontalface_alt.xml", 9),
    "cat": _Cascade("haarcascade_frontalcatface_extended.xml", 1.05, 3, "haarcascade_frontalcatface.xml", 5),
}
_SURE = 20
"""Found this often, a face needs no second look."""
_SECOND_SIDE, _SECOND_MARGIN = 128, 0.3
"""Size of the picture of the second look, pixels, and what it shows around the box, in sides of the box."""


@dataclass(frozen=True)
class Detection:
    """A square box around a face, in pixels of the photo, from its upper left corner; it may reach beyond the photo."""

    detector: DetectorName
    left: float
    top: float
    side: float
    neighbours: int
    """How often the face was found at neighbouring places and sizes: the more, the surer."""


def detect(photo: Image.Image, detector: DetectorName) -> list[Detection]:
    """The faces in a photo, largest first; safe to call from many threads.

    Args:
        photo: upright, RGB.
        detector: "face" for human faces, "cat" for cats'; both know faces that look at the camera, more or less.

    Raises:
        InputError: no such detector, or an OpenCV without cascades is installed.
    """
    check_choice("detect", detector, DETECTORS)
    cv2 = _cv2()
    scale = min(1.0, WORKING_SIDE / max(photo.size))
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    grey = np.asarray(photo.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0).convert("L"))
    pad = round(_PADDING * min(size))
    grey = cv2.copyMakeBorder(grey, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    smallest = max(_SMALLEST_BOX, round(SMALLEST_SHARE * max(size)))
    settings = _CASCADES[detector]
    boxes, counts = _classifier(settings.file).detectMultiScale2(
        grey, scaleFactor=settings.step, minNeighbors=settings.neighbours, minSize=(smallest, smallest)
    )
    across, down = photo.width / size[0], photo.height / size[1]
    candidates = np.column_stack([np.reshape(boxes, (-1, 4))[:, :3], np.ravel(counts)]).astype(int).tolist()
    found = [
        Detection(detector, (x - pad) * across, (y - pad) * down, width * across, count)
        for x, y, width, count in candidates
        if count >= _SURE or _seen_again(grey, x, y, width, settings)
    ]
    return _without_overlaps(found)


def _seen_again(grey: np.ndarray, x: int, y: int, side: int, settings: _Cascade) -> bool:
    """Whether the second cascade finds the face too."""
    cv2 = _cv2()
    margin = round(_SECOND_MARGIN * side)
    padded = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    around = padded[y : y + side + 2 * margin, x : x + side + 2 * margin]
    around = cv2.resize(around, (_SECOND_SIDE, _SECOND_SIDE), interpolation=cv2.INTER_AREA)
    smallest, largest = round(0.4 * _SECOND_SIDE), round(0.92 * _SECOND_SIDE)
    _, counts = _classifier(settings.second_file).detectMultiScale2(
        around, scaleFactor=1.05, minNeighbors=1, minSize=(smallest, smallest), maxSize=(largest, largest)
    )
    return max((int(count) for count in np.ravel(counts)), default=0) >= settings.second_neighbours


def _without_overlaps(found: list[Detection]) -> list[Detection]:
    """Of boxes over each other the surest; largest first."""
    kept: list[Detection] = []
    for one in sorted(found, key=lambda detection: (-detection.neighbours, -detection.side)):
        if all(_overlap(one, other) < _OVERLAP for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda detection: (-detection.side, detection.left, detection.top))


def _overlap(one: Detection, other: Detection) -> float:
    """Shared area as a part of the smaller box: a box within a box overlaps it wholly."""
    width = min(one.left + one.side, other.left + other.side) - max(one.left, other.left)
    height = min(one.top + one.side, other.top + other.side) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height) / min(one.side, other.side) ** 2


_own = threading.local()
_importing = threading.Lock()


def _cv2() -> Any:
    """OpenCV, imported when it is needed, for its quarter of a second; its import breaks if two threads begin it."""
    with _importing:
        import cv2

        return cv2


def _classifier(file: str) -> Any:
    """This thread's classifier: one may not be used by two threads at a time."""
    classifiers = _own.__dict__.setdefault("classifiers", {})
    if file not in classifiers:
        classifiers[file] = _cv2().CascadeClassifier(str(_path_of(file)))
    return classifiers[file]


@cache
def _path_of(file: str) -> Path:
    cv2 = _cv2()
    folder = getattr(getattr(cv2, "data", None), "haarcascades", None)
    path = Path(folder or "", file)
    if folder is None or not path.is_file():
        raise InputError(
            f"detect: expected an OpenCV that brings its cascades, got {cv2.__version__} without {file};"
            ' install "opencv-python-headless>=4.10,<5"'
        )
    return path
