"""Render in parallel: one or two threads, or more processes, because threads would wait for the GIL."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, runtime_checkable

from probsym.errors import InputError

MAX_THREADS = 2
"""Two threads are 1.8 times as fast as one; more are limited by the GIL."""
MIN_PARTS = 8
"""Parts per worker that are needed to amortise the start of processes."""


@runtime_checkable
class Work(Protocol):
    """Renders a part of a set; can be pickled."""

    def __call__(self, split: str, start: int, stop: int) -> int:
        """Render samples ``start`` to ``stop`` of a split; returns their number."""
        ...


def run_parallel(work: Work, parts: Iterable[tuple[str, int, int]], workers: int) -> Iterator[tuple[str, int]]:
    """Yield split and number of samples of each part, in the order of completion.

    Args:
        work: renders a part.
        parts: split, start and stop of each.
        workers: number of threads, or of processes above ``MAX_THREADS`` if there are many parts.

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
    if workers <= MAX_THREADS or parts < MIN_PARTS * workers:
        return ThreadPoolExecutor(workers), work
    # A fork would copy the state of the threads of torch and numba.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_receive, initargs=(work,)), _run_here


def _result(job: Future[int], workers: int) -> int:
    try:
        return job.result()
    except BrokenProcessPool:
        raise InputError(f"workers: one of {workers} was killed, possibly out of memory; use fewer") from None


_work: Work | None = None


def _receive(work: Work) -> None:
    """Receive the work once per process: a face model takes tens of megabytes."""
    global _work
    _work = work


def _run_here(split: str, start: int, stop: int) -> int:
    assert _work is not None
    return _work(split, start, stop)
