"""Fixed random filters: an encoder without weights to download or train."""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from probsym.models.features.base import FeatureEncoder

_SEED = 20200614


class RandomFeatures(FeatureEncoder):
    """Three convolutions with random filters from a constant seed, 64 channels: the same ones on every machine."""

    def __init__(self) -> None:
        super().__init__()
        generator = np.random.default_rng(_SEED)
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
