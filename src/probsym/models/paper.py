"""The paper's networks (supplementary, tables 6 to 8), with one more stage per doubling of the image size.

Images are in [-1, 1]. Image size 64, width 64 and latent 256 give the published layers.
"""

from itertools import pairwise

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from probsym.models.layers import LEAK, NormActivation


def stage_channels(image_size: int, width: int) -> list[int]:
    """Channels after each downsampling, to 4 x 4 pixels: ``width``, doubled up to ``8 width``.

    At 64 pixels: width x (1, 2, 4, 8). Larger images get a further stage of ``width`` channels first;
    32 pixels start at 2 width.
    """
    stages = (image_size // 4).bit_length() - 1
    return [width * max(1, 8 >> (stages - 1 - stage)) for stage in range(stages)]


def _code_encoder(image_size: int, width: int, latent: int) -> list[nn.Module]:
    """Layers from the image to a code of ``latent`` channels at 1 x 1 pixel."""
    channels = stage_channels(image_size, width)
    layers: list[nn.Module] = []
    for stage, (before, after) in enumerate(zip([3, *channels], channels, strict=False)):
        layers.append(nn.Conv2d(before, after, 4, 2, 1, bias=False))
        last = stage == len(channels) - 1
        layers.append(nn.LeakyReLU(LEAK, inplace=True) if last else NormActivation(after, LEAK))
    layers += [nn.Conv2d(channels[-1], latent, 4, bias=False), nn.ReLU(inplace=True)]
    return layers


class EncoderDecoder(nn.Module):
    """Depth and albedo net: image to a map of ``out_channels``, before tanh (table 7)."""

    def __init__(self, image_size: int, width: int, latent: int, out_channels: int) -> None:
        super().__init__()
        channels = stage_channels(image_size, width)[::-1]
        layers = _code_encoder(image_size, width, latent)
        layers += [nn.ConvTranspose2d(latent, channels[0], 4, bias=False), nn.ReLU(inplace=True)]
        layers += [nn.Conv2d(channels[0], channels[0], 3, padding=1, bias=False), nn.ReLU(inplace=True)]
        for before, after in pairwise(channels):
            layers += [nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), NormActivation(after)]
            layers += [nn.Conv2d(after, after, 3, padding=1, bias=False), NormActivation(after)]
        last = channels[-1]
        layers += [nn.Upsample(scale_factor=2, mode="nearest")]
        layers += [nn.Conv2d(last, last, 3, padding=1, bias=False), NormActivation(last)]
        layers += [nn.Conv2d(last, last, 5, padding=2, bias=False), NormActivation(last)]
        layers += [nn.Conv2d(last, out_channels, 5, padding=2, bias=False)]
        self.layers = nn.Sequential(*layers)

    def forward(self, images: Float[Tensor, "batch 3 height width"]) -> Float[Tensor, "batch channels height width"]:
        """Map at the size of ``images``."""
        return self.layers(images)


class Encoder(nn.Module):
    """Light and viewpoint net: image to ``out_channels`` numbers in [-1, 1] (table 6)."""

    def __init__(self, image_size: int, width: int, out_channels: int) -> None:
        super().__init__()
        channels = stage_channels(image_size, width)
        layers: list[nn.Module] = []
        for before, after in zip([3, *channels], channels, strict=False):
            layers += [nn.Conv2d(before, after, 4, 2, 1, bias=False), nn.ReLU(inplace=True)]
        layers += [nn.Conv2d(channels[-1], channels[-1], 4, bias=False), nn.ReLU(inplace=True)]
        layers += [nn.Conv2d(channels[-1], out_channels, 1, bias=False), nn.Tanh()]
        self.layers = nn.Sequential(*layers)

    def forward(self, images: Float[Tensor, "batch 3 height width"]) -> Float[Tensor, "batch channels"]:
        """Numbers in [-1, 1]."""
        return self.layers(images).flatten(1)


class ConfidenceNet(nn.Module):
    """Confidence net: σ at full size and at a quarter, each for the plain and the flipped reconstruction (table 8)."""

    def __init__(self, image_size: int, width: int, latent: int) -> None:
        super().__init__()
        channels = stage_channels(image_size, width)[::-1]
        layers = _code_encoder(image_size, width, latent)
        layers += [nn.ConvTranspose2d(latent, channels[0], 4, bias=False), nn.ReLU(inplace=True)]
        for before, after in pairwise(channels[:-1]):
            layers += [nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), NormActivation(after)]
        self.shared = nn.Sequential(*layers)
        middle, last = channels[-2:]
        self.quarter = nn.Conv2d(middle, 2, 3, padding=1, bias=False)
        self.full = nn.Sequential(
            nn.ConvTranspose2d(middle, last, 4, 2, 1, bias=False),
            NormActivation(last),
            nn.ConvTranspose2d(last, last, 4, 2, 1, bias=False),
            NormActivation(last),
            nn.Conv2d(last, 2, 5, padding=2, bias=False),
        )

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> tuple[Float[Tensor, "batch 2 height width"], Float[Tensor, "batch 2 height/4 width/4"]]:
        """Positive scales σ (plain, flipped), at full size and at a quarter."""
        shared = self.shared(images)
        return functional.softplus(self.full(shared)), functional.softplus(self.quarter(shared))
