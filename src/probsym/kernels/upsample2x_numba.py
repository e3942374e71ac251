"""Bilinear upsampling of one image by two, and its gradient; called inside ``group_norm_numba.py``.

Twin of ``probsym.models.layers.upsample2x`` (``align_corners=False``): along each axis a new sample is 3/4 of the old
pixel that it lies in and 1/4 of that pixel's neighbour, which at the border is the pixel itself.
"""

from typing import no_type_check

import numpy as np

from probsym.kernels.numba_support import compiled_part, store_rounded, to_float

_Array = np.ndarray


@compiled_part(fastmath={"contract"})
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def upsample2x_image(x: _Array, out: _Array) -> None:
    """Fill ``out``, ``2H 2W C`` floats, from ``x``, ``H W C`` floats or bfloat16 bits."""
    height, width, channels = x.shape
    near, far = out.dtype.type(0.75), out.dtype.type(0.25)
    row = np.empty((width, channels), out.dtype)
    for v in range(2 * height):
        own, other = v // 2, min(max(v // 2 + (v % 2) * 2 - 1, 0), height - 1)
        for u in range(width):
            for channel in range(channels):
                row[u, channel] = near * to_float(x[own, u, channel]) + far * to_float(x[other, u, channel])
        for u in range(width):
            left, right = max(u - 1, 0), min(u + 1, width - 1)
            for channel in range(channels):
                out[v, 2 * u, channel] = near * row[u, channel] + far * row[left, channel]
                out[v, 2 * u + 1, channel] = near * row[u, channel] + far * row[right, channel]


@compiled_part(fastmath={"contract"})
@no_type_check
def upsample2x_image_backward(grad_out: _Array, row: _Array, grad_x: _Array) -> None:
    """Gradient of :func:`upsample2x_image`.

    Args:
        grad_out: ``2H 2W C`` floats.
        row: scratch space, ``2W C`` floats.
        grad_x: filled; ``H W C`` floats or bfloat16 bits.
    """
    height, width, channels = grad_x.shape
    near, far = grad_out.dtype.type(0.75), grad_out.dtype.type(0.25)
    for v in range(height):
        # At the border the clamped neighbour is the pixel itself, so its share returns there.
        above, below = max(2 * v - 1, 0), min(2 * v + 2, 2 * height - 1)
        for u in range(2 * width):
            for channel in range(channels):
                own = grad_out[2 * v, u, channel] + grad_out[2 * v + 1, u, channel]
                row[u, channel] = near * own + far * (grad_out[above, u, channel] + grad_out[below, u, channel])
        for u in range(width):
            left, right = max(2 * u - 1, 0), min(2 * u + 2, 2 * width - 1)
            for channel in range(channels):
                own = row[2 * u, channel] + row[2 * u + 1, channel]
                value = near * own + far * (row[left, channel] + row[right, channel])
                store_rounded(grad_x[v], u, channel, value)
