"""The training objective (paper equations 3 to 7)."""

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from probsym.config import ObjectiveConfig
from probsym.losses.likelihood import gaussian_nll, laplacian_nll
from probsym.losses.regularizers import concavity_penalty, depth_variance, mean_rotation_penalty
from probsym.models.autoencoder import Autoencoder, Rendered
from probsym.models.features import FeatureEncoder, encode_in_chunks
from probsym.types import Factors


class Terms(NamedTuple):
    """The objective and its parts, scalars; unweighted but for ``total``."""

    total: Float[Tensor, ""]
    plain: Float[Tensor, ""]
    """Laplacian NLL of the plain reconstruction."""
    flipped: Float[Tensor, ""]
    """Laplacian NLL of the flipped reconstruction."""
    perceptual: Float[Tensor, ""]
    """Gaussian NLL of the plain reconstruction's features; 0 without an encoder."""
    perceptual_flipped: Float[Tensor, ""]
    error: Float[Tensor, ""]
    """Mean absolute error of the plain reconstruction on valid pixels, [0, 1]: for the eye, not minimised."""


class Objective(nn.Module):
    """L(plain) + lambda_f L(flipped), L = Laplacian NLL + lambda_p Gaussian NLL of features."""

    def __init__(self, config: ObjectiveConfig, features: FeatureEncoder | None) -> None:
        super().__init__()
        self.config = config
        self.features = features if config.lambda_perceptual > 0 else None

    def forward(self, model: Autoencoder, images: Float[Tensor, "batch 3 size size"]) -> Terms:
        """Objective of ``images``, RGB in [0, 1]."""
        return self.of_factors(model, images, model.factors(images))

    def of_factors(self, model: Autoencoder, images: Float[Tensor, "batch 3 size size"], factors: Factors) -> Terms:
        """Objective of factors predicted from ``images``."""
        config = self.config
        plain, flipped = model.render_pair(factors, config.albedo_flip, config.depth_flip)
        # Only pixels that both see count: else the flipped one could hide what it gets wrong.
        weight = (plain.mask & flipped.mask)[:, None].to(images.dtype)
        # The networks' scale, [-1, 1], is the one on which the paper's sigma is measured.
        nll = [
            laplacian_nll(part.image * 2, images * 2, sigma, weight)
            for part, sigma in ((plain, factors.sigma), (flipped, factors.sigma_flip))
        ]
        perceptual = self._perceptual(images, plain, flipped, factors, weight)
        total = nll[0] + config.lambda_flip * nll[1]
        total = total + config.lambda_perceptual * (perceptual[0] + config.lambda_flip * perceptual[1])
        if config.lambda_concavity > 0:
            total = total + config.lambda_concavity * concavity_penalty(factors.canonical_depth)
        if config.lambda_depth_variance > 0:
            half_range = (model.config.depth_max - model.config.depth_min) / 2
            total = total + config.lambda_depth_variance * depth_variance(factors.canonical_depth / half_range)
        if config.lambda_mean_rotation > 0:
            total = total + config.lambda_mean_rotation * mean_rotation_penalty(factors.viewpoint)
        # What is not a number hides itself: nothing is seen then, and nothing counts.
        shape = (factors.canonical_depth, factors.viewpoint.rotation_rad, factors.viewpoint.translation)
        total = total + sum(0 * part.sum() for part in shape)
        with torch.no_grad():
            error = ((plain.image - images).abs() * weight).sum() / (3 * weight.sum()).clamp(min=1e-6)
        return Terms(total, nll[0], nll[1], perceptual[0], perceptual[1], error)

    def _perceptual(
        self, images: Tensor, plain: Rendered, flipped: Rendered, factors: Factors, weight: Tensor
    ) -> tuple[Tensor, Tensor]:
        if self.features is None:
            return images.new_zeros(()), images.new_zeros(())
        both = torch.cat([plain.image, flipped.image]).contiguous(memory_format=torch.channels_last)
        of_plain, of_flipped = encode_in_chunks(self.features, both).float().chunk(2)
        with torch.no_grad():
            of_image = encode_in_chunks(self.features, images.contiguous(memory_format=torch.channels_last)).float()
        coarse = functional.avg_pool2d(weight, 4)
        return (
            gaussian_nll(of_plain, of_image, factors.sigma_features, coarse),
            gaussian_nll(of_flipped, of_image, factors.sigma_features_flip, coarse),
        )
