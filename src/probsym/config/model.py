"""Settings of a model: sizes and ranges of the networks, and the framing of its photos."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

from probsym.checks import as_config_error, check_choice, check_ranges
from probsym.errors import ConfigError

IMAGE_SIZES = (32, 64, 128, 256)
BORDER_COLUMNS = 2
"""Outermost columns on each side of the canonical depth that a fixed border covers."""

WEIGHTS_FILE, CONFIG_FILE = "model.safetensors", "config.json"
"""Of a model."""
DETECTOR_FILE = "detector.safetensors"
"""A learned detector: beside aligned crops, and beside the weights of a model that was trained on them."""
SILHOUETTE_FILE = "silhouette.png"
OBJECT_NET_FILE = "object.safetensors"
"""Beside the weights of a model: where its category lies in the canonical frame."""


@dataclass(frozen=True)
class Framing:
    """The crop that a model expects, relative to the detected bounding box of the object."""

    detector: Literal["none", "face", "cat", "learned"] = "none"
    """none: centre crop; face, cat: built-in detectors; learned: the one in the file detector.safetensors."""
    side: float = 1.0
    """Side of the crop relative to the side of the bounding box."""
    offset_y: float = 0.0
    """How far the crop's centre lies below that of the bounding box, relative to the side of the box."""
    upright: bool = False
    """Rotate crops by the roll that a learned detector predicts."""

    def __post_init__(self) -> None:
        check_ranges(self, "framing.", {"side": (0.2, 5.0), "offset_y": (-2.0, 2.0)})


_RANGES = {
    "width": (4, 512),
    "latent": (4, 4096),
    "depth_width": (0, 512),
    "viewpoint_width": (0, 512),
    "confidence_width": (0, 512),
    "refinement_width": (0, 512),
    "fov_deg": (1, 120),
    "depth_min": (1e-3, 1e3),
    "depth_max": (1e-3, 1e3),
    "rotation_range_deg": (0, 90),
    "translation_range": (0, 10),
    "translation_z_range": (0, 10),
    "unclamp_border_at_size": (0, 4096),
    "shading_gamma": (1, 4),
    "relief_gain": (0.5, 2),
}


@dataclass(frozen=True)
class ModelConfig:
    """Sizes and ranges of the five networks (paper supplementary, tables 6 to 8)."""

    image_size: int = 64
    """Height and width of the images, pixels: 32, 64, 128 or 256."""
    architecture: Literal["paper", "slim"] = "paper"
    """paper: the published layers. slim: image pyramids, cheaper on CPUs, that can grow in resolution."""
    width: int = 64
    """Channels of the first stage of the depth, albedo and confidence networks; light and viewpoint have half."""
    latent: int = 256
    """Channels of the latent code of the depth and albedo networks; the confidence network has half."""
    depth_width: int = 0
    """Channels of the first stage of the depth network; 0: ``width``."""
    viewpoint_width: int = 0
    """Channels of the first stage of the viewpoint network; 0: half of ``width``."""
    confidence_width: int = 0
    """Channels of the first stage of the confidence network; 0: ``width``."""
    refinement_width: int = 0
    """Channels of the first stage of the refinement network, which sharpens the albedo with the photo; 0: none (not in
    the paper)."""
    fov_deg: float = 10.0
    """Field of view, degrees."""
    depth_min: float = 0.9
    """Smallest canonical depth, scene units."""
    depth_max: float = 1.1
    """Largest canonical depth, scene units."""
    rotation_range_deg: float = 60.0
    """Largest absolute pitch, yaw and roll."""
    translation_range: float = 0.1
    """Largest absolute tx and ty, scene units."""
    translation_z_range: float = 0.1
    """Largest absolute tz, scene units; 0: fixed."""
    flip_average_pose: bool = False
    """Average light and viewpoint over the photo and its mirror image: flip-equivariant pose (not in the paper)."""
    flip_average_depth: bool = False
    """At test time, average the depth over the photo and its mirror image (not in the paper)."""
    relief_gain: float = 1.0
    """Outside training, the depth's deviation from the middle of its range is multiplied by this: photos barely
    constrain the height of a relief, and gamma-encoded ones flatten it (not in the paper)."""
    remove_vertical_tilt: bool = False
    """Subtract the vertical tilt from the raw depth, as the paper subtracts the mean (not in the paper)."""
    shading_gamma: float = 1.0
    """Raise the shading to the power 1 / shading_gamma before it multiplies the albedo: light adds up linearly, but
    photos are gamma-encoded (2.2). 1: as in the paper."""
    use_light: bool = True
    """False: no shading (ablation "w/o light")."""
    use_confidence: bool = True
    """False: σ is 1 everywhere (ablation "w/o confidence")."""
    supersampling: int = 1
    """1 or 2: rasterise depth at this multiple of the image size, then average."""
    framing_detector: Literal["none", "face", "cat", "learned"] = "none"
    """Detector for cropping photos as in training; none: centre crop."""
    framing_side: float = 1.0
    """Side of the crop relative to the side of the bounding box."""
    framing_offset_y: float = 0.0
    """How far the crop's centre lies below that of the bounding box, relative to the side of the box."""
    framing_upright: bool = False
    """Rotate crops by the roll that a learned detector predicts."""
    clamp_border: bool = True
    """Fix the two outermost columns of the depth on each side; False: use the prediction (supervised baseline)."""
    unclamp_border_at_size: int = 0
    """Image size in pixels from which the border is not fixed, so that only coarse stages are constrained; 0: always
    fixed (not in the paper)."""

    def __post_init__(self) -> None:
        as_config_error(check_choice, "model.image_size", self.image_size, IMAGE_SIZES)
        as_config_error(check_choice, "model.supersampling", self.supersampling, (1, 2))
        check_ranges(self, "model.", _RANGES)
        for name in ("width", "depth_width", "viewpoint_width", "confidence_width", "refinement_width"):
            if getattr(self, name) % 4:
                raise ConfigError(f"model.{name}: expected a multiple of 4, got {getattr(self, name)}")
        if not 0 < self.depth_min < self.depth_max:
            raise ConfigError(
                f"model.depth_min: expected 0 < depth_min < depth_max, got {self.depth_min} and {self.depth_max}"
            )
        _ = self.framing  # checks the framing_ fields

    @property
    def framing(self) -> Framing:
        """The four ``framing_`` fields as one; they are flat so that config.json is."""
        return Framing(self.framing_detector, self.framing_side, self.framing_offset_y, self.framing_upright)

    def framed(self, framing: Framing) -> "ModelConfig":
        """The same settings for photos of another framing."""
        return dataclasses.replace(
            self,
            framing_detector=framing.detector,
            framing_side=framing.side,
            framing_offset_y=framing.offset_y,
            framing_upright=framing.upright,
        )

    @property
    def has_fixed_border(self) -> bool:
        """Whether the ``BORDER_COLUMNS`` of canonical depth are fixed at ``border_depth``."""
        return self.clamp_border and not 0 < self.unclamp_border_at_size <= self.image_size

    @property
    def border_depth(self) -> float:
        """Depth of the fixed border: 0.7 depth_max + 0.3 depth_min."""
        return 0.7 * self.depth_max + 0.3 * self.depth_min
