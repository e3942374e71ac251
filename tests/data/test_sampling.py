import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probsym.data.sampling import batch_indices, split_validation
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


def test_the_split_and_the_order_never_change() -> None:
    # another numpy must not reshuffle: a resumed run would then validate on what it trained on
    assert split_validation(10, 0.3, 10, seed=7)[1].tolist() == [3, 4, 6]
    assert batch_indices(10, 5, 7, 0).tolist() == [1, 3, 2, 7, 8]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((1, 0.1, 5, 0), "count"), ((9, -0.1, 5, 0), "share"), ((9, 1.5, 5, 0), "share"), ((9, 0.1, 0, 0), "limit"),
     ((9, 0.1, 5, -1), "seed")],
)  # fmt: skip
def test_split_refuses(arguments: tuple[int, float, int, int], name: str) -> None:
    with pytest.raises(InputError, match=f"^{name}: expected"):
        split_validation(*arguments)


def stream(count: int, end: int, seed: int, batch_size: int = 1) -> np.ndarray:
    """The first ``end`` samples, drawn batch by batch."""
    starts = range(0, end, batch_size)
    return np.concatenate([batch_indices(count, batch_size, seed, start) for start in starts])[:end]


@given(st.integers(1, 40), st.integers(1, 60), st.integers(0, 1000), st.integers(0, 5))
def test_each_epoch_shows_each_image_once(count: int, batch_size: int, seed: int, epoch: int) -> None:
    samples = stream(count, (epoch + 1) * count, seed, batch_size)
    assert np.array_equal(np.sort(samples[epoch * count :]), np.arange(count))


def test_epochs_and_seeds_differ_in_order() -> None:
    first = batch_indices(50, 50, 0, 0)
    assert not np.array_equal(first, batch_indices(50, 50, 0, 50))
    assert not np.array_equal(first, batch_indices(50, 50, 1, 0))


@given(st.integers(1, 30), st.integers(1, 70), st.integers(0, 100), st.integers(0, 2**31))
def test_a_batch_is_a_window_of_one_stream(count: int, batch_size: int, position: int, seed: int) -> None:
    samples = stream(count, position + batch_size, seed)
    assert np.array_equal(batch_indices(count, batch_size, seed, position), samples[position:])


def test_another_batch_size_continues_the_stream() -> None:
    mixed = [batch_indices(23, 6, 3, 6 * step) for step in range(4)]
    mixed += [batch_indices(23, 10, 3, 24 + 10 * step) for step in range(3)]
    assert np.array_equal(np.concatenate(mixed), stream(23, 54, 3))


@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 6), st.integers(0, 20))
def test_processes_shard_the_batch(count: int, shard_size: int, world_size: int, position: int) -> None:
    batch_size = shard_size * world_size
    shards = [batch_indices(count, batch_size, 1, position, rank, world_size) for rank in range(world_size)]
    assert np.array_equal(np.concatenate(shards), batch_indices(count, batch_size, 1, position))


def test_a_batch_may_be_written_to() -> None:
    batch_indices(5, 5, 0, 0)[:] = 0
    assert batch_indices(5, 5, 0, 0).tolist() != [0] * 5


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"count": 0}, "count"), ({"position": -1}, "position"), ({"batch_size": 0}, "batch_size"),
     ({"seed": -1}, "seed"), ({"rank": -1}, "rank"), ({"rank": 1}, "rank"), ({"world_size": 0}, "rank"),
     ({"world_size": 3}, "batch_size")],
)  # fmt: skip
def test_batch_indices_refuses(changes: dict[str, int], name: str) -> None:
    arguments = {"count": 10, "batch_size": 4, "seed": 0, "position": 0}
    with pytest.raises(InputError, match=f"^{name}: expected"):
        batch_indices(**(arguments | changes))
