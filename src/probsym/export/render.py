"""Pictures of the object alone: the canonical surface within its silhouette, from any viewpoint, anti-aliased."""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_range, check_shape
from probsym.export.surface import inside_border
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import grid_triangles
from probsym.geometry.viewpoint import apply_motion, inverse_motion, transform
from probsym.rendering.rasterize import rasterize
from probsym.types import Viewpoint

MAX_SLOPE_DEG = 80.0
"""A triangle whose normal turns away from the canonical view by more is stretched between two depths."""
_TRANSPARENT = 0.02
"""Triangles of less opacity are left out: they would hide what lies behind them."""


def opacity_or_border(
    opacity: Float[Tensor, "points points"] | None, size: int, factor: int
) -> Float[Tensor, "fine fine"]:
    """The opacity on the grid of ``size`` refined by ``factor``; without one, 1 but for the border of the square."""
    inside = inside_border(size, factor).float()
    if opacity is None:
        return inside
    mode = "bicubic" if len(inside) > opacity.shape[-1] else "bilinear"
    fine = functional.interpolate(opacity[None, None].float(), size=inside.shape, mode=mode, align_corners=True)[0, 0]
    return fine.clamp(0, 1)


def surface_triangles(
    points: Float[Tensor, "vertices 3"],
    opacity: Float[Tensor, "size size"],
    max_slope_deg: float = MAX_SLOPE_DEG,
) -> Int[Tensor, "triangles 3"]:
    """The triangles of the grid that show the object: not transparent, and not stretched between two depths.

    Args:
        points: of the grid, canonical frame, row by row.
        opacity: at these points, [0, 1].
        max_slope_deg: between a triangle's normal and the canonical view, 1 to 90 degrees.

    Raises:
        InputError: a slope out of range.
    """
    check_range("max_slope_deg", max_slope_deg, 1, 90)
    triangles = grid_triangles(opacity.shape[-1], points.device).long()
    triangles = triangles[(opacity.reshape(-1)[triangles] > _TRANSPARENT).any(1)]
    a, b, c = points[triangles].unbind(1)
    normal = torch.linalg.cross(b - a, c - a)
    facing = -normal[:, 2] > math.cos(math.radians(max_slope_deg)) * normal.norm(dim=1)
    return triangles[facing].int()


