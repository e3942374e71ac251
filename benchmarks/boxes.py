"""What the measurements of detectors and of alignment have in common: their photos, and when a box is right."""

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image

from probsym.config import Framing
from probsym.data.decoding import decode_photo
from probsym.data.image_files import UnreadableImageError
from probsym.data.photos import ImageFile
from probsym.errors import InputError
from probsym.framing.align.oriented_box import OrientedBox, wrap_angle
from probsym.readers.arrays import check_array, read_npz

FRAMING = Framing("learned", side=2.2, offset_y=0.45, upright=True)
"""The crop around two clicked eyes."""
MAX_OFFSET, MAX_SCALE = 0.2, 1 / 3
"""A box is wrong if its centre is off by this share of the true side, or its side by this share."""
NOSE_TIP = 13
"""Of the landmarks."""
_EYES = (slice(19, 25), slice(25, 31))
_LIMITS = {"centre": 0.05, "scale": 0.08, "roll": 5.0}
"""Sides of the crop, logarithm, degrees."""
_Item = TypeVar("_Item")


def evenly_spaced(items: Sequence[_Item], count: int) -> Sequence[_Item]:
    """At most ``count`` of the items, spread over all."""
    return items[:: max(1, len(items) // count)][:count]


def read_photos(files: Iterable[ImageFile]) -> Iterator[Image.Image]:
    """The photos that can be read."""
    for file in files:
        try:
            yield decode_photo(file.read())
        except UnreadableImageError:
            continue


def read_grey(file: ImageFile) -> UInt8[np.ndarray, "height width"]:
    """A photo without colour.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return cv2.cvtColor(np.asarray(decode_photo(file.read())), cv2.COLOR_RGB2GRAY)
    except UnreadableImageError as error:
        raise InputError(f"{file.name}: expected a photo, got a damaged one ({error})") from None


def read_landmarks(path: Path) -> dict[str, Float[np.ndarray, "points 2"]]:
    """The landmarks of each photo, by name, in pixels whose corner is the origin.

    Raises:
        InputError: it is no archive of names and landmarks.
        OSError: it cannot be read.
    """
    arrays = read_npz(path, ("names", "points"))
    names = check_array(arrays["names"], f"{path}: names", (None,), "U")
    points = check_array(arrays["points"], f"{path}: points", (len(names), 49, 2), "f")
    return dict(zip(names.tolist(), points + 0.5, strict=True))


def eye_centres(landmarks: Float[np.ndarray, "points 2"]) -> Float[np.ndarray, "2 2"]:
    """The mean landmarks of both eyes."""
    return np.stack([landmarks[eye].mean(0) for eye in _EYES])


def box_errors(box: OrientedBox, truth: OrientedBox) -> tuple[float, float, float]:
    """Distance of the centres in sides, logarithm of the sides, and roll in degrees."""
    centre = math.hypot(box.x - truth.x, box.y - truth.y) / truth.side
    roll = math.degrees(abs(wrap_angle(box.roll_rad - truth.roll_rad)))
    return centre, abs(math.log(box.side / truth.side)), roll


def summarize(found: Sequence[tuple[float, float, float]], photos: int) -> dict[str, float]:
    """Shares of found and wrong boxes in percent of the photos; of found ones, medians and shares within limits.

    Args:
        found: the errors of the boxes.
        photos: how many photos were searched.
    """
    values = np.array(found).reshape(-1, len(_LIMITS))
    right = values[values[:, 0] < MAX_OFFSET]
    report = {"found": 100 * len(right) / photos, "wrong": 100 * (len(values) - len(right)) / photos}
    for column, (name, limit) in enumerate(_LIMITS.items()):
        report[name] = float(np.median(right[:, column]))
        report[f"{name}_within"] = 100 * float((right[:, column] < limit).mean())
    report["all_within"] = 100 * float((right < list(_LIMITS.values())).all(1).mean())
    return report
