"""Histograms of oriented gradients, 31 channels a cell (Dalal and Triggs 2005; Felzenszwalb et al. 2010, section 6)."""

import math

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

CHANNELS = 31
"""18 signed orientations, 9 unsigned ones, 4 sums of energy."""
_SIGNED, _UNSIGNED = 18, 9
_CLIP = 0.2
_NOISE = 4.0
"""Gradient energy of a cell, grey levels squared, that counts as nothing."""


def hog(grey: Float[Tensor, "batch height width"], cell: int) -> Float[Tensor, "batch 31 rows columns"]:
    """Features of grey images: height and width divided by ``cell``.

    Args:
        grey: 0 to 255; height and width are multiples of ``cell``.
        cell: even, pixels a cell.
    """
    padded = functional.pad(grey[:, None], (1, 1, 1, 1), mode="replicate")[:, 0]
    dx = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]
    dy = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    magnitude = torch.sqrt(dx * dx + dy * dy)
    position = torch.atan2(dy, dx) * (_SIGNED / (2 * math.pi))
    orientation = torch.round(position).long() % _SIGNED
    batch, height, width = grey.shape
    planes = grey.new_zeros(batch, _SIGNED, height, width).scatter_(1, orientation[:, None], magnitude[:, None])
    # each cell gathers from twice its width, so that a shift by less than a cell changes little
    half = functional.avg_pool2d(planes, cell // 2)
    signed = functional.avg_pool2d(half, 4, stride=2, padding=1, count_include_pad=False)
    unsigned = signed[:, :_UNSIGNED] + signed[:, _UNSIGNED:]
    energy = (unsigned * unsigned).sum(1, keepdim=True)
    around = functional.pad(energy, (1, 1, 1, 1), mode="replicate")
    blocks = torch.rsqrt(functional.avg_pool2d(around, 2, stride=1) * 4 + _NOISE)
    features = signed.new_empty(batch, CHANNELS, *signed.shape[2:])
    features[:, :27] = 0
    for number, (top, left) in enumerate(((0, 0), (0, 1), (1, 0), (1, 1))):
        rows, columns = energy.shape[2:]
        norm = blocks[:, :, top : top + rows, left : left + columns]
        clipped = (signed * norm).clamp_(max=_CLIP)
        features[:, :18] += clipped
        features[:, 18:27] += (unsigned * norm).clamp_(max=_CLIP)
        features[:, 27 + number] = clipped.sum(1) * 0.2357
    features[:, :27] *= 0.5
    return features
