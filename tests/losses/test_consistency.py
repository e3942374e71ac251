import dataclasses
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from probsym.config import ModelConfig, ObjectiveConfig
from probsym.losses.consistency import crop_inconsistency, rerender, rerender_inconsistency
from probsym.losses.illumination import RELIGHT_DRAWS, relight_inconsistency
from probsym.losses.objective import Objective
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.registry import load_features
from probsym.rendering.reprojection import reproject
from probsym.types import Factors, Light, Viewpoint


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


def test_the_objective_adds_crop_inconsistency_by_its_weight() -> None:
    model, images, crops = _model(), _images(), torch.full((4, 4), 0.1)
    plain, weighted = (
        Objective(ObjectiveConfig(features="random", lambda_crop=weight), load_features("random"))
        for weight in (0.0, 0.5)
    )
    added = weighted(model, images, crops).total - plain(model, images).total
    expected = 0.5 * crop_inconsistency(model, images, model.factors(images), crops)
    torch.testing.assert_close(added, expected, atol=1e-4, rtol=1e-3)


def _blind_model(**settings: Any) -> Autoencoder:
    """A model that predicts the same for every image: rotation and translation 0, light from the camera."""
    model = _model(**settings)
    with torch.no_grad():
        for net in (model.depth_net, model.albedo_net, model.viewpoint_net, model.light_net):
            assert net is not None
            for weight in net.parameters():
                weight.zero_()
    return model


def _light(lx: float, ly: float, count: int, ambient: float = 0.3, diffuse: float = 0.6) -> Light:
    direction = torch.tensor([lx, ly, 1.0]) / math.sqrt(lx**2 + ly**2 + 1)
    return Light(torch.full((count,), ambient), torch.full((count,), diffuse), direction.repeat(count, 1))


def _dome(count: int) -> Factors:
    """A smooth bulge of even colour, lit from the camera."""
    axis = torch.linspace(-1, 1, 32)
    depth = 0.97 + 0.02 * (axis[:, None].square() + axis[None].square())
    still = Viewpoint(torch.zeros(count, 3), torch.zeros(count, 3))
    return Factors(depth.repeat(count, 1, 1), torch.full((count, 3, 32, 32), 0.6), _light(0, 0, count), still)


@pytest.mark.parametrize("gamma", [1.0, 2.2])
def test_a_photo_that_the_model_explains_is_rendered_as_its_factors_say(gamma: float) -> None:
    model, factors = _model(shading_gamma=gamma), _dome(1)
    photo = model.render(factors).image
    light, viewpoint = _light(0.8, -0.4, 1), Viewpoint(torch.tensor([[0.1, 0.3, 0.05]]), torch.tensor([[0.01, 0, 0]]))
    expected = model.render(dataclasses.replace(factors, light=light, viewpoint=viewpoint))
    assert (expected.image - photo).abs()[:, :, 8:24, 8:24].mean() > 0.04
    inside = -torch.nn.functional.max_pool2d(-expected.mask[:, None].float(), 5, 1, 2) > 0
    found = rerender(model, photo, factors, light, viewpoint)
    assert ((found - expected.image).abs() * inside).max() < 0.02


def test_pixels_without_surface_keep_the_photo() -> None:
    model, factors, photo = _model(), _dome(1), _images()[:1]
    moved = Viewpoint(torch.zeros(1, 3), torch.tensor([[0.05, 0.0, 0.0]]))
    mask = model.render(dataclasses.replace(factors, viewpoint=moved)).mask
    assert 0.1 < (~mask).float().mean() < 0.9
    found = rerender(model, photo, factors, factors.light, moved)
    assert torch.equal(found[:, :, ~mask[0]], photo[:, :, ~mask[0]])


def test_what_the_photo_hides_has_the_albedo() -> None:
    model, factors, photo = _model(), _dome(1), torch.zeros(1, 3, 32, 32)
    aside = dataclasses.replace(factors, viewpoint=Viewpoint(torch.zeros(1, 3), torch.tensor([[0.05, 0.0, 0.0]])))
    found = rerender(model, photo, aside, _light(0, 0, 1, 1.0, 0.0), factors.viewpoint)[0, 0, 16]
    assert found[4] == 0  # the photo shows the left half of the object, in black
    assert found[28] == pytest.approx(0.6, abs=1e-5)


def test_light_that_is_not_recognised() -> None:
    """Predicted is (0, 0, 1); lx of 1 differs by 1/√2 and 1 - 1/√2."""
    model, images = _blind_model(), _images()
    factors, draws = model.factors(images), torch.zeros(4, 6)
    assert rerender_inconsistency(model, images, factors, draws).item() == pytest.approx(0, abs=1e-5)
    draws[:, 0] = 1
    assert rerender_inconsistency(model, images, factors, draws).item() == pytest.approx(1, abs=1e-5)


