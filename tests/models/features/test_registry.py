import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from probsym.errors import CheckpointError, ConfigError
from probsym.models.features.base import FeatureEncoder, encode_in_chunks
from probsym.models.features.random import RandomFeatures
from probsym.models.features.registry import load_features

# Layer number in torchvision's "features" -> channels before and after, up to relu3_3.
_VGG = {0: (3, 64), 2: (64, 64), 5: (64, 128), 7: (128, 128), 10: (128, 256), 12: (256, 256), 14: (256, 256)}
_SQUEEZE = {"fire2": (96, 16, 64), "fire3": (128, 16, 64), "fire4": (128, 32, 128)}


@pytest.fixture
def vgg_state() -> dict[str, Tensor]:
    """Random weights under the published names, with a later layer that must be ignored."""
    generator = torch.Generator().manual_seed(0)
    state = {}
    for number, (before, after) in _VGG.items():
        deviation = (2 / (before * 9)) ** 0.5
        state[f"features.{number}.weight"] = torch.randn(after, before, 3, 3, generator=generator) * deviation
        state[f"features.{number}.bias"] = torch.randn(after, generator=generator) * 0.1
    state["features.17.weight"] = torch.zeros(1)
    state["classifier.6.bias"] = torch.zeros(1000)
    return state


@pytest.fixture
def squeeze_arrays() -> dict[str, Any]:
    generator = np.random.default_rng(0)

    def layer(after: int, before: int, side: int) -> tuple[np.ndarray, np.ndarray]:
        deviation = (2 / (before * side * side)) ** 0.5
        weight = generator.normal(0, deviation, (after, before, side, side)).astype(np.float32)
        return weight, generator.normal(0, 0.1, after).astype(np.float32)

    layers = {"conv1": layer(96, 3, 7)}
    for block, (before, squeeze, expand) in _SQUEEZE.items():
        layers[f"{block}/conv1x1_1"] = layer(squeeze, before, 1)
        layers[f"{block}/conv1x1_2"] = layer(expand, squeeze, 1)
        layers[f"{block}/conv3x3_2"] = layer(expand, squeeze, 3)
    layers["fire5/conv1x1_1"] = layer(4, 4, 1)  # later layers are ignored
    return {f"{name}.{kind}": value for name, pair in layers.items() for kind, value in zip("wb", pair, strict=True)}


@pytest.fixture(params=["vgg16", "squeezenet", "random"])
def encoder(
    request: pytest.FixtureRequest, tmp_path: Path, vgg_state: dict[str, Tensor], squeeze_arrays: dict[str, Any]
) -> FeatureEncoder:
    if request.param == "vgg16":
        torch.save(vgg_state, tmp_path / "vgg.pth")
        weights = str(tmp_path / "vgg.pth")
    elif request.param == "squeezenet":
        np.savez(tmp_path / "squeezenet.npz", **squeeze_arrays)
        weights = str(tmp_path / "squeezenet.npz")
    else:
        weights = ""
    loaded = load_features(request.param, weights)
    assert loaded is not None
    return loaded


@pytest.mark.parametrize("size", [32, 64])
def test_features_at_a_quarter_of_the_size(encoder: FeatureEncoder, size: int) -> None:
    features = encoder(torch.rand(2, 3, size, size, generator=torch.Generator().manual_seed(1)))
    assert features.shape[0] == 2
    assert features.shape[1] in (64, 256)
    assert features.shape[2:] == (size // 4, size // 4)
    assert features.isfinite().all()
    assert features.std() > 0


def test_encoders_are_frozen_and_pass_gradients_to_their_images(encoder: FeatureEncoder) -> None:
    assert not encoder.training
    assert not any(weight.requires_grad for weight in encoder.parameters())
    images = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(2)).requires_grad_()
    encoder(images).square().sum().backward()
    assert images.grad is not None
    assert (images.grad != 0).any(1).float().mean() > 0.9


def test_no_features_are_loaded_for_none() -> None:
    assert load_features("none") is None


def test_random_features_are_the_same_everywhere() -> None:
    torch.manual_seed(1)
    first = load_features("random")
    torch.manual_seed(2)
    second = load_features("random")
    assert first is not None
    assert second is not None
    for (name, weight), other in zip(first.state_dict().items(), second.state_dict().values(), strict=True):
        assert torch.equal(weight, other), name


def test_vgg16_is_relu3_3_of_the_normalised_image(tmp_path: Path, vgg_state: dict[str, Tensor]) -> None:
    torch.save(vgg_state, tmp_path / "vgg.pth")
    encoder = load_features("vgg16", str(tmp_path / "vgg.pth"))
    assert encoder is not None
    images = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(3))
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    x = (images - mean[:, None, None]) / std[:, None, None]
    for number in _VGG:
        if number in (5, 10):
            x = torch.nn.functional.max_pool2d(x, 2)
        weight, bias = vgg_state[f"features.{number}.weight"], vgg_state[f"features.{number}.bias"]
        x = torch.nn.functional.conv2d(x, weight, bias, padding=1).relu()
    torch.testing.assert_close(encoder(images), x, rtol=1e-4, atol=1e-4)


