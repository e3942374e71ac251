"""Light beyond the method's model: second-order spherical harmonics, cast shadows and specular highlights.

Part of the samples can be lit like this, to measure how a method that assumes one directional light and matt skin
degrades. A separate random generator is used, so that enabling it changes nothing else.
"""

from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from jaxtyping import Float, Int32, UInt8
from numba import njit

from probsym.geometry.viewpoint import OBJECT_CENTER
from probsym.synthetic.family import Fragments
from probsym.synthetic.mesh_kernels import rasterize_mesh
from probsym.synthetic.morphable import EYE
from probsym.synthetic.scene import rotate_points

LIGHT_DISTRIBUTIONS = {
    "harmonics": "9 coefficients per channel of 1, nx, ny, nz, nx ny, ny nz, nx nz, 3 nz^2 - 1, nx^2 - ny^2 at the "
    "outward normal in the canonical frame; constant: k_a times a tint uniform in [0.93, 1.07]^3; linear: normal, "
    "0.22 k_a; quadratic: normal, 0.10 k_a; linear and quadratic share a tint uniform in [0.85, 1.15]^3; the sum is "
    "cut below 0.02",
    "directional": "k_d max(0, <n, l>) as without, times a tint uniform in [0.95, 1.05]^3 and the visibility",
    "cast shadows": "shadow map from the light, bilinear between 4 samples",
    "specular": "Blinn-Phong, white, times k_d and the visibility; strength uniform in [0.03, 0.25] and exponent "
    "log-uniform in [8, 50] on skin, 0.7 and 90 on eyes",
}
_DISTANCE = 30.0
"""Distance of the shadow map's camera, scene units: its rays are parallel to a third of a degree."""
_BIAS = 0.003
"""Depth bias of the shadow test, scene units, for a surface that faces the light."""


@dataclass(frozen=True)
class RealisticLight:
    """Changes to the light of the method's model."""

    harmonics: Float[np.ndarray, "9 3"]
    """Irradiance as a function of the outward normal; replaces k_a."""
    tint: Float[np.ndarray, " 3"]
    """Colour of the directional light."""
    specular: float
    exponent: float


def sample_realistic(rng: np.random.Generator, ambient: float) -> RealisticLight:
    """Draw one light from ``LIGHT_DISTRIBUTIONS``.

    Args:
        rng: the sample's generator for this purpose.
        ambient: k_a of the sample.
    """
    constant = ambient * rng.uniform(0.93, 1.07, 3)
    tint = rng.uniform(0.85, 1.15, 3)
    linear, quadratic = rng.normal(0.0, 0.22 * ambient, 3), rng.normal(0.0, 0.10 * ambient, 5)
    harmonics = np.concatenate([constant[None], np.concatenate([linear, quadratic])[:, None] * tint])
    low, high = np.log([8.0, 50.0])
    return RealisticLight(
        harmonics=harmonics,
        tint=rng.uniform(0.95, 1.05, 3),
        specular=float(rng.uniform(0.03, 0.25)),
        exponent=float(np.exp(rng.uniform(low, high))),
    )


def shade_realistic(
    albedo: Float[np.ndarray, "samples samples 3"],
    fragments: Fragments,
    triangles: Int32[np.ndarray, "triangles 3"],
    region: UInt8[np.ndarray, " triangles"],
    light: Float[np.ndarray, " 5"],
    extra: RealisticLight,
) -> Float[np.ndarray, "samples samples 3"]:
    """Colour of every covered sample; 0 elsewhere.

    Args:
        albedo: of the samples, [0, 1].
        fragments: the samples.
        triangles: vertex indices.
        region: of the triangles.
        light: k_a, k_d and the unit direction in the canonical frame.
        extra: the light drawn for this sample.
    """
    face, canonical = fragments.face, fragments.placed.canonical
    basis = _light_frame(light[2:])
    seen = rotate_points(basis, canonical - np.array(OBJECT_CENTER))
    half_width = 1.02 * np.abs(seen[:, :2]).max()
    size = face.shape[0]
    focal, center = (_DISTANCE - np.abs(seen[:, 2]).max()) * (size - 1) / 2 / half_width, (size - 1) / 2
    seen[:, 2] += _DISTANCE
    _, _, nearest = rasterize_mesh(seen, triangles, size, focal, center)
    return _shade(
        albedo,
        fragments.normals,
        face,
        fragments.bary,
        canonical,
        triangles,
        region,
        light,
        fragments.camera_position,
        extra.harmonics,
        extra.tint,
        extra.specular,
        extra.exponent,
        seen,
        nearest,
        focal,
        center,
    )


