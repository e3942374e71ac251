"""GroupNorm and the activation after it on the CPU, as one operation, optionally upsampling the input first.

Twin of ``probsym.models.layers.group_norm_act_torch``. torch runs bfloat16 to float32, norm, activation and back as
four operators, each of which reads and writes the whole feature map. Here one image, which fits into a core's cache, is
read twice and written once, in the type of the convolutions. The upsampled map exists only in the cache.
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

from probsym.kernels.numba_support import (
    FASTMATH,
    KERNEL_SIGNATURE,
    NUMPY_DTYPES,
    array_at,
    compiled_part,
    constant_tensor,
    for_each_image,
    next_index,
    store_rounded,
    to_float,
)
from probsym.kernels.upsample2x_numba import upsample2x_image, upsample2x_image_backward

_Array = np.ndarray
_VECTOR_LENGTH = 128
"""Loops shorter than this are not worth vectorising."""


def group_norm_act_numba(
    x: Float[Tensor, "batch channels height width"],
    weight: Float[Tensor, " channels"],
    bias: Float[Tensor, " channels"],
    groups: int,
    eps: float,
    slope: float,
    dtype: torch.dtype,
    upsample: bool = False,
) -> Float[Tensor, "batch channels out_height out_width"]:
    """``leaky_relu(group_norm(x, groups, weight, bias, eps), slope)``, computed in the precision of ``weight``.

    Args:
        x: on the CPU, channels last; of the type of ``weight``, or bfloat16.
        weight: float32 or float64.
        bias: of the type of ``weight``.
        groups: a divisor of the number of channels.
        eps: added to the variance.
        slope: of the activation's negative side; 0 for ReLU.
        dtype: of the result: that of ``weight``, or bfloat16.
        upsample: upsample ``x`` bilinearly by two first.
    """
    settings = constant_tensor(weight.dtype, slope, eps)
    return _GroupNormAct.apply(x, weight, bias, groups, settings, dtype, upsample)  # pyright: ignore[reportReturnType]


class _GroupNormAct(torch.autograd.Function):
    @staticmethod
    def forward(  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx: Any,
        x: Tensor,
        weight: Tensor,
        bias: Tensor,
        groups: int,
        settings: Tensor,
        dtype: torch.dtype,
        upsample: bool,
    ) -> Tensor:
        batch, channels, height, width = x.shape
        scale = 2 if upsample else 1
        size = (batch, channels, height * scale, width * scale)
        out = torch.empty(size, dtype=dtype, memory_format=torch.channels_last)
        moments = weight.new_empty(batch, 2, groups)
        ctx.settings, ctx.upsample = settings, upsample
        tensors = (x, weight, bias, settings, moments, out)
        kernel = _forward_kernel(weight.dtype, x.dtype, dtype, upsample)
        for_each_image(kernel, batch, height, width, channels, groups, *tensors)
        ctx.save_for_backward(x, weight, bias, moments)
        return out

    @staticmethod
    @once_differentiable
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx: Any, grad_out: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, None, None, None, None]:
        x, weight, bias, moments = ctx.saved_tensors
        batch, channels, height, width = x.shape
        grad_out = grad_out.contiguous(memory_format=torch.channels_last)
        grad_x = torch.empty_like(x, memory_format=torch.channels_last)
        grad_parameters = weight.new_empty(batch, 2, channels)
        kernel = _backward_kernel(weight.dtype, x.dtype, grad_out.dtype, ctx.upsample)
        tensors = (x, grad_out, weight, bias, ctx.settings, moments, grad_x, grad_parameters)
        for_each_image(kernel, batch, height, width, channels, moments.shape[2], *tensors)
        grad_weight, grad_bias = grad_parameters.sum(0).unbind()
        return grad_x, grad_weight, grad_bias, None, None, None, None


@cache
def _forward_kernel(weight_dtype: torch.dtype, x_dtype: torch.dtype, out_dtype: torch.dtype, upsample: bool) -> Any:
    number, x_number, out_number = NUMPY_DTYPES[weight_dtype], NUMPY_DTYPES[x_dtype], NUMPY_DTYPES[out_dtype]
    scale = 2 if upsample else 1

    @cfunc(KERNEL_SIGNATURE, cache=True, error_model="numpy")
    @no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
    def kernel(at: Any) -> None:
        job = carray(at, 12)
        batch, height, width, channels, groups = job[1], job[2], job[3], job[4], job[5]
        pixels = height * width * scale * scale
        x = array_at(job[6], (batch, height, width, channels), x_number)
        weight, bias = array_at(job[7], (channels,), number), array_at(job[8], (channels,), number)
        slope, eps = array_at(job[9], (2,), number)
        moments = array_at(job[10], (batch, 2, groups), number)
        out = array_at(job[11], (batch, pixels, channels), out_number)
        if upsample:
            larger = np.empty((height * 2, width * 2, channels), number)
        image = next_index(at)
        while image < batch:
            if upsample:
                upsample2x_image(x[image], larger)
                _forward(larger.reshape((pixels, channels)), weight, bias, eps, slope, moments[image], out[image])
            else:
                rows = x[image].reshape((pixels, channels))
                _forward(rows, weight, bias, eps, slope, moments[image], out[image])
            image = next_index(at)

    return kernel


@cache
def _backward_kernel(weight_dtype: torch.dtype, x_dtype: torch.dtype, grad_dtype: torch.dtype, upsample: bool) -> Any:
    number, x_number, grad_number = NUMPY_DTYPES[weight_dtype], NUMPY_DTYPES[x_dtype], NUMPY_DTYPES[grad_dtype]
    scale = 2 if upsample else 1

    @cfunc(KERNEL_SIGNATURE, cache=True, error_model="numpy")
    @no_type_check
    def kernel(at: Any) -> None:
        job = carray(at, 14)
        batch, height, width, channels, groups = job[1], job[2], job[3], job[4], job[5]
        pixels = height * width * scale * scale
        x = array_at(job[6], (batch, height, width, channels), x_number)
        grad_out = array_at(job[7], (batch, pixels, channels), grad_number)
        weight, bias = array_at(job[8], (channels,), number), array_at(job[9], (channels,), number)
        slope = array_at(job[10], (2,), number)[0]
        moments = array_at(job[11], (batch, 2, groups), number)
        grad_x = array_at(job[12], (batch, height, width, channels), x_number)
        grad_parameters = array_at(job[13], (batch, 2, channels), number)
        if upsample:
            larger = np.empty((height * 2, width * 2, channels), number)
            grad_larger = np.empty((height * 2, width * 2, channels), number)
            row = np.empty((width * 2, channels), number)
        image = next_index(at)
        while image < batch:
            inputs = (grad_out[image], weight, bias, slope, moments[image])
            if upsample:
                upsample2x_image(x[image], larger)
                grad_rows = grad_larger.reshape((pixels, channels))
                _backward(larger.reshape((pixels, channels)), *inputs, grad_rows, grad_parameters[image])
                upsample2x_image_backward(grad_larger, row, grad_x[image])
            else:
                grad_rows = grad_x[image].reshape((pixels, channels))
                _backward(x[image].reshape((pixels, channels)), *inputs, grad_rows, grad_parameters[image])
            image = next_index(at)

    return kernel


@compiled_part(fastmath=FASTMATH)
@no_type_check
def _forward(x: _Array, weight: _Array, bias: _Array, eps: float, slope: float, moments: _Array, out: _Array) -> None:
    """Fill ``out`` (pixels channels) and, per group, ``moments``: the mean and 1 / standard deviation."""
    pixels, channels = x.shape
    groups = moments.shape[1]
    count = channels // groups * pixels
    one = weight.dtype.type(1)
    tiles = _tile_count(pixels, channels)
    x, out = x.reshape((pixels // tiles, tiles * channels)), out.reshape((pixels // tiles, tiles * channels))
    sums = np.zeros((2, tiles * channels), weight.dtype)
    total, squares = sums[0], sums[1]
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            value = to_float(x[row, column])
            total[column] += value
            squares[column] += value * value
    _fold_tiles(sums, channels)
    for index in range(groups):
        part = slice(index * channels // groups, (index + 1) * channels // groups)
        mean = total[part].sum() / count
        variance = max(squares[part].sum() / count - mean * mean, 0)
        moments[0, index] = mean
        moments[1, index] = 1 / np.sqrt(variance + eps)
    scale, shift = _affine(weight, bias, moments, tiles)
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            value = to_float(x[row, column]) * scale[column] + shift[column]
            value *= one if value > 0 else slope
            store_rounded(out, row, column, value)


@compiled_part(fastmath=FASTMATH)
@no_type_check
def _backward(
    x: _Array,
    grad_out: _Array,
    weight: _Array,
    bias: _Array,
    slope: float,
    moments: _Array,
    grad_x: _Array,
    grad_parameters: _Array,
) -> None:
    """With n = (x - mean) / std and g the gradient before the activation: dx = (g w - <g w> - n <g w n>) / std.

    <> is the mean over a group. ``grad_parameters`` gets this image's gradients of weight and bias.
    """
    pixels, channels = x.shape
    groups = moments.shape[1]
    group = channels // groups
    one = weight.dtype.type(1)
    tiles = _tile_count(pixels, channels)
    shape = (pixels // tiles, tiles * channels)
    x, grad_out, grad_x = x.reshape(shape), grad_out.reshape(shape), grad_x.reshape(shape)
    scale, shift = _affine(weight, bias, moments, tiles)
    sums = np.zeros((2, tiles * channels), weight.dtype)
    times_value, total = sums[0], sums[1]
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            value = to_float(x[row, column])
            g = to_float(grad_out[row, column]) * (one if value * scale[column] + shift[column] > 0 else slope)
            total[column] += g
            times_value[column] += g * value
    _fold_tiles(sums, channels)
    factor, offset = np.empty(tiles * channels, weight.dtype), np.empty(tiles * channels, weight.dtype)
    for index in range(groups):
        mean, inverse = moments[0, index], moments[1, index]
        mean_gw, mean_gwn = one * 0, one * 0
        for channel in range(index * group, (index + 1) * group):
            grad_parameters[0, channel] = (times_value[channel] - mean * total[channel]) * inverse
            grad_parameters[1, channel] = total[channel]
            mean_gw += weight[channel] * grad_parameters[1, channel] / (group * pixels)
            mean_gwn += weight[channel] * grad_parameters[0, channel] / (group * pixels)
        for tile in range(tiles):
            for column in range(tile * channels + index * group, tile * channels + (index + 1) * group):
                factor[column] = -inverse * inverse * mean_gwn
                offset[column] = -inverse * mean_gw - factor[column] * mean
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            value = to_float(x[row, column])
            g = to_float(grad_out[row, column]) * (one if value * scale[column] + shift[column] > 0 else slope)
            store_rounded(grad_x, row, column, g * scale[column] + value * factor[column] + offset[column])


@compiled_part()
@no_type_check
def _tile_count(pixels: int, channels: int) -> int:
    """Number of neighbouring pixels treated as one with that many times the channels, for loops worth vectorising."""
    tiles = 1
    while tiles * channels < _VECTOR_LENGTH and pixels % (tiles * 2) == 0:
        tiles *= 2
    return tiles


@compiled_part(fastmath=FASTMATH)
@no_type_check
def _fold_tiles(sums: _Array, channels: int) -> None:
    """Add the sums of all tiles to those of the first."""
    for start in range(channels, sums.shape[1], channels):
        for channel in range(channels):
            sums[0, channel] += sums[0, start + channel]
            sums[1, channel] += sums[1, start + channel]


@compiled_part()
@no_type_check
def _affine(weight: _Array, bias: _Array, moments: _Array, tiles: int) -> tuple[_Array, _Array]:
    """Norm, weight and bias as one scale and shift per channel, repeated for each tile."""
    channels = len(weight)
    group = channels // moments.shape[1]
    scale, shift = np.empty(tiles * channels, weight.dtype), np.empty(tiles * channels, weight.dtype)
    for column in range(tiles * channels):
        channel = column % channels
        scale[column] = weight[channel] * moments[1, channel // group]
        shift[column] = bias[channel] - scale[column] * moments[0, channel // group]
    return scale, shift
