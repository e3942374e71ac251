"""The z-buffer of :mod:`probsym.rendering.rasterize` for the CPU, compiled by numba.

Each thread takes whole images, so nothing is shared and no reduction is needed.
"""

import math
from functools import cache
from typing import Any, no_type_check

import numpy as np
import torch
from jaxtyping import Float, Int
from numba import cfunc, njit
from torch import Tensor
from torch.autograd.function import once_differentiable

from probsym.kernels.constants import EDGE_TOLERANCE, NEAR_PLANE, SMALLEST_AREA
from probsym.kernels.dtypes import ARRAY_TYPES
from probsym.kernels.threads import JOB, array_at, for_each_image, numbers_of, take

_Array = np.ndarray


def rasterize_numba(
    vertices: Float[Tensor, "batch vertices 3"],
    triangles: Int[Tensor, "triangles 3"],
    size: int,
) -> tuple[Float[Tensor, "batch size size"], Int[Tensor, "batch size size"]]:
    """Same arguments, results and gradients as :func:`probsym.rendering.rasterize.rasterize_torch`."""
    return _Rasterize.apply(vertices, triangles, size)  # pyright: ignore[reportReturnType]


class _Rasterize(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, vertices: Tensor, triangles: Tensor, size: int) -> tuple[Tensor, Tensor]:  # pyright: ignore[reportIncompatibleMethodOverride]
        vertices = vertices.contiguous()
        triangles = triangles.to(torch.int32).contiguous()
        batch = vertices.shape[0]
        depth = vertices.new_empty(batch, size, size)
        index = torch.empty(batch, size, size, dtype=torch.int32)
        sizes = (vertices.shape[1], triangles.shape[0], size)
        for_each_image(_fill_kernel(vertices.dtype), batch, *sizes, vertices, triangles, depth, index)
        ctx.save_for_backward(vertices, triangles, index)
        ctx.mark_non_differentiable(index)
        return depth, index

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_depth: Tensor, _grad_index: Tensor) -> tuple[Tensor, None, None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        vertices, triangles, index = ctx.saved_tensors
        grad = torch.zeros_like(vertices)
        grad_depth = grad_depth.contiguous()
        sizes = (vertices.shape[1], triangles.shape[0], index.shape[1])
        tensors = (vertices, triangles, index, grad_depth, grad)
        for_each_image(_spread_kernel(vertices.dtype), vertices.shape[0], *sizes, *tensors)
        return grad, None, None


@cache
def _fill_kernel(dtype: torch.dtype) -> Any:
    number = ARRAY_TYPES[dtype]

    @cfunc(JOB, cache=True, error_model="numpy")
    @no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
    def kernel(at: Any) -> None:
        job = numbers_of(at, 9)
        batch, points, faces, size = job[1], job[2], job[3], job[4]
        vertices = array_at(job[5], (batch, points, 3), number)
        triangles = array_at(job[6], (faces, 3), np.int32)
        depth = array_at(job[7], (batch, size, size), number)
        index = array_at(job[8], (batch, size, size), np.int32)
        image = take(at)
        while image < batch:
            _fill(vertices[image], triangles, depth[image], index[image])
            image = take(at)

    return kernel


@cache
def _spread_kernel(dtype: torch.dtype) -> Any:
    number = ARRAY_TYPES[dtype]

    @cfunc(JOB, cache=True, error_model="numpy")
    @no_type_check
    def kernel(at: Any) -> None:
        job = numbers_of(at, 10)
        batch, points, faces, size = job[1], job[2], job[3], job[4]
        vertices = array_at(job[5], (batch, points, 3), number)
        triangles = array_at(job[6], (faces, 3), np.int32)
        index = array_at(job[7], (batch, size, size), np.int32)
        grad_depth = array_at(job[8], (batch, size, size), number)
        grad = array_at(job[9], (batch, points, 3), number)
        image = take(at)
        while image < batch:
            _spread(vertices[image], triangles, index[image], grad_depth[image], grad[image])
            image = take(at)

    return kernel


@njit(cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _fill(points: _Array, triangles: _Array, plane: _Array, winner: _Array) -> None:
    size = plane.shape[1]
    one = points.dtype.type(1)
    low = -points.dtype.type(EDGE_TOLERANCE)
    plane[:] = np.inf
    winner[:] = -1
    for face in range(triangles.shape[0]):
        a, b, c = triangles[face, 0], triangles[face, 1], triangles[face, 2]
        ua, ub, uc = points[a, 0], points[b, 0], points[c, 0]
        low_u, high_u = min(ua, ub, uc), max(ua, ub, uc)
        # Written so that a NaN fails the test and drops the triangle.
        if not (high_u >= 0 and low_u <= size - 1):
            continue
        va, vb, vc = points[a, 1], points[b, 1], points[c, 1]
        low_v, high_v = min(va, vb, vc), max(va, vb, vc)
        if not (high_v >= 0 and low_v <= size - 1):
            continue
        first_u, last_u = max(math.ceil(low_u), 0), min(math.floor(high_u), size - 1)
        first_v, last_v = max(math.ceil(low_v), 0), min(math.floor(high_v), size - 1)
        if first_u > last_u or first_v > last_v:
            continue
        area = (ub - ua) * (vc - va) - (vb - va) * (uc - ua)
        za, zb, zc = points[a, 2], points[b, 2], points[c, 2]
        if not (abs(area) >= 2 * SMALLEST_AREA and min(za, zb, zc) >= NEAR_PLANE and max(za, zb, zc) < np.inf):
            continue
        inverse_area = one / area
        qa, qb, qc = one / za, one / zb, one / zc
        for v in range(first_v, last_v + 1):
            dv = points.dtype.type(v) - va
            for u in range(first_u, last_u + 1):
                du = points.dtype.type(u) - ua
                weight_b = (du * (vc - va) - dv * (uc - ua)) * inverse_area
                weight_c = ((ub - ua) * dv - (vb - va) * du) * inverse_area
                weight_a = one - weight_b - weight_c
                if weight_a >= low and weight_b >= low and weight_c >= low:
                    z = one / (weight_a * qa + weight_b * qb + weight_c * qc)
                    if z < plane[v, u]:
                        plane[v, u] = z
                        winner[v, u] = face
    for v in range(size):
        for u in range(size):
            if winner[v, u] < 0:
                plane[v, u] = 0


@njit(cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _spread(points: _Array, triangles: _Array, index: _Array, grad_depth: _Array, out: _Array) -> None:
    """Gradient of depth for the corners of each visible triangle.

    With q = 1/z at the corners, Q = sum(w q) is affine on the screen and the depth is 1/Q. A corner that
    moves by (du, dv) changes Q at the pixel by -w (dQ/du, dQ/dv) . (du, dv).
    """
    size = index.shape[1]
    one = points.dtype.type(1)
    for v in range(size):
        for u in range(size):
            face = index[v, u]
            upstream = grad_depth[v, u]
            if face < 0 or upstream == 0:
                continue
            a, b, c = triangles[face, 0], triangles[face, 1], triangles[face, 2]
            ua, va, za = points[a, 0], points[a, 1], points[a, 2]
            ub, vb = points[b, 0] - ua, points[b, 1] - va
            uc, vc = points[c, 0] - ua, points[c, 1] - va
            inverse_area = one / (ub * vc - vb * uc)
            du, dv = points.dtype.type(u) - ua, points.dtype.type(v) - va
            weight_b = (du * vc - dv * uc) * inverse_area
            weight_c = (ub * dv - vb * du) * inverse_area
            weight_a = one - weight_b - weight_c
            qa, qb, qc = one / za, one / points[b, 2], one / points[c, 2]
            z = one / (weight_a * qa + weight_b * qb + weight_c * qc)
            slope_u = ((qb - qa) * vc - (qc - qa) * vb) * inverse_area
            slope_v = ((qc - qa) * ub - (qb - qa) * uc) * inverse_area
            scaled = upstream * z * z
            out[a, 0] += scaled * weight_a * slope_u
            out[a, 1] += scaled * weight_a * slope_v
            out[a, 2] += scaled * weight_a * qa * qa
            out[b, 0] += scaled * weight_b * slope_u
            out[b, 1] += scaled * weight_b * slope_v
            out[b, 2] += scaled * weight_b * qb * qb
            out[c, 0] += scaled * weight_c * slope_u
            out[c, 1] += scaled * weight_c * slope_v
            out[c, 2] += scaled * weight_c * qc * qc
