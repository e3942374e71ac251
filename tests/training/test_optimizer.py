import pytest
import torch
from torch import nn

from probsym.config import ModelConfig, OptimizerConfig
from probsym.errors import CheckpointError
from probsym.models.autoencoder import Autoencoder
from probsym.training.optimizer import (
    ExponentialMovingAverage,
    check_optimizer_state,
    load_state_by_name,
    make_optimizer,
    set_rates,
    state_by_name,
)

CONFIG = OptimizerConfig(learning_rate=2e-4, learning_rate_pose=1e-4, weight_decay=0.0)


def _model() -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8))


def _stepped(model: Autoencoder) -> torch.optim.Optimizer:
    optimizer = make_optimizer(model, CONFIG)
    images = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    model(images).image.square().sum().backward()
    optimizer.step()
    return optimizer


def test_light_and_viewpoint_have_their_own_rate() -> None:
    model = _model()
    others, pose = make_optimizer(model, CONFIG).param_groups
    assert (others["lr"], pose["lr"]) == (2e-4, 1e-4)
    assert model.light_net is not None
    posed = {id(weight) for net in (model.light_net, model.viewpoint_net) for weight in net.parameters()}
    assert {id(weight) for weight in pose["params"]} == posed
    assert len(others["params"]) + len(pose["params"]) == len(list(model.parameters()))


def test_rates_scale_from_their_base() -> None:
    optimizer = make_optimizer(_model(), CONFIG)
    for factor in (0.5, 0.1):
        set_rates(optimizer, factor)
        assert [group["lr"] for group in optimizer.param_groups] == pytest.approx([2e-4 * factor, 1e-4 * factor])


def test_moments_there_and_back() -> None:
    model = _model()
    saved = state_by_name(model, _stepped(model))
    other = _model()
    optimizer = make_optimizer(other, CONFIG)
    load_state_by_name(other, optimizer, saved)
    again = state_by_name(other, optimizer)
    assert set(again) == set(saved)
    assert any(moments["exp_avg"].any() for moments in saved.values())
    for name, moments in saved.items():
        for key, value in moments.items():
            assert torch.equal(again[name][key], value), (name, key)


def test_a_grown_model_keeps_the_moments_it_knows() -> None:
    model = _model()
    saved = state_by_name(model, _stepped(model))
    large = model.grow(64)
    optimizer = make_optimizer(large, CONFIG)
    load_state_by_name(large, optimizer, saved)
    known = state_by_name(large, optimizer)
    assert set(known) == set(saved)
    assert len(known) < len(list(large.parameters()))


def test_settings_reach_adam() -> None:
    config = OptimizerConfig(learning_rate=1e-3, learning_rate_pose=1e-4, weight_decay=0.01, beta1=0.8, beta2=0.99)
    for group in make_optimizer(_model(), config).param_groups:
        assert (group["betas"], group["weight_decay"]) == ((0.8, 0.99), 0.01)


def test_a_state_whose_names_are_numbers_is_refused() -> None:
    with pytest.raises(CheckpointError, match="got one with a parameter '5'"):
        check_optimizer_state({5: {}}, _model(), 0, "all")


def _net(value: float) -> nn.Linear:
    net = nn.Linear(2, 1)
    with torch.no_grad():
        for weight in net.parameters():
            weight.fill_(value)
    return net


def test_the_average_by_hand() -> None:
    model = _net(1.0)
    average = ExponentialMovingAverage(model, _net(7.0), decay=0.5)
    assert average.average.weight[0, 0].item() == 1  # taken over
    with torch.no_grad():
        model.weight.fill_(2.0)
    average.update(model, 0)  # decay 1 / 10 at first
    assert average.average.weight[0, 0].item() == pytest.approx(0.1 * 1 + 0.9 * 2)
    average.update(model, 2)  # 3 / 12
    assert average.average.weight[0, 0].item() == pytest.approx(0.25 * 1.9 + 0.75 * 2)
    average.update(model, 1000)  # its final value
    assert average.average.weight[0, 0].item() == pytest.approx(0.5 * 1.975 + 0.5 * 2)
    assert average.average.bias[0].item() == 1


def test_the_average_needs_no_gradients_and_is_in_evaluation_mode() -> None:
    average = ExponentialMovingAverage(_net(1.0), _net(0.0), decay=0.9)
    assert not any(weight.requires_grad for weight in average.average.parameters())
    assert not average.average.training
