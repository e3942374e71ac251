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
from numba import cfunc, njit
from torch import Tensor
from torch.autograd.function import once_differentiable

from probsym.kernels.bfloat16 import ARRAY_TYPES, store, widened
from probsym.kernels.threads import JOB, array_at, constants, for_each_image, numbers_of, take
from probsym.models.double_numba import double_image, halve_gradient

_Array = np.ndarray
_FAST: Any = {"contract", "reassoc", "nsz"}
"""Sums in any order, so that they are vectorised; what is not a number stays that."""


def norm_activation_numba(
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
                double_image(x[image], larger)
                _forward_one(larger.reshape((pixels, channels)), weight, bias, eps, slope, moments[image], out[image])
            else:
                rows = x[image].reshape((pixels, channels))
                _forward_one(rows, weight, bias, eps, slope, moments[image], out[image])
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
                double_image(x[image], larger)
                below = grad_larger.reshape((pixels, channels))
                _backward_one(larger.reshape((pixels, channels)), *given, below, sums[image])
                halve_gradient(grad_larger, row, grad_x[image])
            else:
                below = grad_x[image].reshape((pixels, channels))
                _backward_one(x[image].reshape((pixels, channels)), *given, below, sums[image])
            image = take(at)

    return kernel


@njit(cache=True, error_model="numpy", fastmath=_FAST)
@no_type_check
def _forward_one(
    x: _Array, weight: _Array, bias: _Array, eps: float, slope: float, moments: _Array, out: _Array
) -> None:
    pixels, channels = x.shape
    groups = moments.shape[1]
    group = channels // groups
    one = weight.dtype.type(1)
    sums = np.zeros((2, channels), weight.dtype)
    total, squares = sums[0], sums[1]
    for pixel in range(pixels):
        for channel in range(channels):
            value = widened(x[pixel, channel])
            total[channel] += value
            squares[channel] += value * value
    for index in range(groups):
        part = slice(index * group, (index + 1) * group)
        mean = total[part].sum() / (group * pixels)
        variance = max(squares[part].sum() / (group * pixels) - mean * mean, 0)
        moments[0, index] = mean
        moments[1, index] = 1 / np.sqrt(variance + eps)
    scale, shift = _line(weight, bias, moments)
    for pixel in range(pixels):
        for channel in range(channels):
            value = widened(x[pixel, channel]) * scale[channel] + shift[channel]
            value *= one if value > 0 else slope
            store(out, pixel, channel, value)


@njit(cache=True, error_model="numpy", fastmath=_FAST)
@no_type_check
def _backward_one(
    x: _Array, grad: _Array, weight: _Array, bias: _Array, slope: float, moments: _Array, grad_x: _Array, sums: _Array
) -> None:
    """With n = (x - mean) / deviation and g what comes from above: dx = (g w - <g w> - n <g w n>) / deviation.

    <> is the mean over a group. ``sums`` gets the gradients of weight and bias for this image.
    """
    pixels, channels = x.shape
    groups = moments.shape[1]
    group = channels // groups
    one = weight.dtype.type(1)
    scale, shift = _line(weight, bias, moments)
    sums[:] = 0
    by_value, total = sums[0], sums[1]
    for pixel in range(pixels):
        for channel in range(channels):
            value = widened(x[pixel, channel])
            above = widened(grad[pixel, channel]) * (one if value * scale[channel] + shift[channel] > 0 else slope)
            total[channel] += above
            by_value[channel] += above * value
    factor, rest = np.empty(channels, weight.dtype), np.empty(channels, weight.dtype)
    for index in range(groups):
        mean, inverse = moments[0, index], moments[1, index]
        mean_gw, mean_gwn = one * 0, one * 0
        for channel in range(index * group, (index + 1) * group):
            by_value[channel] = (by_value[channel] - mean * total[channel]) * inverse
            mean_gw += weight[channel] * total[channel] / (group * pixels)
            mean_gwn += weight[channel] * by_value[channel] / (group * pixels)
        for channel in range(index * group, (index + 1) * group):
            factor[channel] = -inverse * inverse * mean_gwn
            rest[channel] = -inverse * mean_gw - factor[channel] * mean
    for pixel in range(pixels):
        for channel in range(channels):
            value = widened(x[pixel, channel])
            above = widened(grad[pixel, channel]) * (one if value * scale[channel] + shift[channel] > 0 else slope)
            store(grad_x, pixel, channel, above * scale[channel] + value * factor[channel] + rest[channel])


@njit(cache=True, error_model="numpy")
@no_type_check
def _line(weight: _Array, bias: _Array, moments: _Array) -> tuple[_Array, _Array]:
    """Factor and summand of each channel that norm it, weigh it and add the bias."""
    channels = len(weight)
    group = channels // moments.shape[1]
    scale, shift = np.empty(channels, weight.dtype), np.empty(channels, weight.dtype)
    for channel in range(channels):
        scale[channel] = weight[channel] * moments[1, channel // group]
        shift[channel] = bias[channel] - scale[channel] * moments[0, channel // group]
    return scale, shift
