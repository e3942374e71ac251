"""Separate an object from its ground by colour, from a rough guess of where it is.

Two colour histograms, one of the object and one of the ground, are weighted by the current probability of each pixel;
their log ratio and the guess give a new probability, which a guided filter (He, Sun, Tang, "Guided Image Filtering",
TPAMI 2013) aligns with the edges of the image. A few rounds of this converge. The page's own code,
``viewer/src/cutout/segment.ts``, follows the same steps.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.float32]
"""height x width."""

_ROUNDS = 6
_BINS = 12
"""Histogram bins a channel."""
_SMALLEST_DENSITY = 3e-4
"""Added to each bin's share, so that a rare colour decides little."""
_LOG_RATIO_LIMIT = 3.0
_COLOUR_WEIGHT, _GUESS_WEIGHT = 1.5, 0.8
_GUIDE_RADIUS, _GUIDE_EPSILON = 6, 1e-3


def segment(image: NDArray[np.float32], guess: Map, core: Map, ground: Map) -> Map:
    """Probability of each pixel that it shows the object, 0 to 1.

    Args:
        image: height x width x 3, [0, 1].
        guess: log odds that a pixel shows the object, before any colour is looked at.
        core: [0, 1], 1 where the guess can be relied on: the object's colours are mostly taken from there.
        ground: [0, 1], 1 where the ground is likely (edges of the photo): its colours are also taken from there.
    """
    probability = logistic(guess)
    for _ in range(_ROUNDS):
        object_weight = _as_map(probability * (0.15 + core))
        ground_weight = _as_map(1 - probability + ground * (1 - 0.7 * probability))
        colour = _blurred(_log_ratio(image, object_weight, ground_weight), 1.0)
        combined = logistic(_as_map(_GUESS_WEIGHT * guess + _COLOUR_WEIGHT * colour))
        probability = guided_filter(image, combined, _GUIDE_RADIUS, _GUIDE_EPSILON).clip(0.001, 0.999)
    return probability


def logistic(log_odds: Map) -> Map:
    """1 / (1 + exp(-x))."""
    return (1 / (1 + np.exp(-log_odds))).astype(np.float32)


def guided_filter(image: NDArray[np.float32], values: Map, radius: int, epsilon: float) -> Map:
    """``values``, smoothed but for the edges that ``image`` has: locally a linear function of its three colours.

    Args:
        image: height x width x 3, [0, 1].
        values: to be filtered.
        radius: of the square windows, pixels.
        epsilon: variance of colour below which a window counts as flat.
    """
    mean_image = np.stack([_box(image[..., c], radius) for c in range(3)], axis=-1)
    mean_values = _box(values, radius)
    covariance = np.stack([_box(image[..., c] * values, radius) for c in range(3)], axis=-1)
    covariance -= mean_image * mean_values[..., None]
    moments = np.empty((*values.shape, 3, 3), np.float32)
    for a in range(3):
        for b in range(3):
            moments[..., a, b] = _box(image[..., a] * image[..., b], radius) - mean_image[..., a] * mean_image[..., b]
    slope = np.linalg.solve(moments + epsilon * np.eye(3, dtype=np.float32), covariance[..., None])[..., 0]
    offset = mean_values - (slope * mean_image).sum(-1)
    result = _box(offset, radius)
    for c in range(3):
        result = result + _box(slope[..., c], radius) * image[..., c]
    return result.astype(np.float32)


def _log_ratio(image: NDArray[np.float32], object_weight: Map, ground_weight: Map) -> Map:
    bins = np.clip((image * _BINS).astype(np.int64), 0, _BINS - 1)
    place = (bins[..., 0] * _BINS + bins[..., 1]) * _BINS + bins[..., 2]
    shares = []
    for weight in (object_weight, ground_weight):
        flat = np.bincount(place.reshape(-1), weight.reshape(-1), minlength=_BINS**3)
        counts = flat.astype(np.float64).reshape(_BINS, _BINS, _BINS)
        for axis in range(3):
            counts = _smoothed_along(counts, axis)
        shares.append(counts / counts.sum() + _SMALLEST_DENSITY)
    ratio = np.log(shares[0] / shares[1]).reshape(-1)[place]
    return ratio.clip(-_LOG_RATIO_LIMIT, _LOG_RATIO_LIMIT).astype(np.float32)


def _smoothed_along(counts: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Binomial weights 1 2 1; the outermost bin counts once more beyond the end."""
    moved = np.moveaxis(counts, axis, 0)
    padded = np.concatenate([moved[:1], moved, moved[-1:]])
    return np.moveaxis(0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:], 0, axis)


def _box(values: Map, radius: int) -> Map:
    import cv2

    width = 2 * radius + 1
    return _as_map(cv2.blur(values, (width, width), borderType=cv2.BORDER_REFLECT))


def _blurred(values: Map, deviation: float) -> Map:
    import cv2

    return _as_map(cv2.GaussianBlur(values, (0, 0), deviation, borderType=cv2.BORDER_REPLICATE))


def _as_map(values: Any) -> Map:
    return np.asarray(values, dtype=np.float32)
