"""Layers that the networks share."""

import torch
from torch import Tensor, nn
from torch.nn import functional

LEAK = 0.2
"""Slope of LeakyReLU on the way down."""


class _GroupNorm(nn.GroupNorm):
    """GroupNorm in float32 whatever the convolutions compute in: on a CPU faster than in bfloat16, and exact.

    A GPU's kernels sum in float32 whatever the input is in, and the result goes to a convolution that rounds it anyway.
    """

    def forward(self, input: Tensor) -> Tensor:
        if not input.is_cuda:
            return super().forward(input.float())
        with torch.autocast("cuda", enabled=False):
            weight, bias = self.weight.to(input.dtype), self.bias.to(input.dtype)
            return functional.group_norm(input, self.num_groups, weight, bias, self.eps)


def group_norm(channels: int) -> nn.GroupNorm:
    """GroupNorm with four channels a group, as in the paper's nets (16 groups of 64 channels)."""
    return _GroupNorm(max(channels // 4, 1), channels)


def in_float32(layer: nn.Module, x: Tensor) -> Tensor:
    """The layer in float32 even under autocast: for what becomes depth, angle or scale."""
    with torch.autocast(x.device.type, enabled=False):
        return layer(x.float())


def double(x: Tensor) -> Tensor:
    """Bilinear upsampling by two; on a CPU in float32, which is faster there than bfloat16."""
    return functional.interpolate(x if x.is_cuda else x.float(), scale_factor=2, mode="bilinear", align_corners=False)


def halve(x: Tensor) -> Tensor:
    """Area downsampling by two."""
    return functional.avg_pool2d(x, 2)


def zero(layer: nn.Conv2d) -> nn.Conv2d:
    """The layer with all its parameters set to 0: a new stage starts by adding nothing."""
    nn.init.zeros_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer
