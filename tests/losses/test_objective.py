""" """

import dataclasses
import math
from typing import Any, Literal

import pytest
import torch
from torch import Tensor, nn

from probsym.config import ModelConfig, ObjectiveConfig
from probsym.losses.objective import DepthRegression, Objective, Terms
from probsym.losses.regularizers import (
    concavity_penalty,
    curvature_penalty,
    depth_variance,
    mean_rotation_penalty,
)
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.registry import load_features
from probsym.types import Factors, Light, Viewpoint

SIZE = 32

CONFIG = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, clamp_border=False)


def _model(**settings: Any) -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(ModelConfig(image_size=SIZE, architecture="slim", width=4, latent=8, **settings))


def _objective(**settings: Any) -> Objective:
    return Objective(ObjectiveConfig(features="random", **settings), load_features("random"))


def _images(seed: int = 5) -> Tensor:
    return torch.rand(3, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(seed))


def _frontal(albedo: Tensor, sigma: float = 1.0, shift: float = 0.0) -> Factors:
    """A flat, evenly lit picture seen from the front."""
    count = len(albedo)
    scale, coarse = torch.full((count, 1, SIZE, SIZE), sigma), torch.full((count, 1, SIZE // 4, SIZE // 4), sigma)
    translation = torch.tensor([[shift, 0.0, 0.0]]).repeat(count, 1)
    return Factors(
        canonical_depth=torch.ones(count, SIZE, SIZE),
        albedo=albedo,
        light=Light(torch.ones(count), torch.zeros(count), torch.tensor([[0.0, 0.0, 1.0]]).repeat(count, 1)),
        viewpoint=Viewpoint(torch.zeros(count, 3), translation),
        sigma=scale,
        sigma_flip=scale.clone(),
        sigma_features=coarse,
        sigma_features_flip=coarse.clone(),
    )


def test_total_is_the_weighted_sum() -> None:
    terms = _objective(lambda_flip=0.25, lambda_perceptual=3.0)(_model(), _images())
    expected = terms.plain + 0.25 * terms.flipped + 3 * (terms.perceptual + 0.25 * terms.perceptual_flipped)
    torch.testing.assert_close(terms.total, expected)
    assert len({round(term.item(), 6) for term in terms}) == len(Terms._fields)


def test_perfect_symmetric_reconstruction() -> None:
    """No error, sigma 1: ln sqrt(2) for the pixels, ln 1 = 0 for the features, and the same flipped."""
    half = _images()[..., : SIZE // 2]
    symmetric = torch.cat([half, half.flip(3)], dim=3)
    terms = _objective().of_factors(_model(), symmetric, _frontal(symmetric))
    assert terms.plain.item() == pytest.approx(math.log(2) / 2, abs=2e-3)
    assert terms.perceptual.item() == pytest.approx(0, abs=2e-3)
    torch.testing.assert_close(terms.flipped, terms.plain, rtol=0, atol=1e-4)
    torch.testing.assert_close(terms.perceptual_flipped, terms.perceptual, rtol=0, atol=1e-4)
    assert terms.error.item() == pytest.approx(0, abs=1e-3)


def test_likelihood_is_in_the_networks_range() -> None:
    """A reconstruction that is 0.1 too dark in [0, 1] is 0.2 off in [-1, 1]: sqrt(2) 0.2 + ln sqrt(2)."""
    images = _images() * 0.5 + 0.3
    terms = _objective().of_factors(_model(), images, _frontal(images - 0.1))
    assert terms.plain.item() == pytest.approx(math.sqrt(2) * 0.2 + math.log(2) / 2, abs=2e-3)
    assert terms.error.item() == pytest.approx(0.1, abs=1e-3)


def test_asymmetry_costs_only_the_flipped_term() -> None:
    images = _images()
    terms = _objective().of_factors(_model(), images, _frontal(images))
    assert terms.plain.item() == pytest.approx(math.log(2) / 2, abs=2e-3)
    assert terms.flipped > terms.plain + 0.5
    sure, unsure = (
        _objective().of_factors(_model(), images, dataclasses.replace(_frontal(images), sigma_flip=scale)).flipped
        for scale in (torch.full((3, 1, SIZE, SIZE), 0.3), torch.full((3, 1, SIZE, SIZE), 1.0))
    )
    assert unsure < sure


def test_lambda_flip_0_drops_the_flipped_terms() -> None:
    model = _model()
    factors = model.factors(_images())
    scales = [factors.sigma, factors.sigma_flip, factors.sigma_features, factors.sigma_features_flip]
    terms = _objective(lambda_flip=0.0).of_factors(model, _images(), factors)
    torch.testing.assert_close(terms.total, terms.plain + terms.perceptual)
    grads = torch.autograd.grad(terms.total, [scale for scale in scales if scale is not None], allow_unused=True)
    for grad, used in zip(grads, (True, False, True, False), strict=True):
        assert (grad is not None and bool(grad.any())) == used


def test_both_reconstructions_are_equal_without_flips_and_confidence() -> None:
    terms = _objective(albedo_flip=False, depth_flip=False)(_model(use_confidence=False), _images())
    torch.testing.assert_close(terms.flipped, terms.plain)
    torch.testing.assert_close(terms.perceptual_flipped, terms.perceptual)
    for switch in ("albedo_flip", "depth_flip"):
        other = _objective(**{"albedo_flip": False, "depth_flip": False} | {switch: True})
        assert (other(_model(use_confidence=False), _images()).flipped - terms.plain).abs() > 1e-5


def test_without_perceptual_terms() -> None:
    for objective in (
        _objective(lambda_perceptual=0.0),
        Objective(ObjectiveConfig(features="none"), load_features("none")),
    ):
        terms = objective(_model(), _images())
        assert objective.features is None
        assert terms.perceptual.item() == terms.perceptual_flipped.item() == 0
        torch.testing.assert_close(terms.total, terms.plain + 0.5 * terms.flipped)


def test_without_light_and_without_confidence() -> None:
    for settings in ({"use_light": False}, {"use_confidence": False}):
        terms = _objective()(_model(**settings), _images())
        assert all(term.isfinite() for term in terms)


def test_regularizers_are_added() -> None:
    model, images = _model(), _images()
    plain = _objective()(model, images).total
    factors = model.factors(images)
    hollow = concavity_penalty(factors.canonical_depth)
    assert hollow > 0
    torch.testing.assert_close(_objective(lambda_concavity=10.0)(model, images).total, plain + 10 * hollow)
    flat = depth_variance(factors.canonical_depth / 0.1)
    assert flat > 0
    torch.testing.assert_close(_objective(lambda_depth_variance=10.0)(model, images).total, plain + 10 * flat)
    mean = mean_rotation_penalty(factors.viewpoint)
    torch.testing.assert_close(_objective(lambda_mean_rotation=7.0)(model, images).total, plain + 7 * mean)


def test_the_curvature_weight_decays_geometrically() -> None:
    model, images = _model(), _images()
    plain = _objective()(model, images).total
    curvature = curvature_penalty(model.factors(images).canonical_depth / 0.1)
    assert curvature > 0
    decaying = _objective(lambda_curvature=0.04, lambda_curvature_end=0.01)
    torch.testing.assert_close(decaying(model, images).total, plain + 0.04 * curvature)
    for done, weight in ((0.0, 0.04), (0.5, 0.02), (1.0, 0.01)):
        decaying.set_progress(done)
        torch.testing.assert_close(decaying(model, images).total, plain + weight * curvature)
    for settings in ({"lambda_curvature": 0.04}, {"lambda_curvature": 0.04, "lambda_curvature_end": 0.04}):
        constant = _objective(**settings)
        constant.set_progress(0.9)
        torch.testing.assert_close(constant(model, images).total, plain + 0.04 * curvature)


def test_invisible_pixels_do_not_count() -> None:
    """The picture is pushed right by 8 pixels: what the photo shows in the 7 leftmost columns is not compared."""
    model, images = _model(), _images()
    factors = _frontal(images, shift=8 / model.camera.focal)
    other = images.clone()
    other[..., :7] = 1 - other[..., :7]
    objective = _objective(lambda_perceptual=0.0)
    assert not model.render(factors).mask[:, :, :7].any()
    torch.testing.assert_close(
        objective.of_factors(model, other, factors).total, objective.of_factors(model, images, factors).total
    )


def test_nothing_visible() -> None:
    model, images = _model(), _images()
    albedo = _images(6).requires_grad_()
    factors = _frontal(albedo, shift=1.0)
    assert not model.render(factors).mask.any()
    terms = _objective().of_factors(model, images, factors)
    assert terms.total.item() == 0
    terms.total.backward()
    assert albedo.grad is not None
    assert albedo.grad.isfinite().all()


@pytest.mark.parametrize("architecture", ["paper", "slim"])
def test_gradients_are_finite_after_random_init(architecture: Literal["paper", "slim"]) -> None:
    torch.manual_seed(1)
    model = Autoencoder(ModelConfig(image_size=SIZE, architecture=architecture, width=8, latent=16))
    _objective()(model, _images()).total.backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.isfinite().all(), name


def test_the_encoder_is_not_trained() -> None:
    objective = _objective()
    objective(_model(), _images()).total.backward()
    assert all(weight.grad is None for weight in objective.parameters())


@pytest.mark.parametrize("architecture", ["slim", "paper"])
def test_step_neither_synchronizes_nor_leaves_its_device(
    architecture: Literal["paper", "slim"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meta tensors refuse to give a value, for which a GPU would synchronize, and to mix with CPU tensors."""

    def rasterize(vertices: Tensor, triangles: Tensor, size: int, backend: str) -> tuple[Tensor, Tensor]:
        index = torch.zeros(len(vertices), size, size, dtype=torch.int64, device=vertices.device)
        assert triangles.device == vertices.device
        return vertices[..., 2].mean() + torch.zeros_like(index, dtype=vertices.dtype), index

    monkeypatch.setattr("probsym.rendering.reprojection.rasterize", rasterize)  # the kernels have tests of their own
    autocast = torch.autocast
    monkeypatch.setattr(torch, "autocast", lambda _, **options: autocast("cpu", **options))  # knows no such device
    every: dict[str, Any] = {"lambda_mean_rotation": 5.0, "lambda_concavity": 50.0, "lambda_depth_variance": 0.1}
    every["lambda_curvature"] = 0.01
    config = ModelConfig(
        architecture=architecture,
        width=4,
        latent=8,
        flip_average_pose=True,
        remove_vertical_tilt=True,
        shading_gamma=2.2,
    )
    model = Autoencoder(config).to("meta").train()
    objective = Objective(ObjectiveConfig(features="random", **every), load_features("random")).to("meta")
    terms = objective(model, torch.rand(3, 3, 64, 64, device="meta"))
    terms.total.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    assert all(term.is_meta for term in terms)
    assert all(weight.grad is not None and weight.grad.is_meta for weight in model.parameters())


@pytest.mark.parametrize("part", ["rotation_rad", "translation", "canonical_depth"])
def test_nan_geometry_gives_a_nan_loss(part: str) -> None:
    """NaN geometry masks every pixel, which would give a loss of 0."""
    model, images = _model(), _images()
    factors = model.factors(images)
    if part == "canonical_depth":
        factors = dataclasses.replace(factors, canonical_depth=factors.canonical_depth * float("nan"))
    else:
        view = dataclasses.replace(factors.viewpoint, **{part: getattr(factors.viewpoint, part) * float("nan")})
        factors = dataclasses.replace(factors, viewpoint=view)
    terms = _objective().of_factors(model, images, factors)
    assert terms.total.isnan()


def test_value_by_hand_and_only_the_depth_net_learns() -> None:
    torch.manual_seed(0)
    model, images = Autoencoder(CONFIG), torch.rand(2, 3, 32, 32)
    truth = model.depth(images).detach().clone()
    mask = torch.zeros(2, 32, 32, dtype=torch.bool)
    mask[0, :10, :8] = True  # 80 pixels
    mask[1, 5, 5] = True  # and one more: the mean is over pixels, not over images
    truth[0] += 0.02
    truth[1] -= 0.101
    truth[1, 20] = 7.0  # outside the mask
    terms = DepthRegression()(model, images, truth, mask)
    assert terms.total.item() == pytest.approx((80 * 0.2 + 1.01) / 81, rel=1e-4)
    assert terms.error.item() == pytest.approx((80 * 0.02 + 0.101) / 81, rel=1e-4)
    assert terms.plain is terms.total
    terms.total.backward()
    learning = {name.split(".")[0] for name, weight in model.named_parameters() if weight.grad is not None}
    assert learning == {"depth_net"}


def test_empty_mask() -> None:
    model = Autoencoder(CONFIG)
    depth, mask = torch.ones(1, 32, 32), torch.zeros(1, 32, 32, dtype=torch.bool)
    assert DepthRegression()(model, torch.rand(1, 3, 32, 32), depth, mask).total.item() == 0
