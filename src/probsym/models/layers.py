"""Layers that the networks share."""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from probsym.kernels.dispatch import COMPUTE_DTYPES, use_cpu_kernel

LEAK = 0.2
"""Slope of LeakyReLU in the encoders."""


class NormActivation(nn.GroupNorm):
    """GroupNorm followed by (leaky) ReLU, computed in float32 whatever type the convolutions have.

    On a GPU torch's kernel accumulates in float32 for every input type. Training on a CPU uses one fused kernel.
    """

    def __init__(self, channels: int, slope: float = 0.0, float32_output: bool = False, upsample: bool = False) -> None:
        """Four channels per group, as in the paper's nets (16 groups of 64 channels).

        Args:
            channels: of input and output.
            slope: of the activation's negative side; 0 for ReLU.
            float32_output: return float32 even under autocast.
            upsample: apply :func:`upsample2x` to the input first.
        """
        super().__init__(max(channels // 4, 1), channels)
        self.slope = slope
        self.float32_output = float32_output
        self.upsample = upsample

    def forward(self, input: Tensor) -> Tensor:
        """Map ``batch channels height width`` to the same shape, or twice the height and width with ``upsample``."""
        parameters = (self.weight, self.bias, self.num_groups, self.eps, self.slope)
        if self._use_kernel(input):
            from probsym.kernels.group_norm_numba import group_norm_act_numba

            autocast = torch.is_autocast_enabled("cpu") and not self.float32_output
            dtype = torch.get_autocast_dtype("cpu") if autocast else self.weight.dtype
            return group_norm_act_numba(input, *parameters, dtype, self.upsample)
        dtype = input.dtype if input.is_cuda else self.weight.dtype
        return group_norm_act_torch(input, *parameters, dtype, self.upsample)

    def _use_kernel(self, input: Tensor) -> bool:
        dtypes = (self.weight.dtype, torch.bfloat16)
        supported = self.weight.dtype in COMPUTE_DTYPES and use_cpu_kernel(input, dtypes=dtypes)
        return supported and input.is_contiguous(memory_format=torch.channels_last)


def group_norm_act_torch(
    x: Float[Tensor, "batch channels height width"],
    weight: Float[Tensor, " channels"],
    bias: Float[Tensor, " channels"],
    groups: int,
    eps: float,
    slope: float,
    dtype: torch.dtype,
    upsample: bool = False,
) -> Float[Tensor, "batch channels out_height out_width"]:
    """``leaky_relu(group_norm(x, groups, weight, bias, eps), slope)``: the reference of ``group_norm_act_numba``.

    Args:
        x: of any floating-point type.
        weight: float32 or float64.
        bias: of the type of ``weight``.
        groups: a divisor of the number of channels.
        eps: added to the variance.
        slope: of the activation's negative side; 0 for ReLU.
        dtype: of the result, and on a GPU of the input and the output of torch's kernel.
        upsample: apply :func:`upsample2x` to ``x`` first.
    """
    if upsample:
        x = upsample2x(x)
    if x.is_cuda:  # torch's kernel accumulates in float32 for every input type
        with torch.autocast("cuda", enabled=False):
            normalized = functional.group_norm(x.to(dtype), groups, weight.to(dtype), bias.to(dtype), eps)
    else:
        normalized = functional.group_norm(x.to(weight.dtype), groups, weight, bias, eps)
    return functional.leaky_relu(normalized, slope, inplace=True).to(dtype)


def forward_float32(layer: nn.Module, x: Tensor) -> Tensor:
    """Run ``layer`` in float32 even under autocast: for outputs that become depth, angle or scale."""
    with torch.autocast(x.device.type, enabled=False):
        return layer(x.float())


def upsample2x(x: Tensor) -> Tensor:
    """Bilinear upsampling by two; in float32 on a CPU, where that is faster than bfloat16."""
    return functional.interpolate(x if x.is_cuda else x.float(), scale_factor=2, mode="bilinear", align_corners=False)


def downsample2x(x: Tensor) -> Tensor:
    """Area downsampling by two; by slices on a CPU, which is five times as fast there for few channels."""
    if x.is_cuda or torch.compiler.is_compiling():  # or being exported
        return functional.avg_pool2d(x, 2)
    rows = x[:, :, ::2] + x[:, :, 1::2]
    return (rows[..., ::2] + rows[..., 1::2]) / 4


def zero_init(layer: nn.Conv2d) -> nn.Conv2d:
    """Set all parameters of ``layer`` to 0, so that a new stage contributes nothing at first; returns the layer."""
    nn.init.zeros_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer
