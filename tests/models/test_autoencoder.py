import dataclasses
import math
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from geometry.views import mirror
from probsym.config import ModelConfig
from probsym.errors import CheckpointError, InputError
from probsym.models.autoencoder import Autoencoder

TINY = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)
kinds = pytest.mark.parametrize("architecture", ["paper", "slim"])


def _model(seed: int = 0, **settings: Any) -> Autoencoder:
    torch.manual_seed(seed)
    return Autoencoder(dataclasses.replace(TINY, **settings))


def _images(size: int, batch: int = 2) -> Tensor:
    return torch.rand(batch, 3, size, size, generator=torch.Generator().manual_seed(5))


def test_parameter_count_of_the_paper() -> None:
    """37.1 M parameters in all; a forward of an encoder-decoder takes 1.87 GFLOP (multiply and add as two)."""
    with torch.device("meta"):
        model = Autoencoder(ModelConfig())
        nets = dict(model.named_children())
        assert set(nets) == {"depth_net", "albedo_net", "viewpoint_net", "light_net", "confidence_net"}
        assert sum(weight.numel() for weight in model.parameters()) == pytest.approx(37.1e6, abs=0.05e6)
        for net in (model.depth_net, model.albedo_net):
            with FlopCounterMode(display=False) as counter:
                net(torch.empty(1, 3, 64, 64))
            assert counter.get_total_flops() == pytest.approx(1.87e9, rel=0.02)


