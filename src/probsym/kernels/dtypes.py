"""Numbers in kernels: what may be reordered, and bfloat16, which numba does not know.

It takes a tensor of bfloat16 as its bits, unsigned integers of 16 bits, the upper half of a float32. :func:`widened`
and :func:`store` turn one into the other and leave wider numbers as they are, so that one kernel serves all.
"""

from typing import Any, no_type_check

import numpy as np
import torch
from numba import types
from numba.extending import intrinsic, overload

ARRAY_TYPES: dict[torch.dtype, Any] = {
    torch.float32: np.float32,
    torch.float64: np.float64,
    torch.bfloat16: np.uint16,
}
"""What a kernel sees of a tensor."""
FAST: Any = {"contract", "reassoc", "nsz"}
"""``fastmath`` of loops that are to be vectorised, sums included; what is not a number stays that."""


def widened(value: Any) -> Any:
    """In kernels: bits of a bfloat16 as float32; wider numbers as they are."""
    raise TypeError(f"widened is for compiled kernels only, got {value!r}")


def store(array: Any, row: int, column: int, value: Any) -> None:
    """In kernels: put a number into an array; as float32, rounded to the nearest, into one of bfloat16's bits."""
    raise TypeError(f"store is for compiled kernels only, got {value!r} for {array!r}[{row}, {column}]")


@overload(widened)
@no_type_check  # numba compiles the bare functions, not those that a type checker has wrapped
def _widened(value: Any) -> Any:
    @no_type_check
    def from_bits(value: Any) -> Any:
        return _widen_bits(value)

    @no_type_check
    def itself(value: Any) -> Any:
        return value

    return from_bits if isinstance(value, types.Integer) else itself


@overload(store)
@no_type_check
def _store(array: Any, row: Any, column: Any, value: Any) -> Any:
    @no_type_check
    def rounded(array: Any, row: Any, column: Any, value: Any) -> Any:
        array[row, column] = _round_to_bits(value)

    @no_type_check
    def itself(array: Any, row: Any, column: Any, value: Any) -> Any:
        array[row, column] = value

    return rounded if isinstance(array.dtype, types.Integer) else itself


# In numba's own arithmetic integers of 16 bits become 64 bits wide, and loops are no longer vectorised.
@intrinsic
def _widen_bits(_typing: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        bits = builder.zext(arguments[0], context.get_value_type(types.uint32))
        bits = builder.shl(bits, context.get_constant(types.uint32, 16))
        return builder.bitcast(bits, context.get_value_type(types.float32))

    return types.float32(value), generate


@intrinsic
def _round_to_bits(_typing: Any, _value: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        half = context.get_constant(types.uint32, 16)
        bits = builder.bitcast(arguments[0], context.get_value_type(types.uint32))
        odd = builder.and_(builder.lshr(bits, half), context.get_constant(types.uint32, 1))
        # To the nearest, ties to even. The NaN that arithmetic makes (0x7FC00000) stays one.
        bits = builder.add(builder.add(bits, odd), context.get_constant(types.uint32, 0x7FFF))
        return builder.trunc(builder.lshr(bits, half), context.get_value_type(types.uint16))

    return types.uint16(types.float32), generate
