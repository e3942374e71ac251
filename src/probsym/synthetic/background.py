"""Random backgrounds: gradients, 1/f noise, stripes and shapes."""

from typing import NamedTuple, no_type_check

import numpy as np
from jaxtyping import Float, Int32
from numba import njit

from probsym.kernels.numba_support import compiled_part
from probsym.synthetic.noise import octaves, smoothstep

MAX_SHAPES = 4
BACKGROUND_DISTRIBUTIONS = {
    "gradient": "between two colours uniform in [0.05, 0.95]^3, in a uniform direction",
    "noise": "1/f, 5 octaves, amplitude 0.08 to 0.4, coarsest length 0.25 to 1 image",
    "stripes": "in 40 %: 2 to 12 per image, any direction, blended by 0.2 to 0.8",
    "shapes": f"0 to {MAX_SHAPES} ellipses or boxes, any place, colour and size from 0.08 to 0.4 of the image",
}


class Background(NamedTuple):
    """One background in image coordinates from 0 to 1."""

    colors: Float[np.ndarray, "3 3"]
    """Colours: both ends of the gradient, and the stripes."""
    gradient: Float[np.ndarray, " 2"]
    noise: Float[np.ndarray, " 2"]
    """Amplitude and frequency."""
    stripes: Float[np.ndarray, " 4"]
    """Direction x, y in radians per image, phase, blend."""
    shapes: Float[np.ndarray, "shapes 9"]
    """Centre, half axes, angle, box or not, RGB."""
    seed: int


def sample_background(rng: np.random.Generator) -> Background:
    """Draw one background from ``BACKGROUND_DISTRIBUTIONS``."""
    angle, stripe_angle = rng.uniform(0, 2 * np.pi, 2)
    wave = 2 * np.pi * rng.uniform(2, 12)
    shapes = np.concatenate(
        [
            rng.uniform(0, 1, (MAX_SHAPES, 2)),
            rng.uniform(0.08, 0.4, (MAX_SHAPES, 2)),
            rng.uniform(0, np.pi, (MAX_SHAPES, 1)),
            rng.integers(0, 2, (MAX_SHAPES, 1)),
            rng.uniform(0.05, 0.95, (MAX_SHAPES, 3)),
        ],
        1,
    )[: rng.integers(0, MAX_SHAPES + 1)]
    return Background(
        colors=rng.uniform(0.05, 0.95, (3, 3)),
        gradient=np.array([np.cos(angle), np.sin(angle)]),
        noise=np.array([rng.uniform(0.08, 0.4), rng.uniform(1, 4)]),
        stripes=np.array(
            [
                wave * np.cos(stripe_angle),
                wave * np.sin(stripe_angle),
                rng.uniform(0, 2 * np.pi),
                rng.uniform(0.2, 0.8) * (rng.random() < 0.4),
            ]
        ),
        shapes=np.ascontiguousarray(shapes),
        seed=int(rng.integers(0, 2**31)),
    )


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _smooth_part(x: float, y: float, scene: Background, out: np.ndarray) -> None:
    """The gradient, its stripes and the shapes, at one point of the image."""
    along = 0.5 + 0.7 * ((x - 0.5) * scene.gradient[0] + (y - 0.5) * scene.gradient[1])
    stripe = 0.5 + 0.5 * np.sin(scene.stripes[0] * x + scene.stripes[1] * y + scene.stripes[2])
    stripe = scene.stripes[3] * smoothstep(0.4, 0.6, stripe)
    for channel in range(3):
        first, second = scene.colors[0, channel], scene.colors[1, channel]
        out[channel] = first + along * (second - first)
        out[channel] += stripe * (scene.colors[2, channel] - out[channel])
    for index in range(scene.shapes.shape[0]):
        shape = scene.shapes[index]
        cosine, sine = np.cos(shape[4]), np.sin(shape[4])
        dx, dy = x - shape[0], y - shape[1]
        a, b = (cosine * dx + sine * dy) / shape[2], (cosine * dy - sine * dx) / shape[3]
        distance = max(abs(a), abs(b)) if shape[5] > 0.5 else np.sqrt(a * a + b * b)
        if distance < 1:
            for channel in range(3):
                out[channel] = shape[6 + channel]


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def fill_background(
    color: Float[np.ndarray, "size size 3"], face: Int32[np.ndarray, "size size"], scene: Background
) -> None:
    """Write RGB in [0, 1] in place to the samples without a triangle (``face`` < 0)."""
    size = face.shape[0]
    points, count = np.empty((3, size * size)), 0
    for v in range(size):
        for u in range(size):
            if face[v, u] < 0:
                points[0, count], points[1, count] = (u + 0.5) / size, (v + 0.5) / size
                count += 1
    # Two slices of the noise: for brightness and for tint.
    scaled, amplitude = points[:, :count] * scene.noise[1], scene.noise[0]
    scaled[2] = 0.5
    rough = amplitude * octaves(scaled, scene.seed, 5, 0.5)
    scaled[2] = 7.5
    tint = 0.3 * amplitude * octaves(scaled, scene.seed, 2, 0.5)
    at = 0
    for v in range(size):
        for u in range(size):
            if face[v, u] < 0:
                out = color[v, u]
                _smooth_part(points[0, at], points[1, at], scene, out)
                out[0] = min(1.0, max(0.0, out[0] + rough[at] + tint[at]))
                out[1] = min(1.0, max(0.0, out[1] + rough[at]))
                out[2] = min(1.0, max(0.0, out[2] + rough[at] - tint[at]))
                at += 1
