"""Shading of a depth map for training on a CPU: normals and light in one piece, compiled by numba.

The same arithmetic as ``normals_from_depth`` and ``shade_normals``; the normals themselves are never written.
"""

from functools import cache
from typing import Any, no_type_check

import numpy as np
import torch
from jaxtyping import Float
from numba import cfunc, njit
from torch import Tensor
from torch.autograd.function import once_differentiable

from probsym.geometry.camera import PinholeCamera
from probsym.kernels.dtypes import ARRAY_TYPES, FAST
from probsym.kernels.threads import JOB, array_at, constants, for_each_image, numbers_of, take
from probsym.types import Light

_Array = np.ndarray


def shading_numba(
    depth: Float[Tensor, "batch size size"], light: Light, camera: PinholeCamera
) -> Float[Tensor, "batch 1 size size"]:
    """``k_a + k_d * max(0, <n, l>)`` with the normals n of ``depth``; the outermost ring has n = (0, 0, 1)."""
    lights = torch.cat([light.ambient[:, None], light.diffuse[:, None], light.direction], dim=1)
    lens = constants(depth.dtype, camera.focal, camera.center)
    return _Shading.apply(depth, lights, lens)  # pyright: ignore[reportReturnType]


class _Shading(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, depth: Tensor, lights: Tensor, lens: Tensor) -> Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        depth = depth.contiguous()
        batch, size, _ = depth.shape
        out = depth.new_empty(batch, 1, size, size)
        for_each_image(_forward_kernel(depth.dtype), batch, size, depth, lights, lens, out)
        ctx.save_for_backward(depth, lights, lens)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        depth, lights, lens = ctx.saved_tensors
        batch, size, _ = depth.shape
        grad, grad_depth, grad_lights = grad.contiguous(), torch.empty_like(depth), torch.empty_like(lights)
        tensors = (depth, lights, lens, grad, grad_depth, grad_lights)
        for_each_image(_backward_kernel(depth.dtype), batch, size, *tensors)
        return grad_depth, grad_lights, None


@cache
def _forward_kernel(dtype: torch.dtype) -> Any:
    number = ARRAY_TYPES[dtype]

    @cfunc(JOB, cache=True, error_model="numpy")
    @no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
    def kernel(at: Any) -> None:
        job = numbers_of(at, 7)
        batch, size = job[1], job[2]
        depth, lights = array_at(job[3], (batch, size, size), number), array_at(job[4], (batch, 5), number)
        lens, out = array_at(job[5], (2,), number), array_at(job[6], (batch, size, size), number)
        image = take(at)
        while image < batch:
            _forward(depth[image], lights[image], lens, out[image])
            image = take(at)

    return kernel


@cache
def _backward_kernel(dtype: torch.dtype) -> Any:
    number = ARRAY_TYPES[dtype]

    @cfunc(JOB, cache=True, error_model="numpy")
    @no_type_check
    def kernel(at: Any) -> None:
        job = numbers_of(at, 9)
        batch, size = job[1], job[2]
        depth, lights = array_at(job[3], (batch, size, size), number), array_at(job[4], (batch, 5), number)
        lens, grad = array_at(job[5], (2,), number), array_at(job[6], (batch, size, size), number)
        grad_depth, grad_lights = array_at(job[7], (batch, size, size), number), array_at(job[8], (batch, 5), number)
        slopes = np.empty((6, size, size), number)
        image = take(at)
        while image < batch:
            _backward(depth[image], lights[image], lens, grad[image], slopes, grad_depth[image], grad_lights[image])
            image = take(at)

    return kernel


@njit(cache=True, error_model="numpy", fastmath=FAST)
@no_type_check
def _tangents(depth: _Array, lens: _Array, v: int, u: int) -> tuple[float, float, float, float, float, float]:
    """Central differences of the points P = d * ((u, v) - c, f) / f along u and along v."""
    number = depth.dtype.type
    focal, center = lens
    x, y = (number(u) - center) / focal, (number(v) - center) / focal
    step = number(1) / focal
    left, right, above, below = depth[v, u - 1], depth[v, u + 1], depth[v - 1, u], depth[v + 1, u]
    across, down = right - left, below - above
    return x * across + step * (right + left), y * across, across, x * down, y * down + step * (below + above), down


