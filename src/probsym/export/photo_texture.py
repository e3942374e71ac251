"""A fine albedo from the photo itself: what it shows, its mirror image, and the model's albedo elsewhere.

The model's albedo is as coarse as its images. The photo has more pixels: each canonical point that it sees takes the
colour of its pixel, divided by the shading. What the photo does not see but whose mirror point it does see takes that
one's colour, as far as the confidences call the object symmetric there. The rest is the model's albedo. Seams are
feathered, and both substitutes are brought to the brightness and tint that the photo has beside the seam.
"""

import math
from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.export.surface import finer_size, refine_depth, refine_image
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.rendering.blur import gaussian_blur
from probsym.rendering.shading import shade_normals
from probsym.rendering.visibility import compute_visibility, sample_photo
from probsym.types import ModelOutput

MAX_TEXTURE_SIZE = 512
"""Largest number of pixels on a side of a texture."""
DARKEST_SHADING = 0.15
"""The photo is divided by no less: in deeper shade its noise would become the albedo."""
MIN_DENSITY, FULL_DENSITY = 0.2, 0.5
"""Pixels of the photo per pixel of the canonical grid (fewer: the photo sees the surface at a more grazing angle) up to
which the photo is not used, and from which it is used alone."""

# Widths of Gaussians (standard deviations), in pixels of the model.
_FEATHER = 1.0
_MATCH = 4.0
_SHADING_BLUR, _SHADING_COARSE, _SHADING_WINDOW = 1.5, 6.0, 3.0
_LIGHT_LIMIT = 2.5
"""The light taken out stays within this factor of its mean: beyond it, errors of the shape show as blotches
(cheeks turn orange), and the photo's own light stays."""
_MATCH_LIMIT = 2.0
"""Brightness and tint are changed by no more than this factor to match across a seam."""


@dataclass(frozen=True)
class PhotoTexture:
    """One sample's albedo on a refined canonical grid, and where it is from; the rest is the model's."""

    albedo: Float[Tensor, "3 fine fine"]
    """Colour without shading, [0, 1]."""
    shading: Float[Tensor, "1 fine fine"]
    """What the photo was divided by: albedo times this is the photo again where it is from there."""
    from_photo: Float[Tensor, "1 fine fine"]
    """Share of the photo's own pixel, [0, 1]."""
    mirrored: Float[Tensor, "1 fine fine"]
    """Share of the mirror point's pixel, [0, 1]; with ``from_photo`` at most 1."""


