"""What poses, crops, lights, identities and expressions of a synthetic set are drawn from."""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32

from probsym.checks import check_range
from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.synthetic.morphable import MorphableModel

MAX_DETAIL = 0.45
"""Texture noise of a larger amplitude would make albedo negative."""
_RANGES = (
    ("fill", 0.2, 3.0),
    ("ambient", 0.0, 1.0),
    ("diffuse", 0.0, 1.0),
    ("light_x", -10.0, 10.0),
    ("light_y", -10.0, 10.0),
)


@dataclass(frozen=True)
class SceneSettings:
    """What poses, crops, lights and expressions are drawn from. Angles in degrees, lengths in scene units."""

    size: int = 64
    fov_deg: float = 10.0
    yaw_std_deg: float = 22.0
    yaw_max_deg: float = 60.0
    pitch_std_deg: float = 8.0
    pitch_max_deg: float = 25.0
    roll_std_deg: float = 6.0
    roll_max_deg: float = 15.0
    fill: tuple[float, float] = (1.08, 1.18)
    """Longer side of the posed face's box, as a share of the image; uniform. Above 1 the face fills the frame."""
    jitter: float = 0.02
    """Standard deviation of the crop's centre, as a share of the image; cut at twice that."""
    ambient: tuple[float, float] = (0.30, 0.60)
    """k_a, uniform."""
    diffuse: tuple[float, float] = (0.30, 0.70)
    """k_d, uniform, but at most 1.1 - k_a."""
    light_x: tuple[float, float] = (-1.0, 1.0)
    """lx of the direction (lx, ly, 1)/|.| in the canonical frame, uniform."""
    light_y: tuple[float, float] = (-0.6, 1.0)
    """ly, uniform; positive is light from above."""
    expression_share: float = 0.5
    identity_max: float = 2.5
    """Identity coefficients are standard normal, cut at this."""
    realistic_share: float = 0.0
    """Share of the samples with second-order spherical harmonics, cast shadows and specular highlights; 0: the
    method's own light everywhere."""
    light_angle_deg: tuple[float, float] | None = None
    """Angle of the light from the z axis of the canonical frame, uniform, in any direction about it; None: as light_x
    and light_y say."""
    detail: float | None = None
    """Amplitude of the skin's texture noise; None draws it as ``appearance.DISTRIBUTIONS`` says."""

    def __post_init__(self) -> None:
        PinholeCamera(self.size, self.fov_deg)
        for axis in ("yaw", "pitch", "roll"):
            if not getattr(self, f"{axis}_std_deg") >= 0:
                raise InputError(f"{axis}_std_deg: expected 0 or more, got {getattr(self, f'{axis}_std_deg')}")
            check_range(f"{axis}_max_deg", getattr(self, f"{axis}_max_deg"), 0, 90)
        check_range("expression_share", self.expression_share, 0, 1)
        check_range("realistic_share", self.realistic_share, 0, 1)
        for name, lowest, highest in _RANGES:
            low, high = getattr(self, name)
            if not lowest <= low <= high <= highest:
                raise InputError(f"{name}: expected {lowest} <= low <= high <= {highest}, got {low} and {high}")
        if self.light_angle_deg is not None and not 0 <= self.light_angle_deg[0] <= self.light_angle_deg[1] < 90:
            low, high = self.light_angle_deg
            raise InputError(f"light_angle_deg: expected 0 <= low <= high < 90, got {low} and {high}")
        if self.detail is not None:
            check_range("detail", self.detail, 0, MAX_DETAIL)


def truncated_normal(rng: np.random.Generator, std: float, limit: float) -> float:
    """A normal number of mean 0, drawn anew while its size is over ``limit``."""
    if std == 0 or limit == 0:
        return 0.0
    while True:
        value = float(rng.normal(0.0, std))
        if abs(value) <= limit:
            return value


def sample_identity(
    rng: np.random.Generator, model: MorphableModel, settings: SceneSettings
) -> Float32[np.ndarray, " n"]:
    """Coefficients of one identity."""
    count = len(model.identity)
    return np.clip(rng.normal(size=count), -settings.identity_max, settings.identity_max).astype(np.float32)


def sample_expression(
    rng: np.random.Generator, model: MorphableModel, settings: SceneSettings
) -> Float32[np.ndarray, " n"]:
    """Neutral, or a mixture of two everyday expressions of random strength."""
    out = np.zeros(model.presets.shape[1], np.float32)
    shown, first, second = rng.random(), rng.random(2), rng.uniform(0.0, 1.0, 2)
    if shown < settings.expression_share and len(model.presets):
        for pick, strength, share in zip(first, second, (1.0, 0.5), strict=True):
            out += np.float32(strength * share) * model.presets[int(pick * len(model.presets))]
    return np.clip(out, 0, 1)


def sample_light(rng: np.random.Generator, settings: SceneSettings) -> Float[np.ndarray, " 5"]:
    """(k_a, k_d, lx, ly, lz), the direction of unit length in the canonical frame."""
    ambient = rng.uniform(*settings.ambient)
    diffuse = min(rng.uniform(*settings.diffuse), 1.1 - ambient)
    if settings.light_angle_deg is not None:
        angle = math.tan(math.radians(rng.uniform(*settings.light_angle_deg)))
        azimuth = rng.uniform(0, 2 * math.pi)
        x, y = angle * math.cos(azimuth), angle * math.sin(azimuth)
    else:
        x, y = rng.uniform(*settings.light_x), rng.uniform(*settings.light_y)
    return np.array([ambient, diffuse, *(np.array([x, y, 1.0]) / math.sqrt(x * x + y * y + 1))])
