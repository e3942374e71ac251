"""Parts of a set are rendered by threads or processes; what goes wrong in them comes out as it would without."""

import os
import signal
from dataclasses import dataclass

import pytest

from probsym.errors import InputError
from probsym.synthetic import workers as workers_module
from probsym.synthetic.workers import run_parallel

PARTS = [("train", 0, 4), ("train", 4, 6), ("val", 0, 3)]


@dataclass(frozen=True)
class Job:
    """Counts, or fails at one split in one way."""

    fails: str = ""
    killed: bool = False
    here: int = 0

    def __call__(self, split: str, start: int, stop: int) -> int:
        if split == self.fails:
            if self.killed:
                os.kill(os.getpid(), signal.SIGKILL)
            where = "this" if os.getpid() == self.here else "another"
            raise OSError(28, f"no space in {where} process")
        return stop - start


@pytest.fixture(autouse=True)
def _processes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "MIN_PARTS", 0)


def test_few_parts_are_rendered_in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "MIN_PARTS", 2)
    with pytest.raises(OSError, match="in this process"):
        list(run_parallel(Job(fails="train", here=os.getpid()), PARTS, 3))  # three parts, not six
    monkeypatch.setattr(workers_module, "MIN_PARTS", 1)
    with pytest.raises(OSError, match="in another process"):
        list(run_parallel(Job(fails="train", here=os.getpid()), PARTS, 3))


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_part_is_rendered_once(workers: int) -> None:
    assert sorted(run_parallel(Job(), PARTS, workers)) == [("train", 2), ("train", 4), ("val", 3)]


@pytest.mark.parametrize("workers", [1, 3])
def test_errors_are_raised(workers: int) -> None:
    with pytest.raises(OSError, match="no space"):
        list(run_parallel(Job(fails="val"), PARTS, workers))


def test_a_killed_process_is_an_input_error() -> None:
    with pytest.raises(InputError, match="workers: one of 3 was killed"):
        list(run_parallel(Job(fails="train", killed=True), PARTS, 3))
