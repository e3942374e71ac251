"""Fused GroupNorm and activation against torch's operators, with gradients."""

import math
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from probsym.kernels.group_norm_numba import group_norm_act_numba

Inputs = tuple[Tensor, Tensor, Tensor]


def _inputs(batch: int, channels: int, height: int, width: int, dtype: torch.dtype, seed: int = 0) -> Inputs:
    """x, weight, bias; x channels last."""
    generator = torch.Generator().manual_seed(seed)
    wide = torch.float64 if dtype == torch.float64 else torch.float32
    x = torch.randn(batch, channels, height, width, generator=generator, dtype=wide) * 2 + 1
    weight, bias = torch.randn(2, channels, generator=generator, dtype=wide)
    x = x.to(dtype).contiguous(memory_format=torch.channels_last)
    return x.requires_grad_(), weight.requires_grad_(), bias.requires_grad_()


def _reference(x: Tensor, weight: Tensor, bias: Tensor, groups: int, slope: float, upsample: bool) -> Tensor:
    x = x.to(weight.dtype)
    if upsample:
        x = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
    return functional.leaky_relu(functional.group_norm(x, groups, weight, bias, 1e-5), slope)


@pytest.fixture(params=[1, 2])
def _threads(request: pytest.FixtureRequest) -> Iterator[None]:
    torch.set_num_threads(request.param)
    yield
    torch.set_num_threads(1)


def test_worked_by_hand() -> None:
    """Group 1, 3 | 5, 7: mean 4, deviation sqrt 5. Weights 1 and 2, biases 0 and 1, slope 1/2."""
    x = torch.tensor([[[[1.0, 3.0]], [[5.0, 7.0]]]]).contiguous(memory_format=torch.channels_last)
    weight, bias = torch.tensor([1.0, 2.0]), torch.tensor([0.0, 1.0])
    out = group_norm_act_numba(x, weight, bias, 1, 0.0, 0.5, torch.float32)
    root = math.sqrt(5)
    torch.testing.assert_close(out, torch.tensor([[[[-1.5 / root, -0.5 / root]], [[2 / root + 1, 6 / root + 1]]]]))


@pytest.mark.usefixtures("_threads")
@pytest.mark.parametrize("upsample", [False, True])
@pytest.mark.parametrize("slope", [0.0, 0.2])
@pytest.mark.parametrize(
    ("groups", "channels", "size"), [(1, 4, (1, 1)), (8, 32, (16, 16)), (4, 16, (5, 3)), (3, 6, (4, 7))]
)
def test_agrees_with_torch(groups: int, channels: int, size: tuple[int, int], slope: float, upsample: bool) -> None:
    inputs = _inputs(3, channels, *size, torch.float32)
    out = group_norm_act_numba(*inputs, groups, 1e-5, slope, torch.float32, upsample)
    expected = _reference(*inputs, groups, slope, upsample)
    torch.testing.assert_close(out, expected, rtol=1e-5, atol=1e-5)
    above = torch.randn(out.shape, generator=torch.Generator().manual_seed(1))  # not channels last
    pairs = zip(torch.autograd.grad(out, inputs, above), torch.autograd.grad(expected, inputs, above), strict=True)
    for ours, theirs in pairs:
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("upsample", [False, True])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_bfloat16_rounds_only_input_and_output(dtype: torch.dtype, upsample: bool) -> None:
    inputs = _inputs(2, 8, 6, 6, torch.bfloat16)
    out = group_norm_act_numba(*inputs, 2, 1e-5, 0.2, dtype, upsample)
    assert out.dtype == dtype
    assert out.is_contiguous(memory_format=torch.channels_last)
    expected = _reference(*inputs, 2, 0.2, upsample)
    torch.testing.assert_close(out, expected.to(dtype), rtol=8e-3 if dtype == torch.bfloat16 else 1e-5, atol=1e-5)
    above = torch.randn(out.shape, generator=torch.Generator().manual_seed(1)).to(dtype)
    ours = torch.autograd.grad(out, inputs, above)
    theirs = torch.autograd.grad(expected, inputs, above.float())
    assert ours[0].dtype == torch.bfloat16
    torch.testing.assert_close(ours[0], theirs[0], rtol=8e-3, atol=1e-4)
    for own, other in zip(ours[1:], theirs[1:], strict=True):
        torch.testing.assert_close(own, other, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("upsample", [False, True])
def test_gradcheck(upsample: bool) -> None:
    inputs = _inputs(2, 4, 3, 3, torch.float64)
    assert torch.autograd.gradcheck(
        lambda x, weight, bias: group_norm_act_numba(x, weight, bias, 2, 1e-3, 0.2, torch.float64, upsample), inputs
    )


@given(st.integers(0, 2**31), st.floats(0.1, 10), st.floats(-5, 5))
def test_invariant_to_scale_and_shift_of_the_input(seed: int, scale: float, shift: float) -> None:
    x, weight, bias = (part.detach() for part in _inputs(2, 4, 3, 3, torch.float64, seed))
    out = group_norm_act_numba(x, weight, bias, 2, 0.0, 0.2, torch.float64)
    moved = group_norm_act_numba(x * scale + shift, weight, bias, 2, 0.0, 0.2, torch.float64)
    torch.testing.assert_close(moved, out, rtol=1e-6, atol=1e-6)


def test_bitwise_equal_on_any_number_of_threads() -> None:
    inputs = _inputs(16, 16, 8, 8, torch.bfloat16)
    found = []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            out = group_norm_act_numba(*inputs, 4, 1e-5, 0.0, torch.bfloat16, True)
            found.append([out, *torch.autograd.grad(out.float().square().sum(), inputs)])
    finally:
        torch.set_num_threads(1)
    assert all(torch.equal(one, two) for one, two in zip(*found, strict=True))


def test_nan_is_preserved() -> None:
    x, weight, bias = (part.detach() for part in _inputs(2, 4, 3, 3, torch.float32))
    x[0, 0, 1, 1] = math.nan
    out = group_norm_act_numba(x, weight, bias, 1, 1e-5, 0.0, torch.float32)
    assert out[0].isnan().all()
    assert not out[1].isnan().any()
