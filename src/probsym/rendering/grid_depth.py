"""The z-buffer of one depth map's mesh by operators that ONNX has: for exported graphs, which no kernel can serve."""

from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.kernels import EDGE_TOLERANCE, MIN_TRIANGLE_AREA, NEAR_PLANE


def rasterize_grid_depth(
    vertices: Float[Tensor, "1 points 3"], size: int, background_depth: float
) -> Float[Tensor, "1 size size"]:
    """The depth that :func:`probsym.rendering.rasterize.rasterize` gives for the triangles of a grid, of one image.

    Each triangle lists the pixels of its bounding box; of all triangles at a pixel the nearest one counts.

    Args:
        vertices: ``size * size`` of them, row by row: (u, v) in pixels, and depth in scene units; finite.
        size: of the grid, and of the result in pixels.
        background_depth: of pixels that see no surface, beyond all vertices.
    """
    corners = _grid_corners(vertices[0].unflatten(0, (size, size)))  # triangles 3 3
    u, v, z = corners.unbind(2)
    area = (u[:, 1] - u[:, 0]) * (v[:, 2] - v[:, 0]) - (v[:, 1] - v[:, 0]) * (u[:, 2] - u[:, 0])
    first_u, last_u = u.amin(1).ceil().clamp(min=0), u.amax(1).floor().clamp(max=size - 1)
    first_v, last_v = v.amin(1).ceil().clamp(min=0), v.amax(1).floor().clamp(max=size - 1)
    columns, rows = (last_u - first_u + 1).clamp(min=0), (last_v - first_v + 1).clamp(min=0)
    valid = (area.abs() >= 2 * MIN_TRIANGLE_AREA) & (z.amin(1) >= NEAR_PLANE)
    counts = torch.where(valid, columns * rows, 0.0).to(torch.int64)

    # Candidates of a triangle follow each other: the triangle of each is the number of those that end before it.
    ends = counts.cumsum(0)
    total = cast(int, ends[-1].item())
    torch._check(total >= 0)
    ended = torch.zeros(total + 1, dtype=torch.int64, device=ends.device).scatter_add(0, ends, torch.ones_like(ends))
    face = ended.cumsum(0)[:-1]
    offset = torch.arange(total, device=ends.device) - (ends - counts)[face]
    width = columns[face].to(torch.int64)
    row = torch.div(offset, width, rounding_mode="floor")
    pixel_u = first_u[face] + (offset - row * width).to(u.dtype)
    pixel_v = first_v[face] + row.to(u.dtype)

    (ua, ub, uc), (va, vb, vc), (za, zb, zc) = u[face].unbind(1), v[face].unbind(1), z[face].unbind(1)
    weight_b = ((pixel_u - ua) * (vc - va) - (pixel_v - va) * (uc - ua)) / area[face]
    weight_c = ((ub - ua) * (pixel_v - va) - (vb - va) * (pixel_u - ua)) / area[face]
    weight_a = 1 - weight_b - weight_c
    inside = (weight_a >= -EDGE_TOLERANCE) & (weight_b >= -EDGE_TOLERANCE) & (weight_c >= -EDGE_TOLERANCE)
    depth = torch.where(inside, 1 / (weight_a / za + weight_b / zb + weight_c / zc), background_depth)
    pixel = (pixel_v * size + pixel_u).to(torch.int64)
    empty = vertices.new_full((size * size,), background_depth)
    return empty.scatter_reduce(0, pixel, depth, "amin").reshape(1, size, size)


def _grid_corners(
    grid: Float[Tensor, "size size 3"],
) -> Float[Tensor, "triangles 3 3"]:
    """Corners of the triangles of :func:`probsym.geometry.heightfield.grid_triangles`, in another order."""
    top_left, top_right = grid[:-1, :-1], grid[:-1, 1:]
    bottom_left, bottom_right = grid[1:, :-1], grid[1:, 1:]
    upper = torch.stack([top_left, bottom_left, top_right], 2)
    lower = torch.stack([top_right, bottom_left, bottom_right], 2)
    return torch.cat([upper.flatten(0, 1), lower.flatten(0, 1)])
