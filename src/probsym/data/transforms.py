"""Batch operations: conversion to tensors, downscaling, horizontal flips."""

import numpy as np
import torch
from jaxtyping import Bool, Float, UInt8
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.errors import InputError


def to_tensor(images: UInt8[np.ndarray, "batch height width 3"]) -> Float[Tensor, "batch 3 height width"]:
    """Bytes 0 to 255, channels last -> float32 in [0, 1], channels first.

    Raises:
        InputError: not ``batch x height x width x 3`` bytes.
    """
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[-1] != 3:
        raise InputError(f"images: expected uint8 of shape any x any x any x 3, got {images.dtype} of {images.shape}")
    # a copy, because torch requires shared memory to be writable and memory-mapped arrays are not
    return from_bytes(torch.from_numpy(np.array(images)))


def from_bytes(images: UInt8[Tensor, "batch height width 3"]) -> Float[Tensor, "batch 3 height width"]:
    """Like :func:`to_tensor` for a uint8 tensor, on its device."""
    pixels = images.permute(0, 3, 1, 2)
    return pixels.to(torch.float32, memory_format=torch.contiguous_format).div_(255)


def downscale(images: Float[Tensor, "batch 3 height width"], size: int) -> Float[Tensor, "batch 3 size size"]:
    """Downscale square images by block means.

    Args:
        images: square, any range.
        size: new height and width; divides the old one.

    Returns:
        The images; the same tensor if they have that size already.

    Raises:
        InputError: not square, or ``size`` does not divide the images' size.
    """
    check_shape("images", images, (None, 3, None, None))
    height, width = images.shape[-2:]
    if height != width or size < 1 or height % size:
        raise InputError(f"size: expected a divisor of square images' size, got {size} for {height} x {width} pixels")
    return images if size == height else functional.avg_pool2d(images, height // size)


def downscale_depth(
    depth: Float[Tensor, "batch height width"], mask: Bool[Tensor, "batch height width"], size: int
) -> tuple[Float[Tensor, "batch size size"], Bool[Tensor, "batch size size"]]:
    """Downscale depth maps by block means; blocks that are not completely foreground become background.

    Args:
        depth: square; ignored outside ``mask``.
        mask: foreground.
        size: new height and width; divides the old one.

    Raises:
        InputError: not square, or ``size`` does not divide the maps' size.
    """
    height, width = depth.shape[-2:]
    if height != width or size < 1 or height % size:
        raise InputError(f"size: expected a divisor of square maps' size, got {size} for {height} x {width} pixels")
    if size == height:
        return depth, mask
    share = functional.avg_pool2d(mask.to(depth.dtype)[:, None], height // size)[:, 0]
    return functional.avg_pool2d(depth[:, None], height // size)[:, 0], share == 1


def random_horizontal_flip(
    images: Float[Tensor, "batch 3 height width"], generator: torch.Generator, rank: int = 0, world_size: int = 1
) -> tuple[Float[Tensor, "batch 3 height width"], Bool[Tensor, " batch"]]:
    """Flip each image horizontally with probability 1/2.

    Args:
        images: any range.
        generator: random generator, on any device.
        rank: of the process that holds these images of a larger batch, below ``world_size``. The draws are those of
            the whole batch, so that they do not depend on the number of processes.
        world_size: processes that share the batch, each with a contiguous shard of it.

    Returns:
        The images, and which of them were flipped.

    Raises:
        InputError: ``images`` is not ``batch x 3 x height x width``.
    """
    check_shape("images", images, (None, 3, None, None))
    count = images.shape[0]
    draws = torch.rand(count * world_size, generator=generator, device=generator.device)
    flipped = (draws[rank * count : (rank + 1) * count] < 0.5).to(images.device)
    return torch.where(flipped[:, None, None, None], images.flip(-1), images), flipped
