import dataclasses
import math
from typing import Any

import pytest
import torch
from torch import Tensor

from probsym.config import ModelConfig, ObjectiveConfig
from probsym.losses.crop_consistency import crop_inconsistency
from probsym.losses.objective import Objective
from probsym.models.autoencoder import Autoencoder
from probsym.models.features import load_features


def _model(**settings: Any) -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8, **settings))


def _without_view() -> Autoencoder:
    """A model that predicts rotation and translation 0."""
    model = _model()
    last = model.viewpoint_net.out
    assert isinstance(last, torch.nn.Linear)
    torch.nn.init.zeros_(last.weight)
    torch.nn.init.zeros_(last.bias)
    return model


def _images() -> Tensor:
    return torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(5))


def test_the_given_crop_is_consistent() -> None:
    model, images = _model(translation_z_range=0.0), _images()
    factors = model.factors(images)
    mean_translation = factors.viewpoint.translation.mean(0) / 0.1
    found = crop_inconsistency(model, images, factors, torch.zeros(4, 4))
    torch.testing.assert_close(found, mean_translation.square().sum(), atol=1e-4, rtol=0)


@pytest.mark.parametrize(
    ("crop", "expected"),
    [
        ((0.0, 0.0, 0.0, 0.3), 0.3),
        ((math.log(1.1), 0.0, 0.0, 0.0), 0.1 / 3 / 0.1),  # tz, in tenths of a scene unit
        ((0.0, 0.2, 0.0, 0.0), 0.2 * math.tan(math.radians(5)) * 32 / 31 / 3 / 0.1),  # tx
    ],
)
def test_a_plain_image_whose_viewpoint_does_not_follow(crop: tuple[float, ...], expected: float) -> None:
    """All crops of a plain image are alike: what is predicted stays, and only the viewpoint should have changed."""
    model, images = _without_view(), torch.full((2, 3, 32, 32), 0.5)
    found = crop_inconsistency(model, images, model.factors(images), torch.tensor([crop, crop]))
    assert found.item() == pytest.approx(expected, rel=1e-3)


def test_depth_counts_in_depth_ranges() -> None:
    """Shifted by half the range, 0.1, depth adds 1/2."""
    model, images = _model(), _images()
    factors, nothing = model.factors(images), torch.zeros(4, 4)
    before = crop_inconsistency(model, images, factors, nothing)
    deeper = dataclasses.replace(factors, canonical_depth=factors.canonical_depth + 0.1)
    assert (crop_inconsistency(model, images, deeper, nothing) - before).item() == pytest.approx(0.5, abs=1e-3)


def test_the_mean_translation_is_penalised() -> None:
    """All objects 0.05 farther away: (0.05 / 0.1)^2. Half of them nearer: nothing."""
    model, images = _without_view(), torch.full((4, 3, 32, 32), 0.5)
    factors = model.factors(images)

    def moved(*tz: float) -> float:
        translation = torch.zeros(4, 3)
        translation[:, 2] = torch.tensor(tz)
        viewpoint = dataclasses.replace(factors.viewpoint, translation=translation)
        # cropped photos are expected at the same distance, and predicted at 0: that part is mean |tz| / 3 / 0.1
        of_crops = translation[::2, 2].abs().mean().item() / 3 / 0.1
        found = crop_inconsistency(model, images, dataclasses.replace(factors, viewpoint=viewpoint), torch.zeros(4, 4))
        return found.item() - of_crops

    assert moved(0.05, 0.05, 0.05, 0.05) == pytest.approx(0.25, abs=1e-4)
    assert moved(0.05, -0.05, 0.05, -0.05) == pytest.approx(0, abs=1e-4)


def test_the_given_crop_gets_no_gradient() -> None:
    model, images = _model(), _images()
    factors = model.factors(images)
    factors.canonical_depth.retain_grad()
    crop_inconsistency(model, images, factors, torch.full((4, 4), 0.1)).backward()
    assert factors.canonical_depth.grad is None
    assert next(model.depth_net.parameters()).grad is not None
    assert next(model.viewpoint_net.parameters()).grad is not None


def test_the_objective_adds_it_by_its_weight() -> None:
    model, images, crops = _model(), _images(), torch.full((4, 4), 0.1)
    plain, weighted = (
        Objective(ObjectiveConfig(features="random", lambda_crop=weight), load_features("random"))
        for weight in (0.0, 0.5)
    )
    added = weighted(model, images, crops).total - plain(model, images).total
    expected = 0.5 * crop_inconsistency(model, images, model.factors(images), crops)
    torch.testing.assert_close(added, expected, atol=1e-4, rtol=1e-3)
