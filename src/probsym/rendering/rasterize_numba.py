"""The z-buffer of :mod:`probsym.rendering.rasterize` for the CPU, compiled by numba.

Each thread takes a run of whole images, so nothing is shared and no reduction is needed. The threads
are Python's own with the lock released: numba's pools cannot be entered from several threads and
would compete with torch's.
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any, no_type_check

import numpy as np
import torch
from jaxtyping import Float, Int
from numba import njit
from torch import Tensor
from torch.autograd.function import once_differentiable

from probsym.rendering.rasterize import EDGE_TOLERANCE, NEAREST, SMALLEST_AREA

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
        arrays = (vertices.detach().numpy(), triangles.numpy(), depth.numpy(), index.numpy())
        _over_images(_fill, batch, arrays)
        ctx.save_for_backward(vertices, triangles, index)
        ctx.mark_non_differentiable(index)
        return depth, index

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_depth: Tensor, _grad_index: Tensor) -> tuple[Tensor, None, None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        vertices, triangles, index = ctx.saved_tensors
        grad = torch.zeros_like(vertices)
        arrays = (
            vertices.detach().numpy(),
            triangles.numpy(),
            index.numpy(),
            grad_depth.contiguous().numpy(),
            grad.numpy(),
        )
        _over_images(_spread, vertices.shape[0], arrays)
        return grad, None, None


@cache
def _threads(count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=count, thread_name_prefix="rasterize")


def _over_images(kernel: Callable[..., None], batch: int, arrays: tuple[_Array, ...]) -> None:
    """Run ``kernel(*arrays, first, last)`` over runs of images, one run per thread torch may use."""
    count = min(torch.get_num_threads(), batch)
    if count <= 1:
        kernel(*arrays, 0, batch)
        return
    bounds = np.linspace(0, batch, count + 1).astype(int)
    pool = _threads(count)
    jobs = [pool.submit(kernel, *arrays, first, last) for first, last in pairwise(bounds[1:])]
    kernel(*arrays, 0, bounds[1])
    for job in jobs:
        job.result()


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _fill(vertices: _Array, triangles: _Array, depth: _Array, index: _Array, first: int, last: int) -> None:
    size = depth.shape[1]
    one = vertices.dtype.type(1)
    low = -vertices.dtype.type(EDGE_TOLERANCE)
    for image in range(first, last):
        plane, winner, points = depth[image], index[image], vertices[image]
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
            if not (abs(area) >= 2 * SMALLEST_AREA and min(za, zb, zc) >= NEAREST and max(za, zb, zc) < np.inf):
                continue
            inverse_area = one / area
            qa, qb, qc = one / za, one / zb, one / zc
            for v in range(first_v, last_v + 1):
                dv = vertices.dtype.type(v) - va
                for u in range(first_u, last_u + 1):
                    du = vertices.dtype.type(u) - ua
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


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _spread(
    vertices: _Array, triangles: _Array, index: _Array, grad_depth: _Array, grad: _Array, first: int, last: int
) -> None:
    """Gradient of depth for the corners of each visible triangle.

    With q = 1/z at the corners, Q = sum(w q) is affine on the screen and the depth is 1/Q. A corner that
    moves by (du, dv) changes Q at the pixel by -w (dQ/du, dQ/dv) . (du, dv).
    """
    size = index.shape[1]
    one = vertices.dtype.type(1)
    for image in range(first, last):
        points, out = vertices[image], grad[image]
        for v in range(size):
            for u in range(size):
                face = index[image, v, u]
                upstream = grad_depth[image, v, u]
                if face < 0 or upstream == 0:
                    continue
                a, b, c = triangles[face, 0], triangles[face, 1], triangles[face, 2]
                ua, va, za = points[a, 0], points[a, 1], points[a, 2]
                ub, vb = points[b, 0] - ua, points[b, 1] - va
                uc, vc = points[c, 0] - ua, points[c, 1] - va
                inverse_area = one / (ub * vc - vb * uc)
                du, dv = vertices.dtype.type(u) - ua, vertices.dtype.type(v) - va
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
