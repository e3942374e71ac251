"""Perceptual encoders: image to mid-level features at a quarter of the size (paper section 3.3).

All are frozen. ``load_features`` is the one way to get one; none of them needs torchvision.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from probsym.errors import CheckpointError, ConfigError

VGG16_URL = "https://download.pytorch.org/models/vgg16-397923af.pth"
"""ImageNet VGG16 as torchvision publishes it; the name ends in the start of the file's SHA-256."""
_IMAGENET_MEAN, _IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_RANDOM_SEED = 20200614
_PIXELS_AT_ONCE = 16 * 64 * 64


class FeatureEncoder(nn.Module):
    """Interface: RGB in [0, 1], ``B 3 H W``, to features ``B C H/4 W/4``. Frozen: only the images get gradients."""

    def freeze(self) -> "FeatureEncoder":
        """Without gradients for the weights and laid out for fast convolutions."""
        self.requires_grad_(False)
        self.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        return self.eval()

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch channels height/4 width/4"]:
        """Features of ``images``."""
        raise TypeError("FeatureEncoder is an interface: use one of its members")


def encode_in_parts(
    encoder: FeatureEncoder, images: Float[Tensor, "batch 3 height width"]
) -> Float[Tensor, "batch channels height/4 width/4"]:
    """Features of ``images``; on a CPU a few images at a time.

    Activations of a large batch are blocks that no C library keeps for the next one: the system fills their pages with
    zeros each time.
    """
    if images.device.type != "cpu":
        return encoder(images)
    count = max(_PIXELS_AT_ONCE // (images.shape[2] * images.shape[3]), 1)
    return torch.cat([encoder(part) for part in images.split(count)])


class VGG16Features(FeatureEncoder):
    """relu3_3 of VGG16 (Simonyan and Zisserman 2015), 256 channels."""

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for after in (64, 64, 0, 128, 128, 0, 256, 256, 256):
            if after:
                layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(inplace=True)]
                before = after
            else:
                layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.register_buffer("mean", torch.tensor(_IMAGENET_MEAN).reshape(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(_IMAGENET_STD).reshape(1, 3, 1, 1), persistent=False)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch channels height/4 width/4"]:
        """Features of ``images``."""
        return self.features((images - self.mean) / self.std)


class _Fire(nn.Module):
    def __init__(self, before: int, squeeze: int, expand: int) -> None:
        super().__init__()
        self.squeeze1x1 = nn.Conv2d(before, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.squeeze1x1(x), inplace=True)
        return functional.relu(torch.cat([self.expand1x1(x), self.expand3x3(x)], dim=1), inplace=True)


class SqueezeNetFeatures(FeatureEncoder):
    """fire4 of SqueezeNet 1.0 (Iandola et al. 2016), 256 channels; padded so that H/4 is exact."""

    mean: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 7, stride=2, padding=3)
        self.fire2 = _Fire(96, 16, 64)
        self.fire3 = _Fire(128, 16, 64)
        self.fire4 = _Fire(128, 32, 128)
        self.register_buffer("mean", torch.tensor([104.0, 117.0, 123.0]).reshape(1, 3, 1, 1), persistent=False)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch channels height/4 width/4"]:
        """Features of ``images``."""
        x = functional.relu(self.conv1(images.flip(1) * 255 - self.mean), inplace=True)  # trained on BGR, 0 to 255
        x = functional.max_pool2d(x, 3, 2, padding=1)
        return self.fire4(self.fire3(self.fire2(x))) / 100


class RandomFeatures(FeatureEncoder):
    """Three convolutions with fixed random filters, 64 channels: edges and colours at two scales, nothing learned.

    The filters come from a constant seed, so that every machine has the same ones.
    """

    def __init__(self) -> None:
        super().__init__()
        generator = np.random.default_rng(_RANDOM_SEED)
        self.layers = nn.Sequential(
            nn.Conv2d(3, 32, 5, stride=2, padding=2),
            nn.ReLU(inplace=True),
            nn.Conv2d(32, 64, 3, stride=2, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(64, 64, 3, padding=1),
        )
        for layer in self.layers:
            if isinstance(layer, nn.Conv2d):
                fan_in = layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1]
                weight = generator.normal(0, (2 / fan_in) ** 0.5, layer.weight.shape)
                layer.weight.data = torch.from_numpy(weight.astype(np.float32))
                nn.init.zeros_(layer.bias)  # pyright: ignore[reportArgumentType]

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch channels height/4 width/4"]:
        """Features of ``images``."""
        return self.layers(images * 2 - 1)


