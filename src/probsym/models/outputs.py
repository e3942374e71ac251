"""From networks to factors: concurrent calls, activations, ranges, and averages over the mirrored photo."""

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from probsym.config import BORDER_COLUMNS, ModelConfig
from probsym.types import Light, Viewpoint

VIEWPOINT_PARITY = (1, -1, -1, -1, 1, 1)
"""Signs of pitch, yaw, roll, tx, ty, tz in the mirrored photo of a symmetric object."""
LIGHT_PARITY = (1, 1, -1, 1)
"""Signs of k_a, k_d, lx, ly in the mirrored photo."""
_LARGEST_TANH = 0.999
"""Beyond it, the inverse of tanh would leave refinement nothing to add."""


def run_on_streams(device: torch.device, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """The results of independent calls.

    During CUDA graph capture each call, and its backward, becomes a separate branch: one small network leaves most of
    a GPU idle. Otherwise they run in sequence.

    Args:
        device: of the inputs.
        calls: functions that do not depend on each other's results.
    """
    if device.type != "cuda" or torch.compiler.is_compiling() or not torch.cuda.is_current_stream_capturing():
        return [call() for call in calls]
    here, results = torch.cuda.current_stream(device), []
    streams = [_stream(device, branch) for branch in range(len(calls))]
    for call, stream in zip(calls, streams, strict=True):
        stream.wait_stream(here)
        with torch.cuda.stream(stream):
            results.append(call())
    for stream in streams:
        here.wait_stream(stream)
    return results


@cache
def _stream(device: torch.device, branch: int) -> torch.cuda.Stream:
    del branch
    return torch.cuda.Stream(device)


def albedo_from_raw(raw: Float[Tensor, "batch 3 size size"]) -> Float[Tensor, "batch 3 size size"]:
    """Albedo in [0, 1]."""
    return torch.tanh(raw) / 2 + 0.5


def raw_from_albedo(albedo: Float[Tensor, "batch 3 size size"]) -> Float[Tensor, "batch 3 size size"]:
    """The inverse of ``albedo_from_raw``, but finite at 0 and 1."""
    return torch.atanh((albedo * 2 - 1).clamp(-_LARGEST_TANH, _LARGEST_TANH))


def depth_from_raw(raw: Float[Tensor, "batch size size"], config: ModelConfig) -> Float[Tensor, "batch size size"]:
    """Minus the image's mean, tanh, rescaled to [depth_min, depth_max]; optionally a fixed border."""
    raw = raw - raw.mean(dim=(1, 2), keepdim=True)
    if config.remove_vertical_tilt:
        raw = raw - _vertical_tilt(raw)
    depth = config.depth_min + (config.depth_max - config.depth_min) * (torch.tanh(raw) + 1) / 2
    if not config.has_fixed_border:
        return depth
    border = torch.full_like(depth[:, :, :BORDER_COLUMNS], config.border_depth)
    return torch.cat([border, depth[:, :, BORDER_COLUMNS:-BORDER_COLUMNS], border], dim=2)


def _vertical_tilt(raw: Tensor) -> Tensor:
    """Least-squares vertical slope of B S S maps, as maps; weighted towards the centre, away from the background."""
    axis = torch.linspace(-1, 1, raw.shape[1], device=raw.device)
    window = (-(axis / 0.5).square() / 2).exp()
    weight, v = window[:, None] * window[None], axis[:, None]
    slope = (raw * weight * v).sum((1, 2), keepdim=True) / (weight * v.square()).sum()
    return slope * v


def light_from_raw(raw: Float[Tensor, "batch 4"]) -> Light:
    """Ambient and diffuse strength in [0, 1], and the direction (lx, ly, 1) / |.|."""
    direction = torch.cat([raw[:, 2:], torch.ones_like(raw[:, :1])], dim=1)
    direction = direction / direction.norm(dim=1, keepdim=True)
    return Light(ambient=raw[:, 0] / 2 + 0.5, diffuse=raw[:, 1] / 2 + 0.5, direction=direction)


def ambient_light(images: Float[Tensor, "batch 3 size size"], forward_axis: Float[Tensor, "3"]) -> Light:
    """Light of strength 1 from everywhere on each image, of the ablation without light."""
    ones = images.new_ones(images.shape[0])
    return Light(ambient=ones, diffuse=ones * 0, direction=forward_axis.expand(images.shape[0], 3))


def viewpoint_from_raw(
    raw: Float[Tensor, "batch 6"], rotation_range_deg: float, translation_ranges: Float[Tensor, "3"]
) -> Viewpoint:
    """Outputs in [-1, 1] times the ranges."""
    rotation_range_rad = math.radians(rotation_range_deg)
    return Viewpoint(rotation_rad=raw[:, :3] * rotation_range_rad, translation=raw[:, 3:] * translation_ranges)


def predict_with_flip(
    net: nn.Module, inputs: Float[Tensor, "batch 3 size size"], parity: Float[Tensor, " values"]
) -> Float[Tensor, "batch values"]:
    """The mean output of ``net`` for images and for their mirror images, whose values change sign by ``parity``."""
    both = torch.cat([inputs, inputs.flip(3)]).contiguous(memory_format=torch.channels_last)
    outputs, count = net(both).float(), inputs.shape[0]
    plain, flipped = outputs[:count], outputs[count:]  # chunk(2) would fix the batch size in an exported graph
    return (plain + flipped * parity) / 2
