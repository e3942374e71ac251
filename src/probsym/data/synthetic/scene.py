"""One synthetic sample: pose, crop, light and the rendered arrays."""

import math
from dataclasses import dataclass
from typing import no_type_check

import numpy as np
import torch
from jaxtyping import Bool, Float, Float32, Int8, UInt8
from numba import njit

from probsym.checks import check_range
from probsym.data.synthetic.appearance import Marks, Paint, paint_surface
from probsym.data.synthetic.background import Background, background_point, sample_background
from probsym.data.synthetic.morphable import MorphableModel
from probsym.data.synthetic.render import rasterize, vertex_normals
from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import OBJECT_CENTER, rotation_matrix

SUPERSAMPLING = 2


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

    def __post_init__(self) -> None:
        PinholeCamera(self.size, self.fov_deg)
        for axis in ("yaw", "pitch", "roll"):
            if not getattr(self, f"{axis}_std_deg") >= 0:
                raise InputError(f"{axis}_std_deg: expected 0 or more, got {getattr(self, f'{axis}_std_deg')}")
            check_range(f"{axis}_max_deg", getattr(self, f"{axis}_max_deg"), 0, 90)
        check_range("expression_share", self.expression_share, 0, 1)


@dataclass(frozen=True)
class Placement:
    """Where the face stands and how it is lit."""

    rotation_rad: Float[np.ndarray, " 3"]
    translation: Float[np.ndarray, " 3"]
    canonical: Float[np.ndarray, "vertices 3"]
    """Vertices in the canonical frame, scene units: frontal, the face's mean depth at z = 1."""
    view: Float[np.ndarray, "vertices 3"]
    """The same vertices as seen by the camera."""


@dataclass(frozen=True)
class Sample:
    """Everything stored for one sample."""

    image: UInt8[np.ndarray, "size size 3"]
    depth: Float32[np.ndarray, "size size"]
    normals: Int8[np.ndarray, "size size 3"]
    albedo: UInt8[np.ndarray, "size size 3"]
    mask: Bool[np.ndarray, "size size"]
    asymmetry: UInt8[np.ndarray, "size size"]
    light: Float32[np.ndarray, " 5"]
    viewpoint: Float32[np.ndarray, " 6"]
    landmarks: Float32[np.ndarray, "68 3"]
    canonical_landmarks: Float32[np.ndarray, "68 3"]


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
    x, y = rng.uniform(*settings.light_x), rng.uniform(*settings.light_y)
    return np.array([ambient, diffuse, *(np.array([x, y, 1.0]) / math.sqrt(x * x + y * y + 1))])


