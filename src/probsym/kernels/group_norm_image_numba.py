"""GroupNorm and activation of one image, inside the kernels of ``norm_numba.py``.

Arrays are ``pixels channels``; those of ``x``, ``out`` and gradients may hold bfloat16's bits.
"""

from typing import no_type_check

import numpy as np
from numba import njit

from probsym.kernels.dtypes import FAST, store, widened

_Array = np.ndarray
_LONG_LOOP = 128


@njit(cache=True, error_model="numpy", fastmath=FAST)
@no_type_check
def forward_image(
    x: _Array, weight: _Array, bias: _Array, eps: float, slope: float, moments: _Array, out: _Array
) -> None:
    """Fill ``out`` and, for each group, ``moments``: mean, and one over the deviation."""
    pixels, channels = x.shape
    groups = moments.shape[1]
    count = channels // groups * pixels
    one = weight.dtype.type(1)
    tiles = _tiles(pixels, channels)
    x, out = x.reshape((pixels // tiles, tiles * channels)), out.reshape((pixels // tiles, tiles * channels))
    sums = np.zeros((2, tiles * channels), weight.dtype)
    total, squares = sums[0], sums[1]
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            value = widened(x[row, column])
            total[column] += value
            squares[column] += value * value
    _fold(sums, channels)
    for index in range(groups):
        part = slice(index * channels // groups, (index + 1) * channels // groups)
        mean = total[part].sum() / count
        variance = max(squares[part].sum() / count - mean * mean, 0)
        moments[0, index] = mean
        moments[1, index] = 1 / np.sqrt(variance + eps)
    scale, shift = _line(weight, bias, moments, tiles)
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            value = widened(x[row, column]) * scale[column] + shift[column]
            value *= one if value > 0 else slope
            store(out, row, column, value)


@njit(cache=True, error_model="numpy", fastmath=FAST)
@no_type_check
def backward_image(
    x: _Array, grad: _Array, weight: _Array, bias: _Array, slope: float, moments: _Array, grad_x: _Array, sums: _Array
) -> None:
    """With n = (x - mean) / deviation and g what comes from above: dx = (g w - <g w> - n <g w n>) / deviation.

    <> is the mean over a group. ``sums`` gets the gradients of weight and bias for this image.
    """
    pixels, channels = x.shape
    groups = moments.shape[1]
    group = channels // groups
    one = weight.dtype.type(1)
    tiles = _tiles(pixels, channels)
    shape = (pixels // tiles, tiles * channels)
    x, grad, grad_x = x.reshape(shape), grad.reshape(shape), grad_x.reshape(shape)
    scale, shift = _line(weight, bias, moments, tiles)
    tiled = np.zeros((2, tiles * channels), weight.dtype)
    by_value, total = tiled[0], tiled[1]
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            value = widened(x[row, column])
            above = widened(grad[row, column]) * (one if value * scale[column] + shift[column] > 0 else slope)
            total[column] += above
            by_value[column] += above * value
    _fold(tiled, channels)
    factor, rest = np.empty(tiles * channels, weight.dtype), np.empty(tiles * channels, weight.dtype)
    for index in range(groups):
        mean, inverse = moments[0, index], moments[1, index]
        mean_gw, mean_gwn = one * 0, one * 0
        for channel in range(index * group, (index + 1) * group):
            sums[0, channel] = (by_value[channel] - mean * total[channel]) * inverse
            sums[1, channel] = total[channel]
            mean_gw += weight[channel] * sums[1, channel] / (group * pixels)
            mean_gwn += weight[channel] * sums[0, channel] / (group * pixels)
        for tile in range(tiles):
            for column in range(tile * channels + index * group, tile * channels + (index + 1) * group):
                factor[column] = -inverse * inverse * mean_gwn
                rest[column] = -inverse * mean_gw - factor[column] * mean
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            value = widened(x[row, column])
            above = widened(grad[row, column]) * (one if value * scale[column] + shift[column] > 0 else slope)
            store(grad_x, row, column, above * scale[column] + value * factor[column] + rest[column])


@njit(cache=True, error_model="numpy")
@no_type_check
def _tiles(pixels: int, channels: int) -> int:
    """Neighbouring pixels that are taken as one with so many times the channels: short loops are not worth vectors."""
    tiles = 1
    while tiles * channels < _LONG_LOOP and pixels % (tiles * 2) == 0:
        tiles *= 2
    return tiles


@njit(cache=True, error_model="numpy", fastmath=FAST)
@no_type_check
def _fold(sums: _Array, channels: int) -> None:
    """Add those of all tiles into the first."""
    for start in range(channels, sums.shape[1], channels):
        for channel in range(channels):
            sums[0, channel] += sums[0, start + channel]
            sums[1, channel] += sums[1, start + channel]


@njit(cache=True, error_model="numpy")
@no_type_check
def _line(weight: _Array, bias: _Array, moments: _Array, tiles: int) -> tuple[_Array, _Array]:
    """Factor and summand of each channel of each tile that norm it, weigh it and add the bias."""
    channels = len(weight)
    group = channels // moments.shape[1]
    scale, shift = np.empty(tiles * channels, weight.dtype), np.empty(tiles * channels, weight.dtype)
    for column in range(tiles * channels):
        channel = column % channels
        scale[column] = weight[channel] * moments[1, channel // group]
        shift[column] = bias[channel] - scale[column] * moments[0, channel // group]
    return scale, shift
