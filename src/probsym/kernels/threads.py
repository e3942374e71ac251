"""Run a compiled kernel over the images of a batch, on torch's own OpenMP threads.

OpenMP workers spin for some milliseconds after an operator, waiting for the next one, and other pools contend with
them for the cores. So kernels enter torch's OpenMP runtime through GNU's entry point where there is one (Linux), and
use Python threads elsewhere (``docs/performance.md`` has the measurements).

A kernel is a C function that takes the address of a *job*, an array of 64-bit integers::

    job[0]    index of the next image, which a thread claims with :func:`next_index`
    job[1]    batch size
    job[2:]   the kernel's arguments: addresses of tensors, and integers

Threads share only that atomic counter and never need Python's lock.
"""

import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import np_cfarray
from torch import Tensor

KERNEL_SIGNATURE = types.void(types.CPointer(types.int64))
"""Signature of a kernel, for ``numba.cfunc``."""


def for_each_image(kernel: Any, batch: int, *arguments: Tensor | int) -> None:
    """Run ``kernel`` over all images of a batch and wait for the end.

    Args:
        kernel: a ``numba.cfunc`` with ``KERNEL_SIGNATURE``.
        batch: number of images.
        arguments: of the job; contiguous CPU tensors are passed by address.
    """
    numbers = [argument.data_ptr() if isinstance(argument, Tensor) else argument for argument in arguments]
    job = np.array([0, batch, *numbers], np.int64)
    address = job.ctypes.data
    threads = min(torch.get_num_threads(), batch)
    if threads <= 1:
        kernel.ctypes(ctypes.cast(address, _POINTER))
        return
    gomp_parallel = find_gomp_parallel()
    if gomp_parallel is not None:
        gomp_parallel(kernel.address, address, threads, 0)
        return
    pool = _thread_pool(threads - 1)
    futures = [pool.submit(kernel.ctypes, ctypes.cast(address, _POINTER)) for _ in range(threads - 1)]
    kernel.ctypes(ctypes.cast(address, _POINTER))
    for future in futures:
        future.result()


_POINTER = ctypes.POINTER(ctypes.c_int64)


@cache
@torch.inference_mode(False)  # a tensor made in inference mode could not serve a later training
def constant_tensor(dtype: torch.dtype, *values: float) -> Tensor:
    """A kernel's floating-point arguments as a cached tensor; do not write into it."""
    return torch.tensor(values, dtype=dtype)


@cache
def find_gomp_parallel() -> Callable[[int, int, int, int], None] | None:
    """``GOMP_parallel(function, data, threads, flags)`` of the runtime that torch is linked to, or None."""
    try:
        # Looked up through torch's library, so that the linker searches its dependencies and no other copy.
        entry = ctypes.CDLL(str(Path(torch.__file__).parent / "lib" / "libtorch_cpu.so")).GOMP_parallel
    except (OSError, AttributeError):
        return None
    entry.argtypes, entry.restype = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint], None
    return entry


@cache
def _thread_pool(count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=count, thread_name_prefix="kernel")


@intrinsic
def next_index(_typing: Any, job: Any) -> Any:
    """In kernels, ``next_index(job)``: claim the next image; the batch size or more when none is left.

    (A generator would shorten the loops, but numba cannot cache kernels that hold one.)
    """

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.atomic_rmw("add", arguments[0], context.get_constant(types.int64, 1), "seq_cst")

    return types.int64(job), generate


@intrinsic
def array_at(_typing: Any, address: Any, shape: Any, dtype: Any) -> Any:
    """In kernels, ``array_at(address, shape, dtype)``: the array of a contiguous tensor, from its address in the job.

    LLVM instructions like :func:`next_index`: numba would compile a function again for each number of axes and type.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))
        return np_cfarray(context, builder, signature.return_type(types.voidptr, shape), (pointer, arguments[1]))

    return types.Array(dtype.dtype, len(shape), "C")(address, shape, dtype), generate
