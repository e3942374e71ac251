"""Every setting as a frozen dataclass; a recipe is a TOML file with the same names.

Lengths are scene units and angles degrees. The defaults are the paper's (section 4.1 and the
supplementary material); the field docstrings are the help texts of the command line.
"""

import dataclasses
import math
import tomllib
import types
import typing
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from probsym.checks import check_choice, check_range
from probsym.errors import ConfigError, InputError

IMAGE_SIZES = (32, 64, 128, 256)


def _in_config(check: Any, *args: Any) -> None:
    """The checks of floor 0, raised as an error of the configuration."""
    try:
        check(*args)
    except InputError as error:
        raise ConfigError(str(error)) from None


@dataclass(frozen=True)
class Framing:
    """The square that a model wants of a photo, relative to the box that a detector puts on the object."""

    detector: Literal["none", "face", "cat"] = "none"
    """Which detector; none: photos come framed, and their central square is taken."""
    side: float = 1.0
    """Side of the square in sides of the detector's box."""
    down: float = 0.0
    """The square's centre lies this far below the box's, in sides of the box."""

    def __post_init__(self) -> None:
        _in_config(check_range, "framing.side", self.side, 0.2, 5.0)
        _in_config(check_range, "framing.down", self.down, -2.0, 2.0)


@dataclass(frozen=True)
class ModelConfig:
    """Sizes and ranges of the five networks (paper supplementary, tables 6 to 8)."""

    image_size: int = 64
    """Height and width of the images, pixels: 32, 64, 128 or 256."""
    architecture: Literal["paper", "slim"] = "paper"
    """paper: the published layers. slim: an image-pyramid design for the CPU that can grow by resolution."""
    width: int = 64
    """Channels of the first stage of the depth, albedo and confidence nets; light and viewpoint have half."""
    latent: int = 256
    """Channels of the code of the depth and albedo nets; the confidence net has half."""
    confidence_width: int = 0
    """Channels of the first stage of the confidence net; 0: ``width``."""
    fov_deg: float = 10.0
    """Field of view, degrees."""
    depth_min: float = 0.9
    """Smallest canonical depth."""
    depth_max: float = 1.1
    """Largest canonical depth."""
    rotation_range_deg: float = 60.0
    """Rotations lie within plus or minus this."""
    translation_range: float = 0.1
    """tx and ty lie within plus or minus this."""
    translation_z_range: float = 0.1
    """tz lies within plus or minus this; 0 fixes it."""
    mirror_pose: bool = False
    """Light and viewpoint see the photo and its mirror image, so that mirrored photos get mirrored poses (not in the
    paper)."""
    level_depth: bool = False
    """Take the vertical tilt out of the raw depth, as the paper takes out the mean (not in the paper)."""
    use_light: bool = True
    """False: the albedo is the image, unshaded (ablation "w/o light")."""
    use_confidence: bool = True
    """False: sigma is 1 everywhere (ablation "w/o confidence")."""
    supersampling: int = 1
    """1 or 2: rasterise depth at this multiple of the image size and average."""
    framing_detector: Literal["none", "face", "cat"] = "none"
    """How photos were framed for the training, so that reconstruction frames them alike: the three of `Framing`."""
    framing_side: float = 1.0
    """Side of the square in sides of the detector's box."""
    framing_down: float = 0.0
    """The square's centre lies this far below the box's, in sides of the box."""
    clamp_border: bool = True
    """False: the outermost columns of the depth are the network's, not a fixed border (supervised baseline)."""

    def __post_init__(self) -> None:
        _in_config(check_choice, "model.image_size", self.image_size, IMAGE_SIZES)
        _in_config(check_range, "model.width", self.width, 4, 512)
        _in_config(check_range, "model.latent", self.latent, 4, 4096)
        _in_config(check_range, "model.fov_deg", self.fov_deg, 1, 120)
        _in_config(check_range, "model.rotation_range_deg", self.rotation_range_deg, 0, 90)
        _in_config(check_choice, "model.supersampling", self.supersampling, (1, 2))
        _in_config(check_range, "model.confidence_width", self.confidence_width, 0, 512)
        for name in ("width", "confidence_width"):
            if getattr(self, name) % 4:
                raise ConfigError(f"model.{name}: expected a multiple of 4, got {getattr(self, name)}")
        if not 0 < self.depth_min < self.depth_max:
            raise ConfigError(
                f"model.depth_min: expected 0 < depth_min < depth_max, got {self.depth_min} and {self.depth_max}"
            )
        _ = self.framing  # checks its ranges

    @property
    def framing(self) -> Framing:
        """The three ``framing_`` fields as one (the hub's loader of configs knows no dataclass within a dataclass)."""
        return Framing(self.framing_detector, self.framing_side, self.framing_down)

    def framed(self, framing: Framing) -> "ModelConfig":
        """The same model for photos of another framing."""
        return dataclasses.replace(
            self, framing_detector=framing.detector, framing_side=framing.side, framing_down=framing.down
        )

    @property
    def border_depth(self) -> float:
        """Depth of the two outermost columns on each side: 0.7 of the far end and 0.3 of the near one."""
        return 0.7 * self.depth_max + 0.3 * self.depth_min


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
    lambda_smooth: float = 0.0
    """Weight of a second-difference penalty on the canonical depth (not in the paper)."""
    lambda_view_mean: float = 0.0
    """Weight that draws the mean rotation to zero (not in the paper)."""
    sigma_min: float = 0.0
    """Floor added to every confidence scale (not in the paper)."""
    supervised: bool = False
    """Regress the true depth instead of all else: the paper's supervised baseline. Needs data made by "probsym synth",
    and a model whose viewpoint is fixed (all ranges 0)."""

    def __post_init__(self) -> None:
        for name in ("lambda_flip", "lambda_perceptual", "lambda_smooth", "lambda_view_mean", "sigma_min"):
            _in_config(check_range, f"objective.{name}", getattr(self, name), 0.0, 1e6)
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
        _in_config(check_range, "data.crop", self.crop, 0.05, 1.0)
        _in_config(check_range, "data.validation_share", self.validation_share, 0.0, 0.5)
        _in_config(check_range, "data.validation_limit", self.validation_limit, 1, 100_000)


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
            _in_config(check_range, f"optimizer.{name}", getattr(self, name), 1e-9, 1.0)
        for name in ("beta1", "beta2", "ema_decay"):
            _in_config(check_range, f"optimizer.{name}", getattr(self, name), 0.0, 0.999999)
        for name in ("weight_decay", "warmup_steps", "decay_floor", "clip_norm"):
            _in_config(check_range, f"optimizer.{name}", getattr(self, name), 0.0, 1e9)


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
        _in_config(check_choice, "stages.image_size", self.image_size, IMAGE_SIZES)
        _in_config(check_range, "stages.batch_size", self.batch_size, 1, 65536)
        _in_config(check_range, "stages.share", self.share, 1e-6, 1.0)


