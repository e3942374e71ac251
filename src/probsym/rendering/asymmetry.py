"""Marks that break the symmetry, measured in the photo: each point's colour compared with its mirror point's.

The confidence scale σ' is predicted from the whole photo by a small network, and large where the flipped reconstruction
is wrong for any reason. It finds an asymmetric half, but no mole. Here the shape and the viewpoint find the mirror
point of each pixel, and the two colours are compared.
"""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.blur import gaussian_blur
from probsym.rendering.reprojection import reproject
from probsym.rendering.visibility import compute_visibility, sample_photo
from probsym.types import ModelOutput

_DARKEST_SHADING, _DARKEST_COLOUR = 0.05, 1e-3
_SURROUNDINGS = 1 / 16
"""Standard deviation of what counts as a point's surroundings, as a share of the image."""
_SHIFT = 1 / 64
"""The mirror point may lie elsewhere by this share of the image, along each axis: the shape is not exact."""
_OWN_CONTRAST, _COMMON_CONTRAST = 0.05, 0.15
"""Differences in log colour, summed over the channels, that count as noise."""


def measure_asymmetry(
    images: Float[Tensor, "batch 3 size size"], reconstruction: ModelOutput, camera: PinholeCamera
) -> Float[Tensor, "batch size size"]:
    """How strongly the colour of each pixel differs from that of its mirror point: 0 where they are alike.

    The photo's colours are carried to the canonical frame and divided by the shading. The difference of their logarithm
    to the mirror point's, less its mean in the surroundings (what light and shape leave), is taken at the best of nine
    places around the mirror point. It counts for the one of the two points that stands out from its surroundings, and
    less at edges that both have.

    Args:
        images: the photos as the model saw them, [0, 1].
        reconstruction: of these photos.
        camera: the model's.

    Returns:
        A ratio, at least 0, in the photos' view. 0 also where the mirror point is hidden and outside the surface.

    Raises:
        InputError: a wrong shape.
    """
    size = camera.size
    check_shape("images", images, (reconstruction.shading.shape[0], 3, size, size))
    factors = reconstruction.factors
    visibility = compute_visibility(factors.canonical_depth, factors.viewpoint, camera)
    shading = reconstruction.shading.clamp(min=_DARKEST_SHADING)
    colour = (sample_photo(images, visibility.pixel, size) / shading).clamp(min=_DARKEST_COLOUR).log()
    known = (visibility.visible & visibility.visible.flip(-1))[:, None].to(colour.dtype)
    deviation = size * _SURROUNDINGS

    reach = max(1, round(size * _SHIFT))
    mirrored = functional.pad(colour.flip(-1), (reach, reach, reach, reach), mode="replicate")
    best = torch.full_like(known, torch.inf)
    share = gaussian_blur(known, deviation, repeat_edge=True).clamp(min=1e-3)
    for down in (0, reach, 2 * reach):
        for right in (0, reach, 2 * reach):
            difference = colour - mirrored[..., down : down + size, right : right + size]
            difference = difference - gaussian_blur(difference * known, deviation, repeat_edge=True) / share
            best = torch.minimum(best, difference.abs().sum(1, keepdim=True))

    own = (colour - gaussian_blur(colour, deviation, repeat_edge=True)).abs().sum(1, keepdim=True)
    other = own.flip(-1)
    score = best * own / (own + other + _OWN_CONTRAST) / (torch.minimum(own, other) + _COMMON_CONTRAST)
    return reproject(score * known, factors.canonical_depth, factors.viewpoint, camera)[0][:, 0]
