"""Points of a depth map, moved and projected, for training on a CPU: in one piece, compiled by numba.

torch does it in a dozen operators, forward and backward, each of which goes over three numbers a point in memory.
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
from probsym.kernels.constants import OBJECT_CENTER
from probsym.kernels.dtypes import ARRAY_TYPES, FAST
from probsym.kernels.threads import JOB, array_at, constants, for_each_image, numbers_of, take

_Array = np.ndarray
_X, _Y, _Z = OBJECT_CENTER


def transform_project_numba(
    depth: Float[Tensor, "batch size size"],
    turn: Float[Tensor, "batch 3 3"],
    shift: Float[Tensor, "batch 3"],
    camera: PinholeCamera,
    focal: float,
    center: float,
) -> Float[Tensor, "batch points 3"]:
    """``(u, v, z)`` of ``q = turn (p - c) + shift``, with ``(u, v) = focal (x, y) / z + center``.

    Args:
        depth: seen by ``camera``; p are its points and c is the object's centre.
        turn: a matrix for each image.
        shift: scene units.
        camera: of the depth.
        focal: of the result.
        center: of the result.
    """
    lens = constants(depth.dtype, camera.focal, camera.center, focal, center)
    return _MoveAndProject.apply(depth, turn, shift, lens)  # pyright: ignore[reportReturnType]


class _MoveAndProject(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, depth: Tensor, turn: Tensor, shift: Tensor, lens: Tensor) -> Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        depth, turn, shift = depth.contiguous(), turn.contiguous(), shift.contiguous()
        batch, size, _ = depth.shape
        out = depth.new_empty(batch, size * size, 3)
        for_each_image(_forward_kernel(depth.dtype), batch, size, depth, turn, shift, lens, out)
        ctx.save_for_backward(depth, turn, shift, lens)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        depth, turn, shift, lens = ctx.saved_tensors
        batch, size, _ = depth.shape
        grad, grad_depth = grad.contiguous(), torch.empty_like(depth)
        grad_turn, grad_shift = torch.empty_like(turn), torch.empty_like(shift)
        tensors = (depth, turn, shift, lens, grad, grad_depth, grad_turn, grad_shift)
        for_each_image(_backward_kernel(depth.dtype), batch, size, *tensors)
        return grad_depth, grad_turn, grad_shift, None


@cache
def _forward_kernel(dtype: torch.dtype) -> Any:
    number = ARRAY_TYPES[dtype]

    @cfunc(JOB, cache=True, error_model="numpy")
    @no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
    def kernel(at: Any) -> None:
        job = numbers_of(at, 8)
        batch, size = job[1], job[2]
        depth = array_at(job[3], (batch, size, size), number)
        turn, shift = array_at(job[4], (batch, 3, 3), number), array_at(job[5], (batch, 3), number)
        lens, out = array_at(job[6], (4,), number), array_at(job[7], (batch, size, size, 3), number)
        image = take(at)
        while image < batch:
            _forward(depth[image], turn[image], shift[image], lens, out[image])
            image = take(at)

    return kernel


@cache
def _backward_kernel(dtype: torch.dtype) -> Any:
    number = ARRAY_TYPES[dtype]

    @cfunc(JOB, cache=True, error_model="numpy")
    @no_type_check
    def kernel(at: Any) -> None:
        job = numbers_of(at, 11)
        batch, size = job[1], job[2]
        depth = array_at(job[3], (batch, size, size), number)
        turn, shift = array_at(job[4], (batch, 3, 3), number), array_at(job[5], (batch, 3), number)
        lens, grad = array_at(job[6], (4,), number), array_at(job[7], (batch, size, size, 3), number)
        grad_depth = array_at(job[8], (batch, size, size), number)
        grad_turn, grad_shift = array_at(job[9], (batch, 3, 3), number), array_at(job[10], (batch, 3), number)
        image = take(at)
        while image < batch:
            arrays = (grad_depth[image], grad_turn[image], grad_shift[image])
            _backward(depth[image], turn[image], shift[image], lens, grad[image], *arrays)
            image = take(at)

    return kernel


@njit(cache=True, error_model="numpy", fastmath=FAST)
@no_type_check
def _forward(depth: _Array, turn: _Array, shift: _Array, lens: _Array, out: _Array) -> None:
    size = depth.shape[0]
    number = depth.dtype.type
    from_focal, from_center, focal, center = lens
    for v in range(size):
        ray_y = (number(v) - from_center) / from_focal
        for u in range(size):
            z = depth[v, u]
            x, y, z = (number(u) - from_center) / from_focal * z - number(_X), ray_y * z - number(_Y), z - number(_Z)
            far = turn[2, 0] * x + turn[2, 1] * y + turn[2, 2] * z + shift[2]
            out[v, u, 0] = (turn[0, 0] * x + turn[0, 1] * y + turn[0, 2] * z + shift[0]) / far * focal + center
            out[v, u, 1] = (turn[1, 0] * x + turn[1, 1] * y + turn[1, 2] * z + shift[1]) / far * focal + center
            out[v, u, 2] = far


@njit(cache=True, error_model="numpy", fastmath=FAST)
@no_type_check
def _backward(
    depth: _Array,
    turn: _Array,
    shift: _Array,
    lens: _Array,
    grad: _Array,
    grad_depth: _Array,
    grad_turn: _Array,
    grad_shift: _Array,
) -> None:
    size = depth.shape[0]
    number = depth.dtype.type
    from_focal, from_center, focal, _ = lens
    grad_turn[:] = 0
    grad_shift[:] = 0
    for v in range(size):
        ray_y = (number(v) - from_center) / from_focal
        # The sums of one row, in registers.
        sx, sy, sz = number(0), number(0), number(0)
        xx, xy, xz = number(0), number(0), number(0)
        yx, yy, yz = number(0), number(0), number(0)
        zx, zy, zz = number(0), number(0), number(0)
        for u in range(size):
            ray_x = (number(u) - from_center) / from_focal
            z = depth[v, u]
            x, y, z = ray_x * z - number(_X), ray_y * z - number(_Y), z - number(_Z)
            near = number(1) / (turn[2, 0] * x + turn[2, 1] * y + turn[2, 2] * z + shift[2])
            across = turn[0, 0] * x + turn[0, 1] * y + turn[0, 2] * z + shift[0]
            down = turn[1, 0] * x + turn[1, 1] * y + turn[1, 2] * z + shift[1]
            gx, gy = grad[v, u, 0] * focal * near, grad[v, u, 1] * focal * near
            gz = grad[v, u, 2] - (gx * across + gy * down) * near
            grad_depth[v, u] = (
                ray_x * (turn[0, 0] * gx + turn[1, 0] * gy + turn[2, 0] * gz)
                + ray_y * (turn[0, 1] * gx + turn[1, 1] * gy + turn[2, 1] * gz)
                + (turn[0, 2] * gx + turn[1, 2] * gy + turn[2, 2] * gz)
            )
            sx, sy, sz = sx + gx, sy + gy, sz + gz
            xx, xy, xz = xx + gx * x, xy + gx * y, xz + gx * z
            yx, yy, yz = yx + gy * x, yy + gy * y, yz + gy * z
            zx, zy, zz = zx + gz * x, zy + gz * y, zz + gz * z
        for axis, sums in enumerate(((xx, xy, xz, sx), (yx, yy, yz, sy), (zx, zy, zz, sz))):
            for column in range(3):
                grad_turn[axis, column] += sums[column]
            grad_shift[axis] += sums[3]
