"""A depth map as a surface: triangles of the pixel grid, and normals."""

from functools import cache

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.geometry.camera import PinholeCamera


@cache
@torch.inference_mode(False)  # a tensor made in inference mode could not serve a later training
def _grid_triangles(size: int, device: torch.device) -> Tensor:
    index = torch.arange(size * size, device=device).reshape(size, size)
    top_left, top_right = index[:-1, :-1], index[:-1, 1:]
    bottom_left, bottom_right = index[1:, :-1], index[1:, 1:]
    upper = torch.stack([top_left, bottom_left, top_right], dim=-1)
    lower = torch.stack([top_right, bottom_left, bottom_right], dim=-1)
    return torch.stack([upper, lower], dim=2).reshape(-1, 3).to(torch.int32).contiguous()


def grid_triangles(size: int, device: torch.device | str = "cpu") -> Int[Tensor, "triangles 3"]:
    """Two triangles per cell of a ``size`` x ``size`` grid, row by row; cached, do not write into it.

    Returns:
        Vertex indices (v * size + u), int32, 2 (size - 1)^2 rows. The normal (b - a) x (c - a) of every triangle
        (a, b, c) points towards the camera, -z.
    """
    return _grid_triangles(size, torch.device(device))


def normals_from_depth(
    depth: Float[Tensor, "batch size size"], camera: PinholeCamera
) -> Float[Tensor, "batch 3 size size"]:
    """Unit normals n = t_u x t_v / |t_u x t_v| from central-difference tangents (paper section 3.3).

    They point towards +z, as the light direction does. The outermost ring of pixels, which has no
    central difference, is (0, 0, 1).

    Args:
        depth: scene units.
        camera: of the depth map.

    Raises:
        InputError: ``depth`` is not ``batch x size x size`` of the camera.
    """
    check_shape("depth", depth, (None, camera.size, camera.size))
    return normals_from_points(camera.unproject(depth))


def normals_from_points(points: Float[Tensor, "batch size size 3"]) -> Float[Tensor, "batch 3 size size"]:
    """Unit normals of the points of a depth map; see :func:`normals_from_depth`."""
    points = points.permute(3, 0, 1, 2)  # 3 B H W
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
