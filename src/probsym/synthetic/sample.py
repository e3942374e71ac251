"""Render one synthetic sample."""

from dataclasses import dataclass
from typing import no_type_check

import numpy as np
import torch
from jaxtyping import Bool, Float, Float32, Int8, Int32, UInt8
from numba import njit

from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import OBJECT_CENTER, rotation_matrix
from probsym.synthetic.family import Fragments, Subject
from probsym.synthetic.mesh_kernels import rasterize_mesh, shade_samples, vertex_normals
from probsym.synthetic.realistic import RealisticLight, sample_realistic, shade_realistic
from probsym.synthetic.scene import Placement, place, rotate_points, sample_light
from probsym.synthetic.settings import SceneSettings

SUPERSAMPLING = 2
"""Samples of the image per pixel and axis."""


@dataclass(frozen=True)
class Sample:
    """The stored arrays of one sample."""

    image: UInt8[np.ndarray, "size size 3"]
    depth: Float32[np.ndarray, "size size"]
    normals: Int8[np.ndarray, "size size 3"]
    albedo: UInt8[np.ndarray, "size size 3"]
    mask: Bool[np.ndarray, "size size"]
    asymmetry: UInt8[np.ndarray, "size size"]
    light: Float32[np.ndarray, " 5"]
    viewpoint: Float32[np.ndarray, " 6"]
    landmarks: Float32[np.ndarray, "landmarks 3"]
    canonical_landmarks: Float32[np.ndarray, "landmarks 3"]
    realistic: bool
    harmonics: Float32[np.ndarray, "9 3"]


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
                for axis in range(3):  # numba takes two seconds to compile a division of arrays
                    out[v, u, axis] /= length
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _average(color: np.ndarray, factor: int) -> np.ndarray:
    """Average blocks of ``factor`` x ``factor`` samples."""
    samples = color.shape[0]
    size = samples // factor
    out, weight = np.zeros((size, size, 3)), 1.0 / (factor * factor)
    for v in range(samples):
        for u in range(samples):
            for channel in range(3):
                out[v // factor, u // factor, channel] += color[v, u, channel] * weight
    return out


def to_uint8(values: np.ndarray) -> np.ndarray:
    """Round [0, 1] to 0..255."""
    return (np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)


def render_sample(
    rng: np.random.Generator, subject: Subject, settings: SceneSettings, lamp: np.random.Generator
) -> Sample:
    """Pose, light and render one member of a family.

    Args:
        rng: the sample's own generator.
        subject: the thing to render.
        settings: sampling distributions.
        lamp: generator for light beyond the method's model; used only with ``realistic_share``.
    """
    camera = PinholeCamera(settings.size, settings.fov_deg)
    placed = place(rng, subject.points, subject, settings)
    light = sample_light(rng, settings).astype(np.float32).astype(np.float64)
    background = subject.sample_background(rng)
    triangles = subject.triangles
    # Normals point into the surface: towards +z where it faces the camera.
    canonical_normals = -vertex_normals(placed.canonical, triangles)
    rotation = rotation_matrix(torch.from_numpy(placed.rotation_rad[None]))[0].numpy()

    # Ground truth: one ray per pixel centre, not averaged across edges.
    face, bary, depth = rasterize_mesh(placed.view, triangles, camera.size, camera.focal, camera.center)
    normals = interpolate(face, bary, triangles, rotate_points(rotation, canonical_normals))
    albedo, plain = subject.paint(face, bary)

    # Image: a finer grid, spaced evenly around the pixel centres.
    fine = _fine_fragments(camera, placed, triangles, canonical_normals, rotation)
    color, extra = _shade(subject, fine, light, settings, lamp)
    subject.fill_background(color, fine, light, background)
    image = _average(color, SUPERSAMPLING)

    seen = placed.view[subject.landmarks]
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
        canonical_landmarks=placed.canonical[subject.landmarks].astype(np.float32),
        realistic=extra is not None,
        harmonics=_harmonics(light[0], extra),
    )


def _fine_fragments(
    camera: PinholeCamera,
    placed: Placement,
    triangles: Int32[np.ndarray, "triangles 3"],
    canonical_normals: Float[np.ndarray, "vertices 3"],
    rotation: Float[np.ndarray, "3 3"],
) -> Fragments:
    """``SUPERSAMPLING`` squared samples a pixel."""
    factor = SUPERSAMPLING
    focal, center = factor * camera.focal, factor * camera.center + (factor - 1) / 2
    face, bary, _ = rasterize_mesh(placed.view, triangles, factor * camera.size, focal, center)
    normals = interpolate(face, bary, triangles, canonical_normals)
    return Fragments(face, bary, normals, placed, rotation, _camera_position(placed, rotation), focal, center)


def _shade(
    subject: Subject,
    fine: Fragments,
    light: Float[np.ndarray, " 5"],
    settings: SceneSettings,
    lamp: np.random.Generator,
) -> tuple[Float[np.ndarray, "samples samples 3"], RealisticLight | None]:
    """Display colours of the samples with a triangle, and the light beyond the method's model, if this one has any."""
    albedo, _ = subject.paint(fine.face, fine.bary)
    extra = None
    if settings.gamma != 1:
        albedo = albedo**settings.gamma  # linear reflectance
    if settings.realistic_share > 0 and lamp.random() < settings.realistic_share:
        extra = sample_realistic(lamp, light[0])
        color = shade_realistic(albedo, fine, subject.triangles, subject.triangle_region, light, extra)
        subject.add_gloss(color, fine, lamp)
    else:
        color = shade_samples(albedo, fine.normals, light[0], light[1], light[2:])
    if settings.gamma != 1:
        color = color ** (1 / settings.gamma)
    return color, extra


def _camera_position(placed: Placement, rotation: Float[np.ndarray, "3 3"]) -> Float[np.ndarray, " 3"]:
    """Position of the camera in the canonical frame."""
    center = np.array(OBJECT_CENTER)
    return rotate_points(np.ascontiguousarray(rotation.T), (-placed.translation - center)[None])[0] + center


def _harmonics(ambient: float, extra: RealisticLight | None) -> Float32[np.ndarray, "9 3"]:
    """Spherical harmonics of the ambient light; without realistic light they are constant k_a."""
    out = np.zeros((9, 3), np.float32)
    out[0] = ambient
    return out if extra is None else extra.harmonics.astype(np.float32)
