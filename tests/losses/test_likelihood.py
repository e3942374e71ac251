import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from probsym.errors import InputError
from probsym.losses.likelihood import gaussian_nll, laplacian_nll, weighted_mean

both = pytest.mark.parametrize("nll", [laplacian_nll, gaussian_nll])


def _pixel(*channels: float) -> Tensor:
    return torch.tensor(channels)[None, :, None, None]


def _one() -> Tensor:
    return torch.ones(1, 1, 1, 1)


def test_weighted_mean_by_hand() -> None:
    values, weight = torch.tensor([[[[1.0, 2.0, 9.0]]]]), torch.tensor([[[[1.0, 0.5, 0.0]]]])
    assert weighted_mean(values, weight).item() == pytest.approx((1 + 1) / 1.5)
    assert weighted_mean(values, weight * 0).item() == 0


@pytest.mark.parametrize(
    ("sigma", "expected"),
    [
        (1.0, math.sqrt(2) * 0.6 + math.log(math.sqrt(2))),  # 1.1951
        (2.0, math.sqrt(2) * 0.3 + math.log(2 * math.sqrt(2))),  # 1.4640
        (None, math.sqrt(2) * 0.6),
    ],
)
def test_laplacian_by_hand(sigma: float | None, expected: float) -> None:
    """Differences of 0.3, 0.6 and 0.9 in the three channels: 0.6 in the mean."""
    scale = None if sigma is None else _one() * sigma
    value = laplacian_nll(_pixel(0.3, 0.2, 1.0), _pixel(0.0, 0.8, 0.1), scale, _one())
    assert value.item() == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize(
    ("sigma", "expected"), [(1.0, 0.25), (2.0, 0.0625 + math.log(2)), (0.5, 1.0 - math.log(2)), (None, 0.25)]
)
def test_gaussian_by_hand(sigma: float | None, expected: float) -> None:
    """Differences of 0 and 1: a mean square of 1/2."""
    scale = None if sigma is None else _one() * sigma
    value = gaussian_nll(_pixel(0.3, 1.0), _pixel(0.3, 2.0), scale, _one())
    assert value.item() == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(("nll", "best"), [(laplacian_nll, math.sqrt(2) * 0.4), (gaussian_nll, 0.4)])
def test_optimal_sigma(nll, best: float) -> None:
    """At the scale of the error itself the likelihood is greatest: no gradient there."""
    sigma = (_one() * best).requires_grad_()
    nll(_pixel(0.4), _pixel(0.0), sigma, _one()).backward()
    assert sigma.grad is not None
    assert sigma.grad.item() == pytest.approx(0, abs=2e-3)
    for factor in (0.5, 2.0):
        worse = nll(_pixel(0.4), _pixel(0.0), _one() * best * factor, _one())
        assert worse > nll(_pixel(0.4), _pixel(0.0), _one() * best, _one()) + 0.1


@both
def test_masked_pixels_do_not_count(nll) -> None:
    generator = torch.Generator().manual_seed(0)
    predicted, target = (torch.rand(2, 3, 4, 4, generator=generator) for _ in range(2))
    sigma = torch.rand(2, 1, 4, 4, generator=generator) + 0.1
    weight = (torch.rand(2, 1, 4, 4, generator=generator) > 0.4).float()
    out = (weight == 0).expand(2, 3, 4, 4)
    before = nll(predicted, target, sigma, weight)
    spoilt = torch.where(out, predicted + 100, predicted).requires_grad_()
    scale = torch.where(weight == 0, 1e-3, sigma).requires_grad_()
    after = nll(spoilt, target, scale, weight)
    torch.testing.assert_close(after, before)
    after.backward()
    assert spoilt.grad is not None
    assert scale.grad is not None
    assert (spoilt.grad[out] == 0).all()
    assert (spoilt.grad[~out] != 0).all()
    assert (scale.grad[weight == 0] == 0).all()


@both
def test_no_valid_pixels(nll) -> None:
    predicted, sigma = torch.rand(2, 3, 4, 4, requires_grad=True), torch.ones(2, 1, 4, 4, requires_grad=True)
    value = nll(predicted, torch.rand(2, 3, 4, 4), sigma, torch.zeros(2, 1, 4, 4))
    assert value.item() == 0
    value.backward()
    assert predicted.grad is not None
    assert (predicted.grad == 0).all()


@both
def test_finite_at_sigma_0(nll) -> None:
    sigma = torch.zeros(1, 1, 1, 1, requires_grad=True)
    value = nll(_pixel(1.0), _pixel(0.0), sigma, _one())
    value.backward()
    assert value.isfinite()
    assert sigma.grad is not None
    assert sigma.grad.isfinite().all()


@given(factor=st.floats(0.2, 5))
def test_scaling_errors_and_scale_together_adds_a_logarithm(factor: float) -> None:
    generator = torch.Generator().manual_seed(1)
    predicted, target = (torch.rand(1, 3, 4, 4, generator=generator, dtype=torch.float64) for _ in range(2))
    sigma = torch.rand(1, 1, 4, 4, generator=generator, dtype=torch.float64) + 0.5
    weight = torch.ones(1, 1, 4, 4, dtype=torch.float64)
    for nll in (laplacian_nll, gaussian_nll):
        change = nll(predicted * factor, target * factor, sigma * factor, weight) - nll(
            predicted, target, sigma, weight
        )
        assert change.item() == pytest.approx(math.log(factor), abs=1e-2)


@both
def test_gradients(nll) -> None:
    generator = torch.Generator().manual_seed(2)
    predicted, target = (torch.rand(1, 2, 3, 3, generator=generator, dtype=torch.float64) for _ in range(2))
    sigma = torch.rand(1, 1, 3, 3, generator=generator, dtype=torch.float64) + 0.3
    weight = torch.rand(1, 1, 3, 3, generator=generator, dtype=torch.float64)
    assert torch.autograd.gradcheck(
        lambda p, s: nll(p, target, s, weight), (predicted.requires_grad_(), sigma.requires_grad_())
    )


@pytest.mark.usefixtures("untyped")
@both
def test_wrong_shapes(nll) -> None:
    with pytest.raises(InputError, match="target: expected a tensor of shape 1 x 3 x 4 x 4, got 1 x 3 x 4 x 5"):
        nll(torch.zeros(1, 3, 4, 4), torch.zeros(1, 3, 4, 5), None, torch.ones(1, 1, 4, 4))
