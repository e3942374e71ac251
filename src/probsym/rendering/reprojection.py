"""Reprojection Π: the canonical image seen from a viewpoint (paper section 3.1, supplementary 6.2).

The canonical depth is warped and z-buffered; each visible point is moved back to the canonical
frame, where the colour is looked up. Colour is never rasterised: gradients of a texture through a rasteriser
are noisy.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_choice, check_shape
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import grid_triangles
from probsym.geometry.viewpoint import inverse_motion, motion, move
from probsym.kernels.dispatch import use_cpu_kernel
from probsym.rendering.rasterize import Backend, rasterize
from probsym.types import Viewpoint


def warp_depth(
    canonical_depth: Float[Tensor, "batch points points"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    far: float,
    supersampling: int = 1,
    backend: Backend = "auto",
    canonical_camera: PinholeCamera | None = None,
) -> tuple[Float[Tensor, "batch size size"], Bool[Tensor, "batch size size"]]:
    """Depth map of the canonical surface seen from ``viewpoint``.

    Args:
        canonical_depth: d, scene units.
        viewpoint: motion from the canonical frame to the view.
        camera: of the result, and of the canonical depth if that has none of its own.
        far: depth given to pixels that see nothing.
        supersampling: 1, or 2 to rasterise at twice the size and average what is seen.
        backend: of the rasteriser.
        canonical_camera: of the canonical depth, if its grid is coarser or finer than the result's.

    Returns:
        Depth in scene units and the mask of pixels that see the surface.

    Raises:
        InputError: a wrong shape or supersampling.
    """
    canonical_camera = canonical_camera or camera
    size = canonical_camera.size
    check_shape("canonical_depth", canonical_depth, (None, size, size))
    check_choice("supersampling", supersampling, (1, 2))
    # Of twice as many pixels, the four small ones of each lie a quarter off its centre.
    focal, center = camera.focal * supersampling, camera.center * supersampling + (supersampling - 1) / 2
    vertices = _move_and_project(canonical_depth, *motion(viewpoint), canonical_camera, focal, center)
    triangles = grid_triangles(size, vertices.device)
    depth, index = rasterize(vertices, triangles, camera.size * supersampling, backend)
    seen = index >= 0
    if supersampling == 2:
        share = functional.avg_pool2d(seen[:, None].to(depth.dtype), 2)[:, 0]
        depth = functional.avg_pool2d(depth[:, None], 2)[:, 0] / share.clamp(min=0.25)
        seen = share > 0
    return torch.where(seen, depth, far), seen


def canonical_coordinates(
    depth: Float[Tensor, "batch size size"], viewpoint: Viewpoint, camera: PinholeCamera
) -> Float[Tensor, "batch size size 2"]:
    """Where each visible point lies in the canonical image: (u, v) scaled to [-1, 1] for ``grid_sample``."""
    batch, size, _ = depth.shape
    moved = _move_and_project(depth, *inverse_motion(viewpoint), camera, camera.focal / camera.center, 0.0)
    # Not a number becomes a place outside: the backward of torch's grid_sample writes anywhere for it.
    return moved[..., :2].reshape(batch, size, size, 2).nan_to_num(nan=2.0)


def _move_and_project(
    depth: Tensor, turn: Tensor, shift: Tensor, camera: PinholeCamera, focal: float, center: float
) -> Tensor:
    """``B points 3``: of the moved points, ``(focal x / z + center, focal y / z + center, z)``."""
    if use_cpu_kernel(depth, turn, shift):
        from probsym.kernels.transform_project_numba import transform_project_numba

        return transform_project_numba(depth, turn, shift, camera, focal, center)
    moved = move(camera.unproject(depth).flatten(1, 2), turn, shift)
    return torch.cat([moved[..., :2] / moved[..., 2:] * focal + center, moved[..., 2:]], dim=-1)


def reproject(
    canonical_image: Float[Tensor, "batch channels size size"],
    canonical_depth: Float[Tensor, "batch points points"],
    viewpoint: Viewpoint,
    camera: PinholeCamera,
    far: float = 1.2,
    supersampling: int = 1,
    backend: Backend = "auto",
    canonical_camera: PinholeCamera | None = None,
) -> tuple[
    Float[Tensor, "batch channels size size"],
    Float[Tensor, "batch size size"],
    Bool[Tensor, "batch size size"],
]:
    """Π: image, depth and mask of the canonical surface seen from ``viewpoint``.

    Args:
        canonical_image: J, or any map in the canonical frame (albedo, normals).
        canonical_depth: d, scene units.
        viewpoint: motion from the canonical frame to the view.
        camera: of both images, and of the canonical depth if that has none of its own.
        far: depth given to pixels that see nothing; by default the largest, 1.1, and half the range.
        supersampling: 1, or 2 to average four depths per pixel.
        backend: of the rasteriser.
        canonical_camera: of the canonical depth, if its grid is coarser or finer than the images'.

    Returns:
        The image (0 where nothing is seen), its depth in scene units, and the mask of what is seen.

    Raises:
        InputError: a wrong shape or supersampling.
    """
    check_shape("canonical_image", canonical_image, (canonical_depth.shape[0], None, camera.size, camera.size))
    depth, seen = warp_depth(canonical_depth, viewpoint, camera, far, supersampling, backend, canonical_camera)
    where = canonical_coordinates(depth, viewpoint, camera)
    image = functional.grid_sample(canonical_image, where, mode="bilinear", padding_mode="border", align_corners=True)
    return image * seen[:, None], depth, seen
