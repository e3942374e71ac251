"""A depth map as a surface: triangles of the pixel grid, normals, texture coordinates."""

from functools import cache

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.geometry.camera import PinholeCamera


@cache
@torch.inference_mode(False)  # a tensor first made while reconstructing could not serve a training that follows
def _grid_triangles(size: int, device: torch.device) -> Tensor:
    index = torch.arange(size * size, device=device).reshape(size, size)
    top_left, top_right = index[:-1, :-1], index[:-1, 1:]
    bottom_left, bottom_right = index[1:, :-1], index[1:, 1:]
    upper = torch.stack([top_left, bottom_left, top_right], dim=-1)
    lower = torch.stack([top_right, bottom_left, bottom_right], dim=-1)
    return torch.stack([upper, lower], dim=2).reshape(-1, 3).to(torch.int32).contiguous()


def grid_triangles(size: int, device: torch.device | str = "cpu") -> Int[Tensor, "triangles 3"]:
    """Two triangles per cell of a ``size`` x ``size`` grid, row by row; do not write into it.

    Returns:
        Vertex indices (v * size + u), int32, 2 (size - 1)^2 rows. Seen with y down the vertices
        run counter-clockwise, so that the face's normal (b - a) x (c - a) points towards -z, the camera.
    """
    return _grid_triangles(size, torch.device(device))


def normals_from_depth(
    depth: Float[Tensor, "batch size size"], camera: PinholeCamera
) -> Float[Tensor, "batch 3 size size"]:
    """Unit normals of a depth map: cross product of the central-difference tangents along u and v.

    They point towards +z, as the light direction does. The outermost ring of pixels, which has no
    central difference, is (0, 0, 1).

    Raises:
        InputError: ``depth`` is not ``batch x size x size`` of the camera.
    """
    check_shape("depth", depth, (None, camera.size, camera.size))
    points = camera.unproject(depth).permute(3, 0, 1, 2)  # 3 B H W: cross products of whole planes
    tangent_u = points[:, :, 1:-1, 2:] - points[:, :, 1:-1, :-2]
    tangent_v = points[:, :, 2:, 1:-1] - points[:, :, :-2, 1:-1]
    (ux, uy, uz), (vx, vy, vz) = tangent_u.unbind(0), tangent_v.unbind(0)
    normal = torch.stack([uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx], dim=1)
    normal = normal / (normal.square().sum(1, keepdim=True) + 1e-20).sqrt()
    inner = functional.pad(normal, (1, 1, 1, 1))
    border = torch.zeros_like(inner[:1])
    border[:, 2].fill_(1.0)
    border[:, 2, 1:-1, 1:-1].zero_()
    return inner + border


def texture_coordinates(size: int) -> Float[Tensor, "vertices 2"]:
    """(s, t) of the grid's vertices in glTF's convention: pixel centres, t downwards from the top."""
    axis = (torch.arange(size, dtype=torch.float32) + 0.5) / size
    t, s = torch.meshgrid(axis, axis, indexing="ij")
    return torch.stack([s, t], dim=-1).reshape(-1, 2)
