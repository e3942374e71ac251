"""Random draws of identity, expression and light."""

import math

import numpy as np
from jaxtyping import Float, Float32

from probsym.synthetic.morphable import MorphableModel
from probsym.synthetic.settings import SceneSettings


def truncated_normal(rng: np.random.Generator, std: float, limit: float) -> float:
    """Draw from a normal distribution of mean 0, again until the absolute value is at most ``limit``."""
    if std == 0 or limit == 0:
        return 0.0
    while True:
        value = float(rng.normal(0.0, std))
        if abs(value) <= limit:
            return value


def sample_identity(
    rng: np.random.Generator, model: MorphableModel, settings: SceneSettings
) -> Float32[np.ndarray, " n"]:
    """Coefficients, standard normal and clipped."""
    count = len(model.identity)
    return np.clip(rng.normal(size=count), -settings.identity_max, settings.identity_max).astype(np.float32)


def sample_expression(
    rng: np.random.Generator, model: MorphableModel, settings: SceneSettings
) -> Float32[np.ndarray, " n"]:
    """Coefficients: neutral, or a mixture of two presets with random weights."""
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
