import ctypes
import platform
import subprocess
import sys

import pytest

from probsym.training.allocator import keep_freed_memory

_FAULTS = """
import ctypes, resource, torch
from probsym.training.allocator import keep_freed_memory
def step():
    blocks = [torch.ones(2**21) for _ in range(10)]  # of 8 MiB, all of which are freed at the end
    while blocks:
        blocks.pop()
def faults():
    for _ in range(3):
        step()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(5):
        step()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
for parameter in (-1, -3):  # what a process starts with; what it goes on with depends on its past
    assert ctypes.CDLL(None).mallopt(parameter, 2**17)
first = faults()
assert keep_freed_memory()
print(first, faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep what they like")
def test_steps_no_longer_ask_for_the_memory_that_they_freed() -> None:
    done = subprocess.run([sys.executable, "-c", _FAULTS], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert before > 10_000  # 5 steps of 80 MiB are 102,400 pages of 4 KiB
    assert after < before / 10


@pytest.mark.parametrize("error", [OSError, AttributeError, TypeError])
def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def missing(_: object) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert not keep_freed_memory()
