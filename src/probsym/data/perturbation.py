"""Half-transparent rectangles on photos: an asymmetry that the confidence maps have to find (paper section 4.2)."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from probsym.checks import check_shape

MIN_SIDE, MAX_SIDE = 0.2, 0.5
"""A rectangle's sides as fractions of the image's."""
MIN_ALPHA = 0.5


def perturb(
    images: Float[Tensor, "batch 3 height width"], generator: torch.Generator
) -> tuple[Float[Tensor, "batch 3 height width"], Bool[Tensor, "batch height width"]]:
    """Blend one rectangle into each image, wholly inside it.

    Height and width are each 20-50 % of the image's, place and colour are uniform, alpha is uniform
    in [0.5, 1].

    Args:
        images: [0, 1].
        generator: the source of chance; may live on another device than ``images``. Each image takes
            eight draws, whatever its size.

    Returns:
        The images, [0, 1], and a mask that is true inside the rectangles.

    Raises:
        InputError: ``images`` is not ``batch x 3 x height x width``.
    """
    check_shape("images", images, (None, 3, None, None))
    batch, _, height, width = images.shape
    draws = torch.rand(batch, 8, generator=generator, device=generator.device).to(images)
    rows = _spans(draws[:, 0], draws[:, 1], height)
    columns = _spans(draws[:, 2], draws[:, 3], width)
    color = draws[:, 4:7, None, None]
    alpha = (MIN_ALPHA + (1 - MIN_ALPHA) * draws[:, 7])[:, None, None, None]
    mask = rows[:, :, None] & columns[:, None, :]
    return torch.where(mask[:, None], torch.lerp(images, color.expand_as(images), alpha), images), mask


def _spans(
    length_draw: Float[Tensor, " batch"], start_draw: Float[Tensor, " batch"], size: int
) -> Bool[Tensor, "batch size"]:
    """True on a run of pixels per image, 20-50 % of ``size`` long (to the nearest pixel)."""
    length = ((MIN_SIDE + (MAX_SIDE - MIN_SIDE) * length_draw) * size).round().clamp(min=1)
    start = (start_draw * (size - length + 1)).floor().clamp(max=size - length)
    pixel = torch.arange(size, dtype=start.dtype, device=start.device)
    return (pixel >= start[:, None]) & (pixel < (start + length)[:, None])
