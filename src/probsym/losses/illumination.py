"""Consistency of the albedo under other illumination (not in the paper).

A refinement net that only has to explain the photo copies what the predicted light does not explain, above all cast
shadows, from the photo into the albedo. Here each photo gets another light, and a smooth random illumination with soft
shadows that no light of the model can explain; its albedo must stay the same.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.losses.consistency import other_light, rerender
from probsym.models.autoencoder import Autoencoder
from probsym.types import Factors

_GRIDS = (3, 5, 8)
"""Points per side of the random grids whose sum is the smooth part of the logarithm of the illumination."""
_LARGEST_DEVIATION = 0.35
"""Largest standard deviation of each of them."""
_DARKEST_SHADOW = 1.4
"""Largest strength of a shadow; exp(-1.4) is a quarter."""
_SHARPEST_EDGE, _SOFTEST_EDGE = 0.0075, 0.0825
"""Width of a shadow's edge, image side 2."""
_LIGHT_DRAWS, _SHADOW_DRAWS = 3, 5
"""Random numbers for a light, and for a shadow: direction, offset, softness, strength, and whether there is one."""
ILLUMINATION_DRAWS = sum(side**2 for side in _GRIDS) + len(_GRIDS) + _SHADOW_DRAWS
"""Random numbers that :func:`random_illumination` takes for an image."""
RELIGHT_DRAWS = _LIGHT_DRAWS + ILLUMINATION_DRAWS
"""Random numbers that :func:`relight_inconsistency` takes for an image."""


def random_illumination(draws: Float[Tensor, "batch draws"], size: int) -> Float[Tensor, "batch 1 side side"]:
    """Smooth positive factors, in half of the images with a soft-edged shadow on one side of a line.

    The logarithm is a sum of smooth random functions and the shadow, less half its maximum.

    Args:
        draws: ``ILLUMINATION_DRAWS`` uniform random numbers in [-1, 1] for each image.
        size: of the result, pixels.
    """
    parts = draws.split([*(side**2 for side in _GRIDS), len(_GRIDS), _SHADOW_DRAWS], 1)
    log = draws.new_zeros(len(draws), 1, size, size)
    for side, grid, amplitude in zip(_GRIDS, parts, parts[-2].abs().unbind(1), strict=False):
        values = grid.reshape(-1, 1, side, side) * math.sqrt(3)  # standard deviation 1
        smooth = functional.interpolate(values, size=(size, size), mode="bicubic", align_corners=True)
        log = log + _LARGEST_DEVIATION * amplitude[:, None, None, None] * smooth
    turn, offset, softness, strength, present = parts[-1][:, :, None, None].unbind(1)
    axis = torch.linspace(-1, 1, size, device=draws.device)
    across = axis * torch.cos(math.pi * turn) + axis[:, None] * torch.sin(math.pi * turn) - 0.8 * offset
    edge = _SHARPEST_EDGE + (_SOFTEST_EDGE - _SHARPEST_EDGE) * softness.abs()
    shadow = _DARKEST_SHADOW * strength.abs() * torch.sigmoid(across / edge) * (present > 0)
    log = log - shadow[:, None]
    return torch.exp(log - log.amax((2, 3), keepdim=True) / 2)


def relight_inconsistency(
    model: Autoencoder,
    images: Float[Tensor, "batch 3 size size"],
    factors: Factors,
    draws: Float[Tensor, "batch draws"],
) -> Float[Tensor, ""]:
    """Mean absolute difference between the albedo predicted from relit photos and that from the photos themselves.

    The latter is the target and gets no gradient. Every other image of the batch is relit: rendered from its own
    viewpoint under a light of random direction and ambient share, and multiplied by :func:`random_illumination`.

    Args:
        model: predicts the factors of original and relit photos.
        images: RGB in [0, 1].
        factors: predicted from ``images``.
        draws: ``RELIGHT_DRAWS`` uniform random numbers in [-1, 1] for each image: the light as in
            :func:`probsym.losses.consistency.rerender_inconsistency`, then the illumination.
    """
    every_other = slice(None, None, 2)
    images, known, draws = images[every_other], factors[every_other].detach(), draws[every_other]
    with torch.no_grad(), torch.autocast(images.device.type, enabled=False):
        light = other_light(known.light, draws[:, :_LIGHT_DRAWS])
        relit = rerender(model, images, known, light, known.viewpoint)
        relit = (relit * random_illumination(draws[:, _LIGHT_DRAWS:], model.camera.size)).clamp(0, 1)
    return (model.factors(relit, with_confidence=False).albedo - known.albedo).abs().mean()
