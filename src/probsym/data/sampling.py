"""Which images come when: the validation split and an endless stream of shuffled batches.

Everything is a function of (seed, position), so that a resumed run goes on exactly where it
stopped, and no state has to be saved but the number of samples drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Int64

from probsym.checks import check_range
from probsym.errors import InputError

# both keys have this second entry, because SeedSequence takes [seed] and [seed, 0] for the same
_SPLIT_STREAM, _EPOCH_STREAM = 0, 1


def _permutation(count: int, *key: int) -> Int64[np.ndarray, " count"]:
    # numpy keeps SeedSequence and raw PCG64 output fixed for ever, but not Generator.permutation
    draws = np.random.PCG64(np.random.SeedSequence(key)).random_raw(count)
    return np.argsort(np.asarray(draws), kind="stable").astype(np.int64)


@lru_cache(maxsize=4)
def _epoch_order(count: int, seed: int, epoch: int) -> Int64[np.ndarray, " count"]:
    order = _permutation(count, seed, _EPOCH_STREAM, epoch)
    order.flags.writeable = False
    return order


def split_validation(
    count: int, share: float, limit: int, seed: int
) -> tuple[Int64[np.ndarray, " train"], Int64[np.ndarray, " validation"]]:
    """Set some images apart for validation; both parts hold at least one.

    Args:
        count: number of images, at least 2.
        share: of the images, to set apart, in [0, 1].
        limit: at most so many, at least 1.
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


def index_batch(
    indices: Int64[np.ndarray, " count"],
    position: int,
    batch_size: int,
    seed: int,
    rank: int = 0,
    world_size: int = 1,
) -> Int64[np.ndarray, " batch"]:
    """One process's slice of samples ``position`` to ``position + batch_size`` of an endless stream.

    The stream is one seeded permutation of ``indices`` after the other; a batch may span epochs.

    Args:
        indices: what to draw from, such as the training part of `split_validation`; not empty.
        position: samples drawn before, over all processes, 0 or more; it grows by ``batch_size`` with each batch.
        batch_size: samples over all processes; may exceed the number of indices.
        seed: not negative.
        rank: this process, below ``world_size``.
        world_size: processes that share the batch, each a contiguous slice; divides ``batch_size``.

    Returns:
        ``batch_size / world_size`` of the indices.

    Raises:
        InputError: an argument is out of range, or ``world_size`` does not divide ``batch_size``.
    """
    count = len(indices)
    if count < 1:
        raise InputError("indices: expected at least 1, got none")
    if position < 0:
        raise InputError(f"position: expected 0 or more, got {position}")
    _check_batch(batch_size, seed, rank, world_size)
    own = batch_size // world_size
    first = position + rank * own
    epochs, places = np.divmod(np.arange(first, first + own), count)
    batch = np.empty(own, dtype=np.int64)
    for epoch in np.unique(epochs):
        chosen = epochs == epoch
        batch[chosen] = indices[_epoch_order(count, seed, int(epoch))[places[chosen]]]
    return batch


@dataclass(frozen=True)
class BatchSampler:
    """Batches from the endless stream "permutation of epoch 0, of epoch 1, ...".

    Sample p of the stream depends on ``count``, ``seed`` and p alone; a stage with another batch
    size goes on in the same stream with ``sample_offset = earlier.samples_after(steps)``.
    """

    count: int
    """Number of images; the stream holds indices below it."""
    batch_size: int
    """Images per step over all processes; may exceed ``count``."""
    seed: int
    """Not negative."""
    sample_offset: int = 0
    """Samples of the stream drawn before step 0."""
    rank: int = 0
    """This process, below ``world_size``."""
    world_size: int = 1
    """Processes that share each batch; divides ``batch_size``."""

    def __post_init__(self) -> None:
        if self.count < 1:
            raise InputError(f"count: expected at least 1, got {self.count}")
        if self.sample_offset < 0:
            raise InputError(f"sample_offset: expected 0 or more, got {self.sample_offset}")
        _check_batch(self.batch_size, self.seed, self.rank, self.world_size)

    def index_batch(self, step: int) -> Int64[np.ndarray, " batch"]:
        """This process's slice of the global batch of ``step`` (0 is the stage's first).

        Raises:
            InputError: ``step`` is negative.
        """
        if step < 0:
            raise InputError(f"step: expected 0 or more, got {step}")
        everything = np.arange(self.count, dtype=np.int64)
        position = self.samples_after(step)
        return index_batch(everything, position, self.batch_size, self.seed, self.rank, self.world_size)

    def batches(self, position: int = 0) -> Iterator[Int64[np.ndarray, " batch"]]:
        """Endlessly ``index_batch(position)``, ``index_batch(position + 1)``, ..."""
        while True:
            yield self.index_batch(position)
            position += 1

    def samples_after(self, steps: int) -> int:
        """Samples of the stream drawn, over all processes, before step ``steps``."""
        return self.sample_offset + steps * self.batch_size

    def epoch(self, step: int) -> float:
        """How often the images have been seen before ``step``."""
        return self.samples_after(step) / self.count


def _check_batch(batch_size: int, seed: int, rank: int, world_size: int) -> None:
    if batch_size < 1:
        raise InputError(f"batch_size: expected at least 1, got {batch_size}")
    _check_seed(seed)
    if not 0 <= rank < world_size:
        raise InputError(f"rank: expected 0 to {world_size - 1} of {world_size}, got {rank}")
    if batch_size % world_size:
        raise InputError(f"batch_size: expected a multiple of {world_size} processes, got {batch_size}")


def _check_seed(seed: int) -> None:
    if seed < 0:
        raise InputError(f"seed: expected 0 or more, got {seed}")
