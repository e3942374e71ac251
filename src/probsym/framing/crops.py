"""Crop boxes around detections, cropping, and the card of a cropped folder."""

import json
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from probsym.config import DETECTOR_FILE, Framing, from_dict, to_dict
from probsym.data.photos import entry_name
from probsym.errors import ConfigError, FileFormatError, InputError
from probsym.framing.detection import Detection
from probsym.io import write_text
from probsym.readers.archives import open_zip, read_entry
from probsym.readers.plain import entry, parse_json

FRAMINGS = {
    "face": Framing("face", side=0.77, offset_y=0.09),
    "cat": Framing("cat", side=1.27, offset_y=-0.13),
}
"""Detector -> the crop that the shipped models were trained on: a face from the brows to the chin, and the head of a
cat with its ears. docs/results.md has the measurements."""

_MAX_CARD_BYTES = 2**28
"""Larger cards and detectors in a zip are refused: an entry may unpack to any size."""

FRAMING_CARD = "framing.json"
"""File beside cropped photos that describes how they were cropped."""

_SAME_SIDE, _SAME_CENTRE = 1.2, 0.08
"""A square photo within these limits of the wanted crop (ratio of the sides; distance of the centres relative to the
side) was already cropped: they are about twice the standard deviation of the detector."""
_SAME_ROLL_RAD = math.radians(10)
"""Largest rotation of such a crop."""


_INTERPOLATION_MARGIN = 4
"""Pixels around a region that cubic interpolation and rounding may read."""
_REDUCING_GAP = 3.0
"""Crops of more than twice this many pixels for each of the result are reduced by block means to this many."""


@dataclass(frozen=True)
class CropBox:
    """A square region, in pixels of the photo from its upper left corner; it may reach beyond the photo."""

    left: float
    top: float
    side: float
    roll_rad: float = 0.0
    """Rotation of the square about its centre, clockwise."""

    def times(self, factor: float) -> "CropBox":
        """The same region of the photo resized by a factor."""
        return CropBox(self.left * factor, self.top * factor, self.side * factor, self.roll_rad)

    def outside_share(self, width: int, height: int) -> float:
        """Share of the area that lies outside a photo of that size, without regard to the roll."""
        across = min(self.left + self.side, width) - max(self.left, 0)
        down = min(self.top + self.side, height) - max(self.top, 0)
        return 1 - max(0.0, across) * max(0.0, down) / self.side**2


def central_box(width: int, height: int, crop: float = 1.0) -> CropBox:
    """The central square, with side ``crop`` times the shorter side."""
    side = crop * min(width, height)
    return CropBox((width - side) / 2, (height - side) / 2, side)


def box_around(detection: Detection, framing: Framing) -> CropBox:
    """The crop for a detection, as ``framing`` places it."""
    side = framing.side * detection.side
    down = framing.offset_y * detection.side  # along the object's own axis, which turns with its roll
    x = detection.left + detection.side / 2 - down * math.sin(detection.roll_rad)
    y = detection.top + detection.side / 2 + down * math.cos(detection.roll_rad)
    return CropBox(x - side / 2, y - side / 2, side, detection.roll_rad if framing.upright else 0.0)