def render_object(
    maps: Float[Tensor, "channels texels texels"],
    depth: Float[Tensor, "points points"],
    triangles: Int[Tensor, "triangles 3"],
    opacity: Float[Tensor, "points points"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    samples: int = 2,
    canonical_camera: PinholeCamera | None = None,
) -> Float[Tensor, "channels+1 size size"]:
    """Maps of the canonical frame as :func:`view_object` shows them, whose other arguments these are.

    Raises:
        InputError: a wrong shape or number of samples.
    """
    return view_object(depth, triangles, opacity, viewpoint, camera, samples, canonical_camera)(maps)


def view_object(
    depth: Float[Tensor, "points points"],
    triangles: Int[Tensor, "triangles 3"],
    opacity: Float[Tensor, "points points"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    samples: int = 2,
    canonical_camera: PinholeCamera | None = None,
) -> Callable[[Float[Tensor, "channels texels texels"]], Float[Tensor, "channels+1 size size"]]:
    """How maps of the canonical frame are seen from a viewpoint. Triangles that are turned away are not drawn.

    Args:
        depth: canonical, scene units, on any grid.
        triangles: of that grid, from :func:`surface_triangles`.
        opacity: on the grid of the depth, [0, 1].
        viewpoint: motion from the canonical frame to the view, of one sample.
        camera: of the result.
        samples: pixels are the mean of this number squared, 1 to 4.
        canonical_camera: whose field of view the depth has, if it is not that of ``camera``.

    Returns:
        A function of maps, colours or any other values on a canonical grid that ends at the outermost pixel centres. It
        returns them as they are seen, multiplied by the opacity, and the opacity itself as the last channel. It raises
        InputError for a wrong shape.

    Raises:
        InputError: a wrong number of samples.
    """
    check_range("samples", samples, 1, 4)
    grid = (canonical_camera or camera).resized(depth.shape[-1])
    moved = transform(grid.unproject(depth[None]).reshape(1, -1, 3), viewpoint)
    size, focal = camera.size * samples, camera.focal * samples
    center = camera.center * samples + (samples - 1) / 2
    vertices = torch.cat([moved[..., :2] / moved[..., 2:] * focal + center, moved[..., 2:]], dim=-1)
    a, b, c = vertices[0, triangles.long(), :2].unbind(1)
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    towards_camera = triangles[area < 0]
    seen, index = rasterize(vertices, towards_camera, size)

    axis = (torch.arange(size, dtype=depth.dtype) - center) / focal
    rays = torch.stack([axis.expand(size, size), axis[:, None].expand(size, size), torch.ones(size, size)], dim=-1)
    canonical = apply_motion((rays * seen[0][..., None]).reshape(1, -1, 3), *inverse_motion(viewpoint))
    where = canonical[..., :2] / canonical[..., 2:] * (grid.focal / grid.center)
    where = where.reshape(1, size, size, 2).nan_to_num(nan=2.0)

    def sampled(values: Tensor) -> Tensor:
        return functional.grid_sample(values[None], where, padding_mode="border", align_corners=True)

    cover = sampled(opacity[None].to(depth.dtype)) * (index >= 0)[:, None]

    def seen_of(maps: Tensor) -> Tensor:
        check_shape("maps", maps, (None, maps.shape[-1], maps.shape[-1]))
        layers = torch.cat([sampled(maps.to(depth.dtype)) * cover, cover], dim=1)
        return functional.avg_pool2d(layers, samples)[0]

    return seen_of


def on_background(layers: Float[Tensor, "layers size size"], background: float = 1.0) -> Float[Tensor, "c size size"]:
    """What :func:`render_object` returned, over an even background, [0, 1]."""
    return (layers[:-1] + background * (1 - layers[-1:])).clamp(0, 1)


def extend_colours(
    colours: Float[Tensor, "channels texels texels"], opacity: Float[Tensor, "points points"]
) -> Float[Tensor, "channels texels texels"]:
    """Colours of the object continued beyond its silhouette, so that the ground does not show at soft edges.

    Pixels that are not wholly opaque are filled in from the object's.
    """
    size = colours.shape[-1]
    known = functional.interpolate(opacity[None, None], size=(size, size), mode="bilinear", align_corners=True)
    known = ((known - 0.8) / 0.15).clamp(0, 1).to(colours.dtype)
    return fill_unknown(colours[None], known)[0] if known.any() else colours


def fill_unknown(
    colours: Float[Tensor, "1 channels size size"], known: Float[Tensor, "1 1 size size"]
) -> Float[Tensor, "1 channels size size"]:
    """Colours where ``known`` is 1; elsewhere a smooth continuation from the nearest known ones.

    Each pixel takes the mean at the finest scale at which there are known pixels around it (push-pull interpolation:
    Gortler et al., "The Lumigraph", SIGGRAPH 1996).
    """
    size = colours.shape[-1]
    if size < 3:
        mean = (colours * known).sum((2, 3), keepdim=True) / known.sum((2, 3), keepdim=True).clamp(min=1e-6)
        return known * colours + (1 - known) * mean
    share = functional.avg_pool2d(known, 2, ceil_mode=True, count_include_pad=False)
    means = functional.avg_pool2d(colours * known, 2, ceil_mode=True, count_include_pad=False)
    coarse = fill_unknown(means / share.clamp(min=1e-6), (2 * share).clamp(max=1))
    smooth = functional.interpolate(coarse, size=(size, size), mode="bilinear", align_corners=False)
    return known * colours + (1 - known) * smooth
