"""Layers that the networks share, a small U-Net, and the parameter names of version 0.1.0, which load until 2.0."""

import itertools
from collections.abc import Mapping
from typing import Any

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


class UNet(nn.Module):
    """Maps pictures to pictures of the same size, whose sides ``2 ** stages`` divides; initially to 0."""

    def __init__(
        self, channels: int, out_channels: int, width: int, stages: int = 3, widest: int | None = None
    ) -> None:
        """Build the net.

        Args:
            channels: of the input.
            out_channels: of the output.
            width: channels at full size, doubled by each downsampling.
            stages: downsamplings by two.
            widest: no stage has more channels; None: no limit.
        """
        super().__init__()
        widths = [min(width << stage, widest or width << stages) for stage in range(stages + 1)]
        self.enter = _convolution(channels, width)
        steps = list(itertools.pairwise(widths))
        self.down = nn.ModuleList(_convolution(fine, coarse, stride=2) for fine, coarse in steps)
        self.up = nn.ModuleList(nn.Conv2d(coarse, fine, 3, padding=1) for fine, coarse in steps)
        self.norm = nn.ModuleList(NormActivation(fine, LEAK, upsample=True) for fine in widths[:-1])
        self.merge = nn.ModuleList(_convolution(2 * fine, fine) for fine in widths[:-1])
        self.out = zero_init(nn.Conv2d(width, out_channels, 3, padding=1))

    def forward(
        self, inputs: Float[Tensor, "batch channels height width"]
    ) -> Float[Tensor, "batch out_channels height width"]:
        """The output in float32, also under autocast."""
        features = [self.enter(inputs)]
        for down in self.down:
            features.append(down(features[-1]))
        current = features.pop()
        for up, norm, merge in zip(reversed(self.up), reversed(self.norm), reversed(self.merge), strict=True):
            skipped = features.pop()
            current = merge(torch.cat([norm(up(current)).to(skipped.dtype), skipped], 1))
        return forward_float32(self.out, current)


def _convolution(channels: int, width: int, stride: int = 1) -> nn.Sequential:
    kernel = 3 if stride == 1 else 4
    return nn.Sequential(nn.Conv2d(channels, width, kernel, stride, padding=1, bias=False), NormActivation(width, LEAK))


def current_names(model: nn.Module, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values``, a mapping from parameter names, with the names of 0.1.0 replaced by those of ``model``.

    In 0.1.0 a placeholder followed every norm in a sequence of layers, so that later layers had larger indices.

    Args:
        model: has the parameters.
        values: weights, or an optimizer's moments; current names stay as they are.
    """
    renamed = dict(values)
    for name, layers in model.named_modules():
        if not isinstance(layers, nn.Sequential):
            continue
        keys = [key for key in values if key.startswith(f"{name}.") and _layer(key, name).isdecimal()]
        index_of = {key: int(_layer(key, name)) for key in keys}
        if all(index < len(layers) for index in index_of.values()):
            continue
        former = _former_indices(layers)
        for key in keys:
            del renamed[key]
        for key, index in index_of.items():
            parameter = key[len(name) + 1 :].partition(".")[2]
            renamed[f"{name}.{former.get(index, index)}.{parameter}"] = values[key]
    return renamed


def _layer(key: str, sequence: str) -> str:
    """The name of a layer in a sequence: its index, in files of ours."""
    return key[len(sequence) + 1 :].partition(".")[0]


def _former_indices(layers: nn.Sequential) -> dict[int, int]:
    """Index of each layer in 0.1.0 -> index now."""
    former, placeholders = {}, 0
    for index, layer in enumerate(layers):
        former[index + placeholders] = index
        placeholders += isinstance(layer, NormActivation)
    return former
