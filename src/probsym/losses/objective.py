"""The training objective (paper equations 3, 4 and 7, and terms of our own), and that of the supervised baseline."""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional

from probsym.config import ObjectiveConfig
from probsym.losses.consistency import crop_inconsistency, rerender_inconsistency
from probsym.losses.global_batch import shard_weight
from probsym.losses.illumination import relight_inconsistency
from probsym.losses.likelihood import gaussian_nll, laplacian_nll, weighted_mean
from probsym.losses.regularizers import (
    concavity_penalty,
    curvature_penalty,
    depth_variance,
    mean_rotation_penalty,
)
from probsym.models.autoencoder import Autoencoder, Rendered
from probsym.models.features.base import FeatureEncoder, encode_in_chunks
from probsym.types import Factors


class Terms(NamedTuple):
    """The objective and its unweighted parts, scalars."""

    total: Float[Tensor, ""]
    """The objective, including the terms that are not in the paper."""
    plain: Float[Tensor, ""]
    """L(Î, I, σ), Laplacian NLL of the plain reconstruction."""
    flipped: Float[Tensor, ""]
    """L(Î', I, σ'), Laplacian NLL of the flipped reconstruction."""
    perceptual: Float[Tensor, ""]
    """L_p(Î, I, σ_f), Gaussian NLL of the plain reconstruction's features; 0 without an encoder."""
    perceptual_flipped: Float[Tensor, ""]
    """L_p(Î', I, σ_f'), likewise of the flipped reconstruction."""
    error: Float[Tensor, ""]
    """Mean absolute error of the plain reconstruction on valid pixels, [0, 1]; reported, not minimised."""


