"""Gaussian blur of images and maps."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_range


def gaussian_blur(
    images: Float[Tensor, "batch channels height width"], deviation: float, repeat_edge: bool = False
) -> Float[Tensor, "batch channels height width"]:
    """Blur with a Gaussian, cut off at three standard deviations.

    Args:
        images: or maps, any values.
        deviation: standard deviation, pixels, above 0.
        repeat_edge: the edge's values go on outside; otherwise values are 0 there.

    Raises:
        InputError: ``deviation`` is out of range.
    """
    check_range("deviation", deviation, 1e-3, 1e4)
    reach = max(1, round(3 * deviation))
    if repeat_edge:
        images = functional.pad(images, (reach, reach, reach, reach), mode="replicate")
    outside = 0 if repeat_edge else reach
    offset = torch.arange(-reach, reach + 1, dtype=images.dtype, device=images.device)
    kernel = torch.exp(-(offset / deviation).square() / 2)
    channels = images.shape[1]
    kernel = (kernel / kernel.sum()).expand(channels, 1, -1)
    images = functional.conv2d(images, kernel[..., None], padding=(outside, 0), groups=channels)
    return functional.conv2d(images, kernel[..., None, :], padding=(0, outside), groups=channels)
