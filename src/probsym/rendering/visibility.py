"""Which points of the canonical surface a photo sees, and at which pixels: the reverse of reprojection."""

from typing import Literal, NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import transform
from probsym.rendering.rasterize import Backend
from probsym.rendering.reprojection import warp_depth
from probsym.types import Viewpoint

OCCLUSION_MARGIN = 0.003
"""A point is occluded if the surface at its pixel is nearer by more than this, scene units: three times the depth that
a slope of 80 degrees gains over half a pixel of a 128 px grid."""
BACKGROUND_DEPTH = 1e3
"""Of pixels that see no surface, scene units."""


class Visibility(NamedTuple):
    """How the photo sees each point of the canonical depth map."""

    pixel: Float[Tensor, "batch size size 2"]
    """(u, v) of the point in the photo, pixels of the camera; may lie outside."""
    density: Float[Tensor, "batch size size"]
    """Signed pixels of the photo per pixel of the canonical grid: 1 where both sample the surface alike, near 0 at
    grazing angles, negative where the surface faces away."""
    visible: Bool[Tensor, "batch size size"]
    """True if the point lies inside the photo, faces the camera and is not occluded."""


def compute_visibility(
    canonical_depth: Float[Tensor, "batch size size"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    backend: Backend = "auto",
) -> Visibility:
    """Project each canonical point into the photo taken from ``viewpoint`` and test it against the z-buffer.

    Args:
        canonical_depth: d, scene units.
        viewpoint: w, motion from the canonical frame to the view.
        camera: of both images; a finer grid gives sharper occlusion boundaries.
        backend: of the rasteriser.

    Raises:
        InputError: a wrong shape.
    """
    check_shape("canonical_depth", canonical_depth, (None, camera.size, camera.size))
    nearest, mask = warp_depth(canonical_depth, viewpoint, camera, BACKGROUND_DEPTH, backend=backend)
    return visibility_from_nearest(canonical_depth, viewpoint, camera, nearest, mask)


def visibility_from_nearest(
    canonical_depth: Float[Tensor, "batch size size"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    nearest: Float[Tensor, "batch size size"],
    mask: Bool[Tensor, "batch size size"],
) -> Visibility:
    """:func:`compute_visibility` with a given z-buffer.

    Args:
        canonical_depth: d, scene units.
        viewpoint: w, motion from the canonical frame to the view.
        camera: of both images.
        nearest: depth of the surface at each pixel of the photo, scene units.
        mask: pixels that see surface.
    """
    batch, size, _ = canonical_depth.shape
    points = transform(camera.unproject(canonical_depth).reshape(batch, size * size, 3), viewpoint)
    pixel = camera.project(points).reshape(batch, size, size, 2)
    point_depth = points[..., 2].reshape(batch, size, size)

    # Bilinear sampling beside an empty pixel must not mix in the background: fill with a depth beyond the surface.
    nearest = torch.where(mask, nearest, canonical_depth.amax((0, 1, 2)) + 1)
    grid = pixel / camera.center - 1
    nearest = functional.grid_sample(
        nearest[:, None], grid, mode="bilinear", padding_mode="border", align_corners=True
    )[:, 0]
    unoccluded = point_depth < nearest + OCCLUSION_MARGIN

    along_v, along_u = torch.gradient(pixel, dim=(1, 2))
    density = along_u[..., 0] * along_v[..., 1] - along_v[..., 0] * along_u[..., 1]

    inside = (grid.abs() <= 1).all(-1)
    return Visibility(pixel, density, inside & unoccluded & (density > 0))


def sample_photo(
    image: Float[Tensor, "batch channels pixels pixels"],
    pixel: Float[Tensor, "batch height width 2"],
    size: int,
    mode: Literal["bilinear", "bicubic"] = "bilinear",
) -> Float[Tensor, "batch channels height width"]:
    """Sample an image of any resolution, showing the model's crop, at coordinates of the model's image.

    The images share their outer edges, not their outermost pixel centres: pixel u of ``size`` is pixel
    (u + 1/2) * pixels / size - 1/2 of the image.

    Args:
        image: the crop in the photo's own resolution, or a map of the model's size.
        pixel: (u, v) in pixels of the model's image; outside, the edge is repeated.
        size: of the model's image, pixels.
        mode: of interpolation; bicubic may leave the range of the image.

    Raises:
        InputError: the image is not square.
    """
    pixels = image.shape[-1]
    check_shape("image", image, (None, None, pixels, pixels))
    scaled = (pixel + 0.5) * (pixels / size) - 0.5
    return functional.grid_sample(
        image, scaled / ((pixels - 1) / 2) - 1, mode=mode, padding_mode="border", align_corners=True
    )
