import math

import pytest
import torch

from probsym.checks import check_at_least, check_choice, check_floating, check_range, check_shape
from probsym.errors import InputError


def test_shape_none_stands_for_any_size() -> None:
    check_shape("image", torch.zeros(2, 3, 5), (None, 3, 5))


@pytest.mark.parametrize(
    ("shape", "came"), [((2, 4, 5), "2 x 4 x 5"), ((2, 3), "2 x 3"), ((), "a scalar"), ((2, 3, 5, 1), "2 x 3 x 5 x 1")]
)
def test_shape_message(shape: tuple[int, ...], came: str) -> None:
    with pytest.raises(InputError) as caught:
        check_shape("image", torch.zeros(shape), (None, 3, 5))
    assert str(caught.value) == f"image: expected a tensor of shape any x 3 x 5, got {came}"


def test_floating_message() -> None:
    check_floating("depth", torch.zeros(1, dtype=torch.float16))
    with pytest.raises(InputError, match=r"^depth: expected a floating-point tensor, got torch.int64$"):
        check_floating("depth", torch.zeros(1, dtype=torch.int64))


def test_choice_message() -> None:
    check_choice("size", 2, (1, 2))
    with pytest.raises(InputError, match=r"^size: expected one of 1, 2; got 'x'$"):
        check_choice("size", "x", (1, 2))


def test_range_is_closed() -> None:
    check_range("crop", 0.0, 0.0, 1.0)
    check_range("crop", 1.0, 0.0, 1.0)


@pytest.mark.parametrize("value", [-1e-9, 1.1, math.nan, math.inf])
def test_range_message(value: float) -> None:
    with pytest.raises(InputError) as caught:
        check_range("crop", value, 0.0, 1.0)
    assert str(caught.value) == f"crop: expected a number from 0.0 to 1.0, got {value}"


def test_at_least_includes_the_limit() -> None:
    check_at_least(1, steps=1, sizes=(1, 64))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0, "1 or more, got 0"),
        (math.nan, "1 or more, got nan"),
        ((4, -1), "1 or more, got -1"),
        ((), "at least one number, got none"),
    ],
)
def test_at_least_message(value: float | tuple[int, ...], message: str) -> None:
    with pytest.raises(InputError) as caught:
        check_at_least(1, steps=8, sizes=value)
    assert str(caught.value) == f"sizes: expected {message}"
