"""ImageNet SqueezeNet up to fire4: a small encoder with published weights as an ``.npz`` file."""

from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from probsym.errors import CheckpointError, ConfigError, FileFormatError
from probsym.models.features.base import FeatureEncoder, load_weights
from probsym.readers.arrays import check_array, read_npz


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


def load_squeezenet(weights: str) -> FeatureEncoder:
    """The frozen encoder.

    Args:
        weights: ``.npz`` with ``<layer>.w`` (out in kh kw) and ``<layer>.b``.

    Raises:
        ConfigError: no file given.
        CheckpointError: the file is missing or damaged.
    """
    if not weights:
        raise ConfigError("features_weights: expected a file of SqueezeNet weights, got nothing")
    return load_weights(SqueezeNetFeatures(), _read(Path(weights)), weights)


def _read(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise CheckpointError(f"features_weights: no such file: {path}")
    try:
        arrays = read_npz(path)
        for key, array in arrays.items():
            check_array(array, f"{path}: {key}", [None] * array.ndim, "f")
    except FileFormatError as error:
        raise CheckpointError(f"{path}: not an .npz of SqueezeNet weights: {error}") from None
    return {_parameter_name(key): torch.from_numpy(array) for key, array in arrays.items()}


_LAYERS = {"conv1x1_1": "squeeze1x1", "conv1x1_2": "expand1x1", "conv3x3_2": "expand3x3"}
_KINDS = {"w": "weight", "b": "bias"}


def _parameter_name(key: str) -> str:
    """``fire2/conv1x1_1.w`` -> ``fire2.squeeze1x1.weight``."""
    layer, _, kind = key.rpartition(".")
    block, _, convolution = layer.partition("/")
    parts = [block, _LAYERS.get(convolution, convolution), _KINDS.get(kind, kind)]
    return ".".join(part for part in parts if part)