def place(
    rng: np.random.Generator, points: Float[np.ndarray, "vertices 3"], model: MorphableModel, settings: SceneSettings
) -> Placement:
    """Turn the face, then centre and scale the crop on it as a detector would.

    The face turns about a point at the mean depth of its visible front, on the plane of symmetry. The scale
    makes the box of the turned face fill the frame; the box's middle becomes the image's, but for the jitter.
    """
    points = points.astype(np.float64)
    angles = [
        truncated_normal(rng, getattr(settings, f"{axis}_std_deg"), getattr(settings, f"{axis}_max_deg"))
        for axis in ("pitch", "yaw", "roll")
    ]
    rotation_rad = np.radians(angles)
    rotation = rotation_matrix(torch.from_numpy(rotation_rad[None]))[0].numpy()
    fill = rng.uniform(*settings.fill)
    jitter = np.array([truncated_normal(rng, settings.jitter, 2 * settings.jitter) for _ in range(2)])

    low, high = _box(points, model.crop)
    depth = float((model.front_weight * points[:, 2]).sum())
    centered = points - [0.0, (low[1] + high[1]) / 2, depth]
    low, high = _box(_turn(rotation, centered), model.crop)
    window = 2 * math.tan(math.radians(settings.fov_deg) / 2)
    scale = fill * window / (high - low).max()
    translation = np.array([*(-scale * (low + high) / 2 + jitter * window), 0.0])
    # Stored in single precision: the arrays are rendered from what a reader will get.
    rotation_rad, translation = rotation_rad.astype(np.float32), translation.astype(np.float32)
    rotation = rotation_matrix(torch.from_numpy(rotation_rad[None].astype(np.float64)))[0].numpy()
    canonical = scale * centered + np.array(OBJECT_CENTER)
    view = _turn(rotation, scale * centered) + (translation + np.array(OBJECT_CENTER))
    return Placement(rotation_rad.astype(np.float64), translation.astype(np.float64), canonical, view)


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _turn(rotation: np.ndarray, points: np.ndarray) -> np.ndarray:
    """``points @ rotation.T`` without BLAS, whose sums may depend on the number of threads."""
    out = np.empty_like(points)
    for index in range(points.shape[0]):
        x, y, z = points[index, 0], points[index, 1], points[index, 2]
        for row in range(3):
            out[index, row] = rotation[row, 0] * x + rotation[row, 1] * y + rotation[row, 2] * z
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


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _largest_difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Largest absolute difference over the channels of each sample."""
    out = np.zeros(first.shape[:2])
    for v in range(first.shape[0]):
        for u in range(first.shape[1]):
            for channel in range(3):
                out[v, u] = max(out[v, u], abs(first[v, u, channel] - second[v, u, channel]))
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def interpolate(face: np.ndarray, bary: np.ndarray, triangles: np.ndarray, attribute: np.ndarray) -> np.ndarray:
    """Unit vectors at each covered sample from vectors at the vertices; 0 elsewhere."""
    size = face.shape[0]
    out = np.zeros((size, size, 3))
    for v in range(size):
        for u in range(size):
            if face[v, u] < 0:
                continue
            for corner in range(3):
                vertex = triangles[face[v, u], corner]
                for axis in range(3):
                    out[v, u, axis] += bary[v, u, corner] * attribute[vertex, axis]
            length = np.sqrt(out[v, u, 0] ** 2 + out[v, u, 1] ** 2 + out[v, u, 2] ** 2)
            if length > 0:
                out[v, u] /= length
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def shade(albedo: np.ndarray, normals: np.ndarray, ambient: float, diffuse: float, direction: np.ndarray) -> np.ndarray:
    """Albedo * (k_a + k_d * max(0, <n, l>)) per sample, with normals towards +z (into the surface)."""
    out = np.empty_like(albedo)
    for v in range(albedo.shape[0]):
        for u in range(albedo.shape[1]):
            cosine = 0.0
            for axis in range(3):
                cosine += normals[v, u, axis] * direction[axis]
            strength = ambient + diffuse * max(0.0, cosine)
            for channel in range(3):
                out[v, u, channel] = albedo[v, u, channel] * strength
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _compose(color: np.ndarray, face: np.ndarray, scene: Background, factor: int) -> np.ndarray:
    """Fill what no triangle covers with the background, then average ``factor`` x ``factor`` samples a pixel."""
    samples = face.shape[0]
    size = samples // factor
    out = np.zeros((size, size, 3))
    behind = np.zeros(3)
    for v in range(samples):
        for u in range(samples):
            if face[v, u] < 0:
                background_point((u + 0.5) / samples, (v + 0.5) / samples, scene, behind)
                color[v, u] = behind
            for channel in range(3):
                out[v // factor, u // factor, channel] += color[v, u, channel] / (factor * factor)
    return out


def to_uint8(values: np.ndarray) -> np.ndarray:
    """[0, 1] to the nearest of 0..255."""
    return (np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)


def render_sample(
    rng: np.random.Generator,
    points: Float32[np.ndarray, "vertices 3"],
    paint: Paint,
    marks: Marks,
    model: MorphableModel,
    settings: SceneSettings,
) -> Sample:
    """Pose, light and render one face.

    Args:
        rng: the sample's own generator.
        points: the face's vertices in the model's unit.
        paint: the symmetric part of its albedo.
        marks: the asymmetric part.
        model: where the triangles, regions and landmarks come from.
        settings: what is drawn from what.
    """
    camera = PinholeCamera(settings.size, settings.fov_deg)
    placed = place(rng, points, model, settings)
    light = sample_light(rng, settings).astype(np.float32).astype(np.float64)
    background = sample_background(rng)
    triangles, region, lines = model.triangles, model.triangle_region, model.lines
    # Into the surface, as normals are counted here (towards +z when facing the camera).
    canonical_normals = -vertex_normals(placed.canonical, triangles)
    rotation = rotation_matrix(torch.from_numpy(placed.rotation_rad[None]))[0].numpy()

    # Ground truth: one ray through each pixel's centre, nothing averaged across edges.
    face, bary, depth = rasterize(placed.view, triangles, camera.size, camera.focal, camera.center)
    normals = interpolate(face, bary, triangles, _turn(rotation, canonical_normals))
    albedo, plain = paint_surface(face, bary, triangles, region, model.paint_position, lines, paint, marks)

    # Image: a finer grid whose samples lie evenly around the pixels' centres.
    factor = SUPERSAMPLING
    fine_center = factor * camera.center + (factor - 1) / 2
    fine_face, fine_bary, _ = rasterize(
        placed.view, triangles, factor * camera.size, factor * camera.focal, fine_center
    )
    fine_albedo, _ = paint_surface(fine_face, fine_bary, triangles, region, model.paint_position, lines, paint, marks)
    fine_normals = interpolate(fine_face, fine_bary, triangles, canonical_normals)
    color = shade(fine_albedo, fine_normals, light[0], light[1], light[2:])
    image = _compose(color, fine_face, background, factor)

    seen = placed.view[model.landmarks]
    landmarks = np.concatenate([seen[:, :2] / seen[:, 2:] * camera.focal + camera.center, seen[:, 2:]], 1)
    return Sample(
        image=to_uint8(image),
        depth=depth.astype(np.float32),
        normals=np.rint(normals * 127).astype(np.int8),
        albedo=to_uint8(albedo),
        mask=face >= 0,
        asymmetry=to_uint8(_largest_difference(albedo, plain)),
        light=light.astype(np.float32),
        viewpoint=np.concatenate([placed.rotation_rad, placed.translation]).astype(np.float32),
        landmarks=landmarks.astype(np.float32),
        canonical_landmarks=placed.canonical[model.landmarks].astype(np.float32),
    )