def rotate_upright(photo: Image.Image, box: CropBox) -> Image.Image:
    """The photo rotated about the centre of a box until the box is level; its size stays.

    The box then lies where it did, without roll. What comes from outside the photo is reflected.
    """
    if not box.roll_rad:
        return photo
    import cv2

    centre = (box.left + box.side / 2 - 0.5, box.top + box.side / 2 - 0.5)  # OpenCV's pixel centres
    transform = cv2.getRotationMatrix2D(centre, math.degrees(box.roll_rad), 1.0)
    pixels = np.asarray(photo.convert("RGB"))
    rotated = cv2.warpAffine(pixels, transform, photo.size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return Image.fromarray(rotated)


def is_already_cropped(box: CropBox, width: int, height: int) -> bool:
    """True for a square photo that shows little more than ``box``."""
    if max(width, height) > 1.02 * min(width, height):
        return False
    if abs(box.roll_rad) > _SAME_ROLL_RAD:
        return False
    whole = central_box(width, height)
    ratio = box.side / whole.side
    x = box.left + box.side / 2 - width / 2
    y = box.top + box.side / 2 - height / 2
    return 1 / _SAME_SIDE < ratio < _SAME_SIDE and math.hypot(x, y) < _SAME_CENTRE * whole.side


def crop_and_resize(photo: Image.Image, box: CropBox, size: int) -> UInt8[np.ndarray, "size size 3"]:
    """Crop a photo and resize the crop with antialiasing; outside the photo it is padded by reflection.

    Args:
        photo: RGB or greyscale, which becomes RGB.
        box: overlaps the photo.
        size: height and width of the result, pixels.

    Raises:
        InputError: the box lies completely outside the photo.
    """
    if box.outside_share(*photo.size) >= 1:
        raise InputError(f"box: expected one that overlaps the photo of {photo.width} x {photo.height} pixels")
    photo, box = _reduced(photo, box, size)
    if box.roll_rad:
        photo, box = _cut_around(photo, box)
        photo = rotate_upright(photo, box)
    left, top = math.floor(box.left), math.floor(box.top)
    right, bottom = math.ceil(box.left + box.side), math.ceil(box.top + box.side)
    part = photo.crop(_inside(photo, box))
    before, after = (max(-top, 0), max(-left, 0)), (max(bottom - photo.height, 0), max(right - photo.width, 0))
    if any(before + after):
        padding = ((before[0], after[0]), (before[1], after[1]), (0, 0))
        part = Image.fromarray(np.pad(np.asarray(part), padding, mode="symmetric"))
    x, y = box.left - left, box.top - top
    region = (x, y, min(x + box.side, part.width), min(y + box.side, part.height))
    return np.array(part.resize((size, size), Image.Resampling.LANCZOS, box=region, reducing_gap=_REDUCING_GAP))


def _reduced(photo: Image.Image, box: CropBox, size: int) -> tuple[Image.Image, CropBox]:
    """The part of a photo around a box by block means, and the box in it, so that no copy is as large as the photo."""
    factor = int(box.side / size / _REDUCING_GAP)
    if factor < 2:
        return photo if photo.mode == "RGB" else photo.convert("RGB"), box
    region = _around(photo, box) if box.roll_rad else _inside(photo, box)
    part = photo.reduce(factor, region)
    moved = CropBox(box.left - region[0], box.top - region[1], box.side, box.roll_rad)
    return part if part.mode == "RGB" else part.convert("RGB"), moved.times(1 / factor)


def _cut_around(photo: Image.Image, box: CropBox) -> tuple[Image.Image, CropBox]:
    """The part of a photo that any rotation of a box can show, and the box in it: large photos cost much to rotate."""
    region = _around(photo, box)
    return photo.crop(region), CropBox(box.left - region[0], box.top - region[1], box.side, box.roll_rad)


def _inside(photo: Image.Image, box: CropBox) -> tuple[int, int, int, int]:
    """The pixels of a photo that a level box touches."""
    right, bottom = math.ceil(box.left + box.side), math.ceil(box.top + box.side)
    left, top = max(math.floor(box.left), 0), max(math.floor(box.top), 0)
    return left, top, min(right, photo.width), min(bottom, photo.height)


def _around(photo: Image.Image, box: CropBox) -> tuple[int, int, int, int]:
    """Those that it can touch when it is rotated."""
    reach = box.side / math.sqrt(2) + _INTERPOLATION_MARGIN
    x, y = box.left + box.side / 2, box.top + box.side / 2
    left, top = (max(0, math.floor(centre - reach)) for centre in (x, y))
    return left, top, min(photo.width, math.ceil(x + reach)), min(photo.height, math.ceil(y + reach))


def write_card(folder: Path, framing: Framing, values: dict[str, Any]) -> None:
    """Write ``framing.json`` into a folder of cropped photos.

    Args:
        folder: of the photos.
        framing: how they were cropped.
        values: further entries.

    Raises:
        OSError: the file cannot be written.
    """
    card = {"framing": to_dict(framing), **values}
    write_text(folder / FRAMING_CARD, json.dumps(card, indent=2, ensure_ascii=False) + "\n")


def read_card(source: Path) -> Framing:
    """How the photos in a folder or zip were cropped, from its card; without a card there is no detector.

    Raises:
        ConfigError: the card is damaged, or the detector that it names is missing beside it.
    """
    path, content = source / FRAMING_CARD, _read_beside(source, FRAMING_CARD)
    if content is None:
        return Framing()
    try:
        table = entry(parse_json(content, str(path)), "framing", dict, str(path))
    except FileFormatError:
        raise ConfigError(f"{path}: damaged: expected UTF-8 JSON with a table framing") from None
    try:
        framing = from_dict(Framing, table, "framing.")
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    if framing.detector == "learned" and read_detector(source) is None:
        raise ConfigError(f"{path}: expected {DETECTOR_FILE} beside it, which its framing needs; there is none")
    return framing


def read_detector(source: Path) -> bytes | None:
    """Content of the learned detector's file in a folder or zip of cropped photos; None where there is none.

    Raises:
        ConfigError: it is damaged.
    """
    return _read_beside(source, DETECTOR_FILE)


def _read_beside(source: Path, name: str) -> bytes | None:
    if source.is_dir():
        path = source / name
        return path.read_bytes() if path.is_file() else None
    if not (source.is_file() and zipfile.is_zipfile(source)):
        return None
    with open_zip(source) as archive:
        # At the top, or in the only folder that has one: several folders may be cropped differently.
        found = [one for one in archive.infolist() if PurePosixPath(entry_name(one)).name == name]
        top = [one for one in found if one.filename == name] or found
        if len(top) != 1:
            return None
        try:
            return read_entry(archive, top[0], _MAX_CARD_BYTES, str(source / name))
        except FileFormatError as error:
            raise ConfigError(str(error)) from None
