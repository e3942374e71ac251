"""Mean and covariance of the background's features, and linear filters whitened by them (Hariharan et al. 2012)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.errors import InputError

_RIDGE = 0.02
"""Added to the covariance's diagonal, as a share of the mean variance: few photos leave its small values uncertain."""
_TILE = 54
"""Cells a side of the pieces that are taken together."""


@dataclass(frozen=True)
class BackgroundStatistics:
    """Second-order statistics of cells in photos, taken as stationary: the same at every place and scale."""

    mean: Float[Tensor, " channels"]
    covariance: Float[Tensor, "offsets_y offsets_x channels channels"]
    """Of a cell with the cell ``(dy, dx)`` away, ``dy`` and ``dx`` from ``1 - cells`` to ``cells - 1``."""

    @property
    def cells(self) -> int:
        """Cells a side of the window that these statistics cover."""
        return (self.covariance.shape[0] + 1) // 2

    @cached_property
    def factor(self) -> Float[Tensor, "features features"]:
        """Lower Cholesky factor of a window's covariance, features ordered as channels, rows, columns."""
        index = torch.arange(self.cells)
        offset = index[None, :] - index[:, None] + self.cells - 1
        blocks = self.covariance[offset[:, None, :, None], offset[None, :, None, :]]  # y1 x1 y2 x2 c1 c2
        size = len(self.mean) * self.cells**2
        full = blocks.permute(4, 0, 1, 5, 2, 3).reshape(size, size)
        full = (full + full.T) / 2
        return torch.linalg.cholesky(full + _RIDGE * full.diagonal().mean() * torch.eye(size))

    @property
    def window_mean(self) -> Float[Tensor, " features"]:
        """Mean of a window's features."""
        return self.mean.repeat_interleave(self.cells**2)


def measure_background(maps: Sequence[Float[Tensor, "channels _ _"]], cells: int) -> BackgroundStatistics:
    """Statistics of feature maps, each cut into tiles whose autocorrelations are added up in the frequency domain.

    Args:
        maps: of photos at several scales; at least one of ``cells`` rows and columns.
        cells: cells a side of the windows that filters will have.

    Raises:
        InputError: no map is that large.
    """
    tiles = [tile for one in maps for tile in _tiles(one, cells)]
    if not tiles:
        raise InputError(f"photos: expected some that hold a window of {cells} cells a side, got none")
    count = sum(tile[0].numel() for tile in tiles)
    mean = torch.stack([tile.sum((1, 2)) for tile in tiles]).sum(0) / count
    size = _TILE + cells  # padding keeps the two ends of a tile from meeting
    power = torch.zeros(size, size // 2 + 1, len(mean), len(mean), dtype=torch.complex64)
    for tile in tiles:
        spectrum = torch.fft.rfft2(tile - mean[:, None, None], s=(size, size)).permute(1, 2, 0)
        power += spectrum.conj()[..., :, None] * spectrum[..., None, :]
    # Divided by the number of cells, not of pairs: that keeps every window's covariance positive semi-definite.
    correlation = torch.fft.irfft2(power.permute(2, 3, 0, 1), s=(size, size)) / count
    offsets = torch.arange(1 - cells, cells) % size
    return BackgroundStatistics(mean, correlation[:, :, offsets][:, :, :, offsets].permute(2, 3, 0, 1).contiguous())


def _tiles(features: Tensor, cells: int) -> Iterator[Tensor]:
    rows, columns = features.shape[1:]
    for top in range(0, rows - cells + 1, _TILE):
        for left in range(0, columns - cells + 1, _TILE):
            yield features[:, top : top + _TILE, left : left + _TILE]
