"""Central crops of photos, refined as by :func:`probsym.reconstruct`, and vectors moved back to the given crop."""

from typing import NamedTuple

import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from probsym.data.transforms import to_tensor
from probsym.framing.crops import central_box
from probsym.geometry.viewpoint import rotation_matrix
from probsym.inference.refine import refine_region, sample_crops, search_region
from probsym.models.autoencoder import Autoencoder


class RefinedCrop(NamedTuple):
    """A photo's crop and where it lies."""

    image: Float[Tensor, "1 3 S S"]
    """Of the model's size."""
    deviation: Float[Tensor, "1 4"]
    """From the photo's central square; see :class:`probsym.inference.refine.Deviation`."""

    @property
    def roll(self) -> Float[Tensor, "1 3 3"]:
        """Rotation from the crop's frame to the photo's."""
        roll_rad = self.deviation[:, 3]
        still = torch.zeros_like(roll_rad)
        return rotation_matrix(torch.stack([still, still, roll_rad], 1))


def refined_crop(model: Autoencoder, photo: Float[Tensor, "3 side side"]) -> RefinedCrop:
    """The crop of a square photo that ``model`` explains best.

    Args:
        model: in ``eval`` mode.
        photo: RGB in [0, 1].
    """
    size = model.camera.size
    picture = Image.fromarray(photo.mul(255).round().byte().permute(1, 2, 0).cpu().numpy())
    region = to_tensor(search_region(picture, central_box(*picture.size), size)[None]).to(photo)
    deviation = photo.new_tensor(refine_region(model, region))[None]
    return RefinedCrop(sample_crops(region, deviation, size), deviation)
