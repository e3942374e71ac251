"""Sampling distributions of pose, crop, light and shape in a synthetic set.

Imports nothing heavy: the fields are flags of ``probsym synth``, whose help must be fast.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from probsym.checks import check_choice, check_range
from probsym.config.aliases import SETTINGS
from probsym.errors import InputError

MAX_TEXTURE_NOISE = 0.45
"""A larger amplitude would make the albedo negative."""
_RANGES = (
    ("fill", 0.2, 3.0),
    ("ambient", 0.0, 1.0),
    ("diffuse", 0.0, 1.0),
    ("light_x", -10.0, 10.0),
    ("light_y", -10.0, 10.0),
)


@dataclass(frozen=True)
class SceneSettings:
    """Sampling distributions. Angles in degrees, lengths in scene units; at 0 degrees the subject faces the camera."""

    size: int = 64
    """Height and width of the images in pixels."""
    fov_deg: float = 10.0
    """Field of view of the camera."""
    yaw_std_deg: float = 22.0
    """Standard deviation of the yaw, which is truncated normal, like pitch and roll."""
    yaw_max_deg: float = 60.0
    """Largest absolute yaw."""
    pitch_std_deg: float = 8.0
    """Standard deviation of the pitch."""
    pitch_max_deg: float = 25.0
    """Largest absolute deviation of the pitch from its mean."""
    pitch_mean_deg: float = 0.0
    """Mean of the pitch; positive: seen from above."""
    roll_std_deg: float = 6.0
    """Standard deviation of the roll."""
    roll_max_deg: float = 15.0
    """Largest absolute roll."""
    fill: tuple[float, float] = (1.08, 1.18)
    """Range of the bounding box's longer side relative to the image, uniform; above 1 the object fills the image."""
    jitter: float = 0.02
    """Standard deviation of the crop's centre relative to the image, truncated at twice that."""
    ambient: tuple[float, float] = (0.30, 0.60)
    """Range of the ambient light k_a, uniform."""
    diffuse: tuple[float, float] = (0.30, 0.70)
    """Range of the diffuse light k_d, uniform, clipped to 1.1 - k_a."""
    light_x: tuple[float, float] = (-1.0, 1.0)
    """Range of lx, uniform; the light direction is (lx, ly, 1) normalised, in the canonical frame."""
    light_y: tuple[float, float] = (-0.6, 1.0)
    """Range of ly, uniform; positive is light from above."""
    facing: Literal["front", "rear", "both"] = "front"
    """Cars: the end that faces the camera at yaw 0; both: half of each."""
    squeeze_max: float = 1.0
    """Largest vertical stretch of objects that are wider than high, as if their crop was resized to a square."""
    expression_share: float = 0.5
    """Fraction of faces with an expression."""
    identity_max: float = 2.5
    """Identity coefficients are standard normal, clipped to plus or minus this."""
    realistic_share: float = 0.0
    """Fraction of images with second-order spherical harmonics, cast shadows and highlights; the others have the
    method's own light."""
    light_angle_deg: tuple[float, float] | None = None
    """Range of the angle between light and z axis, uniform, with random azimuth; replaces light_x and light_y."""
    gamma: float = 1.0
    """Gamma encoding of albedo and image; 2.2: light is computed on linear values, as in a camera. 1: no encoding, as
    in the method."""
    texture_noise: float | None = None
    """Amplitude of the noise in a face's skin or a car's paint, 0 to 0.45, the same for all; default: random, 0.02 to
    0.08 or 0 to 0.04."""

    def check(self) -> None:
        """Raise unless all settings are in their ranges.

        Not done at construction: the command line builds this from flags and could not report the error in one line.

        Raises:
            InputError: one is not.
        """
        check_range("size", self.size, 2, 4096)
        if not 0 < self.fov_deg < 180:
            raise InputError(f"fov_deg: expected an angle in (0, 180) degrees, got {self.fov_deg}")
        for axis in ("yaw", "pitch", "roll"):
            if not getattr(self, f"{axis}_std_deg") >= 0:
                raise InputError(f"{axis}_std_deg: expected 0 or more, got {getattr(self, f'{axis}_std_deg')}")
            check_range(f"{axis}_max_deg", getattr(self, f"{axis}_max_deg"), 0, 90)
        check_range("pitch_mean_deg", self.pitch_mean_deg, -60, 60)
        check_range("squeeze_max", self.squeeze_max, 1, 4)
        check_choice("facing", self.facing, ("front", "rear", "both"))
        check_range("expression_share", self.expression_share, 0, 1)
        check_range("realistic_share", self.realistic_share, 0, 1)
        check_range("gamma", self.gamma, 1, 4)
        for name, lowest, highest in _RANGES:
            low, high = getattr(self, name)
            if not lowest <= low <= high <= highest:
                raise InputError(f"{name}: expected {lowest} <= low <= high <= {highest}, got {low} and {high}")
        if self.light_angle_deg is not None and not 0 <= self.light_angle_deg[0] <= self.light_angle_deg[1] < 90:
            low, high = self.light_angle_deg
            raise InputError(f"light_angle_deg: expected 0 <= low <= high < 90, got {low} and {high}")
        if self.texture_noise is not None:
            check_range("texture_noise", self.texture_noise, 0, MAX_TEXTURE_NOISE)


def settings_of_card(card: Mapping[str, Any]) -> SceneSettings:
    """The settings that a set was rendered with, from its ``card.json``; missing ones have their defaults."""
    known = {entry.name for entry in fields(SceneSettings)}
    values: dict[str, Any] = {}
    for name, value in card["scene"].items():
        current = SETTINGS["SceneSettings"].get(name, name)
        if current in known:
            values[current] = tuple(value) if isinstance(value, list) else value
    return SceneSettings(**values)
