"""A small U-Net: what the refinement net and the object net have in common."""

import itertools

import torch
from jaxtyping import Float
from torch import Tensor, nn

from probsym.models.layers import LEAK, NormActivation, forward_float32, zero_init


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