def texture_factor(model_size: int, photo_size: int) -> int:
    """The smallest refinement (1, 2, 4 or 8) that shows all pixels of the photo, within ``MAX_TEXTURE_SIZE``.

    At least 256 pixels a side are taken, if they are within reach: viewers interpolate linearly, which shows.

    Args:
        model_size: side of the model's images, pixels.
        photo_size: side of the photo, pixels.
    """
    wanted = max(photo_size, MAX_TEXTURE_SIZE // 2)
    factor = 1
    while factor < 8 and model_size * factor < wanted and model_size * factor * 2 <= MAX_TEXTURE_SIZE:
        factor *= 2
    return factor


def photo_texture(
    photo: Float[Tensor, "3 pixels pixels"],
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    factor: int | None = None,
) -> PhotoTexture:
    """Albedo of one sample, as fine as its photo.

    Args:
        photo: the very square that the model saw, in the photo's own resolution, [0, 1].
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        factor: the canonical grid is refined by this, 1 to 8; by default by :func:`texture_factor`.

    Raises:
        InputError: a wrong shape, index or factor.
    """
    one = reconstruction.sample(index)
    check_shape("photo", photo, (3, photo.shape[-1], photo.shape[-1]))
    if factor is None:
        factor = texture_factor(camera.size, photo.shape[-1])
    depth = refine_depth(one.factors.canonical_depth.float(), factor)
    fine = camera.resized(finer_size(camera.size, factor))
    visibility = compute_visibility(depth, one.factors.viewpoint, fine)
    where = visibility.pixel / factor  # pixels of the model's image

    colour = sample_photo(photo[None].detach().float().cpu(), where, camera.size, mode="bicubic").clamp(0, 1)
    own_share = _smoothstep(visibility.density, MIN_DENSITY, FULL_DENSITY)[:, None]
    own_share = own_share * _feathered(visibility.visible[:, None].float(), _FEATHER * factor)
    shading = shade_normals(normals_from_depth(depth, fine), one.factors.light, one.shading_gamma)
    shading = shading.clamp(min=DARKEST_SHADING)
    shading = _limited(_supported_shading(shading, colour, own_share, factor), own_share)
    # Brighter than white paper in this light, as shining eyes are: the surplus is light, or albedo would be clipped.
    shading = shading + own_share * (colour.amax(1, keepdim=True) - shading).clamp(min=0)
    own = colour / shading

    other, model = own.flip(3), refine_image(one.factors.albedo, factor)
    other_share = (own_share * _symmetry(one, where, camera.size)).flip(3)
    other = other * _match(own, other, own_share * own_share.flip(3), factor)
    model = model * _match(own, model, own_share, factor)

    mirrored = (1 - own_share) * other_share
    albedo = own_share * own + mirrored * other + (1 - own_share - mirrored) * model
    return PhotoTexture(albedo[0].clamp(0, 1), shading[0], own_share[0], mirrored[0])


def _symmetry(one: ModelOutput, where: Tensor, size: int) -> Tensor:
    """How far a point stands for its mirror point, [0, 1].

    A large sigma alone does not speak against symmetry: detail that the model's albedo lacks makes both sigmas
    large. One that is larger for the flipped reconstruction than for the plain one does.
    """
    sigma, sigma_flip = one.factors.sigma, one.factors.sigma_flip
    if sigma is None or sigma_flip is None:
        return where.new_ones(())
    return sample_photo((sigma / sigma_flip.clamp(min=1e-6)).clamp(max=1), where, size)


def _smoothstep(values: Tensor, low: float, high: float) -> Tensor:
    t = ((values - low) / (high - low)).clamp(0, 1)
    return t * t * (3 - 2 * t)


def _feathered(mask: Tensor, deviation: float) -> Tensor:
    """A mask in [0, 1] that is 0 wherever ``mask`` is and rises smoothly inside."""
    reach = max(1, round(deviation))
    kept = 1 - functional.max_pool2d(1 - functional.pad(mask, (reach,) * 4), 2 * reach + 1, 1)
    return gaussian_blur(kept, deviation / 2) * mask


def _supported_shading(shading: Tensor, colour: Tensor, weight: Tensor, factor: int) -> Tensor:
    """The shading, less those of its details that the photo does not show.

    The model's shading is right in the large, but its shadow of the nose, say, lies a little beside the photo's:
    dividing by it would leave a bright blot. So log shading, slightly blurred, is split into a coarse and a fine part;
    the coarse one stays, and the fine one is multiplied by the slope (0 to 1) of the photo's log brightness over it in
    the neighbourhood, times the squared correlation of the two.
    """
    light = colour.mean(1, keepdim=True)
    log_shading, log_light, near = (
        _on_model_grid(part, factor) for part in (shading.log(), light.clamp(min=0.02).log(), weight)
    )

    def mean(values: Tensor, deviation: float) -> Tensor:  # where nothing is seen nearby, the value itself
        return (gaussian_blur(values * near, deviation) + 1e-3 * values) / (gaussian_blur(near, deviation) + 1e-3)

    log_shading = mean(log_shading, _SHADING_BLUR)
    coarse = mean(log_shading, _SHADING_COARSE)
    detail, detail_light = log_shading - coarse, log_light - mean(log_light, _SHADING_COARSE)
    together = mean(detail * detail_light, _SHADING_WINDOW).clamp(min=0)
    square, square_light = mean(detail.square(), _SHADING_WINDOW), mean(detail_light.square(), _SHADING_WINDOW)
    slope = (together / (square + 1e-5)).clamp(max=1)
    correlation_squared = (together.square() / (square * square_light + 1e-9)).clamp(max=1)
    return _on_fine_grid(coarse + slope * correlation_squared * detail, factor).exp()


def _limited(shading: Tensor, weight: Tensor) -> Tensor:
    """Shading held smoothly within a factor of ``_LIGHT_LIMIT`` of its mean over what the photo sees."""
    mean = (shading.log() * weight).sum() / weight.sum().clamp(min=1e-3)
    limit = math.log(_LIGHT_LIMIT)
    return (mean + limit * ((shading.log() - mean) / limit).tanh()).exp()


def _match(own: Tensor, other: Tensor, weight: Tensor, factor: int) -> Tensor:
    """Factor per colour: brings ``other`` to ``own`` near where ``weight`` compares them; far away the mean one."""
    own, other, weight = (_on_model_grid(part, factor) for part in (own * weight, other * weight, weight))
    overall = (own.sum((2, 3), keepdim=True) + 1e-3) / (other.sum((2, 3), keepdim=True) + 1e-3)
    faint = 0.02 * (other.sum((2, 3), keepdim=True) + 1e-3) / (weight.sum() + 1e-3)
    ratio = (gaussian_blur(own, _MATCH) + faint * overall) / (gaussian_blur(other, _MATCH) + faint)
    return _on_fine_grid(ratio.clamp(1 / _MATCH_LIMIT, _MATCH_LIMIT), factor)


def _on_model_grid(image: Tensor, factor: int) -> Tensor:
    """Means about every ``factor``-th point."""
    reach = factor // 2
    return functional.avg_pool2d(image, 2 * reach + 1, factor, reach, count_include_pad=False)


def _on_fine_grid(image: Tensor, factor: int) -> Tensor:
    size = finer_size(image.shape[-1], factor)
    return functional.interpolate(image, size=(size, size), mode="bicubic", align_corners=True)
