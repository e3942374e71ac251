"""Photos from which nothing can be learned: of a single colour, copies of few others, or noise."""

import numpy as np
from jaxtyping import Bool, Float, Int64, UInt8

LOOKED_AT = 256
"""Images that :func:`find_empty_content` looks at, spread evenly."""
_SINGLE_COLOUR = 2.0
"""Standard deviation of all values of an image, 0 to 255, below which it counts as of a single colour."""
_SAME = 2.0
"""Standard deviation of a pixel over the images, 0 to 255, mean over the pixels, below which all are the same."""
_COPY = 0.5
"""Mean difference of two images reduced to 8 x 8 pixels, 0 to 255, below which the second counts as a copy."""
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
    if float(levels.std(0).mean()) < _SAME and (levels.std((1, 2, 3)) >= _SINGLE_COLOUR).any():
        return f"all of {count} photos are the same"
    plain = levels.std((1, 2, 3)) < _SINGLE_COLOUR
    noise = (neighbour_correlation(images) < _NOISE) & ~plain
    copies = _copies(images) & ~plain & ~noise
    if 2 * (plain | noise | copies).sum() <= count:
        return ""
    kinds = {"of a single colour": plain, "noise": noise, "copies of others": copies}
    parts = [f"{chosen.sum()} of {count} photos are {name}" for name, chosen in kinds.items() if chosen.any()]
    return ", ".join(parts)


def _copies(images: UInt8[np.ndarray, "photos size size 3"]) -> Bool[np.ndarray, " photos"]:
    """Images that look like an earlier one."""
    count, size = images.shape[:2]
    rows = np.linspace(0, size, min(size, 8) + 1).astype(np.int64)[:-1]
    sums = np.add.reduceat(np.add.reduceat(images.astype(np.float32), rows, axis=1), rows, axis=2)
    areas = np.outer(*2 * [np.diff([*rows, size])])[:, :, None]
    small = (sums / areas).reshape(count, -1)
    return np.array([bool((np.abs(small[:n] - small[n]).mean(1) < _COPY).any()) for n in range(count)])


def neighbour_correlation(images: UInt8[np.ndarray, "photos size size 3"]) -> Float[np.ndarray, " photos"]:
    """Correlation of the grey levels of adjacent pixels, -1 to 1: near 0 for noise; 1 for images of a single colour."""
    grey = images.mean(-1, dtype=np.float32)
    grey = grey - grey.mean((1, 2), keepdims=True)
    power = np.square(grey).mean((1, 2))
    across, down = (grey[:, :, 1:] * grey[:, :, :-1]).mean((1, 2)), (grey[:, 1:] * grey[:, :-1]).mean((1, 2))
    return np.where(power > 0, (across + down) / 2 / np.maximum(power, 1e-12), 1.0).astype(np.float32)
