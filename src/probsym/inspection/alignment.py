"""Whether a pile of photos shows one kind of thing in one place: figures of their mean and of their mirror images.

All figures are taken of grey pictures without their coarse brightness (what a Gaussian of 4 of 64 pixels lets through),
each scaled to unit variance, so that contrast and background count little. Without that step, photos that are merely
brighter in the middle look aligned.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, UInt8

SIZE = 64
"""Height and width of the pictures that are compared, pixels."""
_FINE, _COARSE = 1.0, 4.0
"""Standard deviations of the Gaussians that take away noise and coarse brightness, pixels."""
_REACH = 12
"""Shifts of up to so many pixels are looked for."""


@dataclass(frozen=True)
class Alignment:
    """Figures of a pile of photos."""

    agreement: float
    """Mean correlation between two different photos: 1 if all are the same, 0 if they have nothing in common."""
    symmetry: float
    """Correlation of the mean photo with its mirror image, -1 to 1."""
    shift_px: float
    """Median distance by which a photo has to be moved to fit the mean photo best, of 64 pixels; at most 17."""
    mirror: tuple[float, float, float]
    """Correlation of a photo with its own mirror image: the 10th, 50th and 90th percentile. Frontal views of symmetric
    things have a high one, views from the side a low one: a proxy of how the poses vary."""
    mean: Float[np.ndarray, "64 64"]
    """The mean of the pictures, in standard deviations of a picture."""


def measure_alignment(images: UInt8[np.ndarray, "photos 64 64 3"]) -> Alignment:
    """Figures of at least two photos, RGB."""
    pictures = _detail(images)
    count = len(pictures)
    mean = pictures.mean(0)
    power = float((mean**2).mean())
    agreement = (power * count - 1) / (count - 1)  # a photo agrees with itself: that share is taken out
    symmetry = float((mean * mean[:, ::-1]).mean() / max(power, 1e-12))
    mirrored = (pictures * pictures[:, :, ::-1]).mean((1, 2))
    low, middle, high = (float(value) for value in np.percentile(mirrored, (10, 50, 90)))
    return Alignment(agreement, symmetry, _median_shift(pictures, mean), (low, middle, high), mean)


def sharpness(images: UInt8[np.ndarray, "photos 64 64 3"]) -> Float[np.ndarray, " photos"]:
    """Variance of the Laplacian of each photo's grey levels (0 to 255): small where there is no fine structure."""
    import cv2

    return np.array([cv2.Laplacian(grey, cv2.CV_32F).var() for grey in _grey(images)])


def _grey(images: np.ndarray) -> np.ndarray:
    return (images @ np.array([0.299, 0.587, 0.114], dtype=np.float32)).astype(np.float32)


def _detail(images: np.ndarray) -> np.ndarray:
    import cv2

    pictures = np.empty((len(images), SIZE, SIZE), dtype=np.float32)
    for row, grey in enumerate(_grey(images)):
        fine = cv2.GaussianBlur(grey, (0, 0), _FINE)
        detail = fine - cv2.GaussianBlur(fine, (0, 0), _COARSE)
        detail -= detail.mean()
        pictures[row] = detail / max(float(detail.std()), 1e-3)
    return pictures


def _median_shift(pictures: np.ndarray, mean: np.ndarray) -> float:
    """By cross-correlation, which takes the picture for a torus: shifts are small, the wrong parts too."""
    spectrum = np.conj(np.fft.rfft2(mean))
    distances = []
    for start in range(0, len(pictures), 512):
        fit = np.fft.irfft2(np.fft.rfft2(pictures[start : start + 512]) * spectrum, s=(SIZE, SIZE))
        window = np.fft.fftshift(fit, axes=(1, 2))[:, SIZE // 2 - _REACH :, SIZE // 2 - _REACH :]
        window = window[:, : 2 * _REACH + 1, : 2 * _REACH + 1]
        best = window.reshape(len(window), -1).argmax(1)
        rows, columns = np.divmod(best, 2 * _REACH + 1)
        distances.append(np.hypot(rows - _REACH, columns - _REACH))
    return float(np.median(np.concatenate(distances)))
