"""Parts of compiled functions give the same when they are compiled and when they are interpreted."""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from probsym.kernels.parts import compiled_part


class _Line(NamedTuple):
    slope: float
    offset: float


@compiled_part(forceinline=True)
@no_type_check
def _at(line: _Line, x: float) -> float:
    return line.slope * x + line.offset


@njit
@no_type_check
def _sum(line: _Line, values: np.ndarray) -> float:
    total = 0.0
    for value in values:
        total += _at(line, value)
    return total


def test_a_part_is_compiled_into_its_callers() -> None:
    assert _sum(_Line(2.0, 1.0), np.array([0.0, 1.0, 2.0])) == 9
    assert len(_sum.nopython_signatures) == 1


def test_a_part_is_interpreted_when_python_calls_it() -> None:
    assert _at(_Line(2.0, 1.0), 3.0) == 7


@compiled_part()
@no_type_check
def _inverse(value: float) -> float:
    return 1 / value


@njit(error_model="numpy")
@no_type_check
def _inverses(values: np.ndarray) -> np.ndarray:
    out = np.empty_like(values)
    for index in range(len(values)):
        out[index] = _inverse(values[index])
    return out


def test_parts_divide_by_zero_as_numpy_does() -> None:
    assert _inverses(np.array([0.0, 2.0])).tolist() == [np.inf, 0.5]
