"""Shading of a depth map on the CPU, normals and light in one pass: twin of ``rendering.shading.shading_torch``."""

from functools import cache
from typing import Any, no_type_check

import numpy as np
import torch
from jaxtyping import Float
from numba import cfunc
from numba.np.numpy_support import carray
from torch import Tensor
from torch.autograd.function import once_differentiable

from probsym.kernels.numba_support import (
    FASTMATH,
    KERNEL_SIGNATURE,
    NUMPY_DTYPES,
    array_at,
    compiled_part,
    constant_tensor,
    for_each_image,
    next_index,
)

_Array = np.ndarray


def shading_numba(
    depth: Float[Tensor, "batch size size"],
    ambient: Float[Tensor, " batch"],
    diffuse: Float[Tensor, " batch"],
    direction: Float[Tensor, "batch 3"],
    focal: float,
    center: float,
) -> Float[Tensor, "batch 1 size size"]:
    """``k_a + k_d * max(0, <n, l>)`` with the normals n of ``depth``; the outermost ring has n = (0, 0, 1).

    Args:
        depth: scene units.
        ambient: k_a.
        diffuse: k_d.
        direction: l, unit vectors.
        focal: of the camera, pixels.
        center: principal point of the camera, pixels.
    """
    lights = torch.cat([ambient[:, None], diffuse[:, None], direction], dim=1)
    lens = constant_tensor(depth.dtype, focal, center)
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
    number = NUMPY_DTYPES[dtype]

    @cfunc(KERNEL_SIGNATURE, cache=True, error_model="numpy")
    @no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
    def kernel(at: Any) -> None:
        job = carray(at, 7)
        batch, size = job[1], job[2]
        depth, lights = array_at(job[3], (batch, size, size), number), array_at(job[4], (batch, 5), number)
        lens, out = array_at(job[5], (2,), number), array_at(job[6], (batch, size, size), number)
        image = next_index(at)
        while image < batch:
            _forward(depth[image], lights[image], lens, out[image])
            image = next_index(at)

    return kernel


@cache
def _backward_kernel(dtype: torch.dtype) -> Any:
    number = NUMPY_DTYPES[dtype]

    @cfunc(KERNEL_SIGNATURE, cache=True, error_model="numpy")
    @no_type_check
    def kernel(at: Any) -> None:
        job = carray(at, 9)
        batch, size = job[1], job[2]
        depth, lights = array_at(job[3], (batch, size, size), number), array_at(job[4], (batch, 5), number)
        lens, grad = array_at(job[5], (2,), number), array_at(job[6], (batch, size, size), number)
        grad_depth, grad_lights = array_at(job[7], (batch, size, size), number), array_at(job[8], (batch, 5), number)
        grad_tangents = np.empty((6, size, size), number)
        image = next_index(at)
        while image < batch:
            _backward(
                depth[image], lights[image], lens, grad[image], grad_tangents, grad_depth[image], grad_lights[image]
            )
            image = next_index(at)

    return kernel


@compiled_part(fastmath=FASTMATH)
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


@compiled_part(fastmath=FASTMATH)
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


@compiled_part(fastmath=FASTMATH)
@no_type_check
def _backward(
    depth: _Array,
    lights: _Array,
    lens: _Array,
    grad: _Array,
    grad_tangents: _Array,
    grad_depth: _Array,
    grad_lights: _Array,
) -> None:
    """Gradients of the tangents (``grad_tangents``), and from them those of the neighbours' depths."""
    size = depth.shape[0]
    number = depth.dtype.type
    zero = number(0)
    focal, center = lens
    diffuse, lx, ly, lz = lights[1:]
    grad_tangents[:] = 0
    sums = np.zeros(5, depth.dtype)
    for v in range(1, size - 1):
        total, cosines, sx, sy, sz = zero, zero, zero, zero, zero
        for u in range(1, size - 1):
            ux, uy, uz, vx, vy, vz = _tangents(depth, lens, v, u)
            x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
            inverse = number(1) / np.sqrt(x * x + y * y + z * z + number(1e-20))
            x, y, z = x * inverse, y * inverse, z * inverse
            cosine = x * lx + y * ly + z * lz
            lit = zero if cosine < 0 else grad[v, u]
            total += grad[v, u]
            cosines += lit * cosine
            lit *= diffuse
            sx, sy, sz = sx + lit * x, sy + lit * y, sz + lit * z
            lit *= inverse  # through the normalisation of the cross product
            gx, gy, gz = lit * (lx - cosine * x), lit * (ly - cosine * y), lit * (lz - cosine * z)
            grad_tangents[0, v, u] = vy * gz - vz * gy
            grad_tangents[1, v, u] = vz * gx - vx * gz
            grad_tangents[2, v, u] = vx * gy - vy * gx
            grad_tangents[3, v, u] = gy * uz - gz * uy
            grad_tangents[4, v, u] = gz * ux - gx * uz
            grad_tangents[5, v, u] = gx * uy - gy * ux
        for index, value in enumerate((total, cosines, sx, sy, sz)):
            sums[index] += value
    ring = grad[0].sum() + grad[size - 1].sum() + grad[1 : size - 1, 0].sum() + grad[1 : size - 1, size - 1].sum()
    facing = zero if lz < 0 else number(1)
    grad_lights[0] = sums[0] + ring
    grad_lights[1] = sums[1] + ring * facing * lz
    grad_lights[2], grad_lights[3] = sums[2], sums[3]
    grad_lights[4] = sums[4] + ring * facing * diffuse
    for v in range(size):
        above, below = max(v - 1, 0), min(v + 1, size - 1)  # grad_tangents are 0 on the outermost ring
        y = (number(v) - center) / focal
        for u in range(size):
            left, right = max(u - 1, 0), min(u + 1, size - 1)
            x = (number(u) - center) / focal
            across = (
                grad_tangents[0, v, left]
                - grad_tangents[0, v, right]
                + grad_tangents[3, above, u]
                - grad_tangents[3, below, u]
            )
            down = (
                grad_tangents[1, v, left]
                - grad_tangents[1, v, right]
                + grad_tangents[4, above, u]
                - grad_tangents[4, below, u]
            )
            along = (
                grad_tangents[2, v, left]
                - grad_tangents[2, v, right]
                + grad_tangents[5, above, u]
                - grad_tangents[5, below, u]
            )
            grad_depth[v, u] = x * across + y * down + along