def _light_frame(direction: Float[np.ndarray, " 3"]) -> Float[np.ndarray, "3 3"]:
    """Rotation whose rows are two axes perpendicular to the light and its direction; right-handed."""
    across = np.array([direction[2], 0.0, -direction[0]])
    across /= np.sqrt((across**2).sum())
    return np.stack([across, np.cross(direction, across), direction])


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _shade(
    albedo,
    normals,
    face,
    bary,
    canonical,
    triangles,
    region,
    light,
    camera_position,
    harmonics,
    tint,
    specular,
    exponent,
    seen,
    nearest,
    focal,
    center,
):
    samples, size = face.shape[0], nearest.shape[0]
    out = np.zeros((samples, samples, 3))
    for v in range(samples):
        for u in range(samples):
            index = face[v, u]
            if index < 0:
                continue
            px = py = pz = sx = sy = sz = 0.0
            for corner in range(3):
                vertex, weight = triangles[index, corner], bary[v, u, corner]
                px += weight * canonical[vertex, 0]
                py += weight * canonical[vertex, 1]
                pz += weight * canonical[vertex, 2]
                sx += weight * seen[vertex, 0]
                sy += weight * seen[vertex, 1]
                sz += weight * seen[vertex, 2]
            # Normals and light both point into the surface here; harmonics take the outward normal.
            nx, ny, nz = normals[v, u, 0], normals[v, u, 1], normals[v, u, 2]
            cosine = max(0.0, nx * light[2] + ny * light[3] + nz * light[4])
            visible = 0.0
            if cosine > 0:
                bias = _BIAS / max(0.2, cosine)
                x, y = sx / sz * focal + center, sy / sz * focal + center
                left, top = int(np.floor(x)), int(np.floor(y))
                for dy in range(2):
                    for dx in range(2):
                        share = (dx * (x - left) + (1 - dx) * (1 - x + left)) * (
                            dy * (y - top) + (1 - dy) * (1 - y + top)
                        )
                        row, column = min(size - 1, max(0, top + dy)), min(size - 1, max(0, left + dx))
                        blocker = nearest[row, column]
                        if blocker == 0 or blocker > sz - bias:
                            visible += share
            cx, cy, cz = px - camera_position[0], py - camera_position[1], pz - camera_position[2]
            distance = np.sqrt(cx * cx + cy * cy + cz * cz)
            hx, hy, hz = light[2] + cx / distance, light[3] + cy / distance, light[4] + cz / distance
            length = np.sqrt(hx * hx + hy * hy + hz * hz)
            gloss = 0.0
            if length > 0 and cosine > 0:
                gloss = max(0.0, (nx * hx + ny * hy + nz * hz) / length)
            eye = region[index] == EYE
            gloss = (0.7 if eye else specular) * visible * light[1] * gloss ** (90.0 if eye else exponent)
            ox, oy, oz = -nx, -ny, -nz
            for channel in range(3):
                h = harmonics[:, channel]
                ambient = h[0] + h[1] * ox + h[2] * oy + h[3] * oz
                ambient += h[4] * ox * oy + h[5] * oy * oz + h[6] * ox * oz
                ambient += h[7] * (3 * oz * oz - 1) + h[8] * (ox * ox - oy * oy)
                strength = max(0.02, ambient) + light[1] * cosine * visible * tint[channel]
                out[v, u, channel] = albedo[v, u, channel] * strength + gloss
    return out
