"""Depth of a triangle mesh by z-buffer, differentiable with respect to every vertex.

This file holds the torch reference and the choice between it and the compiled backends in ``probsym.kernels``, which
have the same signature.

Coverage: a pixel belongs to a triangle if its screen-space barycentrics are all at least ``-EDGE_TOLERANCE`` (edges
inclusive, both faces visible). The nearest triangle wins; of equally near ones the lowest index. Triangles with a
vertex nearer than ``NEAR_PLANE`` or with less than ``MIN_TRIANGLE_AREA`` of projected area are dropped: a sliver's
barycentrics, and with them its gradients, are unbounded.
"""

from typing import Literal, get_args

import torch
from jaxtyping import Float, Int
from torch import Tensor

from probsym.checks import check_choice, check_floating, check_shape
from probsym.devices import find_triton, supports_triton
from probsym.errors import InputError
from probsym.kernels import EDGE_TOLERANCE, MIN_TRIANGLE_AREA, NEAR_PLANE
from probsym.kernels.dispatch import COMPUTE_DTYPES, NUMBA_IS_INSTALLED, require_numba

Backend = Literal["auto", "torch", "numba", "triton"]
"""What rasterises; auto: the fastest for the device."""
_MAX_CANDIDATES = 1 << 22
"""Pixels of bounding boxes that the reference tests at a time: bounds its memory."""


def rasterize(
    vertices: Float[Tensor, "batch vertices 3"],
    triangles: Int[Tensor, "triangles 3"],
    size: int,
    backend: Backend = "auto",
) -> tuple[Float[Tensor, "batch size size"], Int[Tensor, "batch size size"]]:
    """Rasterise a batch of meshes with the same triangles into square depth maps, with a z-buffer.

    Args:
        vertices: (u, v) in pixels, pixel centres at integers, and depth z in scene units.
        triangles: vertex indices, int32, the same for the whole batch.
        size: height and width of the depth map, pixels.
        backend: "torch" (any device), "numba" (CPU), "triton" (GPU, float32) or "auto" (the fastest for the device).

    Returns:
        Depth, perspective-correct (1/z is affine on the screen) with gradients for all vertex coordinates,
        0 where no surface is visible; and the index of the visible triangle, int32, -1 where there is none.

    Raises:
        InputError: a wrong shape or type, or a backend that does not support the device.
    """
    check_shape("vertices", vertices, (None, None, 3))
    check_floating("vertices", vertices)
    check_shape("triangles", triangles, (None, 3))
    check_choice("backend", backend, get_args(Backend))
    if size < 1:
        raise InputError(f"size: expected at least 1 pixel, got {size}")
    if backend == "auto":
        backend = fastest_backend(vertices)
    if backend == "numba":
        if vertices.device.type != "cpu" or vertices.dtype not in COMPUTE_DTYPES:
            raise InputError(
                f"backend: numba supports float32 and float64 on the CPU, got vertices of {vertices.dtype}"
                f" on {vertices.device}"
            )
        require_numba("backend: numba")
        from probsym.kernels.rasterize_numba import rasterize_numba  # numba takes half a second to import

        return rasterize_numba(vertices, triangles, size)
    if backend == "triton":
        if not find_triton():
            raise InputError("backend: triton is not installed; it comes with torch for CUDA")
        from probsym.kernels.rasterize_triton import INTERPRETED, rasterize_triton

        if vertices.dtype != torch.float32 or not (vertices.is_cuda or INTERPRETED):
            raise InputError(
                f"backend: triton supports float32 on a GPU, got vertices of {vertices.dtype} on {vertices.device}"
            )
        return rasterize_triton(vertices, triangles, size)
    return rasterize_torch(vertices, triangles, size)


def fastest_backend(vertices: Tensor) -> Backend:
    """The backend that "auto" stands for, by device and type."""
    if vertices.device.type == "cpu" and vertices.dtype in COMPUTE_DTYPES and NUMBA_IS_INSTALLED:
        return "numba"
    fits_triton = vertices.is_cuda and vertices.dtype == torch.float32
    return "triton" if fits_triton and supports_triton(vertices.device) else "torch"


def rasterize_torch(
    vertices: Float[Tensor, "batch vertices 3"],
    triangles: Int[Tensor, "triangles 3"],
    size: int,
) -> tuple[Float[Tensor, "batch size size"], Int[Tensor, "batch size size"]]:
    """The torch reference of :func:`rasterize`, on any device; exact for triangles of any size and shape."""
    with torch.no_grad():
        index = torch.stack([_visible_triangles(sample, triangles, size) for sample in vertices])
    depth = interpolate_depth(vertices, triangles, index)
    return depth, index