@kinds
@pytest.mark.parametrize("size", [32, 64, 128, 256])
def test_shapes_at_every_size(architecture: str, size: int) -> None:
    model = _model(architecture=architecture, image_size=size).eval()
    with torch.no_grad():
        result = model(_images(size))
    factors = result.factors
    assert factors.canonical_depth.shape == result.depth.shape == result.mask.shape == (2, size, size)
    assert factors.albedo.shape == result.image.shape == result.canonical_image.shape == (2, 3, size, size)
    assert result.shading.shape == factors.sigma.shape == factors.sigma_flip.shape == (2, 1, size, size)
    quarter = (2, 1, size // 4, size // 4)
    assert factors.sigma_features.shape == factors.sigma_features_flip.shape == quarter
    assert factors.viewpoint.rotation_rad.shape == factors.viewpoint.translation.shape == (2, 3)
    assert factors.light.direction.shape == (2, 3)


@kinds
def test_ranges_of_the_factors(architecture: str) -> None:
    model = _model(architecture=architecture, image_size=64).eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(3)  # so that the ranges' ends are reached
        factors = model.factors(_images(64, 8))
    assert factors.canonical_depth.min() >= 0.9
    assert factors.canonical_depth.max() <= 1.1
    assert factors.albedo.min() >= 0
    assert factors.albedo.max() <= 1
    for part in (factors.light.ambient, factors.light.diffuse):
        assert part.min() >= 0
        assert part.max() <= 1
    torch.testing.assert_close(factors.light.direction.norm(dim=1), torch.ones(8))
    assert (factors.light.direction[:, 2] > 0).all()
    assert factors.light.direction[:, 2].min() >= 1 / math.sqrt(3) - 1e-6  # lx and ly within [-1, 1]
    assert factors.viewpoint.rotation_rad.abs().max() <= math.pi / 3 + 1e-6
    assert factors.viewpoint.translation.abs().max() <= 0.1 + 1e-6
    for sigma in (factors.sigma, factors.sigma_flip, factors.sigma_features, factors.sigma_features_flip):
        assert sigma is not None
        assert (sigma > 0).all()


class _Constant(torch.nn.Module):
    def __init__(self, value: Tensor) -> None:
        super().__init__()
        self.value = value

    def forward(self, images: Tensor) -> Tensor:
        return self.value.expand(len(images), *self.value.shape[1:])


def test_depth_by_hand() -> None:
    """The mean goes, tanh squeezes, [-1, 1] becomes [0.9, 1.1]; two columns on each side lie at 1.04."""
    model = _model()
    raw = torch.full((1, 1, 32, 32), 5.0)
    raw[..., 16:] = 7.0  # mean 6: -1 on the left, +1 on the right
    model.depth_net = _Constant(raw)
    depth = model.factors(_images(32)).canonical_depth
    assert (depth[:, :, :2] == depth[:, :, -2:]).all()
    torch.testing.assert_close(depth[:, :, 0], torch.full((2, 32), 1.04))
    torch.testing.assert_close(depth[:, :, 2:16], torch.full((2, 32, 14), 1 - 0.1 * math.tanh(1)))
    torch.testing.assert_close(depth[:, :, 16:30], torch.full((2, 32, 14), 1 + 0.1 * math.tanh(1)))


def test_light_and_viewpoint_by_hand() -> None:
    model = _model(rotation_range_deg=60.0, translation_range=0.1, translation_z_range=0.05)
    model.light_net = _Constant(torch.tensor([[-1.0, 0.5, 1.0, -1.0]]))
    model.viewpoint_net = _Constant(torch.tensor([[0.5, -1.0, 0.0, 1.0, -0.5, 1.0]]))
    factors = model.factors(_images(32, 1))
    assert factors.light.ambient.item() == pytest.approx(0)
    assert factors.light.diffuse.item() == pytest.approx(0.75)
    torch.testing.assert_close(factors.light.direction, torch.tensor([[1.0, -1.0, 1.0]]) / math.sqrt(3))
    expected = torch.deg2rad(torch.tensor([[30.0, -60.0, 0.0]]))
    torch.testing.assert_close(factors.viewpoint.rotation_rad, expected)
    torch.testing.assert_close(factors.viewpoint.translation, torch.tensor([[0.1, -0.05, 0.05]]))


def test_vertical_tilt_is_removed() -> None:
    model = _model(remove_vertical_tilt=True)
    tilt = torch.linspace(-1, 1, 32)[:, None].expand(1, 1, 32, 32)
    model.depth_net = _Constant(0.8 * tilt + 3)
    torch.testing.assert_close(model.factors(_images(32)).canonical_depth[:, :, 2:-2], torch.ones(2, 32, 28))
    model.depth_net = _Constant(0.8 * tilt.transpose(2, 3))  # a horizontal slope stays
    assert model.factors(_images(32)).canonical_depth[0, 0, 29] > 1.05


@kinds
def test_flip_averaged_pose_is_equivariant(architecture: str) -> None:
    model = _model(architecture=architecture, flip_average_pose=True, width=8).eval()
    assert model.light_net is not None
    with torch.no_grad():
        for weight in (*model.viewpoint_net.parameters(), *model.light_net.parameters()):
            weight.mul_(2)
        there, back = model.factors(_images(32)), model.factors(_images(32).flip(3))
    assert (there.viewpoint.rotation_rad.abs() > 1e-6).all()
    expected = mirror(there.viewpoint)
    torch.testing.assert_close(back.viewpoint.rotation_rad, expected.rotation_rad)
    torch.testing.assert_close(back.viewpoint.translation, expected.translation)
    torch.testing.assert_close(back.light.ambient, there.light.ambient)
    torch.testing.assert_close(back.light.diffuse, there.light.diffuse)
    torch.testing.assert_close(back.light.direction, there.light.direction * torch.tensor([-1.0, 1.0, 1.0]))


def test_depth_equals_the_factors_depth_with_and_without_a_fixed_border() -> None:
    torch.manual_seed(0)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()
    images = torch.rand(2, 3, 32, 32)
    clamped = model.depth(images)
    torch.testing.assert_close(clamped, model.factors(images).canonical_depth)
    assert (clamped[:, :, [0, 1, -2, -1]] == model.config.border_depth).all()
    model.config = dataclasses.replace(model.config, clamp_border=False)
    free = model.depth(images)
    assert (free[:, :, [0, 1, -2, -1]] != model.config.border_depth).any()
    torch.testing.assert_close(free[:, :, 2:-2], clamped[:, :, 2:-2])
    model.config = dataclasses.replace(model.config, clamp_border=True, unclamp_border_at_size=32)
    torch.testing.assert_close(model.depth(images), free)


def test_growing_unclamps_the_border() -> None:
    torch.manual_seed(0)
    config = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, unclamp_border_at_size=64)
    coarse = Autoencoder(config).eval()
    fine = coarse.grow(64)
    assert (coarse.depth(torch.rand(1, 3, 32, 32))[:, :, 0] == config.border_depth).all()
    assert (fine.depth(torch.rand(1, 3, 64, 64))[:, :, 0] != config.border_depth).any()


def test_z_translation_can_be_fixed() -> None:
    assert (_model(translation_z_range=0.0).factors(_images(32)).viewpoint.translation[:, 2] == 0).all()


def test_albedo_is_tanh_in_zero_to_one() -> None:
    model = _model()
    model.albedo_net = _Constant(torch.full((1, 3, 32, 32), 0.5))
    albedo = model.factors(_images(32)).albedo
    torch.testing.assert_close(albedo, torch.full((2, 3, 32, 32), (math.tanh(0.5) + 1) / 2))


def test_without_light_the_canonical_image_is_the_albedo() -> None:
    model = _model(use_light=False)
    assert model.light_net is None
    result = model(_images(32))
    torch.testing.assert_close(result.shading, torch.ones(2, 1, 32, 32))
    torch.testing.assert_close(result.canonical_image, result.factors.albedo)


