"""The z-buffer on the CPU; twin of ``probsym.rendering.rasterize.rasterize_torch``.

Each thread takes whole images, so that no memory is shared and no reduction is needed.
"""

import math
from functools import cache
from typing import Any, no_type_check

import numpy as np
import torch
from jaxtyping import Float, Int
from numba import cfunc
from numba.np.numpy_support import carray
from torch import Tensor
from torch.autograd.function import once_differentiable

from probsym.kernels import EDGE_TOLERANCE, MIN_TRIANGLE_AREA, NEAR_PLANE
from probsym.kernels.numba_support import (
    KERNEL_SIGNATURE,
    NUMPY_DTYPES,
    array_at,
    compiled_part,
    for_each_image,
    next_index,
)

_Array = np.ndarray


def rasterize_numba(
    vertices: Float[Tensor, "batch vertices 3"],
    triangles: Int[Tensor, "triangles 3"],
    size: int,
) -> tuple[Float[Tensor, "batch size size"], Int[Tensor, "batch size size"]]:
    """Depth and visible triangle at each pixel; float32 or float64 on the CPU.

    Args:
        vertices: (u, v) in pixels, and depth in scene units.
        triangles: vertex indices, shared by the batch.
        size: height and width of the result, pixels.

    Returns:
        Depth with gradients for the vertices, 0 where empty, and the triangle's index, -1 where empty.
    """
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
        for_each_image(_forward_kernel(vertices.dtype), batch, *sizes, vertices, triangles, depth, index)
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
        for_each_image(_backward_kernel(vertices.dtype), vertices.shape[0], *sizes, *tensors)
        return grad, None, None


@cache
def _forward_kernel(dtype: torch.dtype) -> Any:
    number = NUMPY_DTYPES[dtype]

    @cfunc(KERNEL_SIGNATURE, cache=True, error_model="numpy")
    @no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
    def kernel(at: Any) -> None:
        job = carray(at, 9)
        batch, points, faces, size = job[1], job[2], job[3], job[4]
        vertices = array_at(job[5], (batch, points, 3), number)
        triangles = array_at(job[6], (faces, 3), np.int32)
        depth = array_at(job[7], (batch, size, size), number)
        index = array_at(job[8], (batch, size, size), np.int32)
        image = next_index(at)
        while image < batch:
            _forward(vertices[image], triangles, depth[image], index[image])
            image = next_index(at)

    return kernel


@cache
def _backward_kernel(dtype: torch.dtype) -> Any:
    number = NUMPY_DTYPES[dtype]

    @cfunc(KERNEL_SIGNATURE, cache=True, error_model="numpy")
    @no_type_check
    def kernel(at: Any) -> None:
        job = carray(at, 10)
        batch, points, faces, size = job[1], job[2], job[3], job[4]
        vertices = array_at(job[5], (batch, points, 3), number)
        triangles = array_at(job[6], (faces, 3), np.int32)
        index = array_at(job[7], (batch, size, size), np.int32)
        grad_depth = array_at(job[8], (batch, size, size), number)
        grad = array_at(job[9], (batch, points, 3), number)
        image = next_index(at)
        while image < batch:
            _backward(vertices[image], triangles, index[image], grad_depth[image], grad[image])
            image = next_index(at)

    return kernel


@compiled_part()
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _forward(points: _Array, triangles: _Array, depth: _Array, index: _Array) -> None:
    """Fill depth and triangle index of one image."""
    size = depth.shape[1]
    one = points.dtype.type(1)
    tolerance = -points.dtype.type(EDGE_TOLERANCE)
    depth[:] = np.inf
    index[:] = -1
    for face in range(triangles.shape[0]):
        a, b, c = triangles[face, 0], triangles[face, 1], triangles[face, 2]
        ua, ub, uc = points[a, 0], points[b, 0], points[c, 0]
        low_u, high_u = min(ua, ub, uc), max(ua, ub, uc)
        # Negated comparisons: NaN drops the triangle.
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
        if not (abs(area) >= 2 * MIN_TRIANGLE_AREA and min(za, zb, zc) >= NEAR_PLANE and max(za, zb, zc) < np.inf):
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
                if weight_a >= tolerance and weight_b >= tolerance and weight_c >= tolerance:
                    z = one / (weight_a * qa + weight_b * qb + weight_c * qc)
                    if z < depth[v, u]:
                        depth[v, u] = z
                        index[v, u] = face
    for v in range(size):
        for u in range(size):
            if index[v, u] < 0:
                depth[v, u] = 0


@compiled_part()
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _backward(points: _Array, triangles: _Array, index: _Array, grad_depth: _Array, grad: _Array) -> None:
    """Add the gradients of depth to the corners of each visible triangle.

    With q = 1/z at the corners, Q = sum(w q) is affine on the screen and the depth is 1/Q. Moving a corner of
    barycentric weight w by (du, dv) changes Q at the pixel by -w (dQ/du, dQ/dv) . (du, dv).
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
            grad[a, 0] += scaled * weight_a * slope_u
            grad[a, 1] += scaled * weight_a * slope_v
            grad[a, 2] += scaled * weight_a * qa * qa
            grad[b, 0] += scaled * weight_b * slope_u
            grad[b, 1] += scaled * weight_b * slope_v
            grad[b, 2] += scaled * weight_b * qb * qb
            grad[c, 0] += scaled * weight_c * slope_u
            grad[c, 1] += scaled * weight_c * slope_v
            grad[c, 2] += scaled * weight_c * qc * qc
