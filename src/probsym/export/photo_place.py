"""Where in a photo the crop lies that a model saw, and how the pixels of both correspond."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from probsym.geometry.camera import PinholeCamera

MAX_PICTURE_SIZE = 2048
"""Longer side of the pictures of a photo with its results, pixels: larger photos are reduced."""
_STRIP_ROWS = 128
"""Rows of a picture that are composed at a time."""


@dataclass(frozen=True)
class Place:
    """The crop of a photo that a model saw, in pixels from the photo's upper left corner."""

    left: float
    top: float
    side: float
    load: Callable[[], Image.Image]
    """Gives the whole photo, upright, RGB, or a smaller picture of it that is no smaller than :func:`reduced` makes it;
    called when the results are written."""
    photo_size: tuple[int, int]
    """Width and height of the photo, pixels."""
    detector: str = "none"
    """What found the square; none: it is the central one."""
    roll_rad: float = 0.0
    """The square is rotated by this about its centre, clockwise; ``load`` has rotated the photo back."""

    def describe(self) -> dict[str, Any]:
        """The square for ``factors.json``."""
        corner = {"left": round(self.left, 2), "top": round(self.top, 2), "side": round(self.side, 2)}
        roll = {"roll_deg": round(math.degrees(self.roll_rad), 2)} if self.roll_rad else {}
        return {**corner, **roll, "photo_size": list(self.photo_size), "detector": self.detector}

    def window(self, size: tuple[int, int]) -> "PhotoWindow":
        """The square on the photo at another size, width and height in pixels."""
        across, down = size[0] / self.photo_size[0], size[1] / self.photo_size[1]
        return PhotoWindow(self.left * across, self.top * down, self.side * across, self.side * down, size)


@dataclass(frozen=True)
class PhotoWindow:
    """The square on the reduced photo, in pixels from its upper left corner."""

    left: float
    top: float
    width: float
    height: float
    size: tuple[int, int]
    """Of the photo: width, height."""

    def widened(self, share: float) -> "PhotoWindow":
        """The square with a margin all around, a share of its side."""
        across, down = share * self.width, share * self.height
        size = (self.width + 2 * across, self.height + 2 * down)
        return PhotoWindow(self.left - across, self.top - down, *size, self.size)

    def part(self) -> tuple[slice, slice]:
        """Rows and columns of the photo that the square touches."""
        left, top = max(int(np.floor(self.left)), 0), max(int(np.floor(self.top)), 0)
        right = min(int(np.ceil(self.left + self.width)), self.size[0])
        bottom = min(int(np.ceil(self.top + self.height)), self.size[1])
        return slice(top, max(bottom, top)), slice(left, max(right, left))

    def strips(self) -> Iterator[tuple[slice, slice]]:
        """:meth:`part` in strips of rows: floating-point maps of all pixels at once would take hundreds of MB."""
        rows, columns = self.part()
        for top in range(rows.start, rows.stop, _STRIP_ROWS):
            yield slice(top, min(top + _STRIP_ROWS, rows.stop)), columns

    def in_part(self, strip: tuple[slice, slice]) -> Tensor:
        """The pixels of a strip as places in :meth:`part`, 1 h w 2, for ``grid_sample`` without aligned corners."""
        axes = [
            ((torch.arange(one.start, one.stop) + 0.5 - whole.start) / (whole.stop - whole.start)) * 2 - 1
            for one, whole in zip(strip, self.part(), strict=True)
        ]
        return torch.stack(torch.meshgrid(*axes, indexing="ij")[::-1], dim=-1)[None]

    def grid(self, part: tuple[slice, slice], camera: PinholeCamera, fine: PinholeCamera) -> Tensor:
        """For each pixel of a part of the photo its place in the fine maps, 1 h w 2, for ``grid_sample``."""
        rows, columns = part
        # a pixel of the model covers side / size of the photo, and its centre is the grid's point
        factor = (fine.size - 1) / (camera.size - 1)
        u = ((torch.arange(columns.start, columns.stop) + 0.5 - self.left) / self.width * camera.size - 0.5) * factor
        v = ((torch.arange(rows.start, rows.stop) + 0.5 - self.top) / self.height * camera.size - 0.5) * factor
        grid = torch.stack(torch.meshgrid(v, u, indexing="ij")[::-1], dim=-1)
        return (grid / fine.center - 1)[None]

    def in_photo(self, where: Tensor, camera: PinholeCamera, fine: PinholeCamera) -> Tensor:
        """Pixels of the fine camera, 1 2 h w, as places in the photo for ``grid_sample`` without aligned corners."""
        factor = (fine.size - 1) / (camera.size - 1)
        share = (where / factor + 0.5) / camera.size
        x = (self.left + share[:, 0] * self.width) / self.size[0] * 2 - 1
        y = (self.top + share[:, 1] * self.height) / self.size[1] * 2 - 1
        return torch.stack([x, y], dim=-1)


def reduced(photo: Image.Image) -> Image.Image:
    """The photo at the size of the pictures; the same object if it is that small."""
    scale = min(1.0, MAX_PICTURE_SIZE / max(photo.size))
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    return photo.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0) if size != photo.size else photo


def within(grid: Tensor, camera: PinholeCamera, fine: PinholeCamera) -> Tensor:
    """1 where ``grid`` lies in the square, half a pixel of the model's beyond the outermost centres."""
    return (grid.abs() <= 1 + 1 / (camera.size - 1)).all(-1)[:, None].float()
