"""What a photo shows of the canonical surface, and how far each point is symmetric by the confidence that it has."""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from probsym.export.pictures import confidence
from probsym.export.segmentation import Map
from probsym.export.surface import finer_size, refine_depth
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.visibility import compute_visibility, sample_photo
from probsym.types import ModelOutput


class CanonicalView:
    """Carries maps of a photo to the canonical grid, or one that is finer by a factor."""

    def __init__(self, one: ModelOutput, camera: PinholeCamera, factor: int) -> None:
        """Find out which points the photo sees.

        Args:
            one: a batch of one, on the CPU.
            camera: the model's.
            factor: by which the grid is refined.
        """
        fine = camera.resized(finer_size(camera.size, factor))
        self.size = fine.size
        """Points a side."""
        self.depth = refine_depth(one.factors.canonical_depth.float(), factor)
        """Of the points, ``1 size size``, scene units."""
        visibility = compute_visibility(self.depth, one.factors.viewpoint, fine)
        self._where = visibility.pixel / factor
        self.seen = visibility.visible[0].numpy()
        """Points that the photo sees, ``size size``."""
        self._photo_size = camera.size

    def carry(self, values: Map | Tensor) -> Map:
        """The value of each canonical point; hidden ones take their mirror point's, or 0 if that is hidden, too.

        Args:
            values: of the photo, n x n for any n.
        """
        image = torch.as_tensor(values)[None, None].float()
        here = sample_photo(image, self._where, self._photo_size)[0, 0].numpy()
        known = np.where(self.seen, here, 0.0)
        return np.where(self.seen, known, known[:, ::-1]).astype(np.float32)


def canonical_confidence(
    reconstruction: ModelOutput, index: int, camera: PinholeCamera, factor: int
) -> Float[Tensor, "fine fine"] | None:
    """1 / (1 + sigma_flip) of one sample at each point of the refined canonical grid.

    sigma_flip belongs to the photo's pixels, where it compares a canonical point with its mirror point. So a point that
    the photo sees has the value of its pixel; a hidden one that of its mirror point, if that is seen; otherwise 0.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        factor: the canonical grid is refined by this, 1 to 8.

    Returns:
        Values in [0, 1], or None for a model without confidence.

    Raises:
        InputError: a wrong index or factor.
    """
    one = reconstruction.sample(index)
    if one.factors.sigma_flip is None:
        return None
    return torch.from_numpy(CanonicalView(one, camera, factor).carry(confidence(one.factors.sigma_flip)[0, 0]))
