import dataclasses
import math
from typing import Any

import pytest
import torch
from torch import Tensor

from probsym.config import ModelConfig, ObjectiveConfig
from probsym.losses.illumination import (
    ILLUMINATION_DRAWS,
    RELIGHT_DRAWS,
    random_illumination,
    relight_inconsistency,
)
from probsym.losses.objective import Objective
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.registry import load_features
from probsym.models.refinement import RefinementNet

_NO_SHADOW, _SHADOW = -1.0, 1.0


def _model(**settings: Any) -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8, **settings))


def _draws(count: int = 4, of: int = RELIGHT_DRAWS) -> Tensor:
    return torch.rand(count, of, generator=torch.Generator().manual_seed(3)) * 2 - 1


def _images() -> Tensor:
    return torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(5))


def _illumination(smooth: float, *shadow: float) -> Tensor:
    """With all values of the smooth functions and their amplitudes ``smooth``."""
    draws = torch.full((1, ILLUMINATION_DRAWS), smooth)
    draws[0, -5:] = torch.tensor(shadow)
    return random_illumination(draws, 33)[0, 0]


def test_without_deviations_and_shadow_the_illumination_is_one() -> None:
    torch.testing.assert_close(_illumination(0.0, 0.0, 0.0, 0.0, 1.0, _NO_SHADOW), torch.ones(33, 33))


def test_constant_deviations_make_a_constant_illumination() -> None:
    """Three functions of 0.35 sqrt(3) each, less half of their sum."""
    expected = math.exp(3 * 0.35 * math.sqrt(3) / 2)
    torch.testing.assert_close(_illumination(1.0, 0.0, 0.0, 0.0, 1.0, _NO_SHADOW), torch.full((33, 33), expected))


@pytest.mark.parametrize(("turn", "dark"), [(0.0, (16, 32)), (1.0, (16, 0)), (0.5, (32, 16)), (-0.5, (0, 16))])
def test_a_shadow_lies_on_one_side_of_a_line(turn: float, dark: tuple[int, int]) -> None:
    """Half as strong as the strongest: exp(-0.7) there, 1 on the other side, exp(-0.35) on the line, all pixels less
    half of the maximum, which is almost 0."""
    found = _illumination(0.0, turn, 0.0, 0.0, 0.5, _SHADOW)
    row, column = dark
    assert found[row, column].item() == pytest.approx(math.exp(-0.7), rel=1e-3)
    assert found[32 - row, 32 - column].item() == pytest.approx(1.0, rel=1e-3)
    assert found[16, 16].item() == pytest.approx(math.exp(-0.35), rel=1e-3)


def test_offset_and_softness_of_a_shadow() -> None:
    """The line is at x = 0.8, pixel 360 of 401; one width of the softest edge, 0.0825, beside it: sigmoid(1)."""
    draws = torch.zeros(1, ILLUMINATION_DRAWS)
    draws[0, -5:] = torch.tensor([0.0, 1.0, 1.0, 1.0, _SHADOW])
    log = random_illumination(draws, 401)[0, 0, 0].log()
    assert log[360].item() == pytest.approx(-0.7, abs=0.01)
    slope = (log[361] - log[359]).item() / (2 * 2 / 400)
    assert slope == pytest.approx(-1.4 / 4 / 0.0825, rel=0.02)


def test_illuminations_differ_and_are_positive() -> None:
    found = random_illumination(_draws(8, ILLUMINATION_DRAWS), 32)
    assert found.shape == (8, 1, 32, 32)
    assert found.min() > 0
    assert (found[0] - found[1]).abs().max() > 0.05


def test_a_constant_albedo_is_consistent() -> None:
    model = _model()
    for weight in model.albedo_net.parameters():
        torch.nn.init.zeros_(weight)
    images = _images()
    assert relight_inconsistency(model, images, model.factors(images), _draws()).item() == 0


def test_it_is_the_mean_difference_from_the_given_albedo() -> None:
    """An albedo net of zeros gives 1/2; the targets of the relit photos, the first and the third, are 0.4 and 0.2."""
    model, images = _model(), _images()
    for weight in model.albedo_net.parameters():
        torch.nn.init.zeros_(weight)
    factors = model.factors(images)
    albedo = torch.tensor([0.4, 0.0, 0.2, 0.0])[:, None, None, None].expand(4, 3, 32, 32)
    found = relight_inconsistency(model, images, dataclasses.replace(factors, albedo=albedo), _draws())
    assert found.item() == pytest.approx((0.1 + 0.3) / 2, rel=1e-5)


def test_an_albedo_that_copies_the_photo_is_inconsistent() -> None:
    model, images = _model(refinement_width=4), _images()
    plain = relight_inconsistency(model, images, model.factors(images), _draws())

    class Copy(RefinementNet):
        def refine(self, albedo: Tensor, inputs: Tensor) -> Tensor:
            return inputs[:, :3] / 2 + 0.5

    model.refinement_net = Copy(4)
    copied = relight_inconsistency(model, images, model.factors(images), _draws())
    assert copied > 5 * plain


def test_only_predictions_from_relit_photos_get_gradients() -> None:
    model, images = _model(refinement_width=4), _images()
    with torch.no_grad():
        factors = model.factors(images)
    factors.albedo.requires_grad_()
    relight_inconsistency(model, images, factors, _draws()).backward()
    assert factors.albedo.grad is None
    assert model.refinement_net is not None
    assert all(weight.grad is not None for weight in model.refinement_net.parameters())
    assert model.confidence_net is not None
    assert all(weight.grad is None for weight in model.confidence_net.parameters())


def test_the_objective_adds_it_by_its_weight() -> None:
    model, images, draws = _model(), _images(), _draws()
    plain, weighted = (
        Objective(ObjectiveConfig(features="random", lambda_relight=weight), load_features("random"))
        for weight in (0.0, 0.5)
    )
    added = weighted(model, images, None, None, draws).total - plain(model, images, None, None, draws).total
    expected = 0.5 * relight_inconsistency(model, images, model.factors(images), draws)
    torch.testing.assert_close(added, expected, atol=1e-4, rtol=1e-3)
