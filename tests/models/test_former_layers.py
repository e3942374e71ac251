"""Weights and moments under the parameter names of version 0.1.0."""

from pathlib import Path
from typing import Any, Literal

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from probsym.config import ModelConfig
from probsym.models.autoencoder import Autoencoder
from probsym.models.former_layers import current_names
from probsym.models.layers import NormActivation


def _model(architecture: Literal["paper", "slim"], seed: int = 0) -> Autoencoder:
    torch.manual_seed(seed)
    model = Autoencoder(ModelConfig(image_size=32, architecture=architecture, width=4, latent=8))
    for weight in model.parameters():
        nn.init.normal_(weight)
    return model


def _former_layout(model: nn.Module) -> dict[str, Any]:
    """The state dict with an empty layer after every norm of a sequence, as 0.1.0 wrote it."""
    placed: dict[str, Any] = {}
    sequences = {name: layers for name, layers in model.named_modules() if isinstance(layers, nn.Sequential)}
    for key, value in model.state_dict().items():
        for name, layers in sequences.items():
            if key.startswith(f"{name}."):
                index, _, parameter = key.removeprefix(f"{name}.").partition(".")
                norms = sum(isinstance(layer, NormActivation) for layer in list(layers)[: int(index)])
                key = f"{name}.{int(index) + norms}.{parameter}"
        placed[key] = value
    return placed


def test_former_layout_of_one_stage() -> None:
    names = [name for name in _former_layout(_model("slim")) if name.startswith("depth_net.decoder.refine.8.")]
    parts = ["0.weight", "0.bias", "2.weight", "3.weight", "3.bias"]
    assert names == [f"depth_net.decoder.refine.8.{part}" for part in parts]


@pytest.mark.parametrize("architecture", ["paper", "slim"])
def test_former_weights_load(architecture: Literal["paper", "slim"], tmp_path: Path) -> None:
    model, other = _model(architecture), _model(architecture, seed=1)
    former = _former_layout(model)
    assert set(former) != set(model.state_dict())
    other.load_state_dict(former)
    found = other.state_dict()
    for name, weight in model.state_dict().items():
        assert torch.equal(found[name], weight)
    model.save_pretrained(tmp_path)
    current = load_file(tmp_path / "model.safetensors")
    save_file(former, tmp_path / "model.safetensors")
    loaded = Autoencoder.from_pretrained(tmp_path).state_dict()
    assert all(torch.equal(loaded[name], weight) for name, weight in current.items())


@pytest.mark.parametrize("architecture", ["paper", "slim"])
def test_current_names_stay(architecture: Literal["paper", "slim"]) -> None:
    model = _model(architecture)
    state = model.state_dict()
    assert current_names(model, state) == state
    part = {name: weight for name, weight in state.items() if name.startswith("depth_net")}
    assert list(current_names(model, part)) == list(part)


def test_former_names_are_mapped_in_any_dictionary() -> None:
    model = _model("slim")
    former = {name: {"step": index} for index, name in enumerate(_former_layout(model))}
    assert current_names(model, former) == {name: {"step": index} for index, name in enumerate(model.state_dict())}


def test_foreign_names_stay_as_they_are() -> None:
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8))
    (sequence,) = [name for name, layers in model.named_modules() if isinstance(layers, nn.Sequential)][:1]
    values = {f"{sequence}.first.weight": 1, f"{sequence}.": 2, "other": 3}
    assert current_names(model, values) == values
