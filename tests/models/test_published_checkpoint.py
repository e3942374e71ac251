"""A file as unsup3d's authors write it, from layers written down here a second time."""

import sys
import types
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from probsym.errors import CheckpointError
from probsym.inference.loading import load
from probsym.models.published_checkpoint import load_published_checkpoint


class Sequence(nn.Module):
    """Their networks keep their layers in ``network``."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.network = nn.Sequential(*layers)

    def forward(self, images: Tensor) -> Tensor:
        return self.network(images)


def down(channels: list[int], norm: bool, slope: float) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for stage, (before, after) in enumerate(zip([3, *channels], channels, strict=False)):
        layers.append(nn.Conv2d(before, after, 4, 2, 1, bias=False))
        if norm and stage < 3:
            layers.append(nn.GroupNorm(after // 4, after))
        layers.append(nn.LeakyReLU(slope) if slope else nn.ReLU())
    return layers


def norm_relu(channels: int) -> list[nn.Module]:
    return [nn.GroupNorm(channels // 4, channels), nn.ReLU()]


def encoder(outputs: int) -> Sequence:
    layers = down([32, 64, 128, 256], norm=False, slope=0)
    layers += [nn.Conv2d(256, 256, 4, bias=False), nn.ReLU(), nn.Conv2d(256, outputs, 1, bias=False), nn.Tanh()]
    return Sequence(*layers)


def encoder_decoder(outputs: int, *activation: nn.Module) -> Sequence:
    layers = down([64, 128, 256, 512], norm=True, slope=0.2)
    layers += [nn.Conv2d(512, 256, 4, bias=False), nn.ReLU(), nn.ConvTranspose2d(256, 512, 4, bias=False), nn.ReLU()]
    layers += [nn.Conv2d(512, 512, 3, padding=1, bias=False), nn.ReLU()]
    for before, after in ((512, 256), (256, 128), (128, 64)):
        layers += [nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), *norm_relu(after)]
        layers += [nn.Conv2d(after, after, 3, padding=1, bias=False), *norm_relu(after)]
    layers += [nn.Upsample(scale_factor=2), nn.Conv2d(64, 64, 3, padding=1, bias=False), *norm_relu(64)]
    layers += [nn.Conv2d(64, 64, 5, padding=2, bias=False), *norm_relu(64)]
    return Sequence(*layers, nn.Conv2d(64, outputs, 5, padding=2, bias=False), *activation)


class Confidence(Sequence):
    def __init__(self) -> None:
        layers = down([64, 128, 256, 512], norm=True, slope=0.2)
        layers += [nn.Conv2d(512, 128, 4, bias=False), nn.ReLU()]
        layers += [nn.ConvTranspose2d(128, 512, 4, bias=False), nn.ReLU()]
        for before, after in ((512, 256), (256, 128)):
            layers += [nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), *norm_relu(after)]
        super().__init__(*layers)
        self.out_net1 = nn.Sequential(
            *(nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False), *norm_relu(64)),
            *(nn.ConvTranspose2d(64, 64, 4, 2, 1, bias=False), *norm_relu(64)),
            *(nn.Conv2d(64, 2, 5, padding=2, bias=False), nn.Softplus()),
        )
        self.out_net2 = nn.Sequential(nn.Conv2d(128, 2, 3, padding=1, bias=False), nn.Softplus())


@pytest.fixture(scope="module")
def networks() -> dict[str, Sequence]:
    torch.manual_seed(4)
    built = {
        "netD": encoder_decoder(1),
        "netA": encoder_decoder(3, nn.Tanh()),
        "netL": encoder(4),
        "netV": encoder(6),
        "netC": Confidence(),
    }
    for parameter in (parameter for network in built.values() for parameter in network.parameters()):
        if parameter.dim() == 1:  # norms start as the identity, which would hide a wrong order
            nn.init.normal_(parameter, 0.5, 0.2)
    return built


@pytest.fixture(scope="module")
def checkpoint(networks: dict[str, Sequence], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the record of losses, an object of a class of theirs, and in the format of PyTorch 1.2."""
    module = types.ModuleType("unsup3d.meters")
    record = type("MetricsTrace", (), {"__module__": "unsup3d.meters"})
    module.MetricsTrace = record  # type: ignore[attr-defined] - made here
    trace = record()
    vars(trace)["data"] = {"train": [{"loss": 0.5, "speed": 100.0}]}
    values = {name: network.state_dict() for name, network in networks.items()}
    values |= {"optimizerD": {"state": {}, "param_groups": [{"lr": 1e-4}]}, "metrics_trace": trace, "epoch": 30}
    path = tmp_path_factory.mktemp("pretrained") / "checkpoint030.pth"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "unsup3d", types.ModuleType("unsup3d"))
        patch.setitem(sys.modules, "unsup3d.meters", module)
        torch.save(values, path, _use_new_zipfile_serialization=False)
    return path


