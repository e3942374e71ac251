import dataclasses
from typing import Any

import pytest
import torch
from torch import Tensor

from probsym.config import ModelConfig
from probsym.models.autoencoder import Autoencoder
from probsym.models.refinement import RefinementNet, refinement_inputs
from probsym.types import Factors, Light, Viewpoint

TINY = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, refinement_width=4)


def _model(**settings: Any) -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(dataclasses.replace(TINY, **settings)).eval()


def _images(size: int = 32, batch: int = 2) -> Tensor:
    return torch.rand(batch, 3, size, size, generator=torch.Generator().manual_seed(5))


def _frontal(model: Autoencoder, depth: Tensor) -> Factors:
    """Flat factors seen from the front: grey, in ambient light of strength 1."""
    count, size, _ = depth.shape
    ones = torch.ones(count)
    light = Light(ones, ones * 0, torch.tensor([[0.0, 0.0, 1.0]]).expand(count, 3))
    viewpoint = Viewpoint(torch.zeros(count, 3), torch.zeros(count, 3))
    return Factors(depth, torch.full((count, 3, size, size), 0.25), light, viewpoint)


def test_a_new_net_changes_nothing() -> None:
    model, images = _model(), _images()
    with torch.inference_mode():
        coarse, refined = model.coarse_factors(images), model.factors(images)
    torch.testing.assert_close(refined.albedo, coarse.albedo, atol=1e-6, rtol=0)
    for name in ("canonical_depth", "sigma", "sigma_flip", "sigma_features", "sigma_features_flip"):
        assert torch.equal(getattr(refined, name), getattr(coarse, name))


def test_only_the_albedo_is_refined() -> None:
    model, images = _model(), _images()
    assert model.refinement_net is not None
    torch.nn.init.normal_(model.refinement_net.out.weight, std=0.2)
    with torch.inference_mode():
        coarse, refined = model.coarse_factors(images), model.factors(images)
    assert (refined.albedo - coarse.albedo).abs().mean() > 0.01
    assert refined.albedo.min() >= 0
    assert refined.albedo.max() <= 1
    assert torch.equal(refined.canonical_depth, coarse.canonical_depth)
    assert torch.equal(refined.viewpoint.rotation_rad, coarse.viewpoint.rotation_rad)


def test_a_model_without_the_net_has_coarse_factors() -> None:
    model = _model(refinement_width=0)
    assert model.refinement_net is None
    with torch.inference_mode():
        assert torch.equal(model.factors(_images()).albedo, model.coarse_factors(_images()).albedo)


def test_inputs_of_a_plane_seen_from_the_front() -> None:
    """The photo itself, everywhere visible, and its mirror image; albedo 1/4 is -1/2, shading 1 is 1."""
    model, images = _model(), _images()
    inputs = refinement_inputs(images, _frontal(model, torch.ones(2, 32, 32)), model.camera, 1.0)
    inner = inputs[..., 1:-1, 1:-1]  # the outermost points lie on the photo's edge
    photo = images[..., 1:-1, 1:-1] * 2 - 1
    torch.testing.assert_close(inner[:, :3], photo, atol=1e-4, rtol=0)
    torch.testing.assert_close(inner[:, 4:7], photo.flip(3), atol=1e-4, rtol=0)
    assert (inner[:, [3, 7, 11]] == 1).all()
    assert (inner[:, 8:11] == -0.5).all()


def test_hidden_points_show_nothing() -> None:
    """Turned by 60 degrees, the far side of a cylinder is hidden: photo and visibility are 0 there."""
    model = _model()
    across = torch.linspace(-1, 1, 32)
    depth = (1.02 - 0.12 * (1 - across.square()).sqrt()).expand(1, 32, 32).contiguous()
    factors = _frontal(model, depth)
    turned = Viewpoint(torch.tensor([[0.0, 1.0, 0.0]]), torch.zeros(1, 3))
    inputs = refinement_inputs(_images(batch=1) + 1, dataclasses.replace(factors, viewpoint=turned), model.camera, 1.0)
    visible = inputs[:, 3] > 0
    assert 0.2 < visible.float().mean() < 0.8
    assert (inputs[:, :3].abs().sum(1) > 0).equal(visible)


@pytest.mark.parametrize("size", [32, 64])
def test_one_net_for_every_size(size: int) -> None:
    torch.manual_seed(0)
    net = RefinementNet(4)
    assert net(torch.rand(1, 12, size, size)).shape == (1, 3, size, size)


def test_growing_keeps_the_net() -> None:
    model = _model()
    assert model.refinement_net is not None
    torch.nn.init.normal_(model.refinement_net.out.weight)
    grown = model.grow(64)
    assert grown.refinement_net is not None
    assert torch.equal(grown.refinement_net.out.weight, model.refinement_net.out.weight)


def test_gradients_reach_the_net_and_nothing_else() -> None:
    """With the other nets frozen, as the recipe ``sharpen`` trains."""
    model = _model().train()
    model.requires_grad_(False)
    assert model.refinement_net is not None
    model.refinement_net.requires_grad_(True)
    model(_images()).image.square().mean().backward()
    for name, weight in model.named_parameters():
        assert (weight.grad is not None) == name.startswith("refinement_net."), name
    assert model.refinement_net.out.weight.grad is not None
    assert model.refinement_net.out.weight.grad.abs().max() > 0


def test_a_frozen_depth_is_the_one_of_use() -> None:
    """While only the refinement net is trained, depth is averaged with the mirrored photo's as outside training."""
    model = _model(flip_average_depth=True).train()
    images = _images()
    with torch.no_grad():
        trained = model.depth(images)
        model.depth_net.requires_grad_(False)
        frozen = model.depth(images)
        used = model.eval().depth(images)
    assert torch.equal(frozen, used)
    assert not torch.equal(trained, used)
