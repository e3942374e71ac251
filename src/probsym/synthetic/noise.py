"""Deterministic smooth noise from hashes of lattice points (numba)."""

from typing import no_type_check

import numpy as np
from jaxtyping import Float
from numba import njit


@njit(nogil=True, cache=True, error_model="numpy", inline="always")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def hash_unit(x: int, y: int, z: int, seed: int) -> float:
    """A number in [0, 1) for a lattice point."""
    h = np.uint32(x) * np.uint32(0x8DA6B343) ^ np.uint32(y) * np.uint32(0xD8163841)
    h = np.uint32(h ^ np.uint32(z) * np.uint32(0xCB1AB31F) ^ np.uint32(seed) * np.uint32(0x9E3779B1))
    h = np.uint32((h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D))
    h = np.uint32((h ^ (h >> np.uint32(12))) * np.uint32(0x297A2D39))
    h = np.uint32(h ^ (h >> np.uint32(15)))
    return float(h) / 4294967296.0


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def value_noise(x: float, y: float, z: float, seed: int) -> float:
    """Noise in [-1, 1] with a lattice spacing of 1."""
    fx, fy, fz = np.floor(x), np.floor(y), np.floor(z)
    ix, iy, iz = int(fx), int(fy), int(fz)
    tx, ty, tz = x - fx, y - fy, z - fz
    tx, ty, tz = tx * tx * (3 - 2 * tx), ty * ty * (3 - 2 * ty), tz * tz * (3 - 2 * tz)
    total = 0.0
    for dz in range(2):
        wz = tz if dz else 1 - tz
        for dy in range(2):
            wy = ty if dy else 1 - ty
            near, far = hash_unit(ix, iy + dy, iz + dz, seed), hash_unit(ix + 1, iy + dy, iz + dz, seed)
            total += wz * wy * (near + tx * (far - near))
    return 2 * total - 1


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def octaves(
    points: Float[np.ndarray, "3 points"], seed: int, count: int, persistence: float
) -> Float[np.ndarray, " points"]:
    """Sum of ``count`` octaves, each with half the spacing and ``persistence`` times the amplitude of the one before.

    Loops over octaves outside and points inside, without branches, so that the compiler vectorises it.

    Args:
        points: x, y and z of each; the lattice spacing of the first octave is 1.
        seed: of the first octave; the next ones follow.
        count: number of octaves.
        persistence: amplitude of an octave relative to the one before.
    """
    out, weight, scale = np.zeros(points.shape[1]), 1.0, 1.0
    x, y, z = points[0], points[1], points[2]
    for octave in range(count):
        for index in range(len(out)):
            out[index] += weight * value_noise(scale * x[index], scale * y[index], scale * z[index], seed + octave)
        scale *= 2
        weight *= persistence
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def smoothstep(low: float, high: float, value: float) -> float:
    """Smoothstep: 0 below ``low``, 1 above ``high``."""
    t = min(1.0, max(0.0, (value - low) / (high - low)))
    return t * t * (3 - 2 * t)