@njit(cache=True, error_model="numpy", fastmath=FAST)
@no_type_check
def _forward(depth: _Array, lights: _Array, lens: _Array, out: _Array) -> None:
    size = depth.shape[0]
    number = depth.dtype.type
    ambient, diffuse, lx, ly, lz = lights
    out[:] = ambient + diffuse * max(lz, number(0))
    for v in range(1, size - 1):
        for u in range(1, size - 1):
            ux, uy, uz, vx, vy, vz = _tangents(depth, lens, v, u)
            x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
            cosine = (x * lx + y * ly + z * lz) / np.sqrt(x * x + y * y + z * z + number(1e-20))
            out[v, u] = ambient + diffuse * (number(0) if cosine < 0 else cosine)


@njit(cache=True, error_model="numpy", fastmath=FAST)
@no_type_check
def _backward(
    depth: _Array, lights: _Array, lens: _Array, grad: _Array, slopes: _Array, grad_depth: _Array, grad_lights: _Array
) -> None:
    """First what reaches each pixel's two tangents (``slopes``), then from them what reaches its neighbours' depths."""
    size = depth.shape[0]
    number = depth.dtype.type
    zero = number(0)
    focal, center = lens
    diffuse, lx, ly, lz = lights[1:]
    slopes[:] = 0
    sums = np.zeros(5, depth.dtype)
    for v in range(1, size - 1):
        all_, cosines, sx, sy, sz = zero, zero, zero, zero, zero
        for u in range(1, size - 1):
            ux, uy, uz, vx, vy, vz = _tangents(depth, lens, v, u)
            x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
            inverse = number(1) / np.sqrt(x * x + y * y + z * z + number(1e-20))
            x, y, z = x * inverse, y * inverse, z * inverse
            cosine = x * lx + y * ly + z * lz
            lit = zero if cosine < 0 else grad[v, u]
            all_ += grad[v, u]
            cosines += lit * cosine
            lit *= diffuse
            sx, sy, sz = sx + lit * x, sy + lit * y, sz + lit * z
            # Of the cross product before it was made a unit vector.
            lit *= inverse
            gx, gy, gz = lit * (lx - cosine * x), lit * (ly - cosine * y), lit * (lz - cosine * z)
            slopes[0, v, u] = vy * gz - vz * gy
            slopes[1, v, u] = vz * gx - vx * gz
            slopes[2, v, u] = vx * gy - vy * gx
            slopes[3, v, u] = gy * uz - gz * uy
            slopes[4, v, u] = gz * ux - gx * uz
            slopes[5, v, u] = gx * uy - gy * ux
        for index, value in enumerate((all_, cosines, sx, sy, sz)):
            sums[index] += value
    ring = grad[0].sum() + grad[size - 1].sum() + grad[1 : size - 1, 0].sum() + grad[1 : size - 1, size - 1].sum()
    facing = zero if lz < 0 else number(1)
    grad_lights[0] = sums[0] + ring
    grad_lights[1] = sums[1] + ring * facing * lz
    grad_lights[2:4] = sums[2:4]
    grad_lights[4] = sums[4] + ring * facing * diffuse
    for v in range(size):
        above, below = max(v - 1, 0), min(v + 1, size - 1)  # the outermost ring has no slopes: they are 0
        y = (number(v) - center) / focal
        for u in range(size):
            left, right = max(u - 1, 0), min(u + 1, size - 1)
            x = (number(u) - center) / focal
            across = slopes[0, v, left] - slopes[0, v, right] + slopes[3, above, u] - slopes[3, below, u]
            down = slopes[1, v, left] - slopes[1, v, right] + slopes[4, above, u] - slopes[4, below, u]
            along = slopes[2, v, left] - slopes[2, v, right] + slopes[5, above, u] - slopes[5, below, u]
            grad_depth[v, u] = x * across + y * down + along
