"""Strokes of a car's paint: superellipses with soft edges, and materials of colour and reflectance (numba)."""

from typing import no_type_check

import numpy as np

from probsym.kernels.numba_support import compiled_part
from probsym.synthetic.face_appearance import Color
from probsym.synthetic.noise import smoothstep

PAINT, GLASS, LAMP, CHROME = 0.05, 0.09, 0.06, 0.45
"""Reflectance of the surroundings seen straight on; larger values at grazing angles follow from it."""
_BLUR = 0.012
"""Half width of the painted edges."""


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def inside(x: float, y: float, half_width: float, half_height: float, exponent: float) -> float:
    """1 inside a superellipse around the origin, 0 outside, with a soft edge; 0 everywhere without a width."""
    if half_width <= 0 or abs(x) > 1.1 * half_width + 0.05 or abs(y) > 1.1 * half_height + 0.05:
        return 0.0
    away = (abs(x / half_width) ** exponent + abs(y / half_height) ** exponent) ** (1 / exponent)
    soft = _BLUR / min(half_width, half_height)
    return 1 - smoothstep(1 - soft, 1 + soft, away)


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def cover(out: np.ndarray, color: Color, shine: float, share: float) -> None:
    """Blend colour and reflectance (the fourth channel) towards a material."""
    for channel in range(3):
        out[channel] += share * (color[channel] - out[channel])
    out[3] += share * (shine - out[3])


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def darken(out: np.ndarray, factor: float, share: float) -> None:
    """Multiply the colour by ``factor``, in the given share of the place."""
    for channel in range(3):
        out[channel] *= 1 + share * (factor - 1)
