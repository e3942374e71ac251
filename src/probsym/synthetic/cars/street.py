"""Backgrounds of cars: a road or studio floor with the car's shadow, before any of the general backgrounds (numba)."""

from typing import NamedTuple, no_type_check

import numpy as np
from jaxtyping import Float, Int32
from numba import njit

from probsym.kernels.numba_support import compiled_part
from probsym.synthetic.background import Background, fill_background, sample_background
from probsym.synthetic.face_appearance import Color
from probsym.synthetic.family import Fragments
from probsym.synthetic.noise import smoothstep, value_noise

STREET_DISTRIBUTIONS = {
    "colours": "of the general backgrounds, with 0.05 to 0.35 of their saturation in 80 %",
    "floor": "road, gravel, grass or snow below a horizon at 0.1 to 0.7 of the image in 70 %; a light studio in 15 %; "
    "none in 15 %",
    "shadow": "below the car, darkest at its outline and cast along the light; strength 0.4 to 0.95",
}
_MAX_CAST = 1.2
"""Largest length of the cast shadow relative to the car's height."""


class Street(NamedTuple):
    """One background."""

    base: Background
    floor: Color
    floor_share: float
    """0: no floor is painted."""
    horizon: float
    """Height of the horizon in the image, 0 (top) to 1."""
    grain: float
    """Amplitude of the noise in the floor."""
    shadow: float
    softness: float
    """Width of the shadow's edge relative to the car's half width."""
    studio: float
    """Brightness of a plain studio; 0 for none."""
    seed: int


def sample_street(rng: np.random.Generator) -> Street:
    """Draw one background from ``STREET_DISTRIBUTIONS``."""
    base = sample_background(rng)
    # Streets are less colourful than the general backgrounds.
    vivid = rng.uniform(0.05, 0.35) if rng.random() < 0.8 else 1.0
    base.colors[:] = _faded(base.colors, vivid)
    base.shapes[:, 6:] = _faded(base.shapes[:, 6:], vivid)
    base.stripes[3] *= vivid
    base.noise[0] *= 0.3 + 0.7 * vivid
    kind = rng.random()
    floors = np.array(
        [[0.42, 0.42, 0.43], [0.25, 0.25, 0.27], [0.55, 0.53, 0.50], [0.36, 0.40, 0.22], [0.85, 0.86, 0.88]]
    )
    floor = floors[rng.choice(5, p=[0.4, 0.25, 0.2, 0.1, 0.05])] * rng.uniform(0.7, 1.25)
    return Street(
        base=base,
        floor=(float(floor[0]), float(floor[1]), float(floor[2])),
        floor_share=float(kind < 0.7),
        horizon=rng.uniform(0.1, 0.7),
        grain=rng.uniform(0.02, 0.15),
        shadow=rng.uniform(0.4, 0.95),
        softness=rng.uniform(0.1, 0.5),
        studio=rng.uniform(0.75, 1.0) if 0.7 <= kind < 0.85 else 0.0,
        seed=int(rng.integers(0, 2**31)),
    )


def _faded(colors: Float[np.ndarray, "colors 3"], vivid: float) -> Float[np.ndarray, "colors 3"]:
    """Colours with their saturation scaled by ``vivid``."""
    grey = colors.mean(1, keepdims=True)
    return grey + vivid * (colors - grey)


def fill_street(
    color: Float[np.ndarray, "samples samples 3"],
    fragments: Fragments,
    light: Float[np.ndarray, " 5"],
    street: Street,
    outline: Float[np.ndarray, "2 3"],
) -> None:
    """Write RGB in [0, 1] in place to the samples without a triangle.

    Args:
        color: of the samples.
        fragments: where the car is, and where it is seen from.
        light: k_a, k_d and the direction in which the light travels, in the canonical frame.
        street: the background.
        outline: lowest and highest corner of the car's bounding box in the canonical frame.
    """
    fill_background(color, fragments.face, street.base)
    sideways = np.zeros(2)
    if light[3] > 0.05:  # light from above casts the shadow along its way
        sideways = np.clip(light[[2, 4]] / light[3], -_MAX_CAST, _MAX_CAST) * (outline[1, 1] - outline[0, 1])
    # Rays of the samples in the canonical frame.
    back = np.ascontiguousarray(fragments.rotation.T)
    _fill_floor(
        color,
        fragments.face,
        street,
        outline,
        sideways,
        back,
        fragments.camera_position,
        fragments.focal,
        fragments.center,
    )


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _outside(x: float, z: float, outline: np.ndarray) -> float:
    """Distance to the rectangle below the car; 0 inside."""
    dx = max(outline[0, 0] - x, x - outline[1, 0], 0.0)
    dz = max(outline[0, 2] - z, z - outline[1, 2], 0.0)
    return np.sqrt(dx * dx + dz * dz)


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _fill_floor(
    color: np.ndarray,
    face: Int32[np.ndarray, "samples samples"],
    street: Street,
    outline: np.ndarray,
    sideways: np.ndarray,
    back: np.ndarray,
    camera: np.ndarray,
    focal: float,
    center: float,
) -> None:
    size = face.shape[0]
    soft = street.softness * outline[1, 0]
    for v in range(size):
        below = smoothstep(-0.01, 0.01, (v + 0.5) / size - street.horizon) * street.floor_share
        for u in range(size):
            if face[v, u] >= 0:
                continue
            out = color[v, u]
            if street.studio > 0:
                for channel in range(3):
                    out[channel] = street.studio * (1 - 0.12 * v / size)
            if below > 0:
                y = (v + 0.5) / size
                noise = street.grain * value_noise(24.0 * u / size, 60 * y, 0.0, street.seed)
                noise += street.grain * value_noise(5.0 * u / size, 14 * y, 3.0, street.seed)
                for channel in range(3):
                    floor = street.floor[channel] * (1 + noise)
                    out[channel] += below * (min(1.0, max(0.0, floor)) - out[channel])
            if below + street.studio <= 0:
                continue
            px, py = (u - center) / focal, (v - center) / focal
            dx = back[0, 0] * px + back[0, 1] * py + back[0, 2]
            dy = back[1, 0] * px + back[1, 1] * py + back[1, 2]
            dz = back[2, 0] * px + back[2, 1] * py + back[2, 2]
            if dy <= 1e-4:  # the ray does not reach the floor
                continue
            along = (outline[1, 1] - camera[1]) / dy
            x, z = camera[0] + along * dx, camera[2] + along * dz
            near = 1 - smoothstep(0.0, 0.6 * soft, _outside(x, z, outline))
            cast = 0.0
            for step in range(1, 6):  # the shadow of a box is swept along the light
                share = step / 5
                away = _outside(x - share * sideways[0], z - share * sideways[1], outline)
                cast = max(cast, 1 - smoothstep(0.0, soft, away))
            shade = 1 - street.shadow * max(near, 0.8 * cast) * max(below, 1.0 if street.studio > 0 else 0.0)
            for channel in range(3):
                out[channel] *= shade
