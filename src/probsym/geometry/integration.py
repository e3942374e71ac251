"""Integrate a map of normals to the depth map that they belong to."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape

LEAST_NZ = 0.1
"""Pixels whose normal has a smaller z are left out: their slope, over 10, would outweigh all others."""
_TOLERANCE = 1e-10
"""Of the linear system's residual, relative to its right side."""


def depth_from_normals(
    normals: Float[Tensor, "3 height width"], mask: Bool[Tensor, "height width"]
) -> tuple[Float[Tensor, "height width"], Bool[Tensor, "height width"]]:
    """Depth whose slopes agree best, in the least-squares sense, with a map of normals.

    The projection is taken as orthographic: a normal (nx, ny, nz) means the slopes dz/dx = -nx / nz and
    dz/dy = -ny / nz. Between two neighbouring pixels the depth should rise by the mean of their slopes, which is exact
    for surfaces of second order. The normal equations, a Poisson equation on the region, are solved by conjugate
    gradients.

    Args:
        normals: towards +z (x right, y down, z into the scene), of any length.
        mask: pixels whose normals are known. Of these, the largest part that is connected along rows and columns is
            integrated, since nothing relates the depths of separate parts.

    Returns:
        Depth in pixels, float64, with mean 0 over the integrated region and 0 outside; and that region, which is empty
        if the mask is.

    Raises:
        InputError: not a map of normals, or a mask of another size.
    """
    check_shape("normals", normals, (3, None, None))
    check_shape("mask", mask, tuple(normals.shape[1:]))
    unit = functional.normalize(normals.double(), dim=0)
    region = _largest_part(mask & (unit[2] >= LEAST_NZ))
    across, down = torch.where(region, -unit[:2] / unit[2], 0.0).unbind(0)
    in_row, in_column = region[:, 1:] & region[:, :-1], region[1:] & region[:-1]

    def divergence(rises: Tensor, drops: Tensor) -> Tensor:
        along = functional.pad(rises * in_row, (1, 0)) - functional.pad(rises * in_row, (0, 1))
        return along + functional.pad(drops * in_column, (0, 0, 1, 0)) - functional.pad(drops * in_column, (0, 0, 0, 1))

    def laplacian(depth: Tensor) -> Tensor:
        return divergence(depth.diff(dim=1), depth.diff(dim=0))

    residual = divergence((across[:, 1:] + across[:, :-1]) / 2, (down[1:] + down[:-1]) / 2)
    depth, direction = torch.zeros_like(residual), residual
    energy = residual.square().sum()
    enough = energy * _TOLERANCE**2
    for _ in range(int(region.sum())):  # exact after as many steps but for rounding; far fewer are needed
        if energy <= enough:
            break
        image = laplacian(direction)
        length = energy / (direction * image).sum()
        depth, residual = depth + length * direction, residual - length * image
        energy, before = residual.square().sum(), energy
        direction = residual + (energy / before) * direction
    mean = depth.sum() / region.sum().clamp(min=1)
    return torch.where(region, depth - mean, 0.0), region


def _largest_part(mask: Bool[Tensor, "height width"]) -> Bool[Tensor, "height width"]:
    """The largest part of a mask that is connected along rows and columns; the mask itself if it is empty."""
    import cv2

    _, labels, statistics, _ = cv2.connectedComponentsWithStats(mask.cpu().byte().numpy(), connectivity=4)
    areas = statistics[1:, cv2.CC_STAT_AREA]
    if len(areas) == 0:
        return mask
    return torch.from_numpy(labels == 1 + int(areas.argmax())).to(mask.device)
