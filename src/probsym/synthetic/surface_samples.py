"""Between a rasterised image and the list of points that its pixels show (numba)."""

from typing import no_type_check

import numpy as np
from jaxtyping import Float, Float32, Int32, UInt8
from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def gather_samples(
    face: Int32[np.ndarray, "size size"],
    bary: Float[np.ndarray, "size size 3"],
    triangles: Int32[np.ndarray, "triangles 3"],
    triangle_region: UInt8[np.ndarray, " triangles"],
    positions: Float32[np.ndarray, "vertices 3"],
) -> tuple[Float[np.ndarray, "3 samples"], UInt8[np.ndarray, " samples"]]:
    """Positions and regions of the surface points that the covered pixels show, row by row.

    Args:
        face: triangle that each pixel shows, -1 for background.
        bary: barycentric coordinates of the point in it.
        triangles: vertex indices.
        triangle_region: region of each triangle.
        positions: of the vertices; the points' positions have the same unit.
    """
    size = face.shape[0]
    covered = (face >= 0).sum()
    seen, regions, count = np.zeros((3, covered)), np.empty(covered, np.uint8), 0
    for v in range(size):
        for u in range(size):
            index = face[v, u]
            if index < 0:
                continue
            for corner in range(3):
                vertex, weight = triangles[index, corner], bary[v, u, corner]
                for axis in range(3):
                    seen[axis, count] += weight * positions[vertex, axis]
            regions[count] = triangle_region[index]
            count += 1
    return seen, regions


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def scatter_samples(
    face: Int32[np.ndarray, "size size"], values: Float[np.ndarray, "samples channels"]
) -> Float[np.ndarray, "size size channels"]:
    """An image of values of the covered pixels, listed as by :func:`gather_samples`; 0 for background."""
    size = face.shape[0]
    out = np.zeros((size, size, values.shape[1]))
    at = 0
    for v in range(size):
        for u in range(size):
            if face[v, u] >= 0:
                for channel in range(values.shape[1]):  # numba takes 2 s to compile an assignment of arrays
                    out[v, u, channel] = values[at, channel]
                at += 1
    return out
