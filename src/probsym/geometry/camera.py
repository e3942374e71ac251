"""Pinhole camera given by its field of view (paper section 3.3)."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.errors import InputError


@dataclass(frozen=True)
class PinholeCamera:
    """Pinhole camera of a square image, at the origin, looking along +z; x right, y down.

    Pixel centres lie at integer coordinates (u, v): c = (size - 1) / 2 and f = c / tan(fov / 2).

    Raises:
        InputError: a size below 2, or a field of view outside (0, 180) degrees.
    """

    size: int
    """Height and width of the image in pixels."""
    fov_deg: float = 10.0
    """Field of view between the centres of the outermost pixels, degrees."""

    def __post_init__(self) -> None:
        if self.size < 2:
            raise InputError(f"size: expected at least 2 pixels, got {self.size}")
        if not 0 < self.fov_deg < 180:
            raise InputError(f"fov_deg: expected an angle in (0, 180) degrees, got {self.fov_deg}")

    @property
    def center(self) -> float:
        """Principal point c on both axes, pixels."""
        return (self.size - 1) / 2

    @property
    def focal(self) -> float:
        """Focal length f, pixels."""
        return self.center / math.tan(math.radians(self.fov_deg) / 2)

    def pixel_grid(self, like: Tensor) -> Float[Tensor, "size size 2"]:
        """(u, v) of all pixel centres, with the dtype and device of ``like``."""
        return _pixel_grid(self.size, like)

    def unproject(self, depth: Float[Tensor, "*batch size size"]) -> Float[Tensor, "*batch size size 3"]:
        """Points of a depth map: P = d K^-1 (u, v, 1) (paper section 3.3).

        Args:
            depth: z of the surface at each pixel, scene units.

        Returns:
            (x, y, z) at each pixel, scene units.

        Raises:
            InputError: the last two axes are not the camera's size.
        """
        if depth.shape[-2:] != (self.size, self.size):
            raise InputError(f"depth: expected {self.size} x {self.size} pixels, got {tuple(depth.shape[-2:])}")
        return unproject(depth, self.focal, self.center)

    def project(self, points: Float[Tensor, "*batch 3"]) -> Float[Tensor, "*batch 2"]:
        """Pixel coordinates (u, v) of points in front of the camera (z > 0)."""
        return points[..., :2] / points[..., 2:] * self.focal + self.center

    def resized(self, size: int) -> "PinholeCamera":
        """A camera with the same field of view and another number of pixels."""
        return PinholeCamera(size=size, fov_deg=self.fov_deg)


def unproject(
    depth: Float[Tensor, "*batch size size"], focal: float, center: float
) -> Float[Tensor, "*batch size size 3"]:
    """Points of a depth map, as :meth:`PinholeCamera.unproject`, by the camera's numbers.

    Args:
        depth: z of the surface at each pixel, scene units.
        focal: focal length, pixels.
        center: principal point on both axes, pixels.
    """
    rays = (_pixel_grid(depth.shape[-1], depth) - center) / focal
    return torch.cat([rays * depth[..., None], depth[..., None]], dim=-1)


def _pixel_grid(size: int, like: Tensor) -> Tensor:
    axis = torch.arange(size, dtype=like.dtype, device=like.device)
    v, u = torch.meshgrid(axis, axis, indexing="ij")
    return torch.stack([u, v], dim=-1)
