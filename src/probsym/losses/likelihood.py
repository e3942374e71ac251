"""Negative log-likelihoods with a predicted scale σ per pixel (paper equations 3 and 7)."""

import math

from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_shape

_MIN_SIGMA = 1e-4


def weighted_mean(
    values: Float[Tensor, "batch 1 height width"], weight: Float[Tensor, "batch 1 height width"]
) -> Float[Tensor, ""]:
    """Weighted mean over all pixels of the batch; 0 if all weights are 0."""
    return (values * weight).sum() / weight.sum().clamp(min=1e-6)


def laplacian_nll(
    predicted: Float[Tensor, "batch channels height width"],
    target: Float[Tensor, "batch channels height width"],
    sigma: Float[Tensor, "batch 1 height width"] | None,
    weight: Float[Tensor, "batch 1 height width"],
) -> Float[Tensor, ""]:
    """Laplacian NLL, the mean over valid pixels of √2 |Î - I| / σ + ln(√2 σ) (equation 3).

    Args:
        predicted: the reconstruction Î.
        target: the image I, on the same scale.
        sigma: σ > 0 per pixel; None for 1 everywhere, which leaves an L1 loss.
        weight: 1 on valid pixels, 0 elsewhere.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("target", target, tuple(predicted.shape))
    difference = (predicted - target).abs().mean(1, keepdim=True)
    if sigma is None:
        return weighted_mean(math.sqrt(2) * difference, weight)
    sigma = sigma + _MIN_SIGMA
    return weighted_mean(math.sqrt(2) * difference / sigma + (math.sqrt(2) * sigma).log(), weight)


def gaussian_nll(
    predicted: Float[Tensor, "batch channels height width"],
    target: Float[Tensor, "batch channels height width"],
    sigma: Float[Tensor, "batch 1 height width"] | None,
    weight: Float[Tensor, "batch 1 height width"],
) -> Float[Tensor, ""]:
    """Gaussian NLL of feature differences, the mean over valid pixels of (ΔF)² / (2 σ²) + ln σ (equation 7).

    The constant ln(2π) / 2 is left out.

    Args:
        predicted: features of the reconstruction.
        target: features of the image.
        sigma: σ > 0 per feature pixel; None for 1 everywhere.
        weight: valid fraction of each feature pixel.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("target", target, tuple(predicted.shape))
    square = (predicted - target).square().mean(1, keepdim=True)
    if sigma is None:
        return weighted_mean(square / 2, weight)
    sigma = sigma + _MIN_SIGMA
    return weighted_mean(square / (2 * sigma.square()) + sigma.log(), weight)
