"""Points of a depth map, rotated, translated and projected in one pass on the CPU.

Twin of ``probsym.rendering.reprojection.transform_project_torch``: a dozen operators over three numbers a point.
"""

from functools import cache
from typing import Any, no_type_check

import numpy as np
import torch
from jaxtyping import Float
from numba import cfunc
from numba.np.numpy_support import carray
from torch import Tensor
from torch.autograd.function import once_differentiable

from probsym.kernels import OBJECT_CENTER
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
_X, _Y, _Z = OBJECT_CENTER


def transform_project_numba(
    depth: Float[Tensor, "batch size size"],
    rotation: Float[Tensor, "batch 3 3"],
    translation: Float[Tensor, "batch 3"],
    depth_focal: float,
    depth_center: float,
    focal: float,
    center: float,
) -> Float[Tensor, "batch points 3"]:
    """``(u, v, z)`` of ``q = rotation (p - c) + translation``, with ``(u, v) = focal (x, y) / z + center``.

    Args:
        depth: scene units; p are its points and c is ``OBJECT_CENTER``.
        rotation: one matrix per image.
        translation: scene units.
        depth_focal: focal length of the depth's camera, pixels.
        depth_center: its principal point, pixels.
        focal: focal length of the result.
        center: principal point of the result.
    """
    lens = constant_tensor(depth.dtype, depth_focal, depth_center, focal, center)
    return _TransformProject.apply(depth, rotation, translation, lens)  # pyright: ignore[reportReturnType]


class _TransformProject(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, depth: Tensor, rotation: Tensor, translation: Tensor, lens: Tensor) -> Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        depth, rotation, translation = depth.contiguous(), rotation.contiguous(), translation.contiguous()
        batch, size, _ = depth.shape
        out = depth.new_empty(batch, size * size, 3)
        for_each_image(_forward_kernel(depth.dtype), batch, size, depth, rotation, translation, lens, out)
        ctx.save_for_backward(depth, rotation, translation, lens)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        depth, rotation, translation, lens = ctx.saved_tensors
        batch, size, _ = depth.shape
        grad, grad_depth = grad.contiguous(), torch.empty_like(depth)
        grad_rotation, grad_translation = torch.empty_like(rotation), torch.empty_like(translation)
        tensors = (depth, rotation, translation, lens, grad, grad_depth, grad_rotation, grad_translation)
        for_each_image(_backward_kernel(depth.dtype), batch, size, *tensors)
        return grad_depth, grad_rotation, grad_translation, None


@cache
def _forward_kernel(dtype: torch.dtype) -> Any:
    number = NUMPY_DTYPES[dtype]

    @cfunc(KERNEL_SIGNATURE, cache=True, error_model="numpy")
    @no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
    def kernel(at: Any) -> None:
        job = carray(at, 8)
        batch, size = job[1], job[2]
        depth = array_at(job[3], (batch, size, size), number)
        rotation, translation = array_at(job[4], (batch, 3, 3), number), array_at(job[5], (batch, 3), number)
        lens, out = array_at(job[6], (4,), number), array_at(job[7], (batch, size, size, 3), number)
        image = next_index(at)
        while image < batch:
            _forward(depth[image], rotation[image], translation[image], lens, out[image])
            image = next_index(at)

    return kernel


@cache
def _backward_kernel(dtype: torch.dtype) -> Any:
    number = NUMPY_DTYPES[dtype]

    @cfunc(KERNEL_SIGNATURE, cache=True, error_model="numpy")
    @no_type_check
    def kernel(at: Any) -> None:
        job = carray(at, 11)
        batch, size = job[1], job[2]
        depth = array_at(job[3], (batch, size, size), number)
        rotation, translation = array_at(job[4], (batch, 3, 3), number), array_at(job[5], (batch, 3), number)
        lens, grad = array_at(job[6], (4,), number), array_at(job[7], (batch, size, size, 3), number)
        grad_depth = array_at(job[8], (batch, size, size), number)
        grad_rotation, grad_translation = array_at(job[9], (batch, 3, 3), number), array_at(job[10], (batch, 3), number)
        image = next_index(at)
        while image < batch:
            arrays = (grad_depth[image], grad_rotation[image], grad_translation[image])
            _backward(depth[image], rotation[image], translation[image], lens, grad[image], *arrays)
            image = next_index(at)

    return kernel


