"""A self-supervised encoder that learns to predict how images are rotated (RotNet, Gidaris et al. 2018)."""

from pathlib import Path

import torch
from jaxtyping import Float
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from probsym.errors import CheckpointError, FileFormatError
from probsym.models.features.base import FeatureEncoder
from probsym.readers.tensors import parse_safetensors, safetensors_metadata

SHIPPED_ENCODER = Path(__file__).parents[2] / "weights" / "selfsup" / "encoder.safetensors"
"""The encoder that comes with the package."""
ROTATIONS = 4
"""Number of classes: 0, 90, 180 and 270 degrees."""
WIDTH = 16
"""Channels of the first layer of a new encoder; the last has four times as many."""
_TASK = "rotation"


def _block(before: int, after: int, stride: int) -> list[nn.Module]:
    return [nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)]


class RotationFeatures(FeatureEncoder):
    """Five convolutions to ``4 width`` channels at a quarter of the size.

    ``scale`` gives the features a mean square of 1 on the training photos.
    """

    scale: Tensor

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.channels = 4 * width
        self.layers = nn.Sequential(
            *_block(3, width, 1), *_block(width, 2 * width, 2), *_block(2 * width, 2 * width, 1),
            *_block(2 * width, 4 * width, 2), *_block(4 * width, 4 * width, 1),
        )  # fmt: skip
        self.register_buffer("scale", torch.ones(()))

    def freeze(self) -> "RotationFeatures":
        """As in every encoder, and fuse the batch norms into the convolutions; it cannot be saved afterwards."""
        self.eval()
        layers: list[nn.Module] = []
        for layer in self.layers:
            if isinstance(layer, nn.BatchNorm2d):
                layers.append(fuse_conv_bn_eval(layers.pop(), layer))  # pyright: ignore[reportArgumentType]
            else:
                layers.append(layer)
        self.layers = nn.Sequential(*layers)
        super().freeze()
        return self

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch channels height/4 width/4"]:
        """Features of ``images``."""
        return self.layers(images * 2 - 1) * self.scale


class RotationNet(nn.Module):
    """The encoder with a classification head for the rotation; only the encoder is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = RotationFeatures()
        convolutions = (*_block(self.encoder.channels, 192, 2), *_block(192, 192, 2))
        self.head = nn.Sequential(*convolutions, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(192, ROTATIONS))

    def forward(self, images: Float[Tensor, "batch 3 height width"]) -> Float[Tensor, "batch rotations"]:
        """Logits of the four rotations."""
        return self.head(self.encoder(images))


def rotate_batch(images: Float[Tensor, "batch 3 size size"]) -> Float[Tensor, "four_batches 3 size size"]:
    """The batch rotated by 0, 90, 180 and 270 degrees, concatenated in this order."""
    return torch.cat([images.rot90(quarter_turns, (2, 3)) for quarter_turns in range(ROTATIONS)])


def save_encoder(encoder: RotationFeatures, path: Path) -> None:
    """Write the weights as safetensors.

    Raises:
        OSError: the file cannot be written.
    """
    tensors = {name: value.detach().cpu().contiguous() for name, value in encoder.state_dict().items()}
    path.write_bytes(save(tensors, metadata={"format": "pt", "task": _TASK}))


def load_encoder(path: Path) -> RotationFeatures:
    """Read the file of :func:`save_encoder`.

    Raises:
        CheckpointError: the file is missing, damaged, or of another kind.
    """
    if not path.is_file():
        raise CheckpointError(f"features selfsup: no such file: {path}; make one with probsym pretrain-features")
    try:
        content = path.read_bytes()
        if safetensors_metadata(content, str(path)).get("task") != _TASK:
            raise CheckpointError(f"{path}: expected an encoder of probsym pretrain-features, got something else")
        weights = parse_safetensors(content, str(path))
        encoder = RotationFeatures(_width(weights, path))
        encoder.load_state_dict(weights)
    except (FileFormatError, RuntimeError) as error:  # torch raises the latter for other names and shapes
        reason = str(error).splitlines()[0]
        raise CheckpointError(f"{path}: damaged, or not of probsym pretrain-features: {reason}") from None
    return encoder


def _width(weights: dict[str, Tensor], path: Path) -> int:
    first = weights.get("layers.0.weight")
    if first is None or first.ndim != 4 or len(first) < 1:
        raise FileFormatError(f"{path}: layers.0.weight: expected the weights of a convolution")
    return len(first)
