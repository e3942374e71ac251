"""Settings of a model: sizes and ranges of the networks, and how photos are framed for it."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

from probsym.checks import check_choice, check_range
from probsym.config.validation import as_config_error
from probsym.errors import ConfigError

IMAGE_SIZES = (32, 64, 128, 256)
BORDER_COLUMNS = 2
"""Outermost columns on each side of the canonical depth that a fixed border covers."""


@dataclass(frozen=True)
class Framing:
    """The square that a model wants of a photo, relative to the box that a detector puts on the object."""

    detector: Literal["none", "face", "cat"] = "none"
    """Which detector; none: photos come framed, and their central square is taken."""
    side: float = 1.0
    """Side of the square in sides of the detector's box."""
    offset_y: float = 0.0
    """The square's centre lies this far below the box's, in sides of the box."""

    def __post_init__(self) -> None:
        as_config_error(check_range, "framing.side", self.side, 0.2, 5.0)
        as_config_error(check_range, "framing.offset_y", self.offset_y, -2.0, 2.0)


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
    depth_width: int = 0
    """Channels of the first stage of the depth net; 0: ``width``."""
    viewpoint_width: int = 0
    """Channels of the first stage of the viewpoint net; 0: half of ``width``."""
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
    flip_average_pose: bool = False
    """Light and viewpoint see the photo and its mirror image, so that mirrored photos get mirrored poses (not in the
    paper)."""
    flip_average_depth: bool = False
    """Outside of training the depth is the mean of the photo's and, mirrored back, its mirror image's (not in the
    paper)."""
    remove_vertical_tilt: bool = False
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
    framing_offset_y: float = 0.0
    """The square's centre lies this far below the box's, in sides of the box."""
    clamp_border: bool = True
    """False: the outermost columns of the depth are the network's, not a fixed border (supervised baseline)."""
    unclamp_border_at_size: int = 0
    """Images from which on the border is free all the same, pixels a side: it holds the relief while a coarse model
    finds the shape, and then gives way; 0: never (not in the paper)."""

    def __post_init__(self) -> None:
        as_config_error(check_choice, "model.image_size", self.image_size, IMAGE_SIZES)
        as_config_error(check_range, "model.width", self.width, 4, 512)
        as_config_error(check_range, "model.latent", self.latent, 4, 4096)
        as_config_error(check_range, "model.fov_deg", self.fov_deg, 1, 120)
        as_config_error(check_range, "model.rotation_range_deg", self.rotation_range_deg, 0, 90)
        as_config_error(check_range, "model.unclamp_border_at_size", self.unclamp_border_at_size, 0, 4096)
        as_config_error(check_choice, "model.supersampling", self.supersampling, (1, 2))
        for name in ("depth_width", "viewpoint_width", "confidence_width"):
            as_config_error(check_range, f"model.{name}", getattr(self, name), 0, 512)
        for name in ("width", "depth_width", "viewpoint_width", "confidence_width"):
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
        return Framing(self.framing_detector, self.framing_side, self.framing_offset_y)

    def framed(self, framing: Framing) -> "ModelConfig":
        """The same model for photos of another framing."""
        return dataclasses.replace(
            self, framing_detector=framing.detector, framing_side=framing.side, framing_offset_y=framing.offset_y
        )

    @property
    def has_fixed_border(self) -> bool:
        """Whether the outermost columns of canonical depth are ``border_depth``."""
        return self.clamp_border and not 0 < self.unclamp_border_at_size <= self.image_size

    @property
    def border_depth(self) -> float:
        """Depth of the two outermost columns on each side: 0.7 of the far end and 0.3 of the near one."""
        return 0.7 * self.depth_max + 0.3 * self.depth_min
