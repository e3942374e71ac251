"""Which point of the canonical surface the photo sees, and at which of its pixels: the reverse of reprojection."""

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

HIDDEN_BY = 0.003
"""A point is hidden if another lies nearer at its pixel by more than this, scene units: three times what the steepest
surface worth showing (80 degrees) climbs in half a pixel of a 128 px grid."""
_BEHIND_EVERYTHING = 1e3


class Visibility(NamedTuple):
    """How the photo sees each point of the canonical depth map."""

    pixel: Float[Tensor, "batch size size 2"]
    """(u, v) of the point's image, pixels of the camera; may lie outside of it."""
    density: Float[Tensor, "batch size size"]
    """Pixels of the image per pixel of the canonical grid: 1 where both look alike at the surface, near 0 where the
    image sees it at a grazing angle, below 0 where it is turned away."""
    seen: Bool[Tensor, "batch size size"]
    """True if the point lies inside the image, is turned towards the camera, and nothing hides it."""


def compute_visibility(
    canonical_depth: Float[Tensor, "batch size size"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    backend: Backend = "auto",
) -> Visibility:
    """Find each canonical point in the image that is taken from ``viewpoint``.

    Args:
        canonical_depth: d, scene units.
        viewpoint: motion from the canonical frame to the view.
        camera: of both images; a finer grid finds occlusions more exactly.
        backend: of the rasteriser.

    Raises:
        InputError: a wrong shape.
    """
    check_shape("canonical_depth", canonical_depth, (None, camera.size, camera.size))
    batch, size, _ = canonical_depth.shape
    points = camera.unproject(canonical_depth).reshape(batch, size * size, 3)
    moved = transform(points, viewpoint)
    pixel = camera.project(moved).reshape(batch, size, size, 2)

    nearest, hit = warp_depth(canonical_depth, viewpoint, camera, _BEHIND_EVERYTHING, backend=backend)
    where = pixel / camera.center - 1
    # Where a pixel beside sees nothing the mean of depths means nothing: fill with the farthest that can be.
    filled = torch.where(hit, nearest, canonical_depth.amax() + 1)
    nearest_there = functional.grid_sample(
        filled[:, None], where, mode="bilinear", padding_mode="border", align_corners=True
    )[:, 0]
    unhidden = moved[..., 2].reshape(batch, size, size) < nearest_there + HIDDEN_BY

    down, right = torch.gradient(pixel, dim=(1, 2))  # one step along v, and along u
    density = right[..., 0] * down[..., 1] - right[..., 1] * down[..., 0]

    inside = (where.abs() <= 1).all(-1)
    return Visibility(pixel, density, inside & unhidden & (density > 0))


def sample_photo(
    image: Float[Tensor, "batch channels pixels pixels"],
    where: Float[Tensor, "batch height width 2"],
    size: int,
    mode: Literal["bilinear", "bicubic"] = "bilinear",
) -> Float[Tensor, "batch channels height width"]:
    """Read an image that shows the same square as the model's, at any number of pixels, at the model's pixels.

    The squares share their outer edges, not their outermost pixel centres: pixel u of ``size`` is pixel
    (u + 1/2) * pixels / size - 1/2 of the image.

    Args:
        image: the photo in its own resolution, or a map of the model's size.
        where: (u, v) in pixels of the model's image; the image's edge is continued outside.
        size: of the model's image, pixels.
        mode: of interpolation; bicubic may leave the range of the image.

    Raises:
        InputError: the image is not square.
    """
    pixels = image.shape[-1]
    check_shape("image", image, (None, None, pixels, pixels))
    there = (where + 0.5) * (pixels / size) - 0.5
    return functional.grid_sample(
        image, there / ((pixels - 1) / 2) - 1, mode=mode, padding_mode="border", align_corners=True
    )
