"""bfloat16 in kernels agrees with torch."""

from typing import no_type_check

import numpy as np
import pytest
import torch
from numba import njit

from probsym.kernels.dtypes import NUMPY_DTYPES, store_rounded, to_float


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