def test_squeezenet_by_hand(tmp_path: Path, squeeze_arrays: dict[str, Any]) -> None:
    """The colour order, the mean and how the fire blocks are wired."""
    np.savez(tmp_path / "s.npz", **squeeze_arrays)
    encoder = load_features("squeezenet", str(tmp_path / "s.npz"))
    assert encoder is not None
    conv = torch.nn.functional.conv2d

    def layer(name: str) -> tuple[Tensor, Tensor]:
        return torch.from_numpy(squeeze_arrays[f"{name}.w"]), torch.from_numpy(squeeze_arrays[f"{name}.b"])

    images = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(3))
    x = images[:, [2, 1, 0]] * 255 - torch.tensor([104.0, 117.0, 123.0])[:, None, None]
    x = conv(x, *layer("conv1"), stride=2, padding=3).relu()
    x = torch.nn.functional.max_pool2d(x, 3, 2, padding=1)
    for block in _SQUEEZE:
        x = conv(x, *layer(f"{block}/conv1x1_1")).relu()
        wide = conv(x, *layer(f"{block}/conv1x1_2")), conv(x, *layer(f"{block}/conv3x3_2"), padding=1)
        x = torch.cat(wide, dim=1).relu()
    torch.testing.assert_close(encoder(images), x / 100, rtol=1e-4, atol=1e-4)


def test_checksum_in_the_name(tmp_path: Path, vgg_state: dict[str, Tensor]) -> None:
    plain = tmp_path / "vgg.pth"
    torch.save(vgg_state, plain)
    digest = hashlib.sha256(plain.read_bytes()).hexdigest()
    right = plain.rename(tmp_path / f"vgg16-{digest[:8]}.pth")
    assert load_features("vgg16", str(right)) is not None
    wrong = right.rename(tmp_path / "vgg16-397923af.pth")
    with pytest.raises(CheckpointError) as caught:
        load_features("vgg16", str(wrong))
    assert "expected a SHA-256 that starts with 397923af" in str(caught.value)
    assert digest[:16] in str(caught.value)


def test_wrong_shapes(tmp_path: Path, vgg_state: dict[str, Tensor], squeeze_arrays: dict[str, Any]) -> None:
    vgg_state["features.5.weight"] = torch.zeros(128, 64, 1, 1)
    torch.save(vgg_state, tmp_path / "vgg.pth")
    with pytest.raises(
        CheckpointError, match=r"features.5.weight: expected shape \(128, 64, 3, 3\), got \(128, 64, 1, 1\)"
    ):
        load_features("vgg16", str(tmp_path / "vgg.pth"))
    del squeeze_arrays["fire3/conv3x3_2.b"]
    np.savez(tmp_path / "squeezenet.npz", **squeeze_arrays)
    with pytest.raises(CheckpointError, match=r"fire3.expand3x3.bias: expected shape \(64,\), got nothing"):
        load_features("squeezenet", str(tmp_path / "squeezenet.npz"))


@pytest.mark.parametrize("name", ["vgg16", "squeezenet"])
def test_missing_and_damaged_files(name: str, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="features_weights: no such file"):
        load_features(name, str(tmp_path / "none.pth"))
    for content in (b"", b"not weights at all", b"PK\x03\x04 half a zip"):
        (tmp_path / "bad.pth").write_bytes(content)
        with pytest.raises(CheckpointError) as caught:
            load_features(name, str(tmp_path / "bad.pth"))
        assert "bad.pth: not a" in str(caught.value)
        assert "\n" not in str(caught.value)


def test_pickles_are_not_executed(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (exec, (f"open({str(tmp_path / 'ran')!r}, 'w')",))

    torch.save({"features.0.weight": Evil()}, tmp_path / "evil.pth")
    with pytest.raises(CheckpointError, match=r"not a file of tensors by torch\.save: it holds other objects"):
        load_features("vgg16", str(tmp_path / "evil.pth"))
    assert not (tmp_path / "ran").exists()


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(torch.hub, "load_state_dict_from_url", refuse)
    with pytest.raises(CheckpointError, match=r"could not fetch https://download.pytorch.org/.*no route to host"):
        load_features("vgg16")


def test_wrong_names() -> None:
    with pytest.raises(ConfigError, match=r"features: expected vgg16, .* selfsup or none; got 'resnet'"):
        load_features("resnet")
    with pytest.raises(ConfigError, match="features_weights: expected a file of SqueezeNet weights, got nothing"):
        load_features("squeezenet")


@pytest.mark.parametrize(
    ("batch", "size", "parts"), [(1, 64, [1]), (16, 64, [16]), (35, 64, [16, 16, 3]), (3, 512, [1, 1, 1])]
)
def test_chunks_give_the_features_of_the_whole_batch(batch: int, size: int, parts: list[int]) -> None:
    encoder, seen = RandomFeatures().freeze(), []
    encoder.register_forward_pre_hook(lambda _, given: seen.append(len(given[0])))
    images = torch.rand(batch, 3, size, size, generator=torch.Generator().manual_seed(0), requires_grad=True)
    features = encode_in_chunks(encoder, images)
    assert seen == parts
    whole = encoder(images)
    torch.testing.assert_close(features, whole)
    gradients = [torch.autograd.grad(result.square().sum(), images)[0] for result in (features, whole)]
    torch.testing.assert_close(*gradients)
