"""One photo of any kind -> a square RGB array: orientation, colour, centre crop, resize.

Colours are taken as the file has them (no ICC conversion). Transparent pixels are composited on
mid-grey (128), which is 0 inside the networks: neither a white nor a black outline to explain.
"""

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from probsym.errors import InputError

EXTENSIONS = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif")
"""What counts as an image, by the end of its name in lower case."""

MAX_FILE_BYTES = 2**29
"""Bigger files are refused before they are read: a zip entry may unpack to any size."""

MAX_SIZE = 4096
"""Largest height and width of a converted image, pixels."""

_DECODERS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_LYING = (5, 6, 7, 8)
"""EXIF orientations with width and height exchanged."""
_BACKGROUND = (128, 128, 128, 255)


class UnreadableImageError(InputError):
    """The bytes are no image, or not a whole one; the message is the reason, without the name."""


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Silence Pillow's remarks on odd metadata and big (not yet forbidden) photos.

    Warning filters belong to the process, not to the thread: enter this outside a thread pool.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield


def check_size_and_crop(size: int, crop: float) -> None:
    """Raise unless ``size`` is 2 to 4096 pixels and ``crop`` lies in (0, 1].

    Raises:
        InputError: one of them is out of range.
    """
    if not 2 <= size <= MAX_SIZE:
        raise InputError(f"size: expected 2 to {MAX_SIZE} pixels, got {size}")
    if not 0 < crop <= 1:
        raise InputError(f"crop: expected a fraction in (0, 1] of the shorter side, got {crop}")


def load_image(photo: str | Path | Image.Image, size: int, crop: float = 1.0) -> UInt8[np.ndarray, "size size 3"]:
    """One photo as the networks want it: upright, RGB, the central square, ``size`` pixels wide.

    Args:
        photo: an image file (jpg, png, webp, bmp, tiff, gif: its first frame) or an open Pillow image.
        size: height and width of the result in pixels, 2 to 4096.
        crop: side of the central square as a fraction of the shorter side, in (0, 1].

    Returns:
        RGB, 0 to 255.

    Raises:
        InputError: the file is missing or unreadable, or an argument is out of range.
    """
    check_size_and_crop(size, crop)
    name = "image" if isinstance(photo, Image.Image) else str(photo)
    try:
        if isinstance(photo, Image.Image):
            with quiet_pillow(), _one_reason():
                return _convert(photo, size, crop)
        path = Path(photo)
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableImageError(f"file of more than {MAX_FILE_BYTES >> 20} MiB")
        with quiet_pillow():
            return decode_image(path.read_bytes(), size, crop)
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror or error})") from None
    except UnreadableImageError as error:
        raise InputError(f"{name}: not a readable image ({error})") from None


def decode_image(data: bytes, size: int, crop: float = 1.0) -> UInt8[np.ndarray, "size size 3"]:
    """The bytes of an image file, converted as `load_image` does; safe to call from many threads.

    Raises:
        UnreadableImageError: no image, a truncated one, or more pixels than Pillow allows.
    """
    if not data:
        raise UnreadableImageError("empty file")
    with _one_reason(), Image.open(io.BytesIO(data), formats=_DECODERS) as image:
        # JPEG can be decoded at 1/2, 1/4 or 1/8 for a fraction of the time; twice the pixels needed
        # are kept for the antialiased resize.
        enough = math.ceil(2 * size / crop)
        image.draft(None, (enough, enough))
        return _convert(image, size, crop)


def photo_size(data: bytes) -> tuple[int, int]:
    """Width and height of the upright picture that the bytes of an image file announce.

    Raises:
        UnreadableImageError: no image.
    """
    with _one_reason(), Image.open(io.BytesIO(data), formats=_DECODERS) as image:
        if image.format == "TIFF":
            image.load()  # turns it; some versions of Pillow announce the turned size before, some do not
        width, height = image.size
        return (height, width) if _orientation(image) in _LYING else (width, height)


def decode_photo(data: bytes) -> Image.Image:
    """The bytes of an image file as a whole picture: upright, RGB, all its pixels; safe to call from many threads.

    Raises:
        UnreadableImageError: no image, a truncated one, or more pixels than Pillow allows.
    """
    if not data:
        raise UnreadableImageError("empty file")
    with _one_reason(), Image.open(io.BytesIO(data), formats=_DECODERS) as image:
        image.load()
        upright = _to_rgb(_upright(image))
        return upright.copy() if upright is image else upright  # the file's own picture is closed here


def to_upright_rgb(image: Image.Image) -> Image.Image:
    """An open picture turned upright, as 8-bit RGB, with all its pixels.

    Raises:
        UnreadableImageError: its pixels cannot be read or converted.
    """
    with quiet_pillow(), _one_reason():
        return _to_rgb(_upright(image))


def decode_detail(data: bytes, largest: int, crop: float = 1.0) -> UInt8[np.ndarray, "side side 3"]:
    """The same square as `decode_image` gives, in the photo's own resolution, at most ``largest`` pixels a side.

    Raises:
        UnreadableImageError: as for `decode_image`.
    """
    with _one_reason(), Image.open(io.BytesIO(data), formats=_DECODERS) as image:
        side = round(crop * min(image.size))
    return decode_image(data, max(2, min(side, largest)), crop)


@contextmanager
def _one_reason() -> Iterator[None]:
    try:
        yield
    except UnreadableImageError:
        raise
    except Image.DecompressionBombError:
        raise UnreadableImageError("more pixels than allowed: possible decompression bomb") from None
    except UnidentifiedImageError:
        raise UnreadableImageError("not an image of a known format") from None
    except Exception as error:  # damaged files make decoders raise nearly anything
        text = " ".join(str(error).split()) or "no further reason"
        raise UnreadableImageError(f"{type(error).__name__}: {text}"[:200]) from error


def _convert(image: Image.Image, size: int, crop: float) -> UInt8[np.ndarray, "size size 3"]:
    image.load()
    upright = _to_rgb(_upright(image))
    width, height = upright.size
    side = crop * min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    box = (left, top, left + side, top + side)
    resized = upright.resize((size, size), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    return np.array(resized)


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged metadata of a sound picture
        return 1


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # damaged metadata of a sound picture
        return image


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_to_8_bit(np.asarray(image))).convert("RGB")
    if image.has_transparency_data:
        background = Image.new("RGBA", image.size, _BACKGROUND)
        return Image.alpha_composite(background, image.convert("RGBA")).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _to_8_bit(values: np.ndarray) -> np.ndarray:
    """16-bit integers (65535 -> 255) and floats in [0, 1]; Pillow's own conversion clips instead."""
    low, high = values.min(), values.max()
    if values.dtype.kind == "f":
        if not (low >= 0 and high <= 1):
            raise UnreadableImageError(f"floating-point pixels outside [0, 1]: {low:g} to {high:g}")
        return np.round(values * 255).astype(np.uint8)
    if low < 0 or high > 65535:
        raise UnreadableImageError(f"integer pixels outside 16 bits: {low} to {high}")
    return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