def load_features(name: str, weights: str = "") -> FeatureEncoder | None:
    """A frozen encoder by its name in the objective's config; None for "none".

    Args:
        name: "vgg16", "squeezenet", "random", "selfsup" or "none".
        weights: file of the weights. VGG16: torchvision's ``.pth``; empty fetches it from its published address.
            SqueezeNet: ``.npz`` with ``<layer>.w`` (out in kh kw) and ``<layer>.b``. selfsup: what
            ``probsym pretrain-features`` wrote; empty takes the shipped one.

    Raises:
        ConfigError: an unknown name, or no file where one is needed.
        CheckpointError: the file is missing, damaged, or its checksum is not the published one.
    """
    if name == "none":
        return None
    if name == "random":
        return RandomFeatures().freeze()
    if name == "selfsup":
        from probsym.models.rotation_encoder import SHIPPED, load_encoder  # which is built on this module

        return load_encoder(Path(weights) if weights else SHIPPED).freeze()
    if name == "vgg16":
        encoder: FeatureEncoder = VGG16Features()
        state = _read_vgg16(weights)
    elif name == "squeezenet":
        if not weights:
            raise ConfigError("features_weights: expected a file of SqueezeNet weights, got nothing")
        encoder = SqueezeNetFeatures()
        state = _read_squeezenet(Path(weights))
    else:
        raise ConfigError(f"features: expected vgg16, squeezenet, random, selfsup or none; got {name!r}")
    wanted = encoder.state_dict()
    for key, tensor in wanted.items():
        if key not in state or state[key].shape != tensor.shape:
            came = tuple(state[key].shape) if key in state else "nothing"
            raise CheckpointError(f"{weights or VGG16_URL}: {key}: expected shape {tuple(tensor.shape)}, got {came}")
    encoder.load_state_dict({key: state[key].float() for key in wanted})
    return encoder.freeze()


def _read_vgg16(weights: str) -> Mapping[str, Tensor]:
    if not weights:
        try:
            return torch.hub.load_state_dict_from_url(VGG16_URL, map_location="cpu", check_hash=True, weights_only=True)
        except (OSError, RuntimeError) as error:
            raise CheckpointError(
                f"features vgg16: could not fetch {VGG16_URL} ({error});"
                " give a local copy as objective.features_weights"
            ) from None
    path = Path(weights)
    if not path.is_file():
        raise CheckpointError(f"features_weights: no such file: {path}")
    promised = re.search(r"-([0-9a-f]{8,})\.\w+$", path.name)
    if promised:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if not digest.startswith(promised[1]):
            raise CheckpointError(f"{path}: expected a SHA-256 that starts with {promised[1]}, got {digest[:16]}")
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch.load raises half a dozen types for a damaged file
        raise CheckpointError(f"{path}: not a file of torch weights: {_first_line(error)}") from None


def _read_squeezenet(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise CheckpointError(f"features_weights: no such file: {path}")
    try:
        with path.open("rb") as stream, np.load(stream) as arrays:
            return {_squeezenet_name(key): torch.from_numpy(arrays[key]) for key in arrays.files}
    except Exception as error:  # and so does numpy.load
        raise CheckpointError(f"{path}: not an .npz of SqueezeNet weights: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


_SQUEEZENET_LAYERS = {"conv1x1_1": "squeeze1x1", "conv1x1_2": "expand1x1", "conv3x3_2": "expand3x3"}
_SQUEEZENET_KINDS = {"w": "weight", "b": "bias"}


def _squeezenet_name(key: str) -> str:
    """``fire2/conv1x1_1.w`` -> ``fire2.squeeze1x1.weight``."""
    layer, _, kind = key.rpartition(".")
    block, _, convolution = layer.partition("/")
    parts = [block, _SQUEEZENET_LAYERS.get(convolution, convolution), _SQUEEZENET_KINDS.get(kind, kind)]
    return ".".join(part for part in parts if part)
