"""GroupNorm and the activation after it for training on a CPU, in one piece, compiled by numba.

torch does it in four: bfloat16 to float32, norm, activation, and back to bfloat16 for the next convolution. Each of
them reads and writes the whole feature map, and its norm goes over float32. Here an image, which fits into a core's
cache, is read twice and written once, in whatever type the convolutions have. If it is upsampled before, the larger
map only ever exists in the cache, an image at a time.
"""

from functools import cache
from typing import Any, no_type_check

import numpy as np
import torch
from jaxtyping import Float
from numba import cfunc
from torch import Tensor
from torch.autograd.function import once_differentiable

from probsym.kernels.dtypes import ARRAY_TYPES
from probsym.kernels.group_norm_image_numba import backward_image, forward_image
from probsym.kernels.threads import JOB, array_at, constants, for_each_image, numbers_of, take
from probsym.kernels.upsample2x_numba import upsample2x_image, upsample2x_image_backward


def norm_act_numba(
    x: Float[Tensor, "batch channels height width"],
    weight: Float[Tensor, " channels"],
    bias: Float[Tensor, " channels"],
    groups: int,
    eps: float,
    slope: float,
    dtype: torch.dtype,
    doubled: bool = False,
) -> Float[Tensor, "batch channels larger_height larger_width"]:
    """``leaky_relu(group_norm(x, groups, weight, bias, eps), slope)``, computed in the precision of ``weight``.

    Args:
        x: on the CPU, channels last; of the type of ``weight``, or bfloat16.
        weight: float32 or float64.
        bias: the same.
        groups: a divisor of the number of channels.
        eps: added to the variance.
        slope: of the negative side; 0 for ReLU.
        dtype: of the result; that of ``weight``, or bfloat16.
        doubled: enlarge ``x`` to twice its size first, bilinearly.
    """
    settings = constants(weight.dtype, slope, eps)
    return _NormActivation.apply(x, weight, bias, groups, settings, dtype, doubled)  # pyright: ignore[reportReturnType]


class _NormActivation(torch.autograd.Function):
    @staticmethod
    def forward(  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx: Any,
        x: Tensor,
        weight: Tensor,
        bias: Tensor,
        groups: int,
        settings: Tensor,
        dtype: torch.dtype,
        doubled: bool,
    ) -> Tensor:
        batch, channels, height, width = x.shape
        scale = 2 if doubled else 1
        size = (batch, channels, height * scale, width * scale)
        out = torch.empty(size, dtype=dtype, memory_format=torch.channels_last)
        moments = weight.new_empty(batch, 2, groups)
        ctx.settings, ctx.doubled = settings, doubled
        tensors = (x, weight, bias, settings, moments, out)
        kernel = _forward(weight.dtype, x.dtype, dtype, doubled)
        for_each_image(kernel, batch, height, width, channels, groups, *tensors)
        ctx.save_for_backward(x, weight, bias, moments)
        return out

    @staticmethod
    @once_differentiable
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx: Any, grad: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, None, None, None, None]:
        x, weight, bias, moments = ctx.saved_tensors
        batch, channels, height, width = x.shape
        grad = grad.contiguous(memory_format=torch.channels_last)
        grad_x = torch.empty_like(x, memory_format=torch.channels_last)
        sums = weight.new_empty(batch, 2, channels)
        kernel = _backward(weight.dtype, x.dtype, grad.dtype, ctx.doubled)
        tensors = (x, grad, weight, bias, ctx.settings, moments, grad_x, sums)
        for_each_image(kernel, batch, height, width, channels, moments.shape[2], *tensors)
        grad_weight, grad_bias = sums.sum(0).unbind()
        return grad_x, grad_weight, grad_bias, None, None, None, None


@cache
def _forward(weight_type: torch.dtype, x_type: torch.dtype, out_type: torch.dtype, doubled: bool) -> Any:
    """The kernel for tensors of these types."""
    number, x_bits, out_bits = ARRAY_TYPES[weight_type], ARRAY_TYPES[x_type], ARRAY_TYPES[out_type]
    scale = 2 if doubled else 1

    @cfunc(JOB, cache=True, error_model="numpy")
    @no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
    def kernel(at: Any) -> None:
        job = numbers_of(at, 12)
        batch, height, width, channels, groups = job[1], job[2], job[3], job[4], job[5]
        pixels = height * width * scale * scale
        x = array_at(job[6], (batch, height, width, channels), x_bits)
        weight, bias = array_at(job[7], (channels,), number), array_at(job[8], (channels,), number)
        slope, eps = array_at(job[9], (2,), number)
        moments = array_at(job[10], (batch, 2, groups), number)
        out = array_at(job[11], (batch, pixels, channels), out_bits)
        if doubled:
            larger = np.empty((height * 2, width * 2, channels), number)
        image = take(at)
        while image < batch:
            if doubled:
                upsample2x_image(x[image], larger)
                forward_image(larger.reshape((pixels, channels)), weight, bias, eps, slope, moments[image], out[image])
            else:
                rows = x[image].reshape((pixels, channels))
                forward_image(rows, weight, bias, eps, slope, moments[image], out[image])
            image = take(at)

    return kernel


@cache
def _backward(weight_type: torch.dtype, x_type: torch.dtype, grad_type: torch.dtype, doubled: bool) -> Any:
    """The kernel for tensors of these types."""
    number, x_bits, grad_bits = ARRAY_TYPES[weight_type], ARRAY_TYPES[x_type], ARRAY_TYPES[grad_type]
    scale = 2 if doubled else 1

    @cfunc(JOB, cache=True, error_model="numpy")
    @no_type_check
    def kernel(at: Any) -> None:
        job = numbers_of(at, 14)
        batch, height, width, channels, groups = job[1], job[2], job[3], job[4], job[5]
        pixels = height * width * scale * scale
        x = array_at(job[6], (batch, height, width, channels), x_bits)
        grad = array_at(job[7], (batch, pixels, channels), grad_bits)
        weight, bias = array_at(job[8], (channels,), number), array_at(job[9], (channels,), number)
        slope = array_at(job[10], (2,), number)[0]
        moments = array_at(job[11], (batch, 2, groups), number)
        grad_x = array_at(job[12], (batch, height, width, channels), x_bits)
        sums = array_at(job[13], (batch, 2, channels), number)
        if doubled:
            larger = np.empty((height * 2, width * 2, channels), number)
            grad_larger = np.empty((height * 2, width * 2, channels), number)
            row = np.empty((width * 2, channels), number)
        image = take(at)
        while image < batch:
            given = (grad[image], weight, bias, slope, moments[image])
            if doubled:
                upsample2x_image(x[image], larger)
                below = grad_larger.reshape((pixels, channels))
                backward_image(larger.reshape((pixels, channels)), *given, below, sums[image])
                upsample2x_image_backward(grad_larger, row, grad_x[image])
            else:
                below = grad_x[image].reshape((pixels, channels))
                backward_image(x[image].reshape((pixels, channels)), *given, below, sums[image])
            image = take(at)

    return kernel
