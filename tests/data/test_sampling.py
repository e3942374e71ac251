from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probsym.data.sampling import BatchSampler, index_batch, split_validation
from probsym.errors import InputError


@given(st.integers(2, 500), st.floats(0, 1), st.integers(1, 100), st.integers(0, 2**31))
def test_split_is_a_partition(count: int, fraction: float, limit: int, seed: int) -> None:
    train, validation = split_validation(count, fraction, limit, seed)
    assert np.array_equal(np.sort(np.concatenate([train, validation])), np.arange(count))
    assert len(train) >= 1
    assert 1 <= len(validation) <= limit
    assert (np.diff(train) > 0).all()
    assert (np.diff(validation) > 0).all()


def test_split_sizes_and_seed() -> None:
    train, validation = split_validation(1000, 0.1, 64, seed=0)
    assert (len(train), len(validation)) == (936, 64)
    assert len(split_validation(1000, 0.05, 64, seed=0)[1]) == 50
    assert np.array_equal(validation, split_validation(1000, 0.1, 64, seed=0)[1])
    assert not np.array_equal(validation, split_validation(1000, 0.1, 64, seed=1)[1])


def test_the_split_and_the_order_are_fixed_for_ever() -> None:
    # another numpy must not reshuffle: a resumed run would then validate on what it trained on
    assert split_validation(10, 0.3, 10, seed=7)[1].tolist() == [3, 4, 6]
    assert BatchSampler(10, 5, seed=7).index_batch(0).tolist() == [1, 3, 2, 7, 8]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((1, 0.1, 5, 0), "count"), ((9, -0.1, 5, 0), "share"), ((9, 1.5, 5, 0), "share"), ((9, 0.1, 0, 0), "limit"),
     ((9, 0.1, 5, -1), "seed")],
)  # fmt: skip
def test_split_refuses(arguments: tuple[int, float, int, int], name: str) -> None:
    with pytest.raises(InputError, match=f"^{name}: expected"):
        split_validation(*arguments)


@given(st.integers(1, 40), st.integers(1, 60), st.integers(0, 1000), st.integers(0, 5))
def test_each_epoch_shows_each_image_once(count: int, batch_size: int, seed: int, epoch: int) -> None:
    sampler = BatchSampler(count, batch_size, seed)
    steps = -(-(epoch + 1) * count // batch_size)
    stream = np.concatenate([sampler.index_batch(step) for step in range(steps)])
    assert np.array_equal(np.sort(stream[epoch * count : (epoch + 1) * count]), np.arange(count))


def test_epochs_differ_in_order() -> None:
    sampler = BatchSampler(50, 50, seed=0)
    assert not np.array_equal(sampler.index_batch(0), sampler.index_batch(1))
    assert not np.array_equal(sampler.index_batch(0), BatchSampler(50, 50, seed=1).index_batch(0))


def test_resuming_goes_on_exactly() -> None:
    sampler = BatchSampler(23, 7, seed=3)
    through = list(islice(sampler.batches(), 12))
    resumed = list(islice(BatchSampler(23, 7, seed=3).batches(position=5), 7))
    assert np.array_equal(np.stack(through[5:]), np.stack(resumed))


def test_a_new_batch_size_goes_on_in_the_same_stream() -> None:
    first = BatchSampler(23, 6, seed=3)
    second = BatchSampler(23, 10, seed=3, sample_offset=first.samples_after(4))
    mixed = [first.index_batch(step) for step in range(4)] + [second.index_batch(step) for step in range(3)]
    plain = [BatchSampler(23, 1, seed=3).index_batch(step) for step in range(54)]
    assert np.array_equal(np.concatenate(mixed), np.concatenate(plain))


@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 6), st.integers(0, 20))
def test_processes_share_the_global_batch(count: int, own: int, world_size: int, step: int) -> None:
    whole = BatchSampler(count, own * world_size, seed=1).index_batch(step)
    slices = [
        BatchSampler(count, own * world_size, seed=1, rank=rank, world_size=world_size).index_batch(step)
        for rank in range(world_size)
    ]
    assert np.array_equal(np.concatenate(slices), whole)


@given(st.integers(1, 30), st.integers(1, 40), st.integers(0, 100), st.integers(0, 2**31))
def test_index_batch_is_a_window_of_one_stream(count: int, batch_size: int, position: int, seed: int) -> None:
    indices = np.arange(count) * 3 + 100
    stream = np.concatenate([index_batch(indices, start, 1, seed) for start in range(position + batch_size)])
    assert np.array_equal(index_batch(indices, position, batch_size, seed), stream[position:])
    for start in range(0, len(stream) - count + 1, count):
        assert np.array_equal(np.sort(stream[start : start + count]), indices)


def test_index_batch_slices_and_is_the_samplers_stream() -> None:
    indices = np.array([4, 9, 2, 7, 30])
    whole = index_batch(indices, 3, 6, seed=5)
    assert whole.dtype == np.int64
    parts = [index_batch(indices, 3, 6, seed=5, rank=rank, world_size=3) for rank in range(3)]
    assert [len(part) for part in parts] == [2, 2, 2]
    assert np.array_equal(np.concatenate(parts), whole)
    assert np.array_equal(whole, indices[BatchSampler(5, 6, seed=5, sample_offset=3).index_batch(0)])
    assert indices.tolist() == [4, 9, 2, 7, 30]


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"indices": np.arange(0)}, "indices"), ({"position": -1}, "position"), ({"batch_size": 0}, "batch_size"),
     ({"seed": -1}, "seed"), ({"rank": -1}, "rank"), ({"rank": 1}, "rank"), ({"world_size": 0}, "rank"),
     ({"world_size": 3}, "batch_size")],
)  # fmt: skip
def test_index_batch_refuses(changes: dict[str, Any], name: str) -> None:
    arguments: dict[str, Any] = {"indices": np.arange(10), "position": 0, "batch_size": 4, "seed": 0}
    with pytest.raises(InputError, match=f"^{name}: expected"):
        index_batch(**(arguments | changes))


def test_epoch_counts_what_was_seen() -> None:
    assert BatchSampler(20, 5, seed=0, sample_offset=10).epoch(6) == 2.0


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"count": 0}, "count"), ({"batch_size": 0}, "batch_size"), ({"seed": -1}, "seed"),
     ({"sample_offset": -1}, "sample_offset"), ({"rank": 2, "world_size": 2}, "rank"),
     ({"world_size": 3}, "batch_size")],
)  # fmt: skip
def test_sampler_refuses(changes: dict[str, int], name: str) -> None:
    with pytest.raises(InputError, match=f"^{name}: expected"):
        BatchSampler(**({"count": 10, "batch_size": 4, "seed": 0} | changes))


def test_no_step_before_the_first() -> None:
    with pytest.raises(InputError, match="step: expected 0 or more, got -1"):
        BatchSampler(10, 2, seed=0).index_batch(-1)
