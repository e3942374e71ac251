"""The z-buffer on the GPU, in Triton; twin of ``probsym.rendering.rasterize.rasterize_torch``.

Depth and triangle index are packed into one 64-bit key, so that a single atomic minimum keeps the nearest triangle, and
the lowest index of equally near ones, in any thread order. Gradients are summed per triangle over its visible pixels,
then per vertex over its triangles, both in a fixed order: results are deterministic to the bit.

``TRITON_INTERPRET=1`` in the environment runs the kernels on the CPU, slowly, for tests.
"""

from typing import Any, no_type_check

import torch
import triton
import triton.language as tl
from jaxtyping import Float, Int
from torch import Tensor
from torch.utils.weak import WeakIdKeyDictionary
from triton import knobs

from probsym.kernels import EDGE_TOLERANCE, MIN_TRIANGLE_AREA, NEAR_PLANE

INTERPRETED: bool = knobs.runtime.interpret
"""Whether the kernels run on the CPU."""
BLOCK = tl.constexpr(128)
"""Triangles of one program."""
_INFINITE = tl.constexpr(float("inf"))
_TOLERANCE, _MIN_AREA, _NEAR = tl.constexpr(EDGE_TOLERANCE), tl.constexpr(MIN_TRIANGLE_AREA), tl.constexpr(NEAR_PLANE)
_EMPTY = torch.iinfo(torch.int64).max
corner_tables = WeakIdKeyDictionary()
"""Triangles -> their version and number of vertices, and the table of corners per vertex."""


def rasterize_triton(
    vertices: Float[Tensor, "batch vertices 3"],
    triangles: Int[Tensor, "triangles 3"],
    size: int,
) -> tuple[Float[Tensor, "batch size size"], Int[Tensor, "batch size size"]]:
    """Depth and visible triangle at each pixel; float32 on the GPU.

    Args:
        vertices: (u, v) in pixels, and depth in scene units.
        triangles: vertex indices, shared by the batch.
        size: height and width of the result, pixels.

    Returns:
        Depth with gradients for the vertices, 0 where empty, and the triangle's index, -1 where empty.
    """
    return _rasterize(vertices, triangles, size)


