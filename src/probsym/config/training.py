"""Settings of a training: objective, data, optimizer, stages."""

from dataclasses import dataclass
from typing import Literal

from probsym.checks import check_choice, check_range
from probsym.config.model import IMAGE_SIZES
from probsym.config.validation import as_config_error
from probsym.errors import ConfigError


@dataclass(frozen=True)
class ObjectiveConfig:
    """Weights and switches of the training objective (paper equations 3 to 7)."""

    lambda_flip: float = 0.5
    """Weight of the flipped reconstruction's terms."""
    lambda_perceptual: float = 1.0
    """Weight of the perceptual terms."""
    features: Literal["vgg16", "squeezenet", "random", "none", "selfsup"] = "vgg16"
    """Feature encoder of the perceptual terms: ImageNet VGG16 (relu3_3), SqueezeNet, fixed random filters, none, or one
    of "probsym pretrain-features"."""
    features_weights: str = ""
    """File of the encoder's weights; empty: VGG16's published address, or the shipped selfsup. SqueezeNet always
    needs a file."""
    albedo_flip: bool = True
    """False: the flipped reconstruction keeps the plain albedo (ablation "w/o albedo flip")."""
    depth_flip: bool = True
    """False: the flipped reconstruction keeps the plain depth (ablation "w/o depth flip")."""
    lambda_concavity: float = 0.0
    """Weight of a penalty on canonical depth maps whose middle is farther than their rim (not in the paper)."""
    lambda_depth_variance: float = 0.0
    """Weight of the variance of canonical depth, in units of half the depth range (not in the paper)."""
    lambda_mean_rotation: float = 0.0
    """Weight that draws the mean rotation to zero (not in the paper)."""
    supervised: bool = False
    """Regress the true depth instead of all else: the paper's supervised baseline. Needs data made by "probsym synth",
    and a model whose viewpoint is fixed (all ranges 0)."""

    def __post_init__(self) -> None:
        for name in (
            "lambda_flip",
            "lambda_perceptual",
            "lambda_concavity",
            "lambda_depth_variance",
            "lambda_mean_rotation",
        ):
            as_config_error(check_range, f"objective.{name}", getattr(self, name), 0.0, 1e6)
        if self.features == "squeezenet" and not self.features_weights:
            raise ConfigError("objective.features_weights: expected a file of SqueezeNet weights, got nothing")


@dataclass(frozen=True)
class DataConfig:
    """How photos become training images."""

    crop: float = 1.0
    """Side of the centre crop as a share of the shorter side of the photo."""
    horizontal_flip: bool = True
    """Mirror images at random."""
    validation_share: float = 0.05
    """Share of the photos kept for validation, where the data has no split of its own."""
    validation_limit: int = 500
    """At most this many validation images."""
    perturb: bool = False
    """Blend a half-transparent rectangle into every image, always the same (the paper's asymmetric perturbation)."""

    def __post_init__(self) -> None:
        as_config_error(check_range, "data.crop", self.crop, 0.05, 1.0)
        as_config_error(check_range, "data.validation_share", self.validation_share, 0.0, 0.5)
        as_config_error(check_range, "data.validation_limit", self.validation_limit, 1, 100_000)


@dataclass(frozen=True)
class OptimizerConfig:
    """Adam and what surrounds it."""

    learning_rate: float = 1e-4
    """Of the depth, albedo and confidence nets."""
    learning_rate_pose: float = 1e-4
    """Of the light and viewpoint nets; the paper's nets saturate for good at 5e-4."""
    beta1: float = 0.9
    """Decay of Adam's mean."""
    beta2: float = 0.999
    """Decay of Adam's squares."""
    weight_decay: float = 5e-4
    """L2 penalty as in the authors' released settings."""
    warmup_steps: int = 0
    """Steps over which the learning rate rises linearly from 0."""
    decay: Literal["constant", "cosine"] = "constant"
    """Course of the learning rate over the budget after the warm-up."""
    decay_floor: float = 0.02
    """Share of the learning rate that the cosine ends at."""
    clip_norm: float = 0.0
    """Gradients are clipped at this norm; 0: not at all."""
    ema_decay: float = 0.0
    """Decay of the running mean of the weights used for validation and shipping; 0: no mean."""

    def __post_init__(self) -> None:
        for name in ("learning_rate", "learning_rate_pose"):
            as_config_error(check_range, f"optimizer.{name}", getattr(self, name), 1e-9, 1.0)
        for name in ("beta1", "beta2", "ema_decay"):
            as_config_error(check_range, f"optimizer.{name}", getattr(self, name), 0.0, 0.999999)
        for name in ("weight_decay", "warmup_steps", "decay_floor", "clip_norm"):
            as_config_error(check_range, f"optimizer.{name}", getattr(self, name), 0.0, 1e9)


@dataclass(frozen=True)
class Stage:
    """A part of the training at one resolution."""

    image_size: int = 64
    """Pixels; the last stage has the model's size."""
    batch_size: int = 64
    """Images in a step, over all processes."""
    share: float = 1.0
    """Share of the budget (steps or minutes)."""

    def __post_init__(self) -> None:
        as_config_error(check_choice, "stages.image_size", self.image_size, IMAGE_SIZES)
        as_config_error(check_range, "stages.batch_size", self.batch_size, 1, 65536)
        as_config_error(check_range, "stages.share", self.share, 1e-6, 1.0)
