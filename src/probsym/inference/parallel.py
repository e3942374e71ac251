"""Divide work: photos between the processes of ``accelerate launch`` or ``torchrun``, and items between threads."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from probsym.devices import choose_device
from probsym.errors import InputError

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_NUMBERS = ("RANK", "WORLD_SIZE", "LOCAL_RANK")
SET_BY_LAUNCHERS = (*_NUMBERS, "MASTER_ADDR", "MASTER_PORT")
"""``torchrun``, and ``accelerate launch`` through it, set all of these for each process."""


@dataclass(frozen=True)
class Shard:
    """The part of the work of one process; the processes do not communicate."""

    rank: int = 0
    """This process, from 0."""
    world_size: int = 1
    """Number of processes."""
    local_rank: int = 0
    """This process among those of its machine, from 0."""

    def of(self, items: Sequence[_Item]) -> list[_Item]:
        """Every ``world_size``-th item, so that shards differ by one item at most."""
        return list(items[self.rank :: self.world_size])

    def name(self, file: str) -> str:
        """A file name of this process alone: "sheet.png" becomes "sheet-2-of-4.png" where there are four."""
        if self.world_size == 1:
            return file
        path = PurePath(file)
        return f"{path.stem}-{self.rank + 1}-of-{self.world_size}{path.suffix}"

    def device(self, device: str) -> str:
        """``device``, or for "cuda" the GPU of this process; "auto" is chosen first."""
        device = choose_device(device).type if device == "auto" else device
        return f"cuda:{self.local_rank}" if device == "cuda" and self.world_size > 1 else device

    def describe(self, count: int) -> str:
        """One line such as "process 2 of 4: 2 of 8 photos", or "" for a process alone."""
        if self.world_size == 1:
            return ""
        ours = len(range(self.rank, count, self.world_size))
        part = f"{ours} of {count} photos" if ours else f"nothing to do, there are only {count} photos"
        return f"process {self.rank + 1} of {self.world_size}: {part}"


def parse_part(text: str) -> Shard:
    """The shard of a part such as "3/64", counted from 1, as array jobs count.

    Raises:
        InputError: not of that form, or the part is not among them.
    """
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise InputError(f"part: expected a part and their number such as 3/64, got {text!r}")
    return Shard(int(number) - 1, int(count))


def shard_from_environment(environment: Mapping[str, str] = os.environ) -> Shard:
    """The shard of this process, by the variables that ``accelerate launch`` and ``torchrun`` set.

    A shard is only taken if all of RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR and MASTER_PORT are set. Some of them
    alone are leftovers in a shell; the whole work is done then.

    Raises:
        InputError: a variable is not a number, or the rank is not below the number of processes.
    """
    if any(name not in environment for name in SET_BY_LAUNCHERS):
        return Shard()
    values: list[int] = []
    for name in _NUMBERS:
        text = environment[name]
        if not text.isdecimal():
            raise InputError(f"{name}: expected a number in this environment variable, got {text!r}")
        values.append(int(text))
    rank, world_size, local_rank = values
    if not rank < world_size:
        raise InputError(f"RANK: expected a number below WORLD_SIZE, {world_size}, got {rank}")
    return Shard(rank, world_size, local_rank)


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
