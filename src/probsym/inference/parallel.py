"""Work on several things at once, with the results in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def parallel_map_ordered(
    items: Iterable[Item], work: Callable[[Item], Result], workers: int
) -> Iterator[tuple[Item, Result]]:
    """Each item with what ``work`` makes of it, in the order of the items.

    Args:
        items: taken as they are needed, by the caller's thread.
        work: any of the workers calls it; with one worker, the caller's thread does.
        workers: threads. As many items are worked on while the caller is busy with a result.

    Raises:
        Exception: what ``work`` raises, when it is the item's turn; no further item is begun then.
    """
    if workers == 1:
        for item in items:
            yield item, work(item)
        return
    pool = ThreadPoolExecutor(workers)
    begun: deque[tuple[Item, Future[Result]]] = deque()
    try:
        for item in items:
            begun.append((item, pool.submit(work, item)))
            if len(begun) > workers:
                first, future = begun.popleft()
                yield first, future.result()
        while begun:
            first, future = begun.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
