from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from tests.export.animals import Domes, animal, animal_region

from probsym import devices
from probsym.config import ModelConfig
from probsym.errors import InputError
from probsym.export.object_learning import learn_object_net
from probsym.models.layers import UNet
from probsym.models.object_net import OBJECT_NET_SIZE

CONFIG = ModelConfig(image_size=32, architecture="slim", width=4, latent=8)


@pytest.fixture(scope="module")
def photos() -> list[NDArray[np.uint8]]:
    generator = np.random.default_rng(0)
    return [animal(generator) for _ in range(12)]


def _silhouette() -> torch.Tensor:
    return torch.from_numpy(animal_region(64).astype(np.float32)) * 0.9 + 0.05


def test_it_finds_an_animal_that_it_has_not_seen(photos: list[NDArray[np.uint8]]) -> None:
    model = Domes(CONFIG)
    untouched = torch.random.get_rng_state()
    steps: list[tuple[int, int]] = []
    net = learn_object_net(model, photos, _silhouette(), 20, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (len(photos) + 20, len(photos) + 20)
    assert torch.equal(torch.random.get_rng_state(), untouched)
    another = torch.from_numpy(animal(np.random.default_rng(9))).permute(2, 0, 1) / 255
    found = net.probability(another).numpy() > 0.5
    truth = animal_region(OBJECT_NET_SIZE)
    assert (found & truth).sum() / (found | truth).sum() > 0.8


def test_the_same_seed_gives_the_same_net(photos: list[NDArray[np.uint8]]) -> None:
    one, same, other = (
        learn_object_net(Domes(CONFIG), photos[:2], _silhouette(), 2, seed).network.state_dict() for seed in (1, 1, 2)
    )
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not all(torch.equal(one[name], other[name]) for name in one)


def test_bad_input_is_refused(photos: list[NDArray[np.uint8]]) -> None:
    with pytest.raises(InputError, match="photos: expected at least one"):
        learn_object_net(Domes(CONFIG), [], _silhouette())
    with pytest.raises(InputError, match="steps: expected at least 1, got 0"):
        learn_object_net(Domes(CONFIG), photos, _silhouette(), 0)


@pytest.mark.parametrize("flags", ["avx2", "avx2 avx512_bf16"])
def test_bfloat16_only_where_the_processor_has_it(
    photos: list[NDArray[np.uint8]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str
) -> None:
    (tmp_path / "cpuinfo").write_text(f"flags : {flags}")
    monkeypatch.setattr(devices, "CPU_FLAGS", tmp_path / "cpuinfo")
    seen: list[bool] = []
    forward = UNet.forward

    def watched(net: UNet, inputs: torch.Tensor) -> torch.Tensor:
        seen.append(torch.is_autocast_enabled("cpu"))
        return forward(net, inputs)

    monkeypatch.setattr(UNet, "forward", watched)
    learn_object_net(Domes(CONFIG), photos[:1], _silhouette(), 1)
    assert seen == ["avx512_bf16" in flags]
