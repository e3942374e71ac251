import threading

import pytest

from probsym.inference.parallel import parallel_map_ordered


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_item_in_its_order(workers):
    asked = []

    def items():
        for item in range(12):
            asked.append(item)
            yield item

    results = []
    for item, square in parallel_map_ordered(items(), lambda item: item * item, workers):
        assert len(asked) <= item + workers + 1  # no more is taken than is worked on
        results.append((item, square))
    assert results == [(item, item * item) for item in range(12)]


def test_items_run_in_parallel_on_all_workers():
    both = threading.Barrier(2, timeout=60)  # raises unless two are there at once
    assert [item for item, _ in parallel_map_ordered(range(6), lambda _: both.wait(), 2)] == list(range(6))


def test_one_worker_is_the_caller():
    assert {thread for _, thread in parallel_map_ordered(range(3), lambda _: threading.current_thread(), 1)} == {
        threading.current_thread()
    }


@pytest.mark.parametrize("workers", [1, 3])
def test_an_error_comes_in_its_turn_and_ends_it(workers):
    begun, results = [], []

    def work(item):
        begun.append(item)
        if item == 4:
            raise ValueError("four")
        return item

    def consume():
        for item, _ in parallel_map_ordered(range(100), work, workers):
            results.append(item)

    with pytest.raises(ValueError, match="four"):
        consume()
    assert results == [0, 1, 2, 3]
    assert len(begun) <= 4 + workers + 1


def test_no_items_give_no_results():
    assert list(parallel_map_ordered([], str, 2)) == []
