"""Torch operators on one thread, for one calling thread alone."""

import ctypes
from functools import cache
from pathlib import Path
from typing import Any

import torch


def use_single_thread() -> None:
    """Run the torch operators that the calling thread starts on that thread alone.

    For the threads of a pool that works on several things at once. ``torch.set_num_threads`` would change the whole
    process; this sets OpenMP's number of threads, which each thread has for itself. Without OpenMP it does nothing.
    """
    torch.get_num_threads()  # torch sets the number of a new thread on first use, which must not come later
    library = _openmp()
    if library is not None:
        library.omp_set_num_threads(1)


@cache
def _openmp() -> Any:
    """The OpenMP runtime that torch is linked to, or None."""
    folder = Path(torch.__file__).parent / "lib"
    for name in ("libtorch_cpu.so", "libtorch_cpu.dylib", "torch_cpu.dll"):
        try:
            library = ctypes.CDLL(str(folder / name))
            library.omp_set_num_threads.argtypes = [ctypes.c_int]
        except (OSError, AttributeError):
            continue
        return library
    return None