@torch.library.custom_op("probsym::rasterize_triton", mutates_args=())
def _rasterize(vertices: Tensor, triangles: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """A custom operator: opaque to ``torch.compile``."""
    points = vertices.contiguous()
    corners = triangles.to(torch.int32).contiguous()
    batch, faces = points.shape[0], corners.shape[0]
    keys = torch.full((batch, size, size), _EMPTY, dtype=torch.int64, device=points.device)
    if batch and faces:
        grid = (triton.cdiv(faces, BLOCK.value), batch)
        forward_kernel[grid](points, corners, keys, faces, points.shape[1], size)
    empty = keys == _EMPTY
    index = (keys & 0xFFFFFFFF).to(torch.int32).masked_fill(empty, -1)
    depth = (keys >> 32).to(torch.int32).view(torch.float32).masked_fill(empty, 0)
    return depth, index


@_rasterize.register_fake
def _(vertices: Tensor, triangles: Tensor, size: int) -> tuple[Tensor, Tensor]:
    del triangles
    shape = (vertices.shape[0], size, size)
    return vertices.new_empty(shape), vertices.new_empty(shape, dtype=torch.int32)


@torch.library.custom_op("probsym::rasterize_triton_backward", mutates_args=())
def _rasterize_backward(upstream: Tensor, vertices: Tensor, triangles: Tensor, index: Tensor) -> Tensor:
    points = vertices.contiguous()
    corners = triangles.to(torch.int32).contiguous()
    batch, faces, size = points.shape[0], corners.shape[0], index.shape[1]
    if not batch or not faces:
        return torch.zeros_like(points)
    # One extra row of zeros: padding for vertices with fewer triangles than others.
    per_corner = points.new_zeros(batch, faces * 3 + 1, 3)
    grid = (triton.cdiv(faces, BLOCK.value), batch)
    backward_kernel[grid](points, corners, index, upstream.contiguous(), per_corner, faces, points.shape[1], size)
    return per_corner[:, _corner_table(triangles, points.shape[1])].sum(2)


@_rasterize_backward.register_fake
def _(upstream: Tensor, vertices: Tensor, triangles: Tensor, index: Tensor) -> Tensor:
    del upstream, triangles, index
    return vertices.new_empty(vertices.shape)


def _setup_context(ctx: Any, inputs: tuple[Tensor, Tensor, int], output: tuple[Tensor, Tensor]) -> None:
    vertices, triangles, _ = inputs
    index = output[1]
    # The caller's own tensor: the corner table is cached by its identity.
    ctx.save_for_backward(vertices, triangles, index)
    ctx.mark_non_differentiable(index)


def _backward(ctx: Any, upstream: Tensor, _grad_index: Tensor) -> tuple[Tensor, None, None]:
    return _rasterize_backward(upstream, *ctx.saved_tensors), None, None


_rasterize.register_autograd(_backward, setup_context=_setup_context)


def _corner_table(triangles: Tensor, vertices: int) -> Tensor:
    """Per vertex, the corners (3 triangle + corner) that it is, ascending; rows are padded with 3 * triangles."""
    mesh = (triangles._version, vertices)  # the version counts in-place writes
    known = corner_tables.get(triangles)
    if known is not None and known[0] == mesh:
        return known[1]
    owner = triangles.reshape(-1).long()
    order = owner.argsort(stable=True)
    counts = torch.bincount(owner, minlength=vertices)
    starts = counts.cumsum(0) - counts
    rank = torch.arange(len(owner), device=owner.device) - starts[owner[order]]
    table = owner.new_full((vertices, int(counts.max())), len(owner))
    table[owner[order], rank] = order
    corner_tables[triangles] = mesh, table
    return table


@triton.jit
@no_type_check  # Triton compiles the bare function, not one that a type checker has wrapped
def _corner(points, corners, vertices, image, face, active, which):
    """(u, v, z) of one corner of each lane's triangle."""
    place = (image * vertices + tl.load(corners + face * 3 + which, mask=active, other=0)) * 3
    return tl.load(points + place), tl.load(points + place + 1), tl.load(points + place + 2)


@triton.jit
@no_type_check
def _triangle(points, corners, vertices, image, face, active):
    """(u, v, z) of the three corners of each lane's triangle."""
    ua, va, za = _corner(points, corners, vertices, image, face, active, 0)
    ub, vb, zb = _corner(points, corners, vertices, image, face, active, 1)
    uc, vc, zc = _corner(points, corners, vertices, image, face, active, 2)
    return ua, va, za, ub, vb, zb, uc, vc, zc


@triton.jit
@no_type_check
def _extent(low, high, size):
    """First pixel centre between two coordinates within the image, and their number."""
    first = tl.minimum(tl.maximum(tl.ceil(low), 0.0), size.to(tl.float32))
    last = tl.minimum(tl.maximum(tl.floor(high), -1.0), size.to(tl.float32) - 1)
    return first.to(tl.int32), tl.maximum(last - first + 1, 0.0).to(tl.int32)


@triton.jit
@no_type_check
def _box(ua, va, za, ub, vb, zb, uc, vc, zc, active, size):
    """Bounding box of each lane's triangle in pixels: left, top, width, height; empty for a dropped triangle."""
    area = (ub - ua) * (vc - va) - (vb - va) * (uc - ua)
    # Comparisons with NaN are false, which drops the triangle.
    kept = active & (tl.abs(area) >= 2 * _MIN_AREA) & (tl.abs(area) < _INFINITE)
    kept = kept & (tl.minimum(tl.minimum(za, zb), zc) >= _NEAR) & (tl.maximum(tl.maximum(za, zb), zc) < _INFINITE)
    kept = kept & (za == za) & (zb == zb) & (zc == zc)  # minimum and maximum may ignore NaN
    inf = _INFINITE
    low_u = tl.where(kept, tl.minimum(tl.minimum(ua, ub), uc), inf)
    low_v = tl.where(kept, tl.minimum(tl.minimum(va, vb), vc), inf)
    high_u = tl.where(kept, tl.maximum(tl.maximum(ua, ub), uc), -inf)
    high_v = tl.where(kept, tl.maximum(tl.maximum(va, vb), vc), -inf)
    left, width = _extent(low_u, high_u, size)
    top, height = _extent(low_v, high_v, size)
    return left, top, width, height


@triton.jit
@no_type_check
def _weights(ua, va, ub, vb, uc, vc, u, v):
    """Barycentrics of a pixel centre, by the reference's formula."""
    area = (ub - ua) * (vc - va) - (vb - va) * (uc - ua)
    du, dv = u.to(tl.float32) - ua, v.to(tl.float32) - va
    weight_b = (du * (vc - va) - dv * (uc - ua)) / area
    weight_c = ((ub - ua) * dv - (vb - va) * du) / area
    return 1.0 - weight_b - weight_c, weight_b, weight_c


@triton.jit(do_not_specialize=["faces", "vertices", "size"])
@no_type_check
def forward_kernel(points, corners, keys, faces, vertices, size):
    """Each lane writes its triangle's key to every covered pixel of its bounding box."""
    image = tl.program_id(1).to(tl.int64)
    face = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    active = face < faces
    ua, va, za, ub, vb, zb, uc, vc, zc = _triangle(points, corners, vertices, image, face, active)
    left, top, width, height = _box(ua, va, za, ub, vb, zb, uc, vc, zc, active, size)
    candidates = width * height
    for step in range(tl.max(candidates, 0)):
        u, v = left + step % tl.maximum(width, 1), top + step // tl.maximum(width, 1)
        a, b, c = _weights(ua, va, ub, vb, uc, vc, u, v)
        z = 1.0 / (a / za + b / zb + c / zc)
        inside = (step < candidates) & (tl.minimum(tl.minimum(a, b), c) >= -_TOLERANCE) & (z > 0) & (z < _INFINITE)
        # The bits of positive floats are ordered as the floats are.
        key = (z.to(tl.int32, bitcast=True).to(tl.int64) << 32) | face.to(tl.int64)
        tl.atomic_min(keys + (image * size + v) * size + u, key, mask=inside, sem="relaxed")


@triton.jit(do_not_specialize=["faces", "vertices", "size"])
@no_type_check
def backward_kernel(points, corners, index, upstream, per_corner, faces, vertices, size):
    """Each lane sums the gradients of its triangle's corners over the triangle's visible pixels, row by row.

    With q = 1/z at the corners, Q = sum(w q) is affine on the screen and the depth is 1/Q. Moving a corner of
    barycentric weight w by (du, dv) changes Q at the pixel by -w (dQ/du, dQ/dv) . (du, dv). Only w depends on the
    pixel.
    """
    image = tl.program_id(1).to(tl.int64)
    face = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    active = face < faces
    ua, va, za, ub, vb, zb, uc, vc, zc = _triangle(points, corners, vertices, image, face, active)
    left, top, width, height = _box(ua, va, za, ub, vb, zb, uc, vc, zc, active, size)
    candidates = width * height
    sum_a, sum_b, sum_c = tl.zeros_like(ua), tl.zeros_like(ua), tl.zeros_like(ua)
    for step in range(tl.max(candidates, 0)):
        u, v = left + step % tl.maximum(width, 1), top + step // tl.maximum(width, 1)
        pixel = (image * size + v) * size + u
        visible = (step < candidates) & (tl.load(index + pixel, mask=step < candidates, other=-1) == face)
        a, b, c = _weights(ua, va, ub, vb, uc, vc, u, v)
        z = 1.0 / (a / za + b / zb + c / zc)
        scaled = tl.load(upstream + pixel, mask=visible, other=0.0) * z * z
        sum_a += tl.where(visible, scaled * a, 0.0)
        sum_b += tl.where(visible, scaled * b, 0.0)
        sum_c += tl.where(visible, scaled * c, 0.0)
    area = (ub - ua) * (vc - va) - (vb - va) * (uc - ua)
    slope_u = ((1 / zb - 1 / za) * (vc - va) - (1 / zc - 1 / za) * (vb - va)) / area
    slope_v = ((1 / zc - 1 / za) * (ub - ua) - (1 / zb - 1 / za) * (uc - ua)) / area
    out = per_corner + (image * (faces * 3 + 1) + face * 3) * 3
    kept = candidates > 0
    tl.store(out, sum_a * slope_u, mask=kept)
    tl.store(out + 1, sum_a * slope_v, mask=kept)
    tl.store(out + 2, sum_a / (za * za), mask=kept)
    tl.store(out + 3, sum_b * slope_u, mask=kept)
    tl.store(out + 4, sum_b * slope_v, mask=kept)
    tl.store(out + 5, sum_b / (zb * zb), mask=kept)
    tl.store(out + 6, sum_c * slope_u, mask=kept)
    tl.store(out + 7, sum_c * slope_v, mask=kept)
    tl.store(out + 8, sum_c / (zc * zc), mask=kept)