def test_one_forward_pass_agrees(networks: dict[str, Sequence], checkpoint: Path) -> None:
    model = load(checkpoint)
    assert sum(weight.numel() for weight in model.parameters()) == pytest.approx(37.1e6, rel=0.01)
    images = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    inputs = images * 2 - 1
    with torch.inference_mode():
        factors = model.factors(images)
        raw = networks["netD"](inputs)[:, 0]
        depth = torch.tanh(raw - raw.mean((1, 2), keepdim=True))
        depth = (1 + depth) / 2 * 1.1 + (1 - depth) / 2 * 0.9
        depth[:, :, [0, 1, 62, 63]] = 1.04
        light, view = networks["netL"](inputs).flatten(1), networks["netV"](inputs).flatten(1)
        confidence = networks["netC"]
        shared = confidence(inputs)
        full, quarter = confidence.out_net1(shared), confidence.out_net2(shared)  # type: ignore[operator] - modules
        albedo = networks["netA"](inputs) / 2 + 0.5
    direction = functional.normalize(torch.cat([light[:, 2:], torch.ones(2, 1)], 1))
    for ours, theirs in (
        (factors.canonical_depth, depth),
        (factors.albedo, albedo),
        (factors.light.ambient, light[:, 0] / 2 + 0.5),
        (factors.light.diffuse, light[:, 1] / 2 + 0.5),
        (factors.light.direction, direction),
        (factors.viewpoint.rotation_rad, view[:, :3] * torch.pi / 3),
        (factors.viewpoint.translation, view[:, 3:] * 0.1),
        (factors.sigma, full[:, :1]),
        (factors.sigma_flip, full[:, 1:]),
        (factors.sigma_features, quarter[:, :1]),
        (factors.sigma_features_flip, quarter[:, 1:]),
    ):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


def test_the_model_can_be_stored(checkpoint: Path, tmp_path: Path) -> None:
    model = load_published_checkpoint(checkpoint)
    model.save_pretrained(tmp_path / "model")
    again = load(tmp_path / "model").state_dict()
    assert all(torch.equal(value, again[name]) for name, value in model.state_dict().items())


def test_without_confidence(networks: dict[str, Sequence], tmp_path: Path) -> None:
    torch.save({name: net.state_dict() for name, net in networks.items() if name != "netC"}, tmp_path / "car.pth")
    assert load_published_checkpoint(tmp_path / "car.pth").confidence_net is None


def test_other_files_are_refused(networks: dict[str, Sequence], tmp_path: Path) -> None:
    states = {name: network.state_dict() for name, network in networks.items()}
    (tmp_path / "text.pth").write_text("hello")
    torch.save({"netD": states["netD"]}, tmp_path / "one.pth")
    torch.save(states | {"netL": states["netV"]}, tmp_path / "sizes.pth")
    torch.save([1, 2], tmp_path / "list.pth")
    torch.save(states | {"netL": {"network.0.weight": 1, 5: None}}, tmp_path / "plain.pth")
    torch.save(states | {"netC": [1]}, tmp_path / "confidence.pth")
    light = {name: weight * torch.nan for name, weight in states["netL"].items()}
    torch.save(states | {"netL": light}, tmp_path / "nan.pth")
    torch.save(states | {"epoch": Path("/")}, tmp_path / "code.pth")
    for name, words in (
        ("none", "cannot be read"),
        ("text", "expected a checkpoint of unsup3d, got another file"),
        ("code", "expected a checkpoint of unsup3d, got another file"),
        ("one", "expected the networks netD, netA, netL, netV of unsup3d; no netA"),
        ("sizes", "netL: expected 6 tensors as published for 64 pixels, got 6, which differ from number 6 on"),
        ("plain", "netL: expected 6 tensors as published for 64 pixels, got 0"),
        ("confidence", "expected the networks netD, netA, netL, netV of unsup3d; no netC"),
        ("nan", "netL: expected finite real numbers"),
        ("list", "expected a dictionary of networks, got list"),
    ):
        with pytest.raises(CheckpointError, match=words):
            load(tmp_path / f"{name}.pth")
