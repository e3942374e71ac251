"""Negative log-likelihoods with a predicted scale per pixel (paper equations 3 and 7)."""

import math

from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_shape

_SMALLEST_SCALE = 1e-4


def weighted_mean(
    values: Float[Tensor, "batch 1 height width"], weight: Float[Tensor, "batch 1 height width"]
) -> Float[Tensor, ""]:
    """Mean over all pixels of the batch, by weight; 0 if nothing has weight."""
    return (values * weight).sum() / weight.sum().clamp(min=1e-6)


def laplacian_nll(
    predicted: Float[Tensor, "batch channels height width"],
    target: Float[Tensor, "batch channels height width"],
    sigma: Float[Tensor, "batch 1 height width"] | None,
    weight: Float[Tensor, "batch 1 height width"],
) -> Float[Tensor, ""]:
    """Mean over valid pixels of sqrt(2) |predicted - target| / sigma + ln(sqrt(2) sigma) (equation 3).

    Args:
        predicted: reconstruction.
        target: image, on the same scale.
        sigma: positive scale per pixel; None for 1 everywhere, which leaves an L1 loss.
        weight: 1 on valid pixels, 0 elsewhere.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("target", target, tuple(predicted.shape))
    difference = (predicted - target).abs().mean(1, keepdim=True)
    if sigma is None:
        return weighted_mean(math.sqrt(2) * difference, weight)
    sigma = sigma + _SMALLEST_SCALE
    return weighted_mean(math.sqrt(2) * difference / sigma + (math.sqrt(2) * sigma).log(), weight)


def gaussian_nll(
    predicted: Float[Tensor, "batch channels height width"],
    target: Float[Tensor, "batch channels height width"],
    sigma: Float[Tensor, "batch 1 height width"] | None,
    weight: Float[Tensor, "batch 1 height width"],
) -> Float[Tensor, ""]:
    """Mean over valid pixels of (predicted - target)^2 / (2 sigma^2) + ln sigma, without the constant (equation 7).

    Args:
        predicted: features of the reconstruction.
        target: features of the image.
        sigma: positive scale per pixel; None for 1 everywhere.
        weight: share of each feature pixel that is valid.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("target", target, tuple(predicted.shape))
    square = (predicted - target).square().mean(1, keepdim=True)
    if sigma is None:
        return weighted_mean(square / 2, weight)
    sigma = sigma + _SMALLEST_SCALE
    return weighted_mean(square / (2 * sigma.square()) + sigma.log(), weight)