@dataclass(frozen=True)
class Recipe:
    """One experiment: everything but the data's place and the output's."""

    model: ModelConfig = field(default_factory=ModelConfig)
    objective: ObjectiveConfig = field(default_factory=ObjectiveConfig)
    data: DataConfig = field(default_factory=DataConfig)
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    stages: tuple[Stage, ...] = (Stage(),)
    """From coarse to fine; the shares sum to 1."""
    steps: int = 0
    """Budget in steps; 0: by minutes."""
    minutes: float = 0.0
    """Budget in minutes of training; 0: by steps."""
    validate_every: int = 1000
    """Steps between validations."""
    checkpoint_minutes: float = 5.0
    """Minutes between checkpoints; one is also written at every stage's end and at the end."""
    precision: Literal["auto", "float32", "bfloat16"] = "float32"
    """Of the convolutions; auto: bfloat16 where the device computes in it."""
    seed: int = 0
    """Of the weights, the order of the images and their mirroring."""
    init: str = ""
    """Shipped model, or folder of a run or a model, whose weights the training starts from; empty: from chance."""

    def __post_init__(self) -> None:
        if (self.steps > 0) == (self.minutes > 0):
            raise ConfigError(
                f"steps: expected either steps or minutes to be positive, got steps {self.steps}"
                f" and minutes {self.minutes}"
            )
        if not self.stages:
            raise ConfigError("stages: expected at least one stage, got none")
        if not math.isclose(sum(stage.share for stage in self.stages), 1.0, abs_tol=1e-6):
            raise ConfigError(
                f"stages.share: expected shares that sum to 1, got {[stage.share for stage in self.stages]}"
            )
        sizes = [stage.image_size for stage in self.stages]
        if sizes != sorted(sizes) or sizes[-1] != self.model.image_size:
            raise ConfigError(
                f"stages.image_size: expected rising sizes that end at model.image_size {self.model.image_size},"
                f" got {sizes}"
            )
        if len(set(sizes)) > 1 and self.model.architecture != "slim":
            raise ConfigError("stages: expected a single size for model.architecture 'paper', got several")
        ranges = (self.model.rotation_range_deg, self.model.translation_range, self.model.translation_z_range)
        if self.objective.supervised and any(ranges):
            raise ConfigError(
                "objective.supervised: expected model.rotation_range_deg, translation_range and translation_z_range of"
                f" 0, for depth is regressed as it is seen; got {ranges[0]}, {ranges[1]} and {ranges[2]}"
            )
        _in_config(check_range, "validate_every", self.validate_every, 1, 1e9)
        _in_config(check_range, "checkpoint_minutes", self.checkpoint_minutes, 0.0, 1e9)
        _in_config(check_range, "seed", self.seed, 0, 2**63 - 1)

    def with_budget(self, steps: int | None = None, minutes: float | None = None) -> "Recipe":
        """The same recipe with another budget; giving both is an error."""
        if steps is None and minutes is None:
            return self
        return dataclasses.replace(self, steps=steps or 0, minutes=minutes or 0.0)


