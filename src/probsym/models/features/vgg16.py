"""ImageNet VGG16 up to relu3_3, the encoder of the paper (section 3.4); without torchvision."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn

from probsym.errors import CheckpointError, FileFormatError
from probsym.models.features.base import FeatureEncoder, load_weights
from probsym.readers.tensors import read_pth

VGG16_URL = "https://download.pytorch.org/models/vgg16-397923af.pth"
"""ImageNet VGG16 as torchvision publishes it; the name ends in the first digits of the file's SHA-256."""
_IMAGENET_MEAN, _IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


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


def load_vgg16(weights: str = "") -> FeatureEncoder:
    """The frozen encoder.

    Args:
        weights: torchvision's ``.pth``; empty downloads it from ``VGG16_URL``.

    Raises:
        CheckpointError: the file cannot be downloaded, is missing, damaged, or differs from the checksum in its name.
    """
    return load_weights(VGG16Features(), _read(weights), weights or VGG16_URL)


def _read(source: str) -> Mapping[str, Tensor]:
    if not source:
        try:
            return torch.hub.load_state_dict_from_url(VGG16_URL, map_location="cpu", check_hash=True, weights_only=True)
        except (OSError, RuntimeError) as error:
            raise CheckpointError(
                f"features vgg16: could not fetch {VGG16_URL} ({error});"
                " give a local copy as objective.features_weights"
            ) from None
    path = Path(source)
    if not path.is_file():
        raise CheckpointError(f"features_weights: no such file: {path}")
    checksum = re.search(r"-([0-9a-f]{8,})\.\w+$", path.name)
    if checksum:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if not digest.startswith(checksum[1]):
            raise CheckpointError(f"{path}: expected a SHA-256 that starts with {checksum[1]}, got {digest[:16]}")
    try:
        weights = read_pth(path)
    except FileFormatError as error:
        raise CheckpointError(str(error)) from None
    if not isinstance(weights, Mapping):
        raise CheckpointError(f"{path}: expected a table of weights, got {type(weights).__name__}")
    return weights