def test_linear_light_is_encoded_in_every_rendering() -> None:
    model, paper = _model(shading_gamma=2.2).eval(), _model().eval()
    factors = model.factors(_images(32))
    linear, plain = model.render(factors), paper.render(factors)
    torch.testing.assert_close(linear.shading, plain.shading ** (1 / 2.2))
    torch.testing.assert_close(linear.canonical_image, factors.albedo * linear.shading)
    assert (linear.shading_gamma, plain.shading_gamma) == (2.2, 1.0)
    torch.testing.assert_close(model.render_pair(factors)[0].image, linear.image)
    assert linear[:1].detach().shading_gamma == 2.2


def test_without_confidence_there_are_no_scales() -> None:
    model = _model(use_confidence=False)
    assert model.confidence_net is None
    factors = model.factors(_images(32))
    assert factors.sigma is factors.sigma_flip is factors.sigma_features is factors.sigma_features_flip is None


def test_background_depth() -> None:
    model = _model()
    assert model.background_depth == pytest.approx(1.2)
    model.viewpoint_net = _Constant(torch.tensor([[0.0, 0.0, 0.0, 1.0, 0.0, 0.0]]))
    result = model(_images(32))
    empty = ~result.mask
    assert empty.any()
    torch.testing.assert_close(result.depth[empty], torch.full_like(result.depth[empty], 1.2))
    assert (result.image.permute(0, 2, 3, 1)[empty] == 0).all()


def test_pair_is_the_plain_and_the_mirrored_rendering() -> None:
    model = _model()
    factors = model.factors(_images(32))
    plain, flipped = model.render_pair(factors)
    torch.testing.assert_close(plain.image, model.render(factors).image)
    assert torch.equal(plain.mask, model.render(factors).mask)
    mirrored = dataclasses.replace(
        factors, albedo=factors.albedo.flip(3), canonical_depth=factors.canonical_depth.flip(2)
    )
    torch.testing.assert_close(flipped.image, model.render(mirrored).image)
    for albedo_flip, depth_flip in ((True, False), (False, True), (False, False)):
        partly = dataclasses.replace(
            factors,
            albedo=mirrored.albedo if albedo_flip else factors.albedo,
            canonical_depth=mirrored.canonical_depth if depth_flip else factors.canonical_depth,
        )
        torch.testing.assert_close(
            model.render_pair(factors, albedo_flip, depth_flip)[1].image, model.render(partly).image
        )


@kinds
def test_gradients_reach_every_weight(architecture: str) -> None:
    model = _model(architecture=architecture, image_size=64)
    result = model(_images(64))
    scales = (result.factors.sigma, result.factors.sigma_flip, result.factors.sigma_features)
    total = result.image.square().sum() + sum(part.square().sum() for part in scales)
    (total + result.factors.sigma_features_flip.square().sum()).backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.isfinite().all(), name


@pytest.mark.parametrize(("before", "after"), [(32, 64), (32, 128), (64, 128)])
def test_new_stages_contribute_nothing_at_first(before: int, after: int) -> None:
    small = _model(image_size=before).eval()
    large = small.grow(after).eval()
    images, times = _images(before), after // before
    with torch.no_grad():
        coarse = small.factors(images)
        fine = large.factors(images.repeat_interleave(times, 2).repeat_interleave(times, 3))
    torch.testing.assert_close(fine.viewpoint.rotation_rad, coarse.viewpoint.rotation_rad, rtol=0, atol=1e-5)
    torch.testing.assert_close(fine.viewpoint.translation, coarse.viewpoint.translation, rtol=0, atol=1e-5)
    torch.testing.assert_close(fine.light.direction, coarse.light.direction, rtol=0, atol=1e-5)
    torch.testing.assert_close(fine.light.ambient, coarse.light.ambient, rtol=0, atol=1e-5)


def _enlarged(maps: Tensor, times: int) -> Tensor:
    for _ in range(times.bit_length() - 1):
        maps = torch.nn.functional.interpolate(maps, scale_factor=2, mode="bilinear", align_corners=False)
    return maps


@pytest.mark.parametrize(("before", "after"), [(32, 64), (32, 128), (64, 128)])
def test_growing_upsamples_the_maps(before: int, after: int) -> None:
    small = _model(image_size=before).eval()
    large = small.grow(after).eval()
    assert small.confidence_net is not None
    assert large.confidence_net is not None
    images, times = _images(before), after // before
    blocks = images.repeat_interleave(times, 2).repeat_interleave(times, 3)
    with torch.no_grad():
        for name in ("depth_net", "albedo_net"):
            coarse, fine = getattr(small, name)(images), getattr(large, name)(blocks)
            torch.testing.assert_close(fine, _enlarged(coarse, times), rtol=0, atol=1e-5)
        for coarse, fine in zip(small.confidence_net(images), large.confidence_net(blocks), strict=True):
            raw = coarse.expm1().log()  # softplus undone
            torch.testing.assert_close(fine.expm1().log(), _enlarged(raw, times), rtol=0, atol=1e-4)


