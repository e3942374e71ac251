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
    count: int, fraction: float, limit: int, seed: int
) -> tuple[Int64[np.ndarray, " train"], Int64[np.ndarray, " validation"]]:
    """Set some images apart for validation; both parts hold at least one.

    Args:
        count: number of images, at least 2.
        fraction: share to set apart, in [0, 1].
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
    check_range("fraction", fraction, 0.0, 1.0)
    _check_seed(seed)
    held_out = min(max(round(fraction * count), 1), limit, count - 1)
    order = _permutation(count, seed, _SPLIT_STREAM)
    return np.sort(order[held_out:]), np.sort(order[:held_out])


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
        for name, value, low in (("count", self.count, 1), ("batch_size", self.batch_size, 1)):
            if value < low:
                raise InputError(f"{name}: expected at least {low}, got {value}")
        _check_seed(self.seed)
        if self.sample_offset < 0:
            raise InputError(f"sample_offset: expected 0 or more, got {self.sample_offset}")
        if not 0 <= self.rank < self.world_size:
            raise InputError(f"rank: expected 0 to {self.world_size - 1} of {self.world_size}, got {self.rank}")
        if self.batch_size % self.world_size:
            raise InputError(f"batch_size: expected a multiple of {self.world_size} processes, got {self.batch_size}")

    def index_batch(self, step: int) -> Int64[np.ndarray, " batch"]:
        """This process's slice of the global batch of ``step`` (0 is the stage's first).

        Raises:
            InputError: ``step`` is negative.
        """
        if step < 0:
            raise InputError(f"step: expected 0 or more, got {step}")
        own = self.batch_size // self.world_size
        first = self.samples_after(step) + self.rank * own
        positions = np.arange(first, first + own)
        epochs, places = np.divmod(positions, self.count)
        batch = np.empty(own, dtype=np.int64)
        for epoch in np.unique(epochs):
            chosen = epochs == epoch
            batch[chosen] = _epoch_order(self.count, self.seed, int(epoch))[places[chosen]]
        return batch

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


def _check_seed(seed: int) -> None:
    if seed < 0:
        raise InputError(f"seed: expected 0 or more, got {seed}")
