"""Convert pictures of any pixel format and colour profile to 8-bit sRGB.

It is done in strips of rows, so that large pictures need little memory. Colours of another profile than sRGB are
converted to it: wide-gamut photos of phones, CMYK for print. Transparent pixels are composited on mid-grey (128), which
is 0 inside the networks.
"""

import io
import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from PIL import Image, ImageCms, features

from probsym.errors import InputError

_SPACES = {"RGB": "RGB", "RGBA": "RGB", "RGBX": "RGB", "CMYK": "CMYK"}
"""Pillow's mode -> the profile's colour space."""
_SRGB = ImageCms.createProfile("sRGB")
_BACKGROUND = (128, 128, 128, 255)
STRIP_PIXELS = 2**20
"""Pixels that are converted at a time."""
_CAMERA_BITS = (10, 12, 14)
"""Bit depths of sensors whose values are stored in 16-bit TIFFs without being scaled."""


def to_srgb(image: Image.Image) -> Callable[[Image.Image], Image.Image] | None:
    """A function that converts parts of a picture to sRGB; None where there is nothing to convert.

    Pictures without a profile count as sRGB, like those whose profile is damaged or of another colour space.

    Args:
        image: of mode RGB, RGBA or CMYK, with the profile in ``info``.

    Returns:
        A function of a part with the picture's mode; the result is RGB, or RGBA for RGBA.
    """
    content, space = image.info.get("icc_profile"), _SPACES.get(image.mode)
    if not isinstance(content, bytes) or not content or space is None or not features.check("littlecms2"):
        return None
    target = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(content))
        description: Any = profile.profile  # its stub says nothing
        if description.xcolor_space.strip() != space or "srgb" in (description.profile_description or "").lower():
            return None
        transform = ImageCms.buildTransform(profile, _SRGB, image.mode, target)
    except (ImageCms.PyCMSError, OSError, ValueError):  # damaged
        return None

    def convert(part: Image.Image) -> Image.Image:
        converted = transform.apply(part)
        converted.info.pop("icc_profile", None)
        return converted

    return convert


class PixelFormatError(InputError):
    """The pixel values have no known scale."""


def to_rgb(image: Image.Image) -> Image.Image:
    """A loaded picture as 8-bit RGB; the same object if it is that already.

    16-bit values are scaled from 65535, but those of a TIFF that uses only 10, 12 or 14 bits from the largest value,
    with a warning. Floating-point values must lie in [0, 1].

    Raises:
        PixelFormatError: floating-point values outside [0, 1], or integers beyond 16 bits.
    """
    if image.mode.startswith("I") or image.mode == "F":
        return _from_numbers(image)
    convert = to_srgb(image)
    if image.has_transparency_data:
        result = Image.new("RGB", image.size)
        for top, strip in _strips(image):
            layer = (convert(strip) if convert else strip).convert("RGBA")
            background = Image.new("RGBA", layer.size, _BACKGROUND)
            result.paste(Image.alpha_composite(background, layer).convert("RGB"), (0, top))
        return result
    if convert:
        result = Image.new("RGB", image.size)
        for top, strip in _strips(image):
            result.paste(convert(strip), (0, top))
        return result
    return image if image.mode == "RGB" else image.convert("RGB")


def _strips(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """The first row of each strip, and the strip."""
    rows = max(1, STRIP_PIXELS // image.width)
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def _from_numbers(image: Image.Image) -> Image.Image:
    low, high = math.inf, -math.inf
    for _, strip in _strips(image):
        values = np.asarray(strip)
        if np.isnan(values.min()):
            raise PixelFormatError("NaN among floating-point pixels")
        low, high = min(low, float(values.min())), max(high, float(values.max()))
    scale = _white_value(image, low, high)
    result = Image.new("RGB", image.size)
    for top, strip in _strips(image):
        values = np.asarray(strip)
        if values.dtype.kind == "f":
            levels = np.round(values * 255).astype(np.uint8)
        else:
            levels = ((values.astype(np.uint32) * 255 + scale // 2) // scale).astype(np.uint8)
        result.paste(Image.fromarray(levels), (0, top))
    return result


def _white_value(image: Image.Image, low: float, high: float) -> int:
    """The integer that becomes 255."""
    if image.mode == "F":
        if not (low >= 0 and high <= 1):
            raise PixelFormatError(f"floating-point pixels outside [0, 1]: {low:g} to {high:g}")
        return 1
    if low < 0 or high > 65535:
        raise PixelFormatError(f"integer pixels outside 16 bits: {low:.0f} to {high:.0f}")
    bits = next((bits for bits in _CAMERA_BITS if high < 2**bits), None)
    if image.format != "TIFF" or not image.mode.startswith("I;16") or bits is None or high == 0:
        return 65535
    warnings.warn(f"a 16-bit TIFF holds {bits}-bit values; scaled by its largest value", stacklevel=2)
    return int(high)
