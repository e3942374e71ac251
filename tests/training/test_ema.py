import pytest
import torch
from torch import nn

from probsym.training.ema import ExponentialMovingAverage


def _net(value: float) -> nn.Linear:
    net = nn.Linear(2, 1)
    with torch.no_grad():
        for weight in net.parameters():
            weight.fill_(value)
    return net


def test_by_hand() -> None:
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