def interpolate_depth(
    vertices: Float[Tensor, "batch vertices 3"],
    triangles: Int[Tensor, "triangles 3"],
    index: Int[Tensor, "batch size size"],
) -> Float[Tensor, "batch size size"]:
    """Perspective-correct depth 1 / sum(w_i / z_i) of the visible triangle at each pixel; 0 where ``index`` is -1."""
    batch, size, _ = index.shape
    sample, v, u = torch.nonzero(index >= 0, as_tuple=True)
    corners = triangles.long()[index[sample, v, u].long()]  # pixels 3
    corner_uvz = vertices[sample[:, None], corners]  # pixels 3 3
    weights = _barycentrics(corner_uvz, u.to(vertices.dtype), v.to(vertices.dtype))
    inverse_depth = (weights / corner_uvz[..., 2]).sum(-1)
    depth = vertices.new_zeros(batch, size, size)
    return depth.index_put((sample, v, u), 1 / inverse_depth)


def _barycentrics(
    corner_uvz: Float[Tensor, "pixels 3 3"], u: Float[Tensor, " pixels"], v: Float[Tensor, " pixels"]
) -> Float[Tensor, "pixels 3"]:
    (ua, ub, uc), (va, vb, vc) = corner_uvz[..., 0].unbind(-1), corner_uvz[..., 1].unbind(-1)
    area = (ub - ua) * (vc - va) - (vb - va) * (uc - ua)
    weight_b = ((u - ua) * (vc - va) - (v - va) * (uc - ua)) / area
    weight_c = ((ub - ua) * (v - va) - (vb - va) * (u - ua)) / area
    return torch.stack([1 - weight_b - weight_c, weight_b, weight_c], dim=-1)


def _visible_triangles(vertices: Tensor, triangles: Tensor, size: int) -> Tensor:
    """Index of the nearest triangle at each pixel of one image, by testing every pixel of every bounding box."""
    corners = vertices[triangles.long()]  # T 3 3
    u, v = corners[..., 0], corners[..., 1]
    area = (u[:, 1] - u[:, 0]) * (v[:, 2] - v[:, 0]) - (v[:, 1] - v[:, 0]) * (u[:, 2] - u[:, 0])
    first_u, last_u = u.amin(1).ceil().clamp(min=0), u.amax(1).floor().clamp(max=size - 1)
    first_v, last_v = v.amin(1).ceil().clamp(min=0), v.amax(1).floor().clamp(max=size - 1)
    columns, rows = (last_u - first_u + 1).clamp(min=0), (last_v - first_v + 1).clamp(min=0)
    valid = (
        (area.abs() >= 2 * MIN_TRIANGLE_AREA)
        & (corners[..., 2].amin(1) >= NEAR_PLANE)
        & corners.isfinite().all(2).all(1)
    )
    counts = torch.where(valid, columns * rows, 0).nan_to_num().long()

    nearest = vertices.new_full((size * size,), torch.inf)
    winner = torch.full((size * size,), -1, dtype=torch.int32, device=vertices.device)
    chosen = torch.nonzero(counts).squeeze(1)
    position = counts[chosen].cumsum(0)
    start = 0
    while start < len(chosen):
        done = int(position[start - 1]) if start else 0
        stop = int(torch.searchsorted(position, done + _MAX_CANDIDATES, right=True))
        block = chosen[start : max(stop, start + 1)]
        start += len(block)
        face = block.repeat_interleave(counts[block])
        offset = torch.arange(len(face), device=face.device)
        offset = offset - (counts[block].cumsum(0) - counts[block]).repeat_interleave(counts[block])
        pixel_u = first_u[face] + offset % columns[face].long()
        pixel_v = first_v[face] + offset // columns[face].long()
        weights = _barycentrics(corners[face], pixel_u, pixel_v)
        inside = (weights >= -EDGE_TOLERANCE).all(1)
        face, weights = face[inside], weights[inside]
        pixel = (pixel_v * size + pixel_u).long()[inside]
        depth = 1 / (weights / corners[face, :, 2]).sum(1)
        _keep_nearest(nearest, winner, pixel, depth, face)
    return winner.reshape(size, size)


def _keep_nearest(nearest: Tensor, winner: Tensor, pixel: Tensor, depth: Tensor, face: Tensor) -> None:
    """Merge candidates into the z-buffer; blocks come in ascending face order, so that ties keep the earlier winner."""
    best = nearest.scatter_reduce(0, pixel, depth, "amin")
    at_best = depth == best[pixel]
    improved = at_best & (depth < nearest[pixel])
    lowest = torch.full_like(winner, torch.iinfo(torch.int32).max)
    lowest = lowest.scatter_reduce(0, pixel[improved], face[improved].to(torch.int32), "amin")
    changed = best < nearest
    winner[changed] = lowest[changed]
    nearest.copy_(best)
