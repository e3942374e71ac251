"""Who renders the samples: threads for a core or two; for more, processes, for threads would wait for Python's lock."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, runtime_checkable

from probsym.errors import InputError

MOST_THREADS = 2
"""Two take 1.8 times as much as one (docs/performance.md); Python's part of a sample lets not many more get further."""
LEAST_PARTS = 8
"""So many parts each make up for the seconds that processes take to start."""


@runtime_checkable
class Work(Protocol):
    """Renders a part of a set; can be pickled."""

    def __call__(self, split: str, start: int, stop: int) -> int:
        """Put samples ``start`` to ``stop`` of a split where they belong and return their number."""
        ...


def finished(work: Work, parts: Iterable[tuple[str, int, int]], workers: int) -> Iterator[tuple[str, int]]:
    """Split and number of samples of each part, as they are done; in no order.

    Args:
        work: what to do with a part.
        parts: split, start and stop of each.
        workers: threads, or beyond ``MOST_THREADS`` processes, if there are many parts.

    Raises:
        InputError: a process was killed.
    """
    parts = list(parts)
    pool, call = _pool(work, workers, len(parts))
    with pool:
        jobs = {pool.submit(call, *part): part[0] for part in parts}
        try:
            for job in as_completed(jobs):
                yield jobs[job], _result(job, workers)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _pool(work: Work, workers: int, parts: int) -> tuple[Executor, Callable[[str, int, int], int]]:
    if workers <= MOST_THREADS or parts < LEAST_PARTS * workers:
        return ThreadPoolExecutor(workers), work
    # A fork would take over torch's and numba's threads as they happen to be.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_remember, initargs=(work,)), _remembered


def _result(job: Future[int], workers: int) -> int:
    try:
        return job.result()
    except BrokenProcessPool:
        raise InputError(f"workers: one of {workers} was killed, out of memory perhaps; expected fewer") from None


_work: Work | None = None


def _remember(work: Work) -> None:
    """Once in each process, for a face model has tens of megabytes."""
    global _work
    _work = work


def _remembered(split: str, start: int, stop: int) -> int:
    assert _work is not None
    return _work(split, start, stop)
