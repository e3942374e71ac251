"""Bilinear upsampling by two of one image, and its transpose, inside the kernels of ``norm_numba.py``.

Half-pixel centres, as in torch with ``align_corners=False``: of four shares of a new sample three come from the old
one that it lies in, and one from that one's neighbour, which at the border is the old one itself.
"""

from typing import no_type_check

import numpy as np
from numba import njit

from probsym.kernels.dtypes import store, widened

_Array = np.ndarray


@njit(cache=True, error_model="numpy", fastmath={"contract"})
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def upsample2x_image(x: _Array, out: _Array) -> None:
    """``H W C``, wide or bfloat16's bits, to ``2H 2W C``, of wide numbers."""
    height, width, channels = x.shape
    near, far = out.dtype.type(0.75), out.dtype.type(0.25)
    row = np.empty((width, channels), out.dtype)
    for v in range(2 * height):
        own, other = v // 2, min(max(v // 2 + (v % 2) * 2 - 1, 0), height - 1)
        for u in range(width):
            for channel in range(channels):
                row[u, channel] = near * widened(x[own, u, channel]) + far * widened(x[other, u, channel])
        for u in range(width):
            left, right = max(u - 1, 0), min(u + 1, width - 1)
            for channel in range(channels):
                out[v, 2 * u, channel] = near * row[u, channel] + far * row[left, channel]
                out[v, 2 * u + 1, channel] = near * row[u, channel] + far * row[right, channel]


@njit(cache=True, error_model="numpy", fastmath={"contract"})
@no_type_check
def upsample2x_image_backward(grad: _Array, row: _Array, out: _Array) -> None:
    """The gradient of :func:`upsample2x_image`: ``2H 2W C``, wide, to ``H W C``, wide or bfloat16's bits.

    Args:
        grad: of the larger image.
        row: room for ``2W C`` numbers.
        out: gradient of the smaller image.
    """
    height, width, channels = out.shape
    near, far = grad.dtype.type(0.75), grad.dtype.type(0.25)
    for v in range(height):
        # Samples beyond the border are those at the border: their shares come back to it.
        above, below = max(2 * v - 1, 0), min(2 * v + 2, 2 * height - 1)
        for u in range(2 * width):
            for channel in range(channels):
                own = grad[2 * v, u, channel] + grad[2 * v + 1, u, channel]
                row[u, channel] = near * own + far * (grad[above, u, channel] + grad[below, u, channel])
        for u in range(width):
            left, right = max(2 * u - 1, 0), min(2 * u + 2, 2 * width - 1)
            for channel in range(channels):
                own = row[2 * u, channel] + row[2 * u + 1, channel]
                value = near * own + far * (row[left, channel] + row[right, channel])
                store(out[v], u, channel, value)
