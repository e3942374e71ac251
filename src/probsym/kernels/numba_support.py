"""What the numba kernels share: how they are compiled, their number types, and how they run over the images of a batch.

A bfloat16 tensor reaches a kernel as uint16, the upper half of a float32. :func:`to_float` and :func:`store_rounded`
convert between the two and leave float32 and float64 alone, so that one kernel serves all types.

Kernels run on torch's own OpenMP threads. OpenMP workers spin for some milliseconds after an operator, waiting for the
next one, and other pools contend with them for the cores. So kernels enter torch's OpenMP runtime through GNU's entry
point where there is one (Linux), and use Python threads elsewhere (``docs/performance.md`` has the measurements).

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
from typing import Any, no_type_check

import numpy as np
import torch
from numba import types
from numba.extending import intrinsic, overload, register_jitable
from numba.np.arrayobj import np_cfarray
from torch import Tensor

NUMPY_DTYPES: dict[torch.dtype, Any] = {
    torch.float32: np.float32,
    torch.float64: np.float64,
    torch.bfloat16: np.uint16,
}
"""Array type under which a kernel sees a tensor."""
FASTMATH: Any = {"contract", "reassoc", "nsz"}
"""``fastmath`` flags for vectorised loops, sums included. NaN is preserved."""

KERNEL_SIGNATURE = types.void(types.CPointer(types.int64))
"""Signature of a kernel, for ``numba.cfunc``."""


def compiled_part(**options: Any) -> Any:
    """Decorator: like ``numba.njit``, but without the wrappers that calls from Python and C need.

    For arguments of many fields these take longer to compile than the function. Called from Python, the function is
    interpreted.

    Args:
        options: of ``numba.njit``, beside the cache and numpy's error model.
    """
    return register_jitable(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)


def to_float(value: Any) -> Any:
    """In kernels: bfloat16 bits as float32; float32 and float64 unchanged."""
    raise TypeError(f"to_float is for compiled kernels only, got {value!r}")


def store_rounded(array: Any, row: int, column: int, value: Any) -> None:
    """In kernels: ``array[row, column] = value``; float32 is rounded to nearest for an array of bfloat16 bits."""
    raise TypeError(f"store_rounded is for compiled kernels only, got {value!r} for {array!r}[{row}, {column}]")


@overload(to_float)
@no_type_check  # numba compiles the bare functions, not those that a type checker has wrapped
def _to_float(value: Any) -> Any:
    @no_type_check
    def from_bits(value: Any) -> Any:
        return _bits_to_float32(value)

    @no_type_check
    def unchanged(value: Any) -> Any:
        return value

    return from_bits if isinstance(value, types.Integer) else unchanged


@overload(store_rounded)
@no_type_check
def _store_rounded(array: Any, row: Any, column: Any, value: Any) -> Any:
    @no_type_check
    def rounded(array: Any, row: Any, column: Any, value: Any) -> Any:
        array[row, column] = _float32_to_bits(value)

    @no_type_check
    def unchanged(array: Any, row: Any, column: Any, value: Any) -> Any:
        array[row, column] = value

    return rounded if isinstance(array.dtype, types.Integer) else unchanged


# numba's own arithmetic widens 16-bit integers to 64 bits, which prevents vectorisation: hence LLVM instructions.
@intrinsic
def _bits_to_float32(_typing: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        bits = builder.zext(arguments[0], context.get_value_type(types.uint32))
        bits = builder.shl(bits, context.get_constant(types.uint32, 16))
        return builder.bitcast(bits, context.get_value_type(types.float32))

    return types.float32(value), generate


@intrinsic
def _float32_to_bits(_typing: Any, _value: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        half = context.get_constant(types.uint32, 16)
        bits = builder.bitcast(arguments[0], context.get_value_type(types.uint32))
        odd = builder.and_(builder.lshr(bits, half), context.get_constant(types.uint32, 1))
        # Round to nearest, ties to even. The default NaN (0x7FC00000) stays NaN.
        bits = builder.add(builder.add(bits, odd), context.get_constant(types.uint32, 0x7FFF))
        return builder.trunc(builder.lshr(bits, half), context.get_value_type(types.uint16))

    return types.uint16(types.float32), generate


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
