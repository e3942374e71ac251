"""Depth error up to scale and plane."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from probsym.errors import InputError
from probsym.evaluation.plane import depth_error

X, Y = (axis.double() - 3 for axis in torch.meshgrid(torch.arange(7), torch.arange(7), indexing="xy"))
ALL = torch.ones(1, 7, 7, dtype=torch.bool)
DOME = X**2 + Y**2
SADDLE = X**2 - Y**2


def _error(predicted: Tensor, true: Tensor = DOME, mask: Tensor = ALL) -> float:
    return depth_error(predicted[None], true, mask).item()


def test_errors_by_hand() -> None:
    """Dome and saddle are orthogonal to each other, and to all planes once the mean is removed."""
    assert _error(DOME) == pytest.approx(0, abs=1e-12)
    assert _error(3 - X + 2 * Y) == pytest.approx(1)
    assert _error(SADDLE) == pytest.approx(1)
    # both have the same energy: half of it is missed by dome + saddle, 9 / 10 by dome + 3 saddle
    centred = DOME - DOME.mean()
    assert centred.square().sum().item() == pytest.approx(SADDLE.square().sum().item())
    assert _error(DOME + SADDLE) == pytest.approx(math.sqrt(1 / 2))
    assert _error(DOME + 3 * SADDLE) == pytest.approx(math.sqrt(9 / 10))


def test_an_inverted_relief_has_the_error_of_a_plane() -> None:
    assert _error(-DOME) == 1


def test_only_the_mask_counts() -> None:
    mask = ALL.clone()
    mask[0, 2, 3] = False
    broken = DOME.clone()
    broken[2, 3] = torch.nan
    assert _error(broken, mask=mask) == pytest.approx(0, abs=1e-12)
    assert _error(broken, broken, mask) == pytest.approx(0, abs=1e-12)
    both = depth_error(torch.stack([DOME, X]), DOME, ALL.expand(2, 7, 7))
    torch.testing.assert_close(both, torch.tensor([0.0, 1.0], dtype=torch.float64), atol=1e-7, rtol=0)


@given(
    st.floats(1e-3, 1e3),
    *[st.floats(-10, 10)] * 3,
    st.integers(0, 2**16),
)
def test_scale_and_plane_of_the_prediction_do_not_matter_nor_the_plane_of_the_truth(
    scale: float, b: float, c: float, e: float, seed: int
) -> None:
    noise = torch.randn(7, 7, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    predicted = DOME + 4 * noise
    plane = b * X + c * Y + e
    expected = _error(predicted)
    assert 0 < expected <= 1
    assert _error(scale * predicted + plane) == pytest.approx(expected, rel=1e-6)
    assert _error(predicted, DOME + plane) == pytest.approx(expected, rel=1e-6)
    assert _error(predicted, scale * DOME) == pytest.approx(expected, rel=1e-6)


def test_nan_without_relief_or_pixels() -> None:
    assert math.isnan(_error(DOME, X - Y))
    assert math.isnan(_error(DOME, mask=torch.zeros_like(ALL)))
    few = torch.zeros_like(ALL)
    few[0, :2, :2] = True
    assert math.isnan(_error(SADDLE, mask=few))
    few[0, 5, 5] = True
    assert _error(DOME, mask=few) == pytest.approx(0, abs=1e-7)
    assert _error(0.3 * X + 0.1 * Y + 0.7, mask=few) == 1  # its rounding, stretched, would fit as well


def test_pixels_in_one_row() -> None:
    row = torch.zeros_like(ALL)
    row[0, 3] = True
    assert _error(SADDLE + Y, mask=row) == pytest.approx(0, abs=1e-7)  # along it, dome and saddle are the same


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments() -> None:
    with pytest.raises(InputError, match="true: expected a tensor of shape 7 x 7"):
        depth_error(DOME[None], DOME[1:], ALL)
    with pytest.raises(InputError, match="mask: expected a tensor of shape 1 x 7 x 7"):
        depth_error(DOME[None], DOME, ALL[0])
