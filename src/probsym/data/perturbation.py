"""Perturb photos with half-transparent rectangles, which the confidence maps should detect (paper section 4.2)."""

import numpy as np
import torch
from jaxtyping import Bool, Float, UInt8
from torch import Tensor

from probsym.checks import check_shape
from probsym.data.transforms import to_tensor

MIN_SIDE, MAX_SIDE = 0.2, 0.5
"""Range of the sides of a rectangle relative to the image."""
MIN_ALPHA = 0.5


def perturb(
    images: Float[Tensor, "batch 3 height width"], generator: torch.Generator
) -> tuple[Float[Tensor, "batch 3 height width"], Bool[Tensor, "batch height width"]]:
    """Blend one rectangle into each image, completely inside it.

    Height and width are each 20-50 % of the image's, place and colour are uniform, alpha is uniform
    in [0.5, 1].

    Args:
        images: [0, 1].
        generator: random generator, on any device. Each image takes eight draws, whatever its size.

    Returns:
        The images, [0, 1], and a mask that is true inside the rectangles.

    Raises:
        InputError: ``images`` is not ``batch x 3 x height x width``.
    """
    check_shape("images", images, (None, 3, None, None))
    return blend(images, draw_rectangles(images.shape[0], generator))


def draw_rectangles(count: int, generator: torch.Generator) -> Float[Tensor, "count 8"]:
    """Random numbers for the rectangles of ``count`` images: eight in [0, 1) each."""
    return torch.rand(count, 8, generator=generator, device=generator.device)


def blend(
    images: Float[Tensor, "batch 3 height width"], draws: Float[Tensor, "batch 8"]
) -> tuple[Float[Tensor, "batch 3 height width"], Bool[Tensor, "batch height width"]]:
    """Like :func:`perturb`, with given random numbers.

    Raises:
        InputError: ``images`` is not ``batch x 3 x height x width``, or there are more or fewer draws.
    """
    check_shape("images", images, (None, 3, None, None))
    batch, _, height, width = images.shape
    check_shape("draws", draws, (batch, 8))
    draws = draws.to(images)
    rows = _spans(draws[:, 0], draws[:, 1], height)
    columns = _spans(draws[:, 2], draws[:, 3], width)
    color = draws[:, 4:7, None, None]
    alpha = (MIN_ALPHA + (1 - MIN_ALPHA) * draws[:, 7])[:, None, None, None]
    mask = rows[:, :, None] & columns[:, None, :]
    return torch.where(mask[:, None], torch.lerp(images, color.expand_as(images), alpha), images), mask


def perturb_bytes(
    images: UInt8[np.ndarray, "batch size size 3"], seed: int
) -> tuple[UInt8[np.ndarray, "batch size size 3"], Bool[Tensor, "batch size size"]]:
    """Perturb stored images with rectangles that depend on the seed alone.

    Args:
        images: as stored.
        seed: of the rectangles.

    Returns:
        The images, rounded to bytes again, and a mask that is true inside the rectangles.
    """
    changed, mask = perturb(to_tensor(images), torch.Generator().manual_seed(seed))
    levels = changed.mul(255).round().to(torch.uint8).permute(0, 2, 3, 1)
    return np.ascontiguousarray(levels.numpy()), mask


def _spans(
    length_draw: Float[Tensor, " batch"], start_draw: Float[Tensor, " batch"], size: int
) -> Bool[Tensor, "batch size"]:
    """True on a run of pixels per image, 20-50 % of ``size`` long (to the nearest pixel)."""
    length = ((MIN_SIDE + (MAX_SIDE - MIN_SIDE) * length_draw) * size).round().clamp(min=1)
    start = (start_draw * (size - length + 1)).floor().clamp(max=size - length)
    pixel = torch.arange(size, dtype=start.dtype, device=start.device)
    return (pixel >= start[:, None]) & (pixel < (start + length)[:, None])
