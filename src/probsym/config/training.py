"""Settings of training: objective, data, optimizer, stages."""

from dataclasses import dataclass, fields
from typing import Literal

from probsym.checks import as_config_error, check_choice, check_ranges
from probsym.config.model import IMAGE_SIZES
from probsym.errors import ConfigError

SPLITS = ("train", "val", "test")
"""Parts of a dataset, and the folders that hold them."""


@dataclass(frozen=True)
class ObjectiveConfig:
    """Weights and switches of the training objective (paper equations 3 to 7)."""

    lambda_flip: float = 0.5
    """Weight λ_f of the terms of the flipped reconstruction."""
    lambda_perceptual: float = 1.0
    """Weight λ_p of the perceptual terms."""
    features: Literal["vgg16", "squeezenet", "random", "none", "selfsup"] = "vgg16"
    """Encoder for the perceptual terms: VGG16 (relu3_3) or SqueezeNet, trained on ImageNet; fixed random filters; none;
    or self-supervised by "probsym pretrain-features"."""
    features_weights: str = ""
    """File of the encoder's weights; empty: download VGG16, or use the shipped selfsup. squeezenet needs a file."""
    albedo_flip: bool = True
    """False: do not flip the albedo in the flipped reconstruction (ablation "w/o albedo flip")."""
    depth_flip: bool = True
    """False: do not flip the depth in the flipped reconstruction (ablation "w/o depth flip")."""
    lambda_concavity: float = 0.0
    """Weight of the penalty on depth maps whose centre is farther away than their rim (not in the paper)."""
    lambda_depth_variance: float = 0.0
    """Weight of the variance of canonical depth, in units of half the depth range (not in the paper)."""
    lambda_mean_rotation: float = 0.0
    """Weight of the squared mean rotation of a batch (not in the paper)."""
    lambda_curvature: float = 0.0
    """Initial weight of the mean absolute curvature of canonical depth, in units of half the depth range over an image
    of side 2 (not in the paper)."""
    lambda_curvature_end: float = 0.0
    """Final value of this weight, reached by geometric decay; 0: constant weight."""
    lambda_crop: float = 0.0
    """Weight of the consistency of shape and viewpoint under random crops (not in the paper)."""
    lambda_rerender: float = 0.0
    """Weight of the difference between the factors predicted from rerendered photos, with other viewpoints and lights,
    and the known factors (not in the paper)."""
    lambda_relight: float = 0.0
    """Weight of the change of the albedo when a photo gets another light and random shadows (not in the paper)."""
    supervised: bool = False
    """Regress the true depth instead: the paper's supervised baseline. Needs data from "probsym synth" and a fixed
    viewpoint (all ranges 0)."""

    def __post_init__(self) -> None:
        names = [field.name for field in fields(self) if field.name.startswith("lambda_")]
        check_ranges(self, "objective.", dict.fromkeys(names, (0.0, 1e6)))
        if self.lambda_curvature_end > 0 and self.lambda_curvature == 0:
            raise ConfigError(
                "objective.lambda_curvature: expected a positive weight, from which it decays to lambda_curvature_end,"
                f" got 0 and {self.lambda_curvature_end}"
            )
        if self.features == "squeezenet" and not self.features_weights:
            raise ConfigError("objective.features_weights: expected a file of SqueezeNet weights, got nothing")


@dataclass(frozen=True)
class DataConfig:
    """Preparation of training images."""

    crop: float = 1.0
    """Side of the centre crop as a fraction of the photo's shorter side."""
    horizontal_flip: bool = True
    """Flip images horizontally at random."""
    validation_share: float = 0.05
    """Fraction of the photos held out for validation, unless the data has its own split."""
    validation_limit: int = 500
    """Largest number of validation images."""
    perturb: bool = False
    """Blend a fixed random rectangle into every image (the paper's asymmetric perturbation, section 4)."""

    def __post_init__(self) -> None:
        ranges = {"crop": (0.05, 1.0), "validation_share": (0.0, 0.5), "validation_limit": (1, 100_000)}
        check_ranges(self, "data.", ranges)


_OPTIMIZER_RANGES = {
    "learning_rate": (1e-9, 1.0),
    "learning_rate_pose": (1e-9, 1.0),
    "beta1": (0.0, 0.999999),
    "beta2": (0.0, 0.999999),
    "weight_decay": (0.0, 1e9),
    "warmup_steps": (0, 1e9),
    "decay_floor": (0.0, 1.0),
    "clip_norm": (0.0, 1e9),
    "ema_decay": (0.0, 0.999999),
}


@dataclass(frozen=True)
class OptimizerConfig:
    """Adam, its learning-rate schedule, clipping and weight averaging."""

    learning_rate: float = 1e-4
    """Learning rate of the depth, albedo and confidence networks."""
    learning_rate_pose: float = 1e-4
    """Learning rate of the light and viewpoint networks; the paper's networks saturate permanently at 5e-4."""
    beta1: float = 0.9
    """Decay of Adam's first moment."""
    beta2: float = 0.999
    """Decay of Adam's second moment."""
    weight_decay: float = 5e-4
    """L2 penalty, as in the authors' released settings."""
    warmup_steps: int = 0
    """Steps over which the learning rate rises linearly from 0."""
    decay: Literal["constant", "cosine"] = "constant"
    """Learning-rate schedule over the budget, after the warm-up."""
    decay_floor: float = 0.02
    """Final fraction of the learning rate with cosine decay, 0 to 1."""
    clip_norm: float = 0.0
    """Clip gradients to this norm; 0: no clipping."""
    trained: Literal["all", "refinement"] = "all"
    """refinement: train only the refinement network, so that shape, viewpoint, light and confidence do not change."""
    ema_decay: float = 0.0
    """Decay of the exponential moving average of the weights, used for validation and the final model; 0: none."""

    def __post_init__(self) -> None:
        check_ranges(self, "optimizer.", _OPTIMIZER_RANGES)


@dataclass(frozen=True)
class Stage:
    """Part of the training at one image size."""

    image_size: int = 64
    """Image size in pixels; that of the last stage is the model's."""
    batch_size: int = 64
    """Images per step over all processes (global batch size)."""
    share: float = 1.0
    """Fraction of the budget (steps or minutes)."""

    def __post_init__(self) -> None:
        as_config_error(check_choice, "stages.image_size", self.image_size, IMAGE_SIZES)
        check_ranges(self, "stages.", {"batch_size": (1, 65536), "share": (1e-6, 1.0)})