def test_grown_model_contains_the_old_weights() -> None:
    small = _model()
    kept = small.grow(64).state_dict()
    for name, tensor in small.state_dict().items():
        assert torch.equal(kept[name], tensor), name


def test_growing_keeps_the_global_generator_state() -> None:
    small, before = _model(), torch.random.get_rng_state()
    first, second, other = small.grow(64, seed=3), small.grow(64, seed=3), small.grow(64, seed=4)
    assert torch.equal(torch.random.get_rng_state(), before)
    weights = [model.state_dict()["depth_net.decoder.up.64.weight"] for model in (first, second, other)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_paper_architecture_cannot_grow() -> None:
    with pytest.raises(CheckpointError, match="architecture: only slim models grow, got 'paper'"):
        _model(architecture="paper").grow(64)


@pytest.mark.usefixtures("untyped")
def test_wrong_image_size() -> None:
    with pytest.raises(InputError, match="images: expected a tensor of shape any x 3 x 32 x 32, got 1 x 3 x 64 x 64"):
        _model()(_images(64, 1))


def test_autocast_rounds_networks_but_not_geometry() -> None:
    """The same factors render to the same image with and without autocast, which would round points and rotations."""
    model = _model().eval()
    with torch.no_grad():
        factors = model.factors(_images(32))
        plain, pair = model.render(factors), model.render_pair(factors)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rounded, rounded_pair = model.render(factors), model.render_pair(factors)
            seen = model.factors(_images(32))
    assert torch.equal(plain.depth, rounded.depth)
    assert torch.equal(plain.image, rounded.image)
    assert torch.equal(pair[1].image, rounded_pair[1].image)
    assert seen.canonical_depth.dtype == torch.float32
    torch.testing.assert_close(seen.canonical_depth, factors.canonical_depth, atol=5e-3, rtol=0)
    torch.testing.assert_close(seen.viewpoint.rotation_rad, factors.viewpoint.rotation_rad, atol=2e-2, rtol=0)


@pytest.mark.parametrize(("net", "usual"), [("depth", 16), ("viewpoint", 8), ("confidence", 16)])
def test_width_of_a_single_net(net: str, usual: int) -> None:
    def weights(**widths: int) -> dict[str, int]:
        model = _model(width=16, **widths)
        return {name: sum(w.numel() for w in part.parameters()) for name, part in model.named_children()}

    plain = weights()
    assert weights(**{f"{net}_width": usual}) == plain
    narrow = weights(**{f"{net}_width": 4})
    assert narrow.pop(f"{net}_net") < plain.pop(f"{net}_net")
    assert narrow == plain
    assert _model(width=16, **{f"{net}_width": 4})(_images(32)).depth.shape == (2, 32, 32)


@kinds
def test_flip_averaged_depth_outside_of_training(architecture: str) -> None:
    plain, images = _model(architecture=architecture).eval(), _images(32)
    both = _model(architecture=architecture, flip_average_depth=True)
    with torch.no_grad():
        expected = (plain.depth(images) + plain.depth(images.flip(3)).flip(2)) / 2
        assert (expected - plain.depth(images)).abs().max() > 1e-4
        torch.testing.assert_close(both.eval().depth(images), expected)
        torch.testing.assert_close(both(images).factors.canonical_depth, expected)
        torch.testing.assert_close(both.train().depth(images), plain.train().depth(images))


def test_growing_cannot_shrink() -> None:
    model = Autoencoder(ModelConfig(image_size=64, architecture="slim", width=4, latent=8))
    with pytest.raises(CheckpointError, match="image_size: expected 64 or more, got 32"):
        model.grow(32)


@kinds
def test_the_relief_is_stretched_outside_training_only(architecture: str) -> None:
    """By the gain, about the middle of the depth range, 1."""
    plain = _model(architecture=architecture).eval()
    stretched = _model(architecture=architecture, relief_gain=1.5)
    images = _images(32)
    with torch.no_grad():
        expected = 1 + 1.5 * (plain.depth(images) - 1)
        torch.testing.assert_close(stretched.eval().depth(images), expected, atol=1e-6, rtol=0)
        torch.testing.assert_close(stretched.train().depth(images), plain.train().depth(images), atol=0, rtol=0)
