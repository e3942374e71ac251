"""Terms that the paper does not have; every recipe's weight for them is 0 unless its file says otherwise."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.types import Viewpoint


def concavity_penalty(depth: Float[Tensor, "batch size size"]) -> Float[Tensor, ""]:
    """How much farther the middle of the depth map is than its rim, scene units; 0 where it is nearer.

    A hollow shape under the opposite turn and light explains a photo nearly as well as the true one (the hollow-face
    illusion), and which of the two a training falls into is a matter of luck. Middle and rim are means weighted by a
    raised cosine of the distance from the centre, so broad that no dent or edge can stand for the whole.
    """
    size = depth.shape[-1]
    at = (torch.arange(size, dtype=depth.dtype, device=depth.device) + 0.5) * (2 / size) - 1
    radius = (at[:, None].square() + at[None].square()).sqrt().clamp(max=1)
    weight = torch.cos(math.pi * radius)
    weight = weight - weight.mean()
    weight = weight / weight.clamp(min=0).sum()  # +1 over the middle, -1 over the rim
    return (depth * weight).sum((1, 2)).clamp(min=0).mean()


def depth_variance(depth: Float[Tensor, "batch size size"]) -> Float[Tensor, ""]:
    """Variance of each depth map, square units of the depth; mean over the images.

    A relief that is stretched in depth and turned less moves its pixels in nearly the same way (the bas-relief
    ambiguity), and photos say little about which it is. The gradient of this is the relief itself: it flattens where
    nothing else is lost by it.
    """
    return depth.var(dim=(1, 2), correction=0).mean()


def mean_rotation_penalty(viewpoint: Viewpoint) -> Float[Tensor, ""]:
    """Square of the mean rotation, radians squared: the canonical frame is the photos' mean orientation.

    Estimated without bias from the products of different images of the batch. The square of the batch's own mean
    would also hold the variance over the batch size, and shrink the views; 0 for a single image.
    """
    rotation = viewpoint.rotation_rad
    count = max(len(rotation), 2)
    products = rotation.sum(0).square() - rotation.square().sum(0)
    return products.sum() / (count * (count - 1))
