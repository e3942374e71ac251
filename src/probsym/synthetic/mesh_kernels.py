"""Compiled operations on the triangles of a shape, on its rasterised points, and on their light (numba)."""

from typing import no_type_check

import numpy as np
from jaxtyping import Float, Float32, Int32, UInt8
from numba import njit

_BLOCK = 4096


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def blend_shapes(
    neutral: Float32[np.ndarray, " coordinates"],
    modes: Float32[np.ndarray, "modes coordinates"],
    coefficients: Float32[np.ndarray, "samples modes"],
) -> Float32[np.ndarray, "samples coordinates"]:
    """``neutral + coefficients @ modes``, summed in a fixed order so that a row does not depend on the others.

    Args:
        neutral: flat coordinates of the mean shape.
        modes: one flat mode per row.
        coefficients: one sample per row.
    """
    samples, count = coefficients.shape
    length = neutral.shape[0]
    out = np.empty((samples, length), np.float32)
    for start in range(0, length, _BLOCK):  # a block of all modes stays in the cache
        stop = min(start + _BLOCK, length)
        for sample in range(samples):
            row = out[sample, start:stop]
            for index in range(stop - start):  # numba takes 2 s to compile the assignment of one slice to another
                row[index] = neutral[start + index]
            for mode in range(count):
                weight = coefficients[sample, mode]
                if weight != 0:
                    source = modes[mode, start:stop]
                    for index in range(stop - start):
                        row[index] += weight * source[index]
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def vertex_normals(
    points: Float[np.ndarray, "vertices 3"], triangles: Int32[np.ndarray, "triangles 3"]
) -> Float[np.ndarray, "vertices 3"]:
    """Area-weighted unit normals that point out of the surface."""
    out = np.zeros((len(points), 3), np.float64)
    for index in range(triangles.shape[0]):
        a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
        ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
        vx, vy, vz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for vertex in (a, b, c):
            out[vertex, 0] += nx
            out[vertex, 1] += ny
            out[vertex, 2] += nz
    for vertex in range(len(out)):
        length = np.sqrt(out[vertex, 0] ** 2 + out[vertex, 1] ** 2 + out[vertex, 2] ** 2)
        if length > 0:
            for axis in range(3):
                out[vertex, axis] /= length
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def rasterize_mesh(
    points: Float[np.ndarray, "vertices 3"],
    triangles: Int32[np.ndarray, "triangles 3"],
    size: int,
    focal: float,
    center: float,
) -> tuple[Int32[np.ndarray, "size size"], Float[np.ndarray, "size size 3"], Float[np.ndarray, "size size"]]:
    """Nearest front-facing triangle at each sample of a square grid.

    Args:
        points: vertices in front of the camera (z > 0), x right, y down, z into the scene.
        triangles: vertex indices; (b - a) x (c - a) points out of the surface.
        size: samples per side.
        focal: focal length in samples.
        center: principal point in samples, on both axes.

    Returns:
        Triangle index (-1 for background), perspective-correct barycentric coordinates, and depth (0 for background).
    """
    face = np.full((size, size), -1, np.int32)
    bary = np.zeros((size, size, 3), np.float64)
    nearest = np.zeros((size, size), np.float64)  # 1 / z; 0 is infinity
    count = points.shape[0]
    screen = np.empty((count, 3), np.float64)
    for vertex in range(count):
        inverse = 1.0 / points[vertex, 2]
        screen[vertex, 0] = points[vertex, 0] * inverse * focal + center
        screen[vertex, 1] = points[vertex, 1] * inverse * focal + center
        screen[vertex, 2] = inverse
    for index in range(triangles.shape[0]):
        a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
        ax, ay, az = screen[a, 0], screen[a, 1], screen[a, 2]
        bx, by, bz = screen[b, 0], screen[b, 1], screen[b, 2]
        cx, cy, cz = screen[c, 0], screen[c, 1], screen[c, 2]
        # Twice the signed area; front faces run counter-clockwise as seen with y down, which is negative here.
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area >= -1e-12:
            continue
        left = max(0, int(np.ceil(min(ax, bx, cx))))
        right = min(size - 1, int(np.floor(max(ax, bx, cx))))
        top = max(0, int(np.ceil(min(ay, by, cy))))
        bottom = min(size - 1, int(np.floor(max(ay, by, cy))))
        hidden = max(az, bz, cz) + 1e-9  # behind the sample for any rounding: skip the divisions
        for v in range(top, bottom + 1):
            for u in range(left, right + 1):
                first = (bx - u) * (cy - v) - (by - v) * (cx - u)
                second = (cx - u) * (ay - v) - (cy - v) * (ax - u)
                if (first > 0) | (second > 0) | (hidden < nearest[v, u]):
                    continue
                wa, wb = first / area, second / area
                wc = 1.0 - wa - wb
                if wc < 0:
                    continue
                inverse = wa * az + wb * bz + wc * cz
                if inverse > nearest[v, u]:
                    nearest[v, u] = inverse
                    face[v, u] = index
                    bary[v, u, 0] = wa
                    bary[v, u, 1] = wb
                    bary[v, u, 2] = wc
    depth = np.zeros((size, size), np.float64)
    for v in range(size):
        for u in range(size):
            if face[v, u] >= 0:
                depth[v, u] = 1.0 / nearest[v, u]
                for corner in range(3):
                    inverse = screen[triangles[face[v, u], corner], 2]
                    bary[v, u, corner] = bary[v, u, corner] * inverse / nearest[v, u]
    return face, bary, depth


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
