"""Photos from which nothing can be learned: of a single colour, all the same, or noise."""

import numpy as np
from jaxtyping import Float, Int64, UInt8

LOOKED_AT = 256
"""Images that :func:`find_empty_content` looks at, spread evenly."""
_SINGLE_COLOUR = 2.0
"""Standard deviation of all values of an image, 0 to 255, below which it counts as of a single colour."""
_SAME = 2.0
"""Standard deviation of a pixel over the images, 0 to 255, mean over the pixels, below which all are the same."""
_NOISE = 0.25
"""Correlation of neighbouring pixels below which an image counts as noise; blurred or detailed photos have over 0.6."""


def spread_rows(count: int) -> Int64[np.ndarray, " rows"]:
    """At most ``LOOKED_AT`` of this many rows, evenly spread."""
    return np.linspace(0, count - 1, min(count, LOOKED_AT)).round().astype(np.int64)


def find_empty_content(images: UInt8[np.ndarray, "photos size size 3"]) -> str:
    """Why nothing can be learned from these images, in a few words; "" for photos of something.

    Args:
        images: two or more, RGB, as a model receives them; :func:`spread_rows` chooses which.
    """
    count, levels = len(images), images.astype(np.float32)
    plain = int((levels.std((1, 2, 3)) < _SINGLE_COLOUR).sum())
    if 2 * plain > count:
        return f"{plain} of {count} photos are of a single colour"
    if float(levels.std(0).mean()) < _SAME:
        return f"all of {count} photos are the same"
    noise = int((neighbour_correlation(images) < _NOISE).sum())
    if 2 * noise > count:
        return f"{noise} of {count} photos are noise"
    return ""


def neighbour_correlation(images: UInt8[np.ndarray, "photos size size 3"]) -> Float[np.ndarray, " photos"]:
    """Correlation of the grey levels of adjacent pixels, -1 to 1: near 0 for noise; 1 for images of a single colour."""
    grey = images.mean(-1, dtype=np.float32)
    grey = grey - grey.mean((1, 2), keepdims=True)
    power = np.square(grey).mean((1, 2))
    across, down = (grey[:, :, 1:] * grey[:, :, :-1]).mean((1, 2)), (grey[:, 1:] * grey[:, :-1]).mean((1, 2))
    return np.where(power > 0, (across + down) / 2 / np.maximum(power, 1e-12), 1.0).astype(np.float32)
