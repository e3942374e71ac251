"""Compiled parts agree with interpreted ones, bfloat16 with torch, and every image is processed once."""

from collections.abc import Iterator
from typing import Any, NamedTuple, no_type_check

import numpy as np
import pytest
import torch
from numba import cfunc, njit
from numba.np.numpy_support import carray

from probsym.kernels import numba_support
from probsym.kernels.numba_support import (
    KERNEL_SIGNATURE,
    NUMPY_DTYPES,
    array_at,
    compiled_part,
    for_each_image,
    next_index,
    store_rounded,
    to_float,
)


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


@njit
@no_type_check
def _copy(source: np.ndarray, target: np.ndarray) -> None:
    for row in range(source.shape[0]):
        for column in range(source.shape[1]):
            store_rounded(target, row, column, to_float(source[row, column]))


def test_every_bfloat16_converts_as_in_torch() -> None:
    bits = torch.arange(2**16, dtype=torch.int32).to(torch.uint16).reshape(256, 256)
    wide = torch.empty(256, 256)
    _copy(bits.numpy(), wide.numpy())
    torch.testing.assert_close(wide, bits.view(torch.bfloat16).float(), rtol=0, atol=0, equal_nan=True)


def test_rounds_as_torch() -> None:
    """To nearest, ties to even: all magnitudes, halfway cases, infinities and NaN."""
    random = torch.randn(255, 256, generator=torch.Generator().manual_seed(0)) * 10.0 ** torch.arange(-127, 128)[
        :, None
    ].div(4)
    halfway = (torch.arange(250, dtype=torch.int32) * 2**16 + 2**15 + 0x3F800000).view(torch.float32)
    special = torch.tensor([0.0, -0.0, torch.inf, -torch.inf, torch.nan, 3.4e38])
    wide = torch.cat([random, torch.cat([halfway, special])[None]])
    bits = torch.empty(256, 256, dtype=torch.uint16)
    _copy(wide.numpy(), bits.numpy())
    torch.testing.assert_close(bits.view(torch.bfloat16), wide.bfloat16(), rtol=0, atol=0, equal_nan=True)


def test_bfloat16_is_unchanged_by_a_round_trip() -> None:
    bits = torch.randn(16, 16, generator=torch.Generator().manual_seed(0)).bfloat16().view(torch.uint16)
    again = torch.empty_like(bits)
    _copy(bits.numpy(), again.numpy())
    assert torch.equal(bits, again)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_wider_types_are_unchanged(dtype: torch.dtype) -> None:
    wide = torch.randn(16, 16, dtype=dtype, generator=torch.Generator().manual_seed(0))
    again = torch.empty_like(wide)
    assert wide.numpy().dtype == NUMPY_DTYPES[dtype]
    _copy(wide.numpy(), again.numpy())
    assert torch.equal(wide, again)


def test_not_callable_from_python() -> None:
    with pytest.raises(TypeError, match="to_float is for compiled kernels only, got 3"):
        to_float(3)
    with pytest.raises(TypeError, match="store_rounded is for compiled kernels only"):
        store_rounded(np.zeros((2, 2)), 0, 0, 1.5)


@no_type_check
def _add_squares(at: Any) -> None:
    """out += x * x, image by image: one that is done twice shows."""
    job = carray(at, 5)
    x, out = array_at(job[3], (job[1], job[2]), np.float32), array_at(job[4], (job[1], job[2]), np.float32)
    image = next_index(at)
    while image < job[1]:
        for index in range(job[2]):
            out[image, index] += x[image, index] ** 2
        image = next_index(at)


@pytest.fixture(scope="module")
def add_squares() -> Any:
    """Compiled in a test: each worker imports this file, and one runs it."""
    return cfunc(KERNEL_SIGNATURE)(_add_squares)


@pytest.fixture(params=["torch's threads", "Python's threads"])
def _two_threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "Python's threads":
        monkeypatch.setattr(numba_support, "find_gomp_parallel", lambda: None)
    elif numba_support.find_gomp_parallel() is None:
        pytest.skip("torch has no GOMP_parallel here")
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


@pytest.mark.usefixtures("_two_threads")
@pytest.mark.parametrize("batch", [0, 1, 2, 3, 1000])
def test_every_image_is_processed_once(add_squares: Any, batch: int) -> None:
    x = torch.rand(batch, 7, generator=torch.Generator().manual_seed(0))
    out = torch.zeros(batch, 7)
    for_each_image(add_squares, batch, 7, x, out)
    torch.testing.assert_close(out, x.square())


@pytest.mark.usefixtures("_two_threads")
def test_interleaved_with_torch_operators(add_squares: Any) -> None:
    x = torch.rand(64, 500, generator=torch.Generator().manual_seed(0))
    for _ in range(200):
        out = torch.zeros(64, 500)
        for_each_image(add_squares, 64, 500, x, out)
        assert torch.equal(out, x * x)


def test_one_thread_uses_no_pool(add_squares: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba_support, "find_gomp_parallel", lambda: pytest.fail("used a pool"))
    out = torch.zeros(5, 2)
    for_each_image(add_squares, 5, 2, torch.full((5, 2), 3.0), out)
    assert (out == 9).all()


def test_a_torch_without_gnus_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(numba_support.ctypes, "CDLL", missing)
    assert numba_support.find_gomp_parallel.__wrapped__() is None
    monkeypatch.setattr(numba_support.ctypes, "CDLL", lambda name: object())
    assert numba_support.find_gomp_parallel.__wrapped__() is None
