"""The kernels' bfloat16 is torch's."""

from typing import no_type_check

import numpy as np
import pytest
import torch
from numba import njit

from probsym.kernels.dtypes import ARRAY_TYPES, store, widened


@njit
@no_type_check
def _copy(source: np.ndarray, target: np.ndarray) -> None:
    for row in range(source.shape[0]):
        for column in range(source.shape[1]):
            store(target, row, column, widened(source[row, column]))


def test_every_bfloat16_is_widened_as_torch_does() -> None:
    bits = torch.arange(2**16, dtype=torch.int32).to(torch.uint16).reshape(256, 256)
    wide = torch.empty(256, 256)
    _copy(bits.numpy(), wide.numpy())
    torch.testing.assert_close(wide, bits.view(torch.bfloat16).float(), rtol=0, atol=0, equal_nan=True)


def test_rounding_is_torchs() -> None:
    """To the nearest, ties to even: numbers of all sizes, those halfway between two, infinities, and none."""
    random = torch.randn(255, 256, generator=torch.Generator().manual_seed(0)) * 10.0 ** torch.arange(-127, 128)[
        :, None
    ].div(4)
    halfway = (torch.arange(250, dtype=torch.int32) * 2**16 + 2**15 + 0x3F800000).view(torch.float32)
    special = torch.tensor([0.0, -0.0, torch.inf, -torch.inf, torch.nan, 3.4e38])
    wide = torch.cat([random, torch.cat([halfway, special])[None]])
    bits = torch.empty(256, 256, dtype=torch.uint16)
    _copy(wide.numpy(), bits.numpy())
    torch.testing.assert_close(bits.view(torch.bfloat16), wide.bfloat16(), rtol=0, atol=0, equal_nan=True)


def test_a_rounded_bfloat16_is_itself() -> None:
    bits = torch.randn(16, 16, generator=torch.Generator().manual_seed(0)).bfloat16().view(torch.uint16)
    again = torch.empty_like(bits)
    _copy(bits.numpy(), again.numpy())
    assert torch.equal(bits, again)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_wider_numbers_stay_as_they_are(dtype: torch.dtype) -> None:
    wide = torch.randn(16, 16, dtype=dtype, generator=torch.Generator().manual_seed(0))
    again = torch.empty_like(wide)
    assert wide.numpy().dtype == ARRAY_TYPES[dtype]
    _copy(wide.numpy(), again.numpy())
    assert torch.equal(wide, again)


def test_python_may_not_call_them() -> None:
    with pytest.raises(TypeError, match="widened is for compiled kernels only, got 3"):
        widened(3)
    with pytest.raises(TypeError, match="store is for compiled kernels only"):
        store(np.zeros((2, 2)), 0, 0, 1.5)