@compiled_part(fastmath=FASTMATH)
@no_type_check
def _forward(depth: _Array, rotation: _Array, translation: _Array, lens: _Array, out: _Array) -> None:
    size = depth.shape[0]
    number = depth.dtype.type
    depth_focal, depth_center, focal, center = lens
    for v in range(size):
        ray_y = (number(v) - depth_center) / depth_focal
        for u in range(size):
            z = depth[v, u]
            x, y, z = (number(u) - depth_center) / depth_focal * z - number(_X), ray_y * z - number(_Y), z - number(_Z)
            q_z = rotation[2, 0] * x + rotation[2, 1] * y + rotation[2, 2] * z + translation[2]
            out[v, u, 0] = (
                rotation[0, 0] * x + rotation[0, 1] * y + rotation[0, 2] * z + translation[0]
            ) / q_z * focal + center
            out[v, u, 1] = (
                rotation[1, 0] * x + rotation[1, 1] * y + rotation[1, 2] * z + translation[1]
            ) / q_z * focal + center
            out[v, u, 2] = q_z


@compiled_part(fastmath=FASTMATH)
@no_type_check
def _backward(
    depth: _Array,
    rotation: _Array,
    translation: _Array,
    lens: _Array,
    grad: _Array,
    grad_depth: _Array,
    grad_rotation: _Array,
    grad_translation: _Array,
) -> None:
    size = depth.shape[0]
    number = depth.dtype.type
    depth_focal, depth_center, focal, _ = lens
    grad_rotation[:] = 0
    grad_translation[:] = 0
    for v in range(size):
        ray_y = (number(v) - depth_center) / depth_focal
        # Sums of one row, kept in registers.
        sx, sy, sz = number(0), number(0), number(0)
        xx, xy, xz = number(0), number(0), number(0)
        yx, yy, yz = number(0), number(0), number(0)
        zx, zy, zz = number(0), number(0), number(0)
        for u in range(size):
            ray_x = (number(u) - depth_center) / depth_focal
            z = depth[v, u]
            x, y, z = ray_x * z - number(_X), ray_y * z - number(_Y), z - number(_Z)
            inverse_z = number(1) / (rotation[2, 0] * x + rotation[2, 1] * y + rotation[2, 2] * z + translation[2])
            q_x = rotation[0, 0] * x + rotation[0, 1] * y + rotation[0, 2] * z + translation[0]
            q_y = rotation[1, 0] * x + rotation[1, 1] * y + rotation[1, 2] * z + translation[1]
            gx, gy = grad[v, u, 0] * focal * inverse_z, grad[v, u, 1] * focal * inverse_z
            gz = grad[v, u, 2] - (gx * q_x + gy * q_y) * inverse_z
            grad_depth[v, u] = (
                ray_x * (rotation[0, 0] * gx + rotation[1, 0] * gy + rotation[2, 0] * gz)
                + ray_y * (rotation[0, 1] * gx + rotation[1, 1] * gy + rotation[2, 1] * gz)
                + (rotation[0, 2] * gx + rotation[1, 2] * gy + rotation[2, 2] * gz)
            )
            sx, sy, sz = sx + gx, sy + gy, sz + gz
            xx, xy, xz = xx + gx * x, xy + gx * y, xz + gx * z
            yx, yy, yz = yx + gy * x, yy + gy * y, yz + gy * z
            zx, zy, zz = zx + gz * x, zy + gz * y, zz + gz * z
        for axis, sums in enumerate(((xx, xy, xz, sx), (yx, yy, yz, sy), (zx, zy, zz, sz))):
            for column in range(3):
                grad_rotation[axis, column] += sums[column]
            grad_translation[axis] += sums[3]
