import math

import pytest
import torch

from probsym.errors import InputError
from probsym.rendering.blur import gaussian_blur


def test_a_point_becomes_a_gaussian() -> None:
    point = torch.zeros(1, 2, 15, 15, dtype=torch.float64)
    point[:, :, 7, 7] = 1
    blurred = gaussian_blur(point, 2.0)
    assert blurred.sum().item() == pytest.approx(2)
    assert (blurred[0, 0, 7, 7] / blurred[0, 0, 7, 9]).item() == pytest.approx(math.exp(0.5))
    assert (blurred[0, 0, 7, 7] / blurred[0, 0, 9, 9]).item() == pytest.approx(math.e)
    torch.testing.assert_close(blurred, blurred.transpose(2, 3))


def test_what_lies_outside() -> None:
    ones = torch.ones(1, 1, 9, 9, dtype=torch.float64)
    torch.testing.assert_close(gaussian_blur(ones, 1.0, repeat_edge=True), ones)
    # weights of 3 to each side are exp(-k²/2); the edge loses those of one side
    side = sum(math.exp(-k * k / 2) for k in (1, 2, 3))
    assert gaussian_blur(ones, 1.0)[0, 0, 4, 0].item() == pytest.approx((1 + side) / (1 + 2 * side))


def test_gradient() -> None:
    images = torch.rand(1, 2, 5, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0), requires_grad=True)
    for repeat_edge in (False, True):
        assert torch.autograd.gradcheck(lambda values, edge=repeat_edge: gaussian_blur(values, 0.8, edge), images)


def test_no_deviation_is_refused() -> None:
    with pytest.raises(InputError, match="deviation"):
        gaussian_blur(torch.ones(1, 1, 3, 3), 0.0)
