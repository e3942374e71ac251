"""Reflections of a random outdoor scene on paint, glass and chrome (numba)."""

from typing import NamedTuple, no_type_check

import numpy as np
from jaxtyping import Float, Int32
from numba import njit

from probsym.synthetic.face_appearance import Color
from probsym.synthetic.noise import smoothstep, value_noise

GLOSS_DISTRIBUTIONS = {
    "reflections": "Schlick's approximation, reflectance straight on 0.05 for paint, 0.09 for glass, 0.45 for chrome; "
    "of a sky between two brightnesses, a dark skyline of random height, and the road",
}


class Surroundings(NamedTuple):
    """What a car reflects; colours as light that reaches the camera, relative to white at 1."""

    zenith: Color
    horizon: Color
    skyline: Color
    road: Color
    skyline_height: float
    """Sine of the mean elevation."""
    ragged: float
    """Amplitude of its noise."""
    seed: int


def sample_surroundings(rng: np.random.Generator) -> Surroundings:
    """Draw the sky, the skyline and the road around one car."""
    level, blue = rng.uniform(0.2, 1.3), rng.uniform(0.0, 0.3)
    horizon = level * rng.uniform(0.9, 1.5)
    dark, ground = rng.uniform(0.01, 0.15), rng.uniform(0.03, 0.25)
    tint = rng.uniform(0.85, 1.15, 3)
    return Surroundings(
        zenith=(level * (1 - blue), level * (1 - 0.4 * blue), level),
        horizon=(horizon, horizon, horizon),
        skyline=(dark * float(tint[0]), dark * float(tint[1]), dark * float(tint[2])),
        road=(ground, ground, ground),
        skyline_height=rng.uniform(-0.05, 0.45),
        ragged=rng.uniform(0.02, 0.25),
        seed=int(rng.integers(0, 2**31)),
    )


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def add_reflections(
    color: Float[np.ndarray, "samples samples 3"],
    face: Int32[np.ndarray, "samples samples"],
    normals: Float[np.ndarray, "samples samples 3"],
    points: Float[np.ndarray, "samples samples 3"],
    reflectance: Float[np.ndarray, "samples samples"],
    camera: Float[np.ndarray, " 3"],
    around: Surroundings,
) -> None:
    """Blend the mirror image of the surroundings into the colours, in place.

    Args:
        color: of the samples.
        face: triangle index, -1 for background.
        normals: in the canonical frame, towards +z.
        points: the samples in the canonical frame.
        reflectance: share that is reflected straight on, [0, 1].
        camera: position in the canonical frame.
        around: what is reflected.
    """
    size = face.shape[0]
    for v in range(size):
        for u in range(size):
            if face[v, u] < 0 or reflectance[v, u] <= 0:
                continue
            x, y, z = (points[v, u, 0] - camera[0], points[v, u, 1] - camera[1], points[v, u, 2] - camera[2])
            length = np.sqrt(x * x + y * y + z * z)
            x, y, z = x / length, y / length, z / length
            nx, ny, nz = normals[v, u, 0], normals[v, u, 1], normals[v, u, 2]
            cosine = x * nx + y * ny + z * nz  # both point into the scene
            rx, ry, rz = x - 2 * cosine * nx, y - 2 * cosine * ny, z - 2 * cosine * nz
            share = reflectance[v, u]
            share += (1 - share) * (1 - min(1.0, max(0.0, cosine))) ** 5
            up = -ry
            edge = around.skyline_height + around.ragged * value_noise(5 * rx, 0.0, 5 * rz, around.seed)
            sky = smoothstep(edge - 0.03, edge + 0.03, up)
            ground = 1 - smoothstep(-0.06, 0.02, up)
            high = min(1.0, max(0.0, up))
            for channel in range(3):
                light = around.horizon[channel] + high * (around.zenith[channel] - around.horizon[channel])
                light = around.skyline[channel] + sky * (light - around.skyline[channel])
                light += ground * (around.road[channel] - light)
                color[v, u, channel] += share * (light - color[v, u, channel])