def test_a_viewpoint_that_is_not_recognised() -> None:
    """Rotations grow by a quarter, then by what is drawn; translations count in tenths of a scene unit."""
    model, images = _blind_model(), _images()
    rotation, translation = torch.tensor([[0.1, -0.2, 0.04]]), torch.tensor([[0.01, 0.0, -0.02]])
    seen_from = Viewpoint(rotation.repeat(4, 1), translation.repeat(4, 1))
    factors = dataclasses.replace(model.factors(images), viewpoint=seen_from)
    draws = torch.tensor([[0.0, 0.0, 0.0, 0.05, 0.1, 0.0]]).repeat(4, 1)
    found = rerender_inconsistency(model, images, factors, draws)
    assert found.item() == pytest.approx(0.125 + 0.05 + 0.25 - 0.1 + 0.05 + 0.03 / 0.1, abs=1e-5)


@pytest.mark.parametrize("relief_gain", [1.0, 1.5])
def test_shape_and_albedo_that_change(relief_gain: float) -> None:
    """The depth is 0.05 less, a quarter of its range, and the albedo 0.1 more; relief_gain does not change the loss."""
    model, images = _blind_model(relief_gain=relief_gain), _images()
    factors = model.factors(images)
    changed = dataclasses.replace(factors, canonical_depth=factors.canonical_depth - 0.05, albedo=factors.albedo + 0.1)
    found = rerender_inconsistency(model, images, changed, torch.zeros(4, 6))
    assert found.item() == pytest.approx(0.25 + 0.1, abs=1e-5)


def test_the_lights_strength_stays() -> None:
    """Lights of strengths 0.8 and 1.2 get ambient shares of 1/4 and 3/4: (0.2, 0.6) and (0.9, 0.3).

    The blind model answers (0.5, 0.5).
    """
    model, images = _blind_model(), _images()
    factors = model.factors(images)
    ambient, diffuse = torch.tensor([0.8, 0.0, 0.6, 0.0]), torch.tensor([0.0, 0.0, 0.6, 0.0])
    light = dataclasses.replace(factors.light, ambient=ambient, diffuse=diffuse)
    draws = torch.zeros(4, 6)
    draws[0, 2], draws[2, 2] = -0.5, 0.5
    found = rerender_inconsistency(model, images, dataclasses.replace(factors, light=light), draws)
    assert found.item() == pytest.approx((0.3 + 0.1 + 0.4 + 0.2) / 2, abs=1e-5)


@pytest.mark.parametrize("trained", ["all", "refinement"])
@pytest.mark.parametrize(
    ("inconsistency", "draws"), [(rerender_inconsistency, 6), (relight_inconsistency, RELIGHT_DRAWS)]
)
def test_photos_are_rendered_with_the_relief_of_use(
    monkeypatch: pytest.MonkeyPatch, inconsistency: Callable[..., Tensor], draws: int, trained: str
) -> None:
    """Only a depth net in training predicts its relief without ``relief_gain``."""
    shown: list[Tensor] = []

    def spy(image: Tensor, depth: Tensor, *others: Any) -> tuple[Tensor, Tensor, Tensor]:
        shown.append(depth)
        return reproject(image, depth, *others)

    monkeypatch.setattr("probsym.losses.consistency.reproject", spy)
    model, images = _model(relief_gain=1.5, refinement_width=4), _images()
    in_use = model.eval().depth(images[::2])
    model.train()
    if trained == "refinement":
        model.depth_net.requires_grad_(False)
    inconsistency(model, images, model.factors(images), torch.zeros(4, draws))
    torch.testing.assert_close(shown[0], in_use)


def test_what_is_compared_with_gets_no_gradient() -> None:
    model, images = _model(), _images()
    factors = model.factors(images)
    for part in (factors.canonical_depth, factors.albedo, factors.viewpoint.rotation_rad, factors.light.direction):
        part.retain_grad()
    rerender_inconsistency(model, images, factors, torch.full((4, 6), 0.1)).backward()
    assert factors.canonical_depth.grad is None
    assert factors.albedo.grad is None
    assert factors.viewpoint.rotation_rad.grad is None
    assert factors.light.direction.grad is None
    for net in (model.depth_net, model.albedo_net, model.viewpoint_net, model.light_net):
        assert net is not None
        assert any(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in net.parameters())
    assert model.confidence_net is not None
    assert all(weight.grad is None for weight in model.confidence_net.parameters())


def test_the_objective_adds_rerender_inconsistency_by_its_weight() -> None:
    model, images, crops, draws = _model(), _images(), torch.zeros(4, 4), torch.full((4, 6), 0.1)
    plain, weighted = (
        Objective(ObjectiveConfig(features="random", lambda_rerender=weight), load_features("random"))
        for weight in (0.0, 0.5)
    )
    expected = 0.5 * rerender_inconsistency(model, images, model.factors(images), draws)
    for given in (crops, None):
        added = weighted(model, images, given, draws).total - plain(model, images, given, draws).total
        torch.testing.assert_close(added, expected, atol=1e-4, rtol=1e-3)
