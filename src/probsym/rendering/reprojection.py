"""Reprojection Π: the canonical image seen from a viewpoint (paper section 3.3, supplementary 6.2).

The canonical depth is warped and z-buffered. Each visible point is moved back to the canonical frame, where its colour
is sampled. Colour is never rasterised: texture gradients through a rasteriser are noisy.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_choice, check_shape
from probsym.geometry.camera import PinholeCamera, unproject
from probsym.geometry.heightfield import grid_triangles
from probsym.geometry.viewpoint import apply_motion, inverse_motion, motion
from probsym.kernels.dispatch import use_cpu_kernel
from probsym.rendering.rasterize import Backend, rasterize
from probsym.types import Viewpoint


def reproject(
    canonical_image: Float[Tensor, "batch channels size size"],
    canonical_depth: Float[Tensor, "batch points points"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    background_depth: float = 1.2,
    supersampling: int = 1,
    backend: Backend = "auto",
    canonical_camera: PinholeCamera | None = None,
) -> tuple[
    Float[Tensor, "batch channels size size"],
    Float[Tensor, "batch size size"],
    Bool[Tensor, "batch size size"],
]:
    """Π(J, d, w): image, depth and mask of the canonical surface seen from ``viewpoint``.

    Args:
        canonical_image: J, or any map in the canonical frame (albedo, normals).
        canonical_depth: d, scene units.
        viewpoint: w, motion from the canonical frame to the view.
        camera: of both images, and of the canonical depth unless ``canonical_camera`` is given.
        background_depth: depth of pixels that see no surface, scene units.
        supersampling: 1, or 2 to average four depths per pixel.
        backend: of the rasteriser.
        canonical_camera: of the canonical depth, if its grid is coarser or finer than the images'.

    Returns:
        The image (0 where no surface is visible), its depth in scene units, and the mask of visible surface.

    Raises:
        InputError: a wrong shape or supersampling.
    """
    check_shape("canonical_image", canonical_image, (canonical_depth.shape[0], None, camera.size, camera.size))
    depth, mask = warp_depth(
        canonical_depth, viewpoint, camera, background_depth, supersampling, backend, canonical_camera
    )
    grid = canonical_coordinates(depth, viewpoint, camera)
    image = functional.grid_sample(canonical_image, grid, mode="bilinear", padding_mode="border", align_corners=True)
    return image * mask[:, None], depth, mask


def warp_depth(
    canonical_depth: Float[Tensor, "batch points points"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    background_depth: float,
    supersampling: int = 1,
    backend: Backend = "auto",
    canonical_camera: PinholeCamera | None = None,
) -> tuple[Float[Tensor, "batch size size"], Bool[Tensor, "batch size size"]]:
    """Depth map of the canonical surface seen from ``viewpoint``.

    Args:
        canonical_depth: d, scene units.
        viewpoint: w, motion from the canonical frame to the view.
        camera: of the result, and of the canonical depth unless ``canonical_camera`` is given.
        background_depth: depth of pixels that see no surface, scene units.
        supersampling: 1, or 2 to rasterise at twice the size and average the visible depths.
        backend: of the rasteriser.
        canonical_camera: of the canonical depth, if its grid is coarser or finer than the result's.

    Returns:
        Depth in scene units and the mask of visible surface.

    Raises:
        InputError: a wrong shape or supersampling.
    """
    canonical_camera = canonical_camera or camera
    size = canonical_camera.size
    check_shape("canonical_depth", canonical_depth, (None, size, size))
    check_choice("supersampling", supersampling, (1, 2))
    # At twice the size, the centres of a pixel's four subpixels lie a quarter of a pixel off its own centre.
    focal, center = camera.focal * supersampling, camera.center * supersampling + (supersampling - 1) / 2
    vertices = transform_project(canonical_depth, *motion(viewpoint), canonical_camera, focal, center)
    triangles = grid_triangles(size, vertices.device)
    depth, index = rasterize(vertices, triangles, camera.size * supersampling, backend)
    mask = index >= 0
    if supersampling == 2:
        coverage = functional.avg_pool2d(mask[:, None].to(depth.dtype), 2)[:, 0]
        depth = functional.avg_pool2d(depth[:, None], 2)[:, 0] / coverage.clamp(min=0.25)
        mask = coverage > 0
    return torch.where(mask, depth, background_depth), mask


def canonical_coordinates(
    depth: Float[Tensor, "batch size size"], viewpoint: Viewpoint, camera: PinholeCamera
) -> Float[Tensor, "batch size size 2"]:
    """Where each point of a seen depth map lies in the canonical image: (u, v) in [-1, 1], for ``grid_sample``."""
    batch, size, _ = depth.shape
    uvz = transform_project(depth, *inverse_motion(viewpoint), camera, camera.focal / camera.center, 0.0)
    # NaN becomes a place outside: the backward of torch's grid_sample writes out of bounds for it.
    return uvz[..., :2].reshape(batch, size, size, 2).nan_to_num(nan=2.0)


def transform_project(
    depth: Float[Tensor, "batch size size"],
    rotation: Float[Tensor, "batch 3 3"],
    translation: Float[Tensor, "batch 3"],
    camera: PinholeCamera,
    focal: float,
    center: float,
) -> Float[Tensor, "batch points 3"]:
    """``(u, v, z)`` of ``q = rotation (p - c) + translation``, with ``(u, v) = focal (x, y) / z + center``.

    Args:
        depth: of the points p, scene units.
        rotation: one matrix per image, of :func:`motion` or :func:`inverse_motion`.
        translation: scene units, likewise.
        camera: of the depth.
        focal: focal length of the result.
        center: principal point of the result.
    """
    check_shape("depth", depth, (None, camera.size, camera.size))
    lens = (camera.focal, camera.center, focal, center)
    if use_cpu_kernel(depth, rotation, translation):
        from probsym.kernels.transform_project_numba import transform_project_numba

        return transform_project_numba(depth, rotation, translation, *lens)
    return transform_project_torch(depth, rotation, translation, *lens)


def transform_project_torch(
    depth: Float[Tensor, "batch size size"],
    rotation: Float[Tensor, "batch 3 3"],
    translation: Float[Tensor, "batch 3"],
    depth_focal: float,
    depth_center: float,
    focal: float,
    center: float,
) -> Float[Tensor, "batch points 3"]:
    """:func:`transform_project` by torch's operators; the reference of ``kernels/transform_project_numba.py``.

    Args:
        depth: scene units.
        rotation: one matrix per image.
        translation: scene units.
        depth_focal: focal length of the depth's camera, pixels.
        depth_center: its principal point, pixels.
        focal: focal length of the result.
        center: principal point of the result.
    """
    points = apply_motion(unproject(depth, depth_focal, depth_center).flatten(1, 2), rotation, translation)
    return torch.cat([points[..., :2] / points[..., 2:] * focal + center, points[..., 2:]], dim=-1)
