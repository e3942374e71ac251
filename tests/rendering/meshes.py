"""Meshes that the rasteriser's tests share."""

import math

import torch
from torch import Tensor

from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import transform
from probsym.types import Viewpoint

ONE = torch.tensor([[0, 1, 2]], dtype=torch.int32)


def mesh_of(*corners: list[float], dtype: torch.dtype = torch.float32) -> Tensor:
    """A batch of one with these corners."""
    return torch.tensor([corners], dtype=dtype)


def heightfield(batch: int, size: int, seed: int, max_deg: float = 60, dtype: torch.dtype = torch.float32) -> Tensor:
    """Bumpy surfaces turned by up to ``max_deg`` about every axis, in pixels."""
    generator = torch.Generator().manual_seed(seed)
    camera = PinholeCamera(size)
    coarse = torch.rand(batch, 1, 8, 8, generator=generator)
    depth = 0.9 + 0.2 * torch.nn.functional.interpolate(coarse, size=(size, size), mode="bicubic")[:, 0].clamp(0, 1)
    rotation = (torch.rand(batch, 3, generator=generator) * 2 - 1) * math.radians(max_deg)
    shift = (torch.rand(batch, 3, generator=generator) * 2 - 1) * 0.05
    points = transform(camera.unproject(depth).reshape(batch, -1, 3), Viewpoint(rotation, shift))
    return torch.cat([camera.project(points), points[..., 2:]], dim=-1).to(dtype)


def stretched(batch: int, size: int, seed: int) -> tuple[Tensor, Tensor]:
    """Triangles thrown at random, from specks to far larger than the image, some behind the camera."""
    generator = torch.Generator().manual_seed(seed)
    vertices = torch.rand(batch, 90, 3, generator=generator)
    vertices[..., :2] = vertices[..., :2] * size * 3 - size
    vertices[..., 2] = vertices[..., 2] * 1.2 - 0.1
    triangles = torch.randint(0, 90, (200, 3), generator=generator, dtype=torch.int32)
    return vertices, triangles
