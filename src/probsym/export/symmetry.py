"""How far each canonical point is symmetric, by the confidence that the networks see in the photo."""

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_range
from probsym.export.pictures import confidence
from probsym.export.surface import finer_size, refine_depth
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.visibility import compute_visibility, sample_photo
from probsym.types import ModelOutput


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
    check_range("index", index, 0, reconstruction.shading.shape[0] - 1)
    factors = reconstruction[index : index + 1].detach().to("cpu").factors
    if factors.sigma_flip is None:
        return None
    depth = refine_depth(factors.canonical_depth.float(), factor)
    visibility = compute_visibility(depth, factors.viewpoint, camera.resized(finer_size(camera.size, factor)))
    values = sample_photo(confidence(factors.sigma_flip), visibility.pixel / factor, camera.size)[0, 0]
    known = torch.where(visibility.visible[0], values, 0.0)
    return torch.where(visibility.visible[0], known, known.flip(-1))
