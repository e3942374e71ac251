"""A photo's colours under another light, without the model's errors.

Albedo times the new shading shows what is wrong with the shape twice: in the albedo, from which the photo's shading was
divided out, and in the new shading, whose shadows end at a hard edge. So the photo keeps its colours and is multiplied
by the ratio of both shadings, of normals that are smoothed, as skin and fur scatter light. Each shading falls off
softly where the surface turns away from its light, and the ratio is limited: what was dark is hardly brightened, since
dark pixels hold little but noise. Light colours, which the photo compressed, get their colour back in the shade. The
page's own code, ``viewer/src/math/relighting.ts``, follows the same steps.
"""

import math

from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_shape
from probsym.rendering.blur import gaussian_blur
from probsym.rendering.shading import gamma_encode
from probsym.types import Light

SMOOTHING = 0.024
"""Standard deviation of the Gaussian over the normals, as a share of the map's side: three pixels of 128."""
WRAP = 0.25
"""Light reaches so far around the surface: it ends where the cosine between normal and light is minus this."""
BRIGHTEST_RATIO, DARKEST_RATIO = 1.25, 0.125
"""Limits of the ratio beside that of the whole light, approached smoothly."""
LUMA = (0.299, 0.587, 0.114)
"""What red, green and blue count in brightness."""
SHOULDER = 0.85
"""How far photos compress bright colours: of an amount of light x, they show (1 - exp(-x)) / ``SHOULDER``."""
FAINTEST = 1e-3
"""Added to shadings before they are divided."""


def smooth_normals(normals: Float[Tensor, "batch 3 size size"]) -> Float[Tensor, "batch 3 size size"]:
    """Unit normals without details.

    Args:
        normals: unit normals, of a map of any size.
    """
    check_shape("normals", normals, (None, 3, None, None))
    smooth = gaussian_blur(normals, SMOOTHING * normals.shape[-1], repeat_edge=True)
    return smooth / smooth.norm(dim=1, keepdim=True).clamp(min=1e-6)


def relighting_ratio(
    smooth: Float[Tensor, "batch 3 size size"], before: Light, after: Light, gamma: float = 1.0
) -> Float[Tensor, "batch 1 size size"]:
    """What a photo is multiplied by to show it under another light; 1 if both are the same.

    Args:
        smooth: of :func:`smooth_normals`.
        before: the photo's light.
        after: the light to show it under.
        gamma: encoding of the shading; see :func:`~probsym.rendering.shading.gamma_encode`.
    """
    whole, old = (gamma_encode(light.ambient + light.diffuse, gamma) + FAINTEST for light in (after, before))
    wanted, estimated = (_soft_shading(smooth, light, gamma) + FAINTEST for light in (after, before))
    whole, old = whole[:, None, None, None], old[:, None, None, None]
    beside = (wanted / whole / (estimated / old)).log()
    bright, dark = math.log(BRIGHTEST_RATIO), math.log(DARKEST_RATIO)
    limited = bright * (beside.clamp(min=0) / bright).tanh() + dark * (beside.clamp(max=0) / dark).tanh()
    return whole / old * limited.exp()


def relight(
    photo: Float[Tensor, "batch 3 size size"], ratio: Float[Tensor, "batch 1 size size"]
) -> Float[Tensor, "batch 3 size size"]:
    """A photo's colours under another light, [0, 1]: as bright as the photo times the ratio, but not as grey.

    Photos compress bright colours towards white, so that a light cheek has little colour left, and times a ratio would
    be grey in the shade. So the compression is undone before and done again afterwards, which tells the colour; the
    brightness is that of the plain product.

    Args:
        photo: colours, [0, 1].
        ratio: of :func:`relighting_ratio`.
    """
    photo = photo.clamp(0, 1)
    told = (1 - (1 - SHOULDER * photo) ** ratio) / SHOULDER
    return (told * ratio * _luma(photo) / _luma(told).clamp(min=FAINTEST)).clamp(0, 1)


def _luma(colours: Tensor) -> Tensor:
    return (colours * colours.new_tensor(LUMA)[:, None, None]).sum(1, keepdim=True)


def _soft_shading(normals: Tensor, light: Light, gamma: float) -> Tensor:
    cosine = (normals * light.direction[:, :, None, None]).sum(1, keepdim=True)
    reached = ((cosine + WRAP) / (1 + WRAP)).clamp(min=0)
    return gamma_encode(light.ambient[:, None, None, None] + light.diffuse[:, None, None, None] * reached, gamma)
