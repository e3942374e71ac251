"""Number types in numba kernels: bfloat16, which numba lacks, and which floating-point reordering is allowed.

A bfloat16 tensor reaches a kernel as uint16, the upper half of a float32. :func:`to_float` and :func:`store_rounded`
convert between the two and leave float32 and float64 alone, so that one kernel serves all types.
"""

from typing import Any, no_type_check

import numpy as np
import torch
from numba import types
from numba.extending import intrinsic, overload

NUMPY_DTYPES: dict[torch.dtype, Any] = {
    torch.float32: np.float32,
    torch.float64: np.float64,
    torch.bfloat16: np.uint16,
}
"""Array type under which a kernel sees a tensor."""
FASTMATH: Any = {"contract", "reassoc", "nsz"}
"""``fastmath`` flags for vectorised loops, sums included. NaN is preserved."""


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