def from_dict(cls: type, values: dict[str, Any], where: str = "") -> Any:
    """A config dataclass from plain values, as TOML or JSON holds them.

    Args:
        cls: one of the dataclasses above.
        values: field names to values; fields left out keep their defaults.
        where: dotted path of ``values``, for messages.

    Raises:
        ConfigError: an unknown name, a value of the wrong type or out of its range.
    """
    hints = typing.get_type_hints(cls)
    known = {entry.name for entry in fields(cls)}
    for name in values:
        if name not in known:
            listed = ", ".join(sorted(known))
            raise ConfigError(f"{where}{name}: unknown setting; expected one of {listed}")
    return cls(**{name: _value(hints[name], value, f"{where}{name}") for name, value in values.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise ConfigError(f"{where}: expected a table of settings, got {value!r}")
        return from_dict(typing.cast(type, hint), value, f"{where}.")
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise ConfigError(f"{where}: expected a list, got {value!r}")
        return tuple(_value(get_args(hint)[0], entry, where) for entry in value)
    if get_origin(hint) is Literal:
        _in_config(check_choice, where, value, get_args(hint))
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, types.UnionType):
        raise ConfigError(f"{where}: settings with several types are not supported")
    if type(value) is not hint:
        raise ConfigError(f"{where}: expected {hint.__name__}, got {value!r}")
    return value


def to_dict(config: Any) -> dict[str, Any]:
    """The inverse of :func:`from_dict`: nested plain values."""
    return dataclasses.asdict(config)


RECIPES = Path(__file__).parent / "recipes"


def recipe_names() -> list[str]:
    """Names of the recipes that come with the package."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def load_recipe(name_or_path: str) -> Recipe:
    """A recipe that comes with the package, by its name, or a TOML file.

    Raises:
        ConfigError: no such recipe or file, not TOML, or a setting is wrong.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = RECIPES / f"{name_or_path}.toml"
        if not path.is_file():
            listed = ", ".join(recipe_names())
            raise ConfigError(f"recipe: expected one of {listed} or a .toml file, got {name_or_path!r}")
    if not path.is_file():
        raise ConfigError(f"recipe: no such file: {path}")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a TOML file: {error}") from None
    try:
        return from_dict(Recipe, values)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
