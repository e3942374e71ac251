"""Consistency under random crops: the shape stays, and the viewpoint follows the crop (not in the paper).

Photos are never cropped exactly alike. Nothing in the paper's objective keeps a model from explaining a smaller face by
a smaller canonical face, and such a model is wrong about every crop that its training photos did not have. A random
crop of a photo shows the same object from a viewpoint that follows from the crop.
"""

from jaxtyping import Float
from torch import Tensor

from probsym.geometry.crop_transform import crop_images, viewpoint_in_crops
from probsym.losses.regularizers import TRANSLATION_UNIT, mean_translation_penalty
from probsym.models.autoencoder import Autoencoder
from probsym.types import Factors, Viewpoint


def crop_inconsistency(
    model: Autoencoder,
    images: Float[Tensor, "batch 3 size size"],
    factors: Factors,
    crops: Float[Tensor, "batch 4"],
    world_size: int = 1,
) -> Float[Tensor, ""]:
    """Mean absolute differences between what is predicted for random crops and what follows from the given ones.

    The sum over depth, in depth ranges, roll, in radians, and translation, in tenths of a scene unit. The prediction
    for the given crop is the target and gets no gradient. Every other image is cropped.

    Light, pitch and yaw are left out: a crop does not change them, and comparing them makes the light's height the same
    for all photos. The squared mean translation, in the same units, is added, since nothing else fixes the scale of
    the canonical frame.

    Args:
        model: predicts both.
        images: RGB in [0, 1].
        factors: predicted from ``images``.
        crops: one of each image, as in :mod:`probsym.geometry.crop_transform`.
        world_size: processes that share the batch; with an even number of images each, the mean of their values and
            gradients is that of the whole batch.
    """
    crops, every_other = crops[::2], slice(None, None, 2)
    target = factors[every_other].detach()
    depth, viewpoint = model.depth_and_viewpoint(crop_images(images[every_other], crops))
    expected = viewpoint_in_crops(target.viewpoint, crops, model.camera)
    of_depth = (depth - target.canonical_depth).abs().mean() / (model.config.depth_max - model.config.depth_min)
    of_mean = mean_translation_penalty(factors.viewpoint, world_size) / TRANSLATION_UNIT**2
    return of_depth + _viewpoint_difference(viewpoint, expected) + of_mean


def _viewpoint_difference(ours: Viewpoint, expected: Viewpoint) -> Tensor:
    of_roll = (ours.rotation_rad[:, 2] - expected.rotation_rad[:, 2]).abs().mean()
    return of_roll + (ours.translation - expected.translation).abs().mean() / TRANSLATION_UNIT
