"""Compiled kernels over the images of a batch, on the very threads that torch's operators run on.

Those threads go on spinning for some milliseconds after an operator, waiting for the next one. Threads of anybody
else compete with them for the same cores: in a training step on two cores kernels took twice as long on Python's
threads, and convolutions a tenth longer (``docs/performance.md``). So kernels enter torch's own OpenMP runtime, where
it has GNU's entry point (Linux), and Python's threads elsewhere.

A kernel is compiled as a C function that takes the address of a *job*, an array of 64-bit integers::

    job[NEXT]   number of the next image, which a thread takes with :func:`take`
    job[BATCH]  how many there are
    job[2:]     the kernel's own arguments: addresses of tensors, and numbers

so that threads share nothing but that counter, and Python's lock is never asked for.
"""

import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, no_type_check

import numpy as np
import torch
from numba import njit, types
from numba.extending import intrinsic
from numba.np.numpy_support import carray
from torch import Tensor

NEXT, BATCH = 0, 1
JOB = types.void(types.CPointer(types.int64))
"""Signature of a kernel, for ``numba.cfunc``."""


def for_each_image(kernel: Any, batch: int, *arguments: Tensor | int) -> None:
    """Have ``kernel`` do all images of a batch; returns when they are done.

    Args:
        kernel: of ``numba.cfunc`` with the signature ``JOB``.
        batch: number of images.
        arguments: for the job; of a tensor, which has to be on the CPU, its address.
    """
    numbers = [argument.data_ptr() if isinstance(argument, Tensor) else argument for argument in arguments]
    job = np.array([0, batch, *numbers], np.int64)
    address = job.ctypes.data
    threads = min(torch.get_num_threads(), batch)
    if threads <= 1:
        kernel.ctypes(ctypes.cast(address, _POINTER))
        return
    team = _openmp()
    if team is not None:
        team(kernel.address, address, threads, 0)
        return
    jobs = [_threads(threads - 1).submit(kernel.ctypes, ctypes.cast(address, _POINTER)) for _ in range(threads - 1)]
    kernel.ctypes(ctypes.cast(address, _POINTER))
    for running in jobs:
        running.result()


_POINTER = ctypes.POINTER(ctypes.c_int64)


@cache
@torch.inference_mode(False)  # made while reconstructing it could not serve a training that follows
def constants(dtype: torch.dtype, *values: float) -> Tensor:
    """A kernel's fractional arguments as a tensor; do not write into it."""
    return torch.tensor(values, dtype=dtype)


@cache
def _openmp() -> Callable[[int, int, int, int], None] | None:
    """``GOMP_parallel(function, data, threads, flags)`` of the runtime that torch is linked to, if it has that."""
    try:
        # Asked of torch's library, the linker looks through what that needs: never through another copy.
        team = ctypes.CDLL(str(Path(torch.__file__).parent / "lib" / "libtorch_cpu.so")).GOMP_parallel
    except (OSError, AttributeError):
        return None
    team.argtypes, team.restype = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint], None
    return team


@cache
def _threads(count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=count, thread_name_prefix="kernel")


@njit(cache=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def take(job: Any) -> int:
    """In kernels: number of an image that no thread has taken yet; ``job[BATCH]`` or more when there is none.

    (A generator would make the loops shorter, but numba cannot keep kernels with one in its cache.)
    """
    return _add_one(job)


@njit(cache=True)
@no_type_check
def numbers_of(job: Any, count: int) -> np.ndarray:
    """In kernels: the first ``count`` numbers of the job."""
    return carray(job, count)


@njit(cache=True)
@no_type_check
def array_at(address: int, shape: Any, dtype: Any) -> np.ndarray:
    """In kernels: the array of a contiguous tensor, from an argument of the job."""
    return carray(_pointer(address), shape, dtype)


@intrinsic
def _add_one(_typing: Any, job: Any) -> Any:
    """Atomic: the first number of ``job`` as it was, and one more in its place."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.atomic_rmw("add", arguments[0], context.get_constant(types.int64, 1), "seq_cst")

    return types.int64(job), generate


@intrinsic
def _pointer(_typing: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(address), generate
