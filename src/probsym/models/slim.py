"""Networks for the CPU: from image pyramid to image pyramid, so that they can grow in resolution.

Every layer belongs to a resolution and is named by it. A net for 64 pixels contains the net for 32 pixels: the finer
stages add to the input and output of the coarser ones and are zero-initialised, so that training continues from the
coarse net. Convolutions precede the bilinear upsampling (a quarter of the cost, no checkerboard artefacts). Images are
in [-1, 1].
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from probsym.models.layers import LEAK, NormActivation, downsample2x, forward_float32, upsample2x, zero_init

COARSEST = 32
"""Image size of the smallest net."""


def channels_at(resolution: int, width: int) -> int:
    """Channels at ``resolution`` pixels: ``width`` at 64, doubled per downsampling up to ``8 width``."""
    return max(4, min(8 * width, width * 64 // resolution) // 4 * 4)


class PyramidEncoder(nn.Module):
    """Image to features of 4 x 4 pixels; the image, downsampled, enters at every resolution from 32 on."""

    def __init__(self, image_size: int, width: int, normalize: bool) -> None:
        super().__init__()
        self.image_size = image_size
        self.enter = nn.ModuleDict()
        self.down = nn.ModuleDict()
        self.norm = nn.ModuleDict()
        resolution = image_size // 2
        while resolution >= 4:
            here = channels_at(resolution, width)
            if resolution * 2 >= COARSEST:
                self.enter[str(resolution)] = nn.Conv2d(3, here, 4, 2, 1)
            if resolution * 2 < image_size:
                down = nn.Conv2d(channels_at(resolution * 2, width), here, 4, 2, 1, bias=False)
                self.down[str(resolution)] = zero_init(down) if resolution * 2 >= COARSEST else down
            norms = normalize and resolution > 4
            self.norm[str(resolution)] = NormActivation(here, LEAK) if norms else nn.LeakyReLU(LEAK, inplace=True)
            resolution //= 2

    def forward(self, images: Float[Tensor, "batch 3 size size"]) -> Float[Tensor, "batch channels 4 4"]:
        """Features of 4 x 4 pixels."""
        features = None
        resolution = self.image_size // 2
        while resolution >= 4:
            name = str(resolution)
            parts = []
            if name in self.enter:
                parts.append(self.enter[name](images))
                images = downsample2x(images)
            if features is not None:
                parts.append(self.down[name](features))
            features = self.norm[name](sum(parts[1:], parts[0]))
            resolution //= 2
        assert features is not None
        return features


class PyramidDecoder(nn.Module):
    """Code to maps: each resolution from ``first_output`` on adds a residual to the upsampled coarser map."""

    def __init__(self, image_size: int, width: int, latent: int, out_channels: int, first_output: int) -> None:
        super().__init__()
        self.image_size = image_size
        self.first_output = first_output
        start = channels_at(4, width)
        self.start = nn.Linear(latent, start * 16)
        self.up = nn.ModuleDict()
        self.refine = nn.ModuleDict()
        self.out = nn.ModuleDict()
        resolution = 8
        while resolution <= image_size:
            before, here = channels_at(resolution // 2, width), channels_at(resolution, width)
            self.up[str(resolution)] = nn.Conv2d(before, here, 3, padding=1)
            self.refine[str(resolution)] = nn.Sequential(
                NormActivation(here, upsample=True),
                nn.Conv2d(here, here, 3, padding=1, bias=False),
                NormActivation(here, float32_output=resolution >= first_output),
            )
            if resolution >= first_output:
                out = nn.Conv2d(here, out_channels, 3, padding=1)
                self.out[str(resolution)] = zero_init(out) if resolution > first_output else out
            resolution *= 2

    def forward(self, code: Float[Tensor, "batch latent"]) -> list[Float[Tensor, "batch channels size size"]]:
        """Maps of every resolution from ``first_output`` to the image's, coarse to fine."""
        features = functional.relu(self.start(code)).unflatten(1, (-1, 4, 4))
        maps: list[Tensor] = []
        resolution = 8
        while resolution <= self.image_size:
            name = str(resolution)
            features = self.refine[name](self.up[name](features))
            if name in self.out:
                residual = forward_float32(self.out[name], features)
                maps.append(upsample2x(maps[-1]) + residual if maps else residual)
            resolution *= 2
        return maps


def _code(width: int, latent: int) -> nn.Sequential:
    return nn.Sequential(nn.Flatten(), nn.Linear(channels_at(4, width) * 16, latent), nn.ReLU())


class SlimEncoderDecoder(nn.Module):
    """Depth and albedo net: image to a map of ``out_channels``, before tanh."""

    def __init__(self, image_size: int, width: int, latent: int, out_channels: int) -> None:
        super().__init__()
        self.encoder = PyramidEncoder(image_size, width, normalize=True)
        self.code = _code(width, latent)
        self.decoder = PyramidDecoder(image_size, width, latent, out_channels, COARSEST)

    def forward(self, images: Float[Tensor, "batch 3 height width"]) -> Float[Tensor, "batch channels height width"]:
        """Map at the size of ``images``."""
        return self.decoder(self.code(self.encoder(images)))[-1]


class SlimEncoder(nn.Module):
    """Light and viewpoint net: image to ``out_channels`` numbers in [-1, 1]."""

    def __init__(self, image_size: int, width: int, out_channels: int) -> None:
        super().__init__()
        hidden = channels_at(4, width)
        self.encoder = PyramidEncoder(image_size, width, normalize=False)
        self.code = _code(width, hidden)
        self.out = nn.Linear(hidden, out_channels)

    def forward(self, images: Float[Tensor, "batch 3 height width"]) -> Float[Tensor, "batch channels"]:
        """Numbers in [-1, 1]."""
        return torch.tanh(forward_float32(self.out, self.code(self.encoder(images))))


class SlimConfidenceNet(nn.Module):
    """Confidence net: σ at half the size, upsampled, and at a quarter, each for both reconstructions."""

    def __init__(self, image_size: int, width: int, latent: int) -> None:
        super().__init__()
        self.encoder = PyramidEncoder(image_size, width, normalize=True)
        self.code = _code(width, latent)
        self.decoder = PyramidDecoder(image_size // 2, width, latent, 4, COARSEST // 4)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> tuple[Float[Tensor, "batch 2 height width"], Float[Tensor, "batch 2 height/4 width/4"]]:
        """Positive scales σ (plain, flipped), at full size and at a quarter."""
        *_, quarter, half = self.decoder(self.code(self.encoder(images)))
        return functional.softplus(upsample2x(half[:, :2])), functional.softplus(quarter[:, 2:])
