"""How well photos are aligned: statistics of their mean image and of their mirror images.

All are computed on band-pass filtered grey images (difference of two Gaussians) of unit variance, so that contrast and
background count little. Without the filter, photos that are merely brighter in the middle look aligned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, UInt8

COMPARED_SIZE = 64
"""Height and width of the compared images, pixels."""
_FINE, _COARSE = 1.0, 4.0
"""Standard deviations of the two Gaussians of the band-pass filter, pixels."""
_REACH = 12
"""Largest shift on each axis that is searched, pixels."""
_AXIS_REACH = 8
"""Farthest axis of symmetry from the middle that is looked for, in half pixels."""


@dataclass(frozen=True)
class Alignment:
    """Alignment statistics of a set of photos."""

    agreement: float
    """Mean correlation between two different photos: 1 if all are equal, 0 if they are unrelated."""
    symmetry: float
    """Correlation of the mean image with its mirror image, -1 to 1."""
    shift_px: float
    """Median shift that aligns a photo best with the mean image, in pixels of 64; at most 17."""
    mirror: tuple[float, float, float]
    """Correlation of a photo with its own mirror image: 10th, 50th and 90th percentile. High for frontal views of
    symmetric objects and low for side views, so that it measures how much the poses vary."""
    mean: Float[np.ndarray, "64 64"]
    """Mean of the filtered images, in standard deviations of one image."""


@dataclass(frozen=True)
class AlignmentSums:
    """What a set of photos adds to the statistics."""

    total: Float[np.ndarray, "64 64"]
    """Sum of the filtered photos."""
    mirror: Float[np.ndarray, " photos"]
    """Correlation of each photo with its own mirror image."""


def alignment_sums(images: UInt8[np.ndarray, "photos 64 64 3"]) -> AlignmentSums:
    """The part of some photos in the statistics of a larger set."""
    pictures = _band_pass(images)
    return AlignmentSums(pictures.sum(0, dtype=np.float64), (pictures * pictures[:, :, ::-1]).mean((1, 2)))


def measure_alignment(images: UInt8[np.ndarray, "photos 64 64 3"]) -> Alignment:
    """Alignment statistics of two or more RGB photos."""
    return combine_alignment([alignment_sums(images)], images)


def combine_alignment(parts: Sequence[AlignmentSums], sample: UInt8[np.ndarray, "sample 64 64 3"]) -> Alignment:
    """Alignment statistics of a set of two or more photos.

    Args:
        parts: of the set, from :func:`alignment_sums`.
        sample: photos of the set, for the shift alone, which needs the mean of all.
    """
    mirrored = np.concatenate([part.mirror for part in parts])
    count = len(mirrored)
    mean = (np.sum([part.total for part in parts], axis=0) / count).astype(np.float32)
    power = float((mean**2).mean())
    agreement = (power * count - 1) / (count - 1)  # without each photo's correlation with itself
    symmetry = float((mean * mean[:, ::-1]).mean() / max(power, 1e-12))
    low, middle, high = (float(value) for value in np.percentile(mirrored, (10, 50, 90)))
    return Alignment(agreement, symmetry, _median_shift(sample, mean), (low, middle, high), mean)


def symmetry_axis(mean: Float[np.ndarray, "height width"]) -> tuple[float, float]:
    """The vertical line about which a mean image is most symmetric.

    Lines are compared by the correlation of the largest part that is centred on them with its mirror image; those
    further than 4 pixels from the middle are left out.

    Returns:
        How many pixels it lies right of the middle, a multiple of a half, and that correlation.
    """
    width = mean.shape[1]

    def symmetry(twice: int) -> float:
        part = mean[:, max(0, twice) : width + min(0, twice)]
        part = part - part.mean()
        return float((part * part[:, ::-1]).sum() / max(float((part**2).sum()), 1e-12))

    best = max(range(-_AXIS_REACH, _AXIS_REACH + 1), key=lambda twice: (symmetry(twice), -abs(twice)))
    return best / 2, symmetry(best)


def sharpness(images: UInt8[np.ndarray, "photos 64 64 3"]) -> Float[np.ndarray, " photos"]:
    """Variance of the Laplacian of each photo's grey levels (0 to 255): low for blurred photos."""
    import cv2

    return np.array([cv2.Laplacian(grey, cv2.CV_32F).var() for grey in _grey(images)])


def _grey(images: np.ndarray) -> np.ndarray:
    return (images @ np.array([0.299, 0.587, 0.114], dtype=np.float32)).astype(np.float32)


def _band_pass(images: np.ndarray) -> np.ndarray:
    import cv2

    pictures = np.empty((len(images), COMPARED_SIZE, COMPARED_SIZE), dtype=np.float32)
    for row, grey in enumerate(_grey(images)):
        fine = cv2.GaussianBlur(grey, (0, 0), _FINE)
        band = fine - cv2.GaussianBlur(fine, (0, 0), _COARSE)
        band -= band.mean()
        pictures[row] = band / max(float(band.std()), 1e-3)
    return pictures


def _median_shift(images: np.ndarray, mean: np.ndarray) -> float:
    """By circular cross-correlation: the wrapped margins are small because the shifts are."""
    spectrum = np.conj(np.fft.rfft2(mean))
    distances = []
    for start in range(0, len(images), 512):
        pictures = _band_pass(images[start : start + 512])
        fit = np.fft.irfft2(np.fft.rfft2(pictures) * spectrum, s=(COMPARED_SIZE, COMPARED_SIZE))
        window = np.fft.fftshift(fit, axes=(1, 2))[:, COMPARED_SIZE // 2 - _REACH :, COMPARED_SIZE // 2 - _REACH :]
        window = window[:, : 2 * _REACH + 1, : 2 * _REACH + 1]
        best = window.reshape(len(window), -1).argmax(1)
        rows, columns = np.divmod(best, 2 * _REACH + 1)
        distances.append(np.hypot(rows - _REACH, columns - _REACH))
    return float(np.median(np.concatenate(distances)))
