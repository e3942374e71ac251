"""Ambient and directional light, as in the method's model (numba)."""

from typing import no_type_check

import numpy as np
from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def shade_samples(
    albedo: np.ndarray, normals: np.ndarray, ambient: float, diffuse: float, direction: np.ndarray
) -> np.ndarray:
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
