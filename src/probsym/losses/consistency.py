"""Consistency of the networks under random crops and for rerendered photos, whose factors are known (not in the paper).

Photos are never cropped exactly alike. Nothing in the paper's objective keeps a model from explaining a smaller face by
a smaller canonical face, and such a model is wrong about every crop that its training photos did not have. A random
crop of a photo shows the same object from a viewpoint that follows from the crop.

The paper's objective compares images, not factors. Errors of several factors that cancel in the image cost nothing:
predicted rotations and angles of the light come out too small, and shape and albedo change with the light. Of a photo
that is rerendered, from another viewpoint and under another light, all factors are known.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.geometry.crop_transform import crop_images, viewpoint_in_crops
from probsym.losses.regularizers import TRANSLATION_UNIT, mean_translation_penalty
from probsym.models.autoencoder import Autoencoder
from probsym.rendering.reprojection import reproject
from probsym.rendering.shading import compute_shading
from probsym.rendering.visibility import compute_visibility, sample_photo
from probsym.types import Factors, Light, Viewpoint

_ROTATION_SCALE = 1.25
"""Factor by which the rotations of rerendered photos exceed the predicted ones, which are too small."""
_DARKEST_SHADING = 0.1
"""Lower bound of the shading by which a photo is divided."""


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


def rerender_inconsistency(
    model: Autoencoder,
    images: Float[Tensor, "batch 3 size size"],
    factors: Factors,
    draws: Float[Tensor, "batch 6"],
) -> Float[Tensor, ""]:
    """Mean absolute differences between the factors predicted from rerendered photos and the known ones.

    The sum over depth, in depth ranges; albedo; the three rotations, in radians; the three translations, in tenths of a
    scene unit; and the light's k_a, k_d and the components of its direction. Targets of depth and albedo are the
    predictions from the original photo. Targets get no gradient.

    Every other image of the batch is rerendered. Its new rotation is 1.25 times that of the previous one of these
    images plus a small random angle about each axis; its new translation is that of the one before. The new light has a
    random direction and a random ambient share; its strength k_a + k_d stays the same.

    Args:
        model: predicts the factors of original and rerendered photos.
        images: RGB in [0, 1].
        factors: predicted from ``images``.
        draws: uniform random numbers: lx and ly of the new light before normalisation; 2 k_a / (k_a + k_d) - 1 of that
            light; and the angles that are added to pitch, yaw and roll, radians.
    """
    every_other = slice(None, None, 2)
    images, known = images[every_other], factors[every_other].detach()
    with torch.no_grad(), torch.autocast(images.device.type, enabled=False):
        light = other_light(known.light, draws[every_other, :3])
        viewpoint = _other_viewpoint(known.viewpoint, draws[every_other, 3:])
        rendered = rerender(model, images, known, light, viewpoint)
    seen = model.coarse_factors(rendered, with_confidence=False)
    depth_range = model.config.depth_max - model.config.depth_min
    of_depth = (seen.canonical_depth - known.canonical_depth).abs().mean() / depth_range
    of_albedo = (seen.albedo - known.albedo).abs().mean()
    of_rotation = _distance(seen.viewpoint.rotation_rad, viewpoint.rotation_rad)
    of_translation = _distance(seen.viewpoint.translation, viewpoint.translation) / TRANSLATION_UNIT
    of_strength = _distance(_strength(seen.light), _strength(light))
    of_direction = _distance(seen.light.direction, light.direction)
    return of_depth + of_albedo + of_rotation + of_translation + of_strength + of_direction


def rerender(
    model: Autoencoder,
    images: Float[Tensor, "batch 3 size size"],
    factors: Factors,
    light: Light,
    viewpoint: Viewpoint,
) -> Float[Tensor, "batch 3 size size"]:
    """Rerendered photos: under another light and from another viewpoint, RGB in [0, 1].

    The texture is the photo's own, divided by the predicted shading, where the photo shows the surface, and the
    predicted albedo elsewhere. Pixels without surface keep the photo's colours.

    The relief is that of the model outside training, which viewpoint and light must suit.

    Args:
        model: whose camera, shading and relief are used.
        images: RGB in [0, 1].
        factors: predicted from ``images``, by ``model`` in the mode that it is in.
        light: of the result.
        viewpoint: of the result.
    """
    depth, camera, gamma = model.raise_relief(factors.canonical_depth), model.camera, model.config.shading_gamma
    visibility = compute_visibility(depth, factors.viewpoint, camera)
    photo = sample_photo(images, visibility.pixel, camera.size)
    delit = photo / compute_shading(depth, factors.light, camera, gamma).clamp(min=_DARKEST_SHADING)
    texture = torch.where(visibility.visible[:, None], delit, factors.albedo)
    canonical_image = texture * compute_shading(depth, light, camera, gamma)
    image, _, mask = reproject(
        canonical_image, depth, viewpoint, camera, model.background_depth, model.config.supersampling
    )
    return torch.where(mask[:, None], image, images).clamp(0, 1)


def other_light(light: Light, draws: Float[Tensor, "batch 3"]) -> Light:
    """A light of the same strength k_a + k_d, with the direction (x, y, 1) and the ambient share (z + 1) / 2.

    Args:
        light: of each image.
        draws: x, y and z of each image, in [-1, 1].
    """
    strength, ambient_share = light.ambient + light.diffuse, (draws[:, 2] + 1) / 2
    direction = torch.cat([draws[:, :2], torch.ones_like(draws[:, :1])], 1)
    direction = direction / direction.norm(dim=1, keepdim=True)
    return Light(strength * ambient_share, strength * (1 - ambient_share), direction)


def _other_viewpoint(viewpoint: Viewpoint, turn_rad: Tensor) -> Viewpoint:
    """Rotation and translation of different images, because errors of those of one image compensate each other."""
    return Viewpoint(viewpoint.rotation_rad.roll(1, 0) * _ROTATION_SCALE + turn_rad, viewpoint.translation.roll(2, 0))


def _strength(light: Light) -> Tensor:
    return torch.stack([light.ambient, light.diffuse], 1)


def _distance(ours: Tensor, known: Tensor) -> Tensor:
    """Sum of the absolute differences of the components, mean over the batch."""
    return (ours - known).abs().sum(1).mean()
