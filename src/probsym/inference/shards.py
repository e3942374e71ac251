"""Which part of the work is this process's, where a launcher has started several."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from probsym.errors import InputError

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Shard:
    """One process among several that do not talk to each other."""

    rank: int = 0
    """This process, from 0."""
    count: int = 1
    """Processes in all."""
    local_rank: int = 0
    """This process among those of its machine, from 0."""

    def of(self, items: Sequence[_Item]) -> list[_Item]:
        """Every ``count``-th item, so that all shares differ by one item at most."""
        return list(items[self.rank :: self.count])

    def name(self, file: str) -> str:
        """A file name that no other process takes: with "1-of-4" before its ending; the name itself if there is one."""
        if self.count == 1:
            return file
        path = PurePath(file)
        return f"{path.stem}-{self.rank + 1}-of-{self.count}{path.suffix}"

    def device(self, device: str) -> str:
        """``device``, or for "cuda" this process's own GPU."""
        return f"cuda:{self.local_rank}" if device == "cuda" and self.count > 1 else device


def shard_from_environment(environment: Mapping[str, str] = os.environ) -> Shard:
    """The share that ``accelerate launch``, ``torchrun`` and their like give this process: RANK and WORLD_SIZE.

    Raises:
        InputError: one of them is no number, or the rank is not below the number of processes.
    """
    if "RANK" not in environment or "WORLD_SIZE" not in environment:
        return Shard()
    names = ("RANK", "WORLD_SIZE", "LOCAL_RANK")
    values: list[int] = []
    for name in names:
        text = environment.get(name, "0")
        if not text.isdecimal():
            raise InputError(f"{name}: expected a number in this environment variable, got {text!r}")
        values.append(int(text))
    rank, count, local_rank = values
    if not rank < count:
        raise InputError(f"RANK: expected a number below WORLD_SIZE, {count}, got {rank}")
    return Shard(rank, count, local_rank)