class Objective(nn.Module):
    """L(Î, I, σ) + λ_f L(Î', I, σ') + λ_p [L_p(Î, I, σ_f) + λ_f L_p(Î', I, σ_f')] (equations 3, 4 and 7).

    Î is the plain and Î' the flipped reconstruction (equations 1 and 2). A pixel is valid if both cover it; otherwise
    the flipped one could hide its errors. Terms that are not in the paper are added, each with its weight from the
    config: regularizers of the factors, and consistency under random crops and of rerendered photos.
    """

    curvature_weight: Tensor
    """Current weight of the curvature penalty, a scalar."""

    def __init__(self, config: ObjectiveConfig, features: FeatureEncoder | None, world_size: int = 1) -> None:
        """Build the objective of one of ``world_size`` processes; their mean is the objective of the global batch."""
        super().__init__()
        self.config, self._world_size = config, world_size
        self.features = features if config.lambda_perceptual > 0 else None
        # A tensor on the device: captured CUDA graphs and compiled steps would keep a Python number.
        self.register_buffer("curvature_weight", torch.tensor(config.lambda_curvature), persistent=False)

    def set_progress(self, done: float) -> None:
        """Set the weights that change during training; ``done`` is the fraction of the budget spent, 0 to 1."""
        config = self.config
        if config.lambda_curvature_end > 0:
            ratio = config.lambda_curvature_end / config.lambda_curvature
            self.curvature_weight.fill_(config.lambda_curvature * ratio**done)

    def forward(
        self,
        model: Autoencoder,
        images: Float[Tensor, "batch 3 size size"],
        crops: Float[Tensor, "batch 4"] | None = None,
        rerender_draws: Float[Tensor, "batch 6"] | None = None,
        relight_draws: Float[Tensor, "batch draws"] | None = None,
    ) -> Terms:
        """Objective of ``images``, RGB in [0, 1].

        Args:
            model: predicts the factors.
            images: RGB in [0, 1].
            crops: for ``lambda_crop``, as in :mod:`probsym.geometry.crop_transform`; None: without it.
            rerender_draws: for ``lambda_rerender``, as in :mod:`probsym.losses.consistency`; None: without it.
            relight_draws: for ``lambda_relight``, as in :mod:`probsym.losses.illumination`; None: without it.
        """
        factors = model.factors(images)
        terms = self.of_factors(model, images, factors)
        total = terms.total
        if crops is not None and self.config.lambda_crop > 0:
            inconsistency = crop_inconsistency(model, images, factors, crops, self._world_size)
            total = total + self.config.lambda_crop * inconsistency
        if rerender_draws is not None and self.config.lambda_rerender > 0:
            inconsistency = rerender_inconsistency(model, images, factors, rerender_draws)
            total = total + self.config.lambda_rerender * inconsistency
        if relight_draws is not None and self.config.lambda_relight > 0:
            inconsistency = relight_inconsistency(model, images, factors, relight_draws)
            total = total + self.config.lambda_relight * inconsistency
        return terms._replace(total=total)

    def of_factors(self, model: Autoencoder, images: Float[Tensor, "batch 3 size size"], factors: Factors) -> Terms:
        """Objective of factors predicted from ``images``."""
        lambda_flip, lambda_perceptual = self.config.lambda_flip, self.config.lambda_perceptual
        plain, flipped = model.render_pair(factors, self.config.albedo_flip, self.config.depth_flip)
        valid = (plain.mask & flipped.mask)[:, None].to(images.dtype)
        # In the networks' range [-1, 1], to which the paper's σ refers.
        nll = laplacian_nll(plain.image * 2, images * 2, factors.sigma, valid)
        nll_flip = laplacian_nll(flipped.image * 2, images * 2, factors.sigma_flip, valid)
        perceptual, perceptual_flip = self._perceptual(images, plain, flipped, factors, valid)
        with torch.no_grad():
            error = ((plain.image - images).abs() * valid).sum() / (3 * valid.sum()).clamp(min=1e-6)
        terms = (nll, nll_flip, perceptual, perceptual_flip, error)
        if self._world_size > 1:
            weight = shard_weight(valid, self._world_size)
            terms = tuple(term * weight for term in terms)
        nll, nll_flip, perceptual, perceptual_flip, error = terms
        total = nll + lambda_flip * nll_flip + lambda_perceptual * (perceptual + lambda_flip * perceptual_flip)
        total = total + self._regularizers(model, factors) + _nan_of_geometry(factors)
        return Terms(total, nll, nll_flip, perceptual, perceptual_flip, error)

    def _perceptual(
        self, images: Tensor, plain: Rendered, flipped: Rendered, factors: Factors, valid: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Equation 7 for both reconstructions."""
        if self.features is None:
            return images.new_zeros(()), images.new_zeros(())
        both = torch.cat([plain.image, flipped.image]).contiguous(memory_format=torch.channels_last)
        of_plain, of_flipped = encode_in_chunks(self.features, both).float().chunk(2)
        with torch.no_grad():
            of_image = encode_in_chunks(self.features, images.contiguous(memory_format=torch.channels_last)).float()
        valid = functional.avg_pool2d(valid, 4)
        return (
            gaussian_nll(of_plain, of_image, factors.sigma_features, valid),
            gaussian_nll(of_flipped, of_image, factors.sigma_features_flip, valid),
        )

    def _regularizers(self, model: Autoencoder, factors: Factors) -> Tensor | float:
        """Weighted penalties on the factors alone, which are not in the paper."""
        config, total = self.config, 0.0
        half_range = (model.config.depth_max - model.config.depth_min) / 2
        if config.lambda_concavity > 0:
            total = total + config.lambda_concavity * concavity_penalty(factors.canonical_depth)
        if config.lambda_curvature > 0:
            total = total + self.curvature_weight * curvature_penalty(factors.canonical_depth / half_range)
        if config.lambda_depth_variance > 0:
            total = total + config.lambda_depth_variance * depth_variance(factors.canonical_depth / half_range)
        if config.lambda_mean_rotation > 0:
            total = total + config.lambda_mean_rotation * mean_rotation_penalty(factors.viewpoint, self._world_size)
        return total


def _nan_of_geometry(factors: Factors) -> Tensor:
    """0, or NaN where the geometry holds one: such an image masks all its pixels, and its loss would be 0."""
    viewpoint = factors.viewpoint
    return 0 * (factors.canonical_depth.sum() + viewpoint.rotation_rad.sum() + viewpoint.translation.sum())


class DepthRegression(nn.Module):
    """Mean absolute error on the true foreground, in units of half the model's depth range."""

    def __init__(self, world_size: int = 1) -> None:
        """Build the loss of one of ``world_size`` processes, the mean of which is that of the whole batch."""
        super().__init__()
        self._world_size = world_size

    def forward(
        self,
        model: Autoencoder,
        images: Float[Tensor, "batch 3 size size"],
        depth: Float[Tensor, "batch size size"],
        mask: Bool[Tensor, "batch size size"],
    ) -> Terms:
        """Loss of ``images``, RGB in [0, 1].

        Args:
            model: its depth net is trained; its viewpoint is fixed, so that depth is in the camera frame.
            images: of the model's size.
            depth: true depth, scene units.
            mask: true foreground.
        """
        config = model.config
        half_range = (config.depth_max - config.depth_min) / 2
        difference = (model.depth(images) - depth).abs() / half_range
        weight = mask[:, None].to(images.dtype)
        loss = weighted_mean(difference[:, None], weight)
        if self._world_size > 1:
            loss = loss * shard_weight(weight, self._world_size)
        zero = images.new_zeros(())
        return Terms(loss, loss, zero, zero, zero, loss.detach() * half_range)
