"""Convert colours from the ICC profile of a picture to sRGB: wide-gamut photos of phones, and CMYK for print."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageCms, features

_SPACES = {"RGB": "RGB", "RGBA": "RGB", "RGBX": "RGB", "CMYK": "CMYK"}
"""Pillow's mode -> the profile's colour space."""


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


_SRGB = ImageCms.createProfile("sRGB")
