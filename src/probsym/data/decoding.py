"""Decode photos: orientation, reduced decoding, RGB, centre crop, resize."""

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import ExifTags, Image

from probsym.data.image_files import named_file, one_reason, open_image, quiet_pillow, read_image_file
from probsym.data.pixel_formats import to_rgb
from probsym.errors import InputError

MAX_SIZE = 4096
"""Largest height and width of a converted image, pixels."""

_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation -> what turns the picture upright."""
_SIDEWAYS = (5, 6, 7, 8)
"""EXIF orientations with width and height exchanged."""


def check_size_and_crop(size: int, crop: float) -> None:
    """Raise unless ``size`` is 2 to 4096 pixels and ``crop`` is in (0, 1].

    Raises:
        InputError: one of them is out of range.
    """
    if not 2 <= size <= MAX_SIZE:
        raise InputError(f"size: expected 2 to {MAX_SIZE} pixels, got {size}")
    if not 0 < crop <= 1:
        raise InputError(f"crop: expected a fraction in (0, 1] of the shorter side, got {crop}")


def load_image(photo: str | Path | Image.Image, size: int, crop: float = 1.0) -> UInt8[np.ndarray, "size size 3"]:
    """One photo as the networks expect it: upright, RGB, the central square, ``size`` pixels wide.

    Args:
        photo: an image file (the first frame of a GIF) or an open Pillow image.
        size: height and width of the result in pixels, 2 to 4096.
        crop: side of the central square as a fraction of the shorter side, in (0, 1].

    Returns:
        RGB, 0 to 255.

    Raises:
        InputError: the file is missing, unreadable or not a regular file, or an argument is out of range.
    """
    check_size_and_crop(size, crop)
    if isinstance(photo, Image.Image):
        with named_file("image"), quiet_pillow(), one_reason():
            return _square(_upright_rgb(photo), size, crop)
    with named_file(photo), quiet_pillow():
        return decode_image(read_image_file(photo), size, crop)


def read_photo(path: str | Path) -> Image.Image:
    """The whole picture of an image file, as from :func:`decode_photo`.

    Raises:
        InputError: the file is missing, unreadable or not a regular file.
    """
    with named_file(path), quiet_pillow():
        return decode_photo(read_image_file(path))


def decode_image(data: bytes, size: int, crop: float = 1.0) -> UInt8[np.ndarray, "size size 3"]:
    """The bytes of an image file, converted as by `load_image`; safe to call from many threads.

    Raises:
        UnreadableImageError: not an image, truncated, or too many pixels.
    """
    # JPEG decodes at 1/2, 1/4 or 1/8 in a fraction of the time. Twice the needed pixels are kept for the antialiased
    # resize.
    with one_reason(), open_image(data, math.ceil(2 * size / crop)) as image:
        return _square(_upright_rgb(image, owned=True), size, crop)


def photo_size(data: bytes) -> tuple[int, int]:
    """Width and height of the picture that :func:`decode_photo` returns.

    Raises:
        UnreadableImageError: not an image, or too many pixels.
    """
    with one_reason(), open_image(data) as image:
        if image.format == "TIFF":
            image.load()  # rotates it; before that, versions of Pillow report different sizes
        width, height = image.size
        return (height, width) if _orientation(image) in _SIDEWAYS else (width, height)


def decode_photo(data: bytes) -> Image.Image:
    """The bytes of an image file as a whole picture: upright, RGB; safe to call from many threads.

    It has all pixels of the file, but JPEGs of more than the pixels that are allowed are decoded at half the resolution
    or less.

    Raises:
        UnreadableImageError: not an image, truncated, or too many pixels.
    """
    with one_reason(), open_image(data) as image:
        return _upright_rgb(image, owned=True)


@contextmanager
def opened_photo(data: bytes, enough: int | None = None) -> Iterator[Image.Image]:
    """Like :func:`decode_photo`, but its pixels count as in use until the block ends, which frees them.

    Inside the block the same thread must not decode other photos: it could wait for the memory that it holds.

    Args:
        data: the file.
        enough: JPEGs may be decoded at half the resolution or less, at which the shorter side has at least this many
            pixels.

    Raises:
        UnreadableImageError: as for :func:`decode_photo`.
    """
    with ExitStack() as stack:
        with one_reason():
            image = stack.enter_context(open_image(data, enough))
            photo = _upright_rgb(image, owned=True)
        try:
            yield photo
        finally:
            photo.close()  # not only when the last reference is gone, for others wait for the memory


def decode_alpha(data: bytes) -> Image.Image | None:
    """The opacity of a photo as an upright greyscale picture; None for a photo that is opaque everywhere.

    Raises:
        UnreadableImageError: as for `decode_photo`.
    """
    with one_reason(), open_image(data) as image:
        if not image.has_transparency_data:
            return None
        image.load()
        alpha = (image if image.mode == "RGBA" else image.convert("RGBA")).getchannel("A")
        transposition = _TRANSPOSITIONS.get(_orientation(image))
    if alpha.getextrema()[0] == 255:
        return None
    return alpha if transposition is None else alpha.transpose(transposition)


def turn_like(data: bytes, picture: Image.Image) -> Image.Image:
    """The picture, rotated by the EXIF orientation of a photo that is stored sideways; unchanged for other photos.

    Args:
        data: the photo's file.
        picture: whose pixels lie as in that file.

    Raises:
        UnreadableImageError: the photo is not an image.
    """
    with one_reason(), open_image(data) as image:
        orientation = _orientation(image)
    return picture.transpose(_TRANSPOSITIONS[orientation]) if orientation in _SIDEWAYS else picture


def to_upright_rgb(image: Image.Image) -> Image.Image:
    """An open picture turned upright, as 8-bit RGB, with all its pixels.

    Raises:
        UnreadableImageError: its pixels cannot be read or converted.
    """
    with quiet_pillow(), one_reason():
        return _upright_rgb(image)


def decode_detail(data: bytes, largest: int, crop: float = 1.0) -> UInt8[np.ndarray, "side side 3"]:
    """The same square as from `decode_image`, at the photo's own resolution, at most ``largest`` pixels a side.

    Raises:
        UnreadableImageError: as for `decode_image`.
    """
    with one_reason(), open_image(data) as image:
        side = round(crop * min(image.size))
    return decode_image(data, max(2, min(side, largest)), crop)


def _square(upright: Image.Image, size: int, crop: float) -> UInt8[np.ndarray, "size size 3"]:
    width, height = upright.size
    side = crop * min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    box = (left, top, left + side, top + side)
    return np.array(upright.resize((size, size), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0))


def _upright_rgb(image: Image.Image, owned: bool = False) -> Image.Image:
    """The picture upright as RGB, possibly the same object.

    Args:
        image: left as it is, unless ``owned``.
        owned: its pixels may be freed as soon as they have been copied.
    """
    image.load()
    transposition = _TRANSPOSITIONS.get(_orientation(image))
    rgb = to_rgb(image)
    if owned and rgb is not image:
        image.close()
    return rgb if transposition is None else rgb.transpose(transposition)


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged metadata of an intact picture
        return 1
