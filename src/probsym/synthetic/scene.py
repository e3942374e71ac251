"""Random draws of identity, expression, light and pose, and the crop that follows the pose."""

import math
from dataclasses import dataclass
from typing import Protocol, no_type_check, runtime_checkable

import numpy as np
import torch
from jaxtyping import Bool, Float, Float32
from numba import njit

from probsym.geometry.viewpoint import OBJECT_CENTER, rotation_matrix
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


@runtime_checkable
class Outline(Protocol):
    """What the crop follows."""

    @property
    def crop(self) -> Bool[np.ndarray, " vertices"]:
        """Vertices that the bounding box encloses."""
        ...

    @property
    def front_weight(self) -> Float[np.ndarray, " vertices"]:
        """Weights, with sum 1, whose mean depth is that of the front."""
        ...


@dataclass(frozen=True)
class Placement:
    """Pose of a subject."""

    rotation_rad: Float[np.ndarray, " 3"]
    translation: Float[np.ndarray, " 3"]
    canonical: Float[np.ndarray, "vertices 3"]
    """Vertices in the canonical frame, scene units: frontal, the front's mean depth at z = 1."""
    view: Float[np.ndarray, "vertices 3"]
    """The same vertices as seen by the camera."""


def place(
    rng: np.random.Generator, points: Float[np.ndarray, "vertices 3"], outline: Outline, settings: SceneSettings
) -> Placement:
    """Rotate a subject, then centre and scale the crop on it as a detector would.

    It rotates about a point on the plane of symmetry at the mean depth of its visible front. The bounding box of the
    rotated subject is scaled to fill the frame and centred, with jitter. With ``squeeze_max`` above 1 the subject is
    first stretched vertically, as a wide crop that was resized to a square shows it.
    """
    points = points.astype(np.float64)
    angles = [
        truncated_normal(rng, getattr(settings, f"{axis}_std_deg"), getattr(settings, f"{axis}_max_deg"))
        for axis in ("pitch", "yaw", "roll")
    ]
    angles[0] += settings.pitch_mean_deg
    rotation_rad = np.radians(angles)
    rotation = rotation_matrix(torch.from_numpy(rotation_rad[None]))[0].numpy()
    fill = rng.uniform(*settings.fill)
    jitter = np.array([truncated_normal(rng, settings.jitter, 2 * settings.jitter) for _ in range(2)])

    low, high = _box(points, outline.crop)
    depth = float((outline.front_weight * points[:, 2]).sum())
    centered = _scale_shift(points, 1.0, np.array([0.0, -(low[1] + high[1]) / 2, -depth]))
    low, high = _box(rotate_points(rotation, centered), outline.crop)
    if settings.squeeze_max > 1:
        width, height = high - low
        centered[:, 1] *= min(max(width / height, 1.0), settings.squeeze_max)
        low, high = _box(rotate_points(rotation, centered), outline.crop)
    window = 2 * math.tan(math.radians(settings.fov_deg) / 2)
    scale = fill * window / (high - low).max()
    translation = np.array([*(-scale * (low + high) / 2 + jitter * window), 0.0])
    # Rounded to float32 before rendering, so that the images agree with the stored values.
    rotation_rad, translation = rotation_rad.astype(np.float32), translation.astype(np.float32)
    rotation = rotation_matrix(torch.from_numpy(rotation_rad[None].astype(np.float64)))[0].numpy()
    canonical = _scale_shift(centered, scale, np.array(OBJECT_CENTER))
    view = rotate_points(rotation, _scale_shift(centered, scale, np.zeros(3)))
    view = _scale_shift(view, 1.0, translation + np.array(OBJECT_CENTER))
    return Placement(rotation_rad.astype(np.float64), translation.astype(np.float64), canonical, view)


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def rotate_points(rotation: np.ndarray, points: np.ndarray) -> np.ndarray:
    """``points @ rotation.T`` without BLAS, whose sums may depend on the number of threads."""
    out = np.empty_like(points)
    for index in range(points.shape[0]):
        x, y, z = points[index, 0], points[index, 1], points[index, 2]
        for row in range(3):
            out[index, row] = rotation[row, 0] * x + rotation[row, 1] * y + rotation[row, 2] * z
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _scale_shift(points: np.ndarray, scale: float, shift: np.ndarray) -> np.ndarray:
    """``scale * points + shift`` in one pass without the GIL; NumPy is slow for rows of three."""
    out = np.empty_like(points)
    for index in range(points.shape[0]):
        for axis in range(3):
            out[index, axis] = scale * points[index, axis] + shift[axis]
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _box(points: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest x and y among the chosen points."""
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for index in range(points.shape[0]):
        if chosen[index]:
            for axis in range(2):
                low[axis], high[axis] = min(low[axis], points[index, axis]), max(high[axis], points[index, axis])
    return low, high
