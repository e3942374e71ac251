"""From a detector's box to the square that a model sees, and the card of a folder that was cut so."""

import json
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from probsym.config import Framing, from_dict, to_dict
from probsym.data.photos import entry_name
from probsym.errors import ConfigError, InputError
from probsym.framing.detectors import Detection
from probsym.io import write_text

FRAMINGS = {
    "face": Framing("face", side=0.77, offset_y=0.09),
    "cat": Framing("cat", side=1.03, offset_y=0.0),
}
"""Detector -> the square that the shipped models learned from: from the brows to the chin, and the face of a cat
without its ears. docs/results.md says how the numbers were measured."""

_MAX_CARD_BYTES = 2**28

CARD = "framing.json"
"""File beside cropped photos that says how they were cut."""

_SAME_SIDE, _SAME_CENTRE = 1.2, 0.08
"""A square photo this close to the square that a detection asks for (ratio of the sides; distance of the centres in
sides) was cut already: the difference is the detector's own spread, about twice its standard deviation."""


@dataclass(frozen=True)
class Square:
    """A square of a photo, in pixels from its upper left corner; it may reach beyond the photo."""

    left: float
    top: float
    side: float

    def outside(self, width: int, height: int) -> float:
        """Share of the square's area that lies beyond a photo of that size."""
        across = min(self.left + self.side, width) - max(self.left, 0)
        down = min(self.top + self.side, height) - max(self.top, 0)
        return 1 - max(0.0, across) * max(0.0, down) / self.side**2


def central_square(width: int, height: int, crop: float = 1.0) -> Square:
    """The square in the middle, its side ``crop`` of the shorter side."""
    side = crop * min(width, height)
    return Square((width - side) / 2, (height - side) / 2, side)


def square_of(detection: Detection, framing: Framing) -> Square:
    """Where ``framing`` puts the square for this box."""
    side = framing.side * detection.side
    x = detection.left + detection.side / 2
    y = detection.top + (0.5 + framing.offset_y) * detection.side
    return Square(x - side / 2, y - side / 2, side)


def is_framed(square: Square, width: int, height: int) -> bool:
    """True for a square photo that shows little else than ``square`` already."""
    if max(width, height) > 1.02 * min(width, height):
        return False
    whole = central_square(width, height)
    ratio = square.side / whole.side
    x = square.left + square.side / 2 - width / 2
    y = square.top + square.side / 2 - height / 2
    return 1 / _SAME_SIDE < ratio < _SAME_SIDE and math.hypot(x, y) < _SAME_CENTRE * whole.side


def cut(photo: Image.Image, square: Square, size: int) -> UInt8[np.ndarray, "size size 3"]:
    """The square of the photo, resized with antialiasing; beyond the photo it goes on mirrored.

    Args:
        photo: RGB.
        square: overlaps the photo.
        size: height and width of the result, pixels.

    Raises:
        InputError: the square lies wholly outside of the photo.
    """
    if square.outside(*photo.size) >= 1:
        raise InputError(f"square: expected one that overlaps the photo of {photo.width} x {photo.height} pixels")
    left, top = math.floor(square.left), math.floor(square.top)
    right, bottom = math.ceil(square.left + square.side), math.ceil(square.top + square.side)
    part = photo.crop((max(left, 0), max(top, 0), min(right, photo.width), min(bottom, photo.height)))
    before, after = (max(-top, 0), max(-left, 0)), (max(bottom - photo.height, 0), max(right - photo.width, 0))
    if any(before + after):
        padding = ((before[0], after[0]), (before[1], after[1]), (0, 0))
        part = Image.fromarray(np.pad(np.asarray(part), padding, mode="symmetric"))
    x, y = square.left - left, square.top - top
    box = (x, y, min(x + square.side, part.width), min(y + square.side, part.height))
    return np.array(part.resize((size, size), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0))


def write_card(folder: Path, framing: Framing, values: dict[str, Any]) -> None:
    """Write ``folder``/framing.json: the framing, and what else is to be known of how the photos were cut.

    Raises:
        OSError: the file cannot be written.
    """
    card = {"framing": to_dict(framing), **values}
    write_text(folder / CARD, json.dumps(card, indent=2, ensure_ascii=False) + "\n")


def read_card(source: Path) -> Framing:
    """How the photos in a folder, or a zip of one, were cut, as its card says; no detector where there is no card.

    Raises:
        ConfigError: the card is damaged.
    """
    path, content = source / CARD, _read_card(source)
    if content is None:
        return Framing()
    try:
        return from_dict(Framing, json.loads(content.decode("utf-8-sig"))["framing"], "framing.")
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ConfigError(f"{path}: damaged: expected UTF-8 JSON with a table framing") from None


def _read_card(source: Path) -> bytes | None:
    if source.is_dir():
        path = source / CARD
        return path.read_bytes() if path.is_file() else None
    if not (source.is_file() and zipfile.is_zipfile(source)):
        return None
    with zipfile.ZipFile(source) as archive:
        # At the top, or in the only folder that has one: several folders may be cropped differently.
        found = [entry for entry in archive.infolist() if PurePosixPath(entry_name(entry)).name == CARD]
        top = [entry for entry in found if entry.filename == CARD] or found
        if len(top) != 1:
            return None
        if top[0].file_size > _MAX_CARD_BYTES:
            raise ConfigError(f"{source / CARD}: expected at most {_MAX_CARD_BYTES >> 20} MiB, got {top[0].file_size}")
        try:
            return archive.read(top[0])
        except Exception as error:  # zipfile raises RuntimeError, zlib.error, NotImplementedError, ...
            raise ConfigError(f"{source / CARD}: damaged: {error}") from None
