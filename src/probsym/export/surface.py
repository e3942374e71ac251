"""The canonical surface on a finer grid, and what of it is worth showing.

All maps are sampled at pixel centres and the field of view ends at the outermost centres, so that a grid of
(size - 1) * factor + 1 points keeps every old point (``align_corners=True``).
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_range, check_shape
from probsym.config import BORDER_COLUMNS
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.reprojection import reproject
from probsym.types import Viewpoint

BORDER = BORDER_COLUMNS + 1
"""Outermost rows and columns that are not shown: next to a fixed border, the normals still see the step to it."""


def finer_size(size: int, factor: int) -> int:
    """Points on a side after refining by ``factor``."""
    return (size - 1) * factor + 1


def has_fixed_border(depth: Float[Tensor, "batch size size"]) -> Bool[Tensor, " batch"]:
    """Whether the outermost columns hold a single depth, as ``ModelConfig.has_fixed_border`` makes them."""
    edges = torch.cat([depth[:, :, :BORDER_COLUMNS], depth[:, :, -BORDER_COLUMNS:]], dim=2)
    return (edges == edges[:, :1, :1]).all(2).all(1)


def refine_depth(depth: Float[Tensor, "batch size size"], factor: int) -> Float[Tensor, "batch fine fine"]:
    """Depth on a grid ``factor`` times as fine, smoothed by a cubic B-spline, so that its normals are smooth.

    The columns of a fixed border are first replaced by their inner neighbours: the step to it is no part of the
    surface. A factor of 1 changes nothing else.

    Args:
        depth: canonical depth, scene units; size at least 8.
        factor: 1 to 8.

    Raises:
        InputError: a wrong shape, size or factor.
    """
    check_shape("depth", depth, (None, depth.shape[-1], depth.shape[-1]))
    check_range("size", depth.shape[-1], 8, 4096)
    check_range("factor", factor, 1, 8)
    inner = functional.pad(depth[:, :, BORDER_COLUMNS:-BORDER_COLUMNS], (BORDER_COLUMNS,) * 2, mode="replicate")
    surface = torch.where(has_fixed_border(depth)[:, None, None], inner, depth)
    if factor == 1:
        return surface
    weights = _spline_weights(depth.shape[-1], factor).to(depth)
    return weights @ surface @ weights.T


def resample_grid(values: Float[Tensor, "batch size size"], points: int) -> Float[Tensor, "batch points points"]:
    """Values at ``points`` a side of the same square, bicubic; for grids that are smooth between their points.

    Args:
        values: on a grid that ends at the outermost pixel centres.
        points: at least 2; as many as there are change nothing.
    """
    if points == values.shape[-1]:
        return values
    return functional.interpolate(values[:, None], size=(points, points), mode="bicubic", align_corners=True)[:, 0]


def refine_image(
    image: Float[Tensor, "batch channels size size"], factor: int
) -> Float[Tensor, "batch channels fine fine"]:
    """Image in [0, 1] on a grid ``factor`` times as fine, bicubic, clipped to [0, 1].

    Raises:
        InputError: a wrong shape or factor.
    """
    check_shape("image", image, (None, None, image.shape[-1], image.shape[-1]))
    check_range("factor", factor, 1, 8)
    size = finer_size(image.shape[-1], factor)
    return functional.interpolate(image, size=(size, size), mode="bicubic", align_corners=True).clamp(0, 1)


def _spline_weights(size: int, factor: int) -> Float[Tensor, "fine size"]:
    """Matrix from values at ``size`` points to the cubic B-spline that they control, at the finer points.

    Bicubic interpolation will not do: its normals jump at every old point, which shows as stripes in the shading, and
    where the depth is steep it overshoots. The B-spline reproduces straight lines and never overshoots; it moves a
    curve by a sixth of its second difference.
    """
    points = torch.arange(finer_size(size, factor), dtype=torch.float64) / factor
    distance = (points[:, None] - torch.arange(-1, size + 1)).abs()
    inside, outside = 2 / 3 - distance.square() + distance**3 / 2, (2 - distance).clamp(min=0) ** 3 / 6
    basis = torch.where(distance < 1, inside, outside)  # cubic B-splines, one more at either end
    ends = torch.zeros(size + 2, size, dtype=torch.float64)
    ends[1:-1] = torch.eye(size)
    ends[0, :2] = ends[-1, [-1, -2]] = torch.tensor([2.0, -1.0], dtype=torch.float64)  # no curvature at the ends
    return basis @ ends


def inside_border(size: int, factor: int = 1, device: torch.device | str = "cpu") -> Bool[Tensor, "fine fine"]:
    """True for the points of the refined grid of a ``size`` px map that lie inside the border."""
    axis = torch.arange(finer_size(size, factor), device=device)
    inside = (axis >= BORDER * factor) & (axis <= (size - 1 - BORDER) * factor)
    return inside[:, None] & inside[None]


def render_view(
    canonical_image: Float[Tensor, "batch 3 size size"],
    canonical_depth: Float[Tensor, "batch points points"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    factor: int = 1,
    background: float = 1.0,
    canonical_camera: PinholeCamera | None = None,
) -> Float[Tensor, "batch 3 size size"]:
    """The surface without its border, seen from ``viewpoint``, on a plain background.

    Args:
        canonical_image: colours in the canonical frame, [0, 1], already on the camera's grid.
        canonical_depth: d, scene units, on the same grid unless ``canonical_camera`` is given.
        viewpoint: motion from the canonical frame to the view.
        camera: of the colours' grid and of the result.
        factor: by which that grid was refined: the border is that much wider.
        background: grey of pixels that see nothing, [0, 1].
        canonical_camera: of the depth's grid.

    Returns:
        Image in [0, 1].

    Raises:
        InputError: a wrong shape.
    """
    inside = inside_border((camera.size - 1) // factor + 1, factor, canonical_image.device)
    cover = inside.to(canonical_image.dtype).expand(canonical_image.shape[0], 1, -1, -1)
    image, _, _ = reproject(
        torch.cat([canonical_image, cover], dim=1),
        canonical_depth,
        viewpoint,
        camera,
        canonical_camera=canonical_camera,
    )
    opacity = image[:, 3:]
    return (image[:, :3] * opacity + background * (1 - opacity)).clamp(0, 1)


def yaw_viewpoint(degrees: Float[Tensor, " batch"]) -> Viewpoint:
    """Viewpoints that turn the canonical frontal pose by ``degrees`` of yaw and nothing else."""
    rotation = torch.zeros(len(degrees), 3, dtype=degrees.dtype, device=degrees.device)
    rotation[:, 1] = torch.deg2rad(degrees)
    return Viewpoint(rotation_rad=rotation, translation=torch.zeros_like(rotation))
