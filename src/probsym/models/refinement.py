"""The refinement net: a sharper albedo, from the photo itself unwarped into the canonical frame (not in the paper).

The albedo net sees the photo through a code of a hundred numbers or so and forgets eyes and fur. Once shape, viewpoint
and light are known, every canonical point that the photo shows has a pixel there. The refinement net is given these
pixels, their mirror image, and the coarse albedo, and adds detail to the latter.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.geometry.camera import PinholeCamera
from probsym.models import outputs
from probsym.models.layers import UNet
from probsym.rendering.shading import compute_shading
from probsym.rendering.visibility import Visibility, compute_visibility, sample_photo
from probsym.types import Factors

_CHANNELS = 12
"""Of the input: photo and visibility, both mirrored, coarse albedo and shading."""


class RefinementNet(UNet):
    """U-Net over the canonical grid, for any image size that 8 divides: what to add to the albedo before its tanh.

    Its input is that of :func:`refinement_inputs`; initially it adds nothing.
    """

    def __init__(self, width: int) -> None:
        """Build the net; ``width``: channels at full size, doubled by each downsampling."""
        super().__init__(_CHANNELS, 3, width)

    def refine(
        self, albedo: Float[Tensor, "batch 3 size size"], inputs: Float[Tensor, "batch 12 size size"]
    ) -> Float[Tensor, "batch 3 size size"]:
        """The albedo with the detail that the net adds to it, in [0, 1]; inputs of :func:`refinement_inputs`."""
        return outputs.albedo_from_raw(outputs.raw_from_albedo(albedo) + self(inputs))


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
        visibility = compute_visibility(factors.canonical_depth, factors.viewpoint, camera)
        return inputs_from_visibility(images, factors, visibility, camera, shading_gamma)


def inputs_from_visibility(
    images: Float[Tensor, "batch 3 size size"],
    factors: Factors,
    visibility: Visibility,
    camera: PinholeCamera,
    shading_gamma: float,
) -> Float[Tensor, "batch 12 size size"]:
    """:func:`refinement_inputs` with a given visibility.

    Args:
        images: RGB in [0, 1].
        factors: predicted from ``images``, with the coarse albedo.
        visibility: of the canonical points in ``images``.
        camera: the model's.
        shading_gamma: the model's.
    """
    visible = visibility.visible[:, None].to(images.dtype)
    photo = (sample_photo(images, visibility.pixel, camera.size) * 2 - 1) * visible
    own = torch.cat([photo, visible], 1)
    shading = compute_shading(factors.canonical_depth, factors.light, camera, shading_gamma)
    inputs = torch.cat([own, own.flip(3), factors.albedo * 2 - 1, shading * 2 - 1], 1)
    return inputs.contiguous(memory_format=torch.channels_last)
