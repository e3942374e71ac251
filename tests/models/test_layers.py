from pathlib import Path
from typing import Any, Literal

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

from probsym.config import ModelConfig
from probsym.kernels.dispatch import disable_cpu_kernels
from probsym.models.autoencoder import Autoencoder
from probsym.models.layers import (
    LEAK,
    NormActivation,
    UNet,
    current_names,
    downsample2x,
    forward_float32,
    upsample2x,
    zero_init,
)


def _image(channels: int = 8) -> torch.Tensor:
    x = torch.randn(2, channels, 6, 6, generator=torch.Generator().manual_seed(0))
    return x.contiguous(memory_format=torch.channels_last)


def test_norms_have_four_channels_a_group() -> None:
    assert NormActivation(64).num_groups == 16
    assert NormActivation(2).num_groups == 1


def test_norms_and_upsampling_are_float32_under_autocast() -> None:
    half = _image().bfloat16()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        norm, larger = NormActivation(8, LEAK)(half), upsample2x(half)
    assert norm.dtype == larger.dtype == torch.float32
    torch.testing.assert_close(norm, functional.leaky_relu(nn.GroupNorm(2, 8)(half.float()), LEAK))
    assert larger.shape == (2, 8, 12, 12)


@pytest.mark.parametrize("upsample", [False, True])
@pytest.mark.parametrize("float32_output", [False, True])
@pytest.mark.parametrize("autocast", [False, True])
def test_kernel_agrees_with_torch(autocast: bool, float32_output: bool, upsample: bool) -> None:
    """With random weights, with and without autocast."""
    layer = NormActivation(8, LEAK, float32_output, upsample)
    nn.init.normal_(layer.weight, generator=torch.Generator().manual_seed(1))
    nn.init.normal_(layer.bias, generator=torch.Generator().manual_seed(2))
    x = _image().to(torch.bfloat16 if autocast else torch.float32)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
        trained = layer(x.requires_grad_())
        with torch.no_grad():
            seen = layer(x)
        with disable_cpu_kernels():
            alone = layer(x)
    assert "_GroupNormAct" in type(trained.grad_fn).__name__
    assert "_GroupNormAct" not in type(alone.grad_fn).__name__
    assert trained.dtype == (torch.bfloat16 if autocast and not float32_output else torch.float32)
    torch.testing.assert_close(
        trained, seen.to(trained.dtype), rtol=1e-5 if trained.dtype == torch.float32 else 8e-3, atol=1e-5
    )
    torch.testing.assert_close(alone, seen)


def test_no_kernel_without_channels_last() -> None:
    out = NormActivation(8)(_image().contiguous().requires_grad_())
    assert "_GroupNormAct" not in type(out.grad_fn).__name__


def test_downsampling_is_the_mean_of_four() -> None:
    for x in (_image(3), _image(3).contiguous()):
        torch.testing.assert_close(downsample2x(x), functional.avg_pool2d(x, 2))


def test_forward_float32_ignores_autocast() -> None:
    layer = nn.Conv2d(4, 3, 3)
    x = torch.randn(2, 4, 8, 8)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rounded, exact = layer(x), forward_float32(layer, x)
    assert rounded.dtype == torch.bfloat16
    torch.testing.assert_close(exact, layer(x))


def test_upsampled_ramp_is_a_finer_ramp() -> None:
    """Half-pixel centres: 0, 1, 2 become 0, 0.25, 0.75, 1.25, 1.75, 2."""
    ramp = torch.tensor([0.0, 1.0, 2.0]).expand(1, 1, 3, 3)
    torch.testing.assert_close(upsample2x(ramp)[0, 0, 0], torch.tensor([0.0, 0.25, 0.75, 1.25, 1.75, 2.0]))


def test_zero_init_outputs_zero() -> None:
    assert zero_init(nn.Conv2d(3, 5, 3))(torch.randn(1, 3, 4, 4)).abs().max() == 0


@pytest.mark.parametrize("stages", [3, 4])
def test_pictures_keep_their_size_and_begin_at_zero(stages: int) -> None:
    net = UNet(5, 2, 8, stages)
    picture = torch.rand(3, 5, 32, 48)
    output = net(picture)
    assert output.shape == (3, 2, 32, 48)
    assert output.abs().max() == 0


def test_no_stage_is_wider_than_the_widest() -> None:
    channels = [len(step.get_parameter("0.weight")) for step in UNet(3, 1, 8, 4, 24).down]
    assert channels == [16, 24, 24, 24]
    assert [len(step.get_parameter("0.weight")) for step in UNet(3, 1, 8, 2).down] == [16, 32]


def test_all_weights_have_gradients() -> None:
    net = UNet(3, 1, 4)
    torch.nn.init.normal_(net.out.weight)
    net(torch.rand(2, 3, 16, 16)).square().mean().backward()
    assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in net.parameters())


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
