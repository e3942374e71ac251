"""Layers that the networks share."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from probsym.kernels.dispatch import COMPUTE_DTYPES, use_cpu_kernel

LEAK = 0.2
"""Slope of LeakyReLU on the way down."""


class NormActivation(nn.GroupNorm):
    """GroupNorm and the activation after it, in float32 whatever the convolutions compute in.

    A GPU's kernels sum in float32 whatever the input is in. For training on a CPU it is one compiled operation.
    """

    def __init__(self, channels: int, slope: float = 0.0, exact: bool = False, doubled: bool = False) -> None:
        """Four channels a group, as in the paper's nets (16 groups of 64 channels).

        Args:
            channels: of input and output.
            slope: of the activation's negative side; 0 for ReLU.
            exact: give float32 even where autocast lets the next layer compute in less.
            doubled: :func:`upsample2x` the input before.
        """
        super().__init__(max(channels // 4, 1), channels)
        self.slope = slope
        self.exact = exact
        self.doubled = doubled

    def forward(self, input: Tensor) -> Tensor:
        """Of ``batch channels height width``, at twice the size if ``doubled``."""
        if self._has_kernel(input):
            from probsym.kernels.group_norm_numba import norm_act_numba

            autocast = torch.is_autocast_enabled("cpu") and not self.exact
            dtype = torch.get_autocast_dtype("cpu") if autocast else self.weight.dtype
            parameters = (self.weight, self.bias, self.num_groups, self.eps, self.slope)
            return norm_act_numba(input, *parameters, dtype, self.doubled)
        normed = self._normed(upsample2x(input) if self.doubled else input)
        return functional.leaky_relu(normed, self.slope, inplace=True)

    def _has_kernel(self, input: Tensor) -> bool:
        types = (self.weight.dtype, torch.bfloat16)
        serves = self.weight.dtype in COMPUTE_DTYPES and use_cpu_kernel(input, types=types)
        return serves and input.is_contiguous(memory_format=torch.channels_last)

    def _normed(self, input: Tensor) -> Tensor:
        if not input.is_cuda:
            return super().forward(input.float())
        with torch.autocast("cuda", enabled=False):
            weight, bias = self.weight.to(input.dtype), self.bias.to(input.dtype)
            return functional.group_norm(input, self.num_groups, weight, bias, self.eps)


def normed(
    channels: int, slope: float = 0.0, exact: bool = False, doubled: bool = False
) -> tuple[nn.Module, nn.Module]:
    """:class:`NormActivation` for a sequence of layers, and the place that the activation has in checkpoints."""
    return NormActivation(channels, slope, exact, doubled), nn.Identity()


def in_float32(layer: nn.Module, x: Tensor) -> Tensor:
    """The layer in float32 even under autocast: for what becomes depth, angle or scale."""
    with torch.autocast(x.device.type, enabled=False):
        return layer(x.float())


def upsample2x(x: Tensor) -> Tensor:
    """Bilinear upsampling by two; on a CPU in float32, which is faster there than bfloat16."""
    return functional.interpolate(x if x.is_cuda else x.float(), scale_factor=2, mode="bilinear", align_corners=False)


def downsample2x(x: Tensor) -> Tensor:
    """Area downsampling by two; on a CPU by slices, which with few channels is five times as fast there."""
    if x.is_cuda or torch.compiler.is_compiling():  # or being exported
        return functional.avg_pool2d(x, 2)
    rows = x[:, :, ::2] + x[:, :, 1::2]
    return (rows[..., ::2] + rows[..., 1::2]) / 4


def zero_init(layer: nn.Conv2d) -> nn.Conv2d:
    """The layer with all its parameters set to 0: a new stage starts by adding nothing."""
    nn.init.zeros_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer
