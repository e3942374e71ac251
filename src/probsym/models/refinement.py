"""The refinement net: a sharper albedo, from the photo itself unwarped into the canonical frame (not in the paper).

The albedo net sees the photo through a code of a hundred numbers or so and forgets eyes and fur. Once shape, viewpoint
and light are known, every canonical point that the photo shows has a pixel there. The refinement net is given these
pixels, their mirror image, and the coarse albedo, and adds detail to the latter.
"""

import itertools

import torch
from jaxtyping import Float
from torch import Tensor, nn

from probsym.geometry.camera import PinholeCamera
from probsym.models.layers import LEAK, NormActivation, forward_float32, zero_init
from probsym.rendering.shading import compute_shading
from probsym.rendering.visibility import compute_visibility, sample_photo
from probsym.types import Factors

_STAGES = 3
"""Downsamplings by two; the image size is a multiple of 8."""
_CHANNELS = 12
"""Of the input: photo and visibility, both mirrored, coarse albedo and shading."""


class RefinementNet(nn.Module):
    """U-Net over the canonical grid, for any image size that 8 divides; initially adds nothing."""

    def __init__(self, width: int) -> None:
        """Build the net; ``width``: channels at full size, doubled by each downsampling."""
        super().__init__()
        widths = [width << stage for stage in range(_STAGES + 1)]
        self.enter = _convolution(_CHANNELS, width)
        steps = list(itertools.pairwise(widths))
        self.down = nn.ModuleList(_convolution(fine, coarse, stride=2) for fine, coarse in steps)
        self.up = nn.ModuleList(nn.Conv2d(coarse, fine, 3, padding=1) for fine, coarse in steps)
        self.norm = nn.ModuleList(NormActivation(fine, LEAK, upsample=True) for fine in widths[:-1])
        self.merge = nn.ModuleList(_convolution(2 * fine, fine) for fine in widths[:-1])
        self.out = zero_init(nn.Conv2d(width, 3, 3, padding=1))

    def forward(self, inputs: Float[Tensor, "batch 12 size size"]) -> Float[Tensor, "batch 3 size size"]:
        """What to add to the albedo before its tanh, from :func:`refinement_inputs`."""
        features = [self.enter(inputs)]
        for down in self.down:
            features.append(down(features[-1]))
        current = features.pop()
        for up, norm, merge in zip(reversed(self.up), reversed(self.norm), reversed(self.merge), strict=True):
            skipped = features.pop()
            current = merge(torch.cat([norm(up(current)).to(skipped.dtype), skipped], 1))
        return forward_float32(self.out, current)


def refinement_inputs(
    images: Float[Tensor, "batch 3 size size"], factors: Factors, camera: PinholeCamera, shading_gamma: float
) -> Float[Tensor, "batch 12 size size"]:
    """What the refinement net sees in the canonical frame, in [-1, 1], without gradients.

    Args:
        images: RGB in [0, 1].
        factors: predicted from ``images``, with the coarse albedo.
        camera: the model's.
        shading_gamma: the model's.
    """
    with torch.no_grad(), torch.autocast(images.device.type, enabled=False):
        depth = factors.canonical_depth
        visibility = compute_visibility(depth, factors.viewpoint, camera)
        visible = visibility.visible[:, None].to(images.dtype)
        photo = (sample_photo(images, visibility.pixel, camera.size) * 2 - 1) * visible
        own = torch.cat([photo, visible], 1)
        shading = compute_shading(depth, factors.light, camera, shading_gamma)
        inputs = torch.cat([own, own.flip(3), factors.albedo * 2 - 1, shading * 2 - 1], 1)
    return inputs.contiguous(memory_format=torch.channels_last)


def _convolution(channels: int, width: int, stride: int = 1) -> nn.Sequential:
    kernel = 3 if stride == 1 else 4
    return nn.Sequential(nn.Conv2d(channels, width, kernel, stride, padding=1, bias=False), NormActivation(width, LEAK))
