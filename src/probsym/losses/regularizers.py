"""Regularizers that the paper does not have; their weights are 0 by default."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.losses.global_batch import sum_over_processes
from probsym.types import Viewpoint

TRANSLATION_UNIT = 0.1
"""Scene units that count as much as one radian, where translations and rotations are compared together."""


def concavity_penalty(depth: Float[Tensor, "batch size size"]) -> Float[Tensor, ""]:
    """How much farther the centre of the depth map is than its rim, scene units; 0 where it is nearer.

    A concave shape with the opposite rotation and light explains a photo nearly as well as the convex one (the
    hollow-face illusion), and training may converge to either. Centre and rim are means weighted by a raised cosine of
    the distance from the image centre, too broad for a single dent or edge to dominate.
    """
    return concavity(depth).clamp(min=0).mean()


def concavity(depth: Float[Tensor, "batch size size"]) -> Float[Tensor, " batch"]:
    """How much farther the centre of each depth map is than its rim, scene units; negative where it is nearer."""
    size = depth.shape[-1]
    axis = (torch.arange(size, dtype=depth.dtype, device=depth.device) + 0.5) * (2 / size) - 1
    radius = (axis[:, None].square() + axis[None].square()).sqrt().clamp(max=1)
    weight = torch.cos(math.pi * radius)
    weight = weight - weight.mean()
    weight = weight / weight.clamp(min=0).sum()  # +1 over the centre, -1 over the rim
    return (depth * weight).sum((1, 2))


def depth_variance(depth: Float[Tensor, "batch size size"]) -> Float[Tensor, ""]:
    """Variance of each depth map, squared units of depth; mean over the batch.

    Stretching the depth and rotating less moves pixels in nearly the same way (the bas-relief ambiguity), so photos
    constrain the product only. This penalty flattens only such unconstrained directions.
    """
    return depth.var(dim=(1, 2), correction=0).mean()


def curvature_penalty(depth: Float[Tensor, "batch size size"]) -> Float[Tensor, ""]:
    """Mean over pixels of |d_xx| + |d_yy|, the second derivatives of depth d over an image of side 2, smoothed near 0.

    Second differences are divided by the squared pixel pitch, so that the value does not depend on the image size; |z|
    is the pseudo-Huber function sqrt(z^2 + 1) - 1. Smooth shapes and single creases cost little; texture mistaken for
    relief costs much.
    """
    scale = (depth.shape[-1] / 2) ** 2
    horizontal = (depth[:, :, 2:] - 2 * depth[:, :, 1:-1] + depth[:, :, :-2]) * scale
    vertical = (depth[:, 2:] - 2 * depth[:, 1:-1] + depth[:, :-2]) * scale
    across, down = (((part.square() + 1).sqrt() - 1).mean() for part in (horizontal, vertical))
    return across + down


def mean_rotation_penalty(viewpoint: Viewpoint, world_size: int = 1) -> Float[Tensor, ""]:
    """Squared mean rotation, radians squared: makes the photos' mean orientation the canonical frame.

    Unbiased: the mean over pairs of different images of the product of their rotations. The squared batch mean would
    add variance / batch size, which shrinks the rotations. 0 for a single image.

    Args:
        viewpoint: of the images of this process.
        world_size: processes that share the batch. The value is that of the whole batch; the mean of the processes'
            gradients is its gradient.
    """
    rotation = viewpoint.rotation_rad
    count = max(len(rotation) * world_size, 2)
    sums = torch.stack([rotation.sum(0), rotation.square().sum(0)])
    sums = _sums_of_batch(sums, world_size)
    products = sums[0].square() - sums[1]
    return products.sum() / (count * (count - 1))


def mean_translation_penalty(viewpoint: Viewpoint, world_size: int = 1) -> Float[Tensor, ""]:
    """Squared mean translation, scene units squared: fixes place and scale of the canonical frame.

    Args:
        viewpoint: of the images of this process.
        world_size: processes that share the batch, as for :func:`mean_rotation_penalty`.
    """
    translation = viewpoint.translation
    return (_sums_of_batch(translation.sum(0), world_size) / (len(translation) * world_size)).square().sum()


def _sums_of_batch(sums: Tensor, world_size: int) -> Tensor:
    """This process's sums, over the whole batch; the mean of the processes' gradients is their gradient."""
    if world_size == 1:
        return sums
    return world_size * (sums - sums.detach()) + sum_over_processes(sums, world_size)
