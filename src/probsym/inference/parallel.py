"""Map over items in several threads, with the results in order."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def parallel_map_ordered(
    items: Iterable[_Item],
    work: Callable[[_Item], _Result],
    workers: int,
    initializer: Callable[[], None] | None = None,
) -> Generator[tuple[_Item, _Result], None, None]:
    """Yield each item with the result of ``work``, in the order of the items.

    Args:
        items: taken as they are needed, by the caller's thread.
        work: called by any of the workers; with one worker, by the caller's thread.
        workers: number of threads, and of items in progress while the caller handles a result.
        initializer: called once by each worker thread; not called with one worker.

    Raises:
        Exception: what ``work`` raises, when it is the item's turn; no further item is started then.
    """
    if workers == 1:
        for item in items:
            yield item, work(item)
        return
    pool = ThreadPoolExecutor(workers, initializer=initializer)
    pending: deque[tuple[_Item, Future[_Result]]] = deque()
    try:
        for item in items:
            pending.append((item, pool.submit(work, item)))
            if len(pending) > workers:
                first, future = pending.popleft()
                yield first, future.result()
        while pending:
            first, future = pending.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
