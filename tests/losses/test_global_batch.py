"""Two processes with half a batch each have the loss and the gradients of one with the whole batch."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from probsym.config import ModelConfig, ObjectiveConfig
from probsym.losses.consistency import crop_inconsistency
from probsym.losses.global_batch import shard_weight, sum_over_processes
from probsym.losses.objective import DepthRegression, Objective, Terms
from probsym.losses.regularizers import mean_rotation_penalty
from probsym.models.autoencoder import Autoencoder
from probsym.models.features.registry import load_features
from probsym.types import Viewpoint


class FakeProcesses:
    """Sums over ranks that run one after the other: the first round only collects what each contributes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, world_size: int) -> None:
        self.world_size = world_size
        self._given: list[list[Tensor]] = []
        self._calls: list[int] = []
        self._round = 0
        monkeypatch.setattr(torch.distributed, "all_reduce", self._all_reduce)

    def run(self, call: Callable[[int], Tensor]) -> list[Tensor]:
        """``call(rank)`` for every rank, with the sums over all of them."""
        results: list[Tensor] = []
        for self._round in (0, 1):
            results.clear()
            for rank in range(self.world_size):
                self._call = 0
                results.append(call(rank))
        return results

    def _all_reduce(self, value: Tensor) -> None:
        if self._round == 0:
            if len(self._given) <= self._call:
                self._given.append([])
            self._given[self._call].append(value.clone())
        else:
            value.copy_(torch.stack(self._given[self._call]).sum(0))
        self._call += 1


def test_sums_are_over_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    processes = FakeProcesses(monkeypatch, 3)
    ours = [torch.tensor(float(rank), requires_grad=True) for rank in range(3)]
    assert processes.run(lambda rank: sum_over_processes(ours[rank], 3)) == [torch.tensor(3.0)] * 3
    assert [value.item() for value in ours] == [0, 1, 2]  # left alone
    assert sum_over_processes(ours[2], 1).item() == 2


def test_weight_of_a_shard_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """6 and 2 valid pixels: the first counts 1.5 times, the second half as much."""
    weights = [torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 4, 4)]
    weights[0].view(-1)[:6] = 1
    weights[1].view(-1)[:2] = 1
    found = FakeProcesses(monkeypatch, 2).run(lambda rank: shard_weight(weights[rank], 2))
    assert [value.item() for value in found] == [1.5, 0.5]
    assert shard_weight(weights[0], 1).item() == 1
    empty = FakeProcesses(monkeypatch, 2).run(lambda rank: shard_weight(0 * weights[rank], 2))
    assert [value.item() for value in empty] == [0, 0]


def test_rotation_penalty_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    rotation = torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64, requires_grad=True)
    viewpoint = Viewpoint(rotation, torch.zeros(6, 3, dtype=torch.float64))
    whole = mean_rotation_penalty(viewpoint)
    (expected,) = torch.autograd.grad(whole, rotation)
    parts = FakeProcesses(monkeypatch, 3).run(lambda rank: mean_rotation_penalty(viewpoint[2 * rank : 2 * rank + 2], 3))
    for part in parts:
        torch.testing.assert_close(part, whole)
    found = torch.stack([torch.autograd.grad(part, rotation)[0] for part in parts]).mean(0)
    torch.testing.assert_close(found, expected)


def test_crop_inconsistency_and_its_gradients(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    model, images = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)), _images()
    crops = torch.tensor([[0.1, 0.05, 0.0, 0.2], [0.0] * 4, [-0.1, 0.0, 0.05, -0.1], [0.0] * 4])
    whole = crop_inconsistency(model, images, model.factors(images), crops)
    expected = _gradient(whole, model)

    def on_rank(rank: int) -> Tensor:
        mine = slice(2 * rank, 2 * rank + 2)
        return crop_inconsistency(model, images[mine], model.factors(images[mine]), crops[mine], 2)

    parts = FakeProcesses(monkeypatch, 2).run(on_rank)
    torch.testing.assert_close(torch.stack(parts).mean(), whole)
    found = torch.stack([_gradient(part, model) for part in parts]).mean(0)
    # Absolute differences near 0 may change their sign with the last digit.
    assert (found - expected).norm() < 1e-2 * expected.norm()


def _gradient(loss: Tensor, model: torch.nn.Module) -> Tensor:
    """Of all weights, as one vector."""
    found = torch.autograd.grad(loss, list(model.parameters()), allow_unused=True, retain_graph=True)
    return torch.cat([gradient.flatten() for gradient in found if gradient is not None])


def _images() -> Tensor:
    """The first half is dark: where it lies and turns differs from the second."""
    images = torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(5))
    images[:2] *= 0.2
    return images


def test_objective_and_its_gradients(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    config = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)
    model, images = Autoencoder(config), _images()
    with torch.no_grad():  # so that the valid pixels of the images differ in number
        for weight in model.viewpoint_net.parameters():
            weight.mul_(3)
    settings = ObjectiveConfig(
        features="random", lambda_mean_rotation=5.0, lambda_concavity=50.0, lambda_depth_variance=0.1
    )
    features = load_features("random")
    whole: Terms = Objective(settings, features)(model, images)
    expected = _gradient(whole.total, model)

    def on_rank(rank: int) -> Tensor:
        return torch.stack(list(Objective(settings, features, 2)(model, images[2 * rank : 2 * rank + 2])))

    parts = FakeProcesses(monkeypatch, 2).run(on_rank)
    torch.testing.assert_close(torch.stack(parts).mean(0), torch.stack(list(whole)), rtol=1e-5, atol=1e-6)
    # The mean of the shards' own means is something else.
    alone = [Objective(settings, features)(model, half) for half in images.split(2)]
    assert (alone[0].plain + alone[1].plain - 2 * whole.plain).abs() > 1e-4
    found = (_gradient(parts[0][0], model) + _gradient(parts[1][0], model)) / 2
    assert (found - expected).norm() < 1e-4 * expected.norm()
    without = (_gradient(alone[0].total, model) + _gradient(alone[1].total, model)) / 2
    assert (without - expected).norm() > 1e-3 * expected.norm()


def test_supervised_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    config = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)
    model, images = Autoencoder(config), _images()
    depth, mask = torch.full((4, 32, 32), 1.05), torch.ones(4, 32, 32, dtype=torch.bool)
    mask[0, :, 8:] = False
    whole = DepthRegression()(model, images, depth, mask).total
    halves = [slice(0, 2), slice(2, 4)]
    parts = FakeProcesses(monkeypatch, 2).run(
        lambda rank: DepthRegression(2)(model, *(part[halves[rank]] for part in (images, depth, mask))).total
    )
    torch.testing.assert_close((parts[0] + parts[1]) / 2, whole)
