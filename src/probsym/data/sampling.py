"""Validation split and batch sampling.

Both are functions of seed and position, so that a resumed run continues exactly where it stopped without saving any
state but the number of samples drawn.
"""

from functools import lru_cache

import numpy as np
from jaxtyping import Int64

from probsym.checks import check_range
from probsym.errors import InputError

# both keys have a second entry because SeedSequence treats [seed] and [seed, 0] alike
_SPLIT_STREAM, _EPOCH_STREAM = 0, 1


def _permutation(count: int, *key: int) -> Int64[np.ndarray, " count"]:
    # numpy guarantees SeedSequence and raw PCG64 output across versions, but not Generator.permutation
    draws = np.random.PCG64(np.random.SeedSequence(key)).random_raw(count)
    return np.argsort(np.asarray(draws), kind="stable").astype(np.int64)


@lru_cache(maxsize=4)
def _epoch_permutation(count: int, seed: int, epoch: int) -> Int64[np.ndarray, " count"]:
    order = _permutation(count, seed, _EPOCH_STREAM, epoch)
    order.flags.writeable = False
    return order


def split_validation(
    count: int, share: float, limit: int, seed: int
) -> tuple[Int64[np.ndarray, " train"], Int64[np.ndarray, " validation"]]:
    """Split images into training and validation; both parts hold at least one.

    Args:
        count: number of images, at least 2.
        share: of the images to hold out, in [0, 1].
        limit: largest number of validation images, at least 1.
        seed: not negative.

    Returns:
        Indices of the training and of the validation images, each ascending.

    Raises:
        InputError: an argument is out of range.
    """
    if count < 2:
        raise InputError(f"count: expected at least 2 images to split, got {count}")
    if limit < 1:
        raise InputError(f"limit: expected at least 1 validation image, got {limit}")
    check_range("share", share, 0.0, 1.0)
    _check_seed(seed)
    held_out = min(max(round(share * count), 1), limit, count - 1)
    order = _permutation(count, seed, _SPLIT_STREAM)
    return np.sort(order[held_out:]), np.sort(order[:held_out])


def batch_indices(
    count: int, batch_size: int, seed: int, position: int, rank: int = 0, world_size: int = 1
) -> Int64[np.ndarray, " batch"]:
    """One process's shard of the batch that starts at ``position`` of an endless stream of shuffled indices.

    The stream is the permutation of epoch 0, then that of epoch 1, and so on; a batch may span epochs. Sample p of the
    stream depends on ``count``, ``seed`` and p alone, so that another batch size or number of processes continues the
    same stream. The permutations of the last epochs are cached.

    Args:
        count: number of images, at least 1; the indices are below it.
        batch_size: samples over all processes; may exceed ``count``.
        seed: not negative.
        position: samples drawn before, over all processes, 0 or more.
        rank: of this process, below ``world_size``.
        world_size: processes that share the batch, each a contiguous shard; divides ``batch_size``.

    Returns:
        ``batch_size / world_size`` indices.

    Raises:
        InputError: an argument is out of range, or ``world_size`` does not divide ``batch_size``.
    """
    if count < 1:
        raise InputError(f"count: expected at least 1 image, got {count}")
    if batch_size < 1:
        raise InputError(f"batch_size: expected at least 1, got {batch_size}")
    _check_seed(seed)
    if position < 0:
        raise InputError(f"position: expected 0 or more, got {position}")
    if not 0 <= rank < world_size:
        raise InputError(f"rank: expected 0 to {world_size - 1} of {world_size}, got {rank}")
    if batch_size % world_size:
        raise InputError(f"batch_size: expected a multiple of {world_size} processes, got {batch_size}")
    shard_size = batch_size // world_size
    epoch, start = divmod(position + rank * shard_size, count)
    batch = np.empty(shard_size, dtype=np.int64)
    filled = 0
    while filled < shard_size:
        part = _epoch_permutation(count, seed, epoch)[start : start + shard_size - filled]
        batch[filled : filled + len(part)] = part
        filled, epoch, start = filled + len(part), epoch + 1, 0
    return batch


def _check_seed(seed: int) -> None:
    if seed < 0:
        raise InputError(f"seed: expected 0 or more, got {seed}")
