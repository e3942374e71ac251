"""The object's silhouette: which part of the canonical surface is the object, and not the ground around it.

Models reconstruct the whole square of the photo. What belongs to the object follows from what they know: it stands out
in depth, the confidence calls it symmetric, and it lies in the middle of the square. From this guess the photo's
colours are separated into object and ground (:mod:`probsym.export.segmentation`). The result is carried to the
canonical frame, where hidden points take the value of their mirror point, and enclosed by one smooth contour
(:mod:`probsym.export.contour`). No network is used and nothing is trained. A photo with an alpha channel brings its
own silhouette, which replaces all this.
"""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_range, check_shape
from probsym.export.contour import LIMIT, enclose
from probsym.export.pictures import confidence
from probsym.export.segmentation import Map, segment
from probsym.export.surface import BORDER, finer_size, refine_depth
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.visibility import compute_visibility, sample_photo
from probsym.types import Reconstruction

GRID = 128
"""Pixels a side at which the photo is separated; silhouettes have about as many points."""

# Log odds of a pixel, from its relative depth (1 nearest, 0 as far as the sides of the square), its relative
# confidence, and its distance from the middle.
_DEPTH_ODDS, _DEPTH_ZERO = 4.5, 0.28
_CONFIDENCE_ODDS, _CONFIDENCE_ZERO = 1.5, 0.45
_MIDDLE_ODDS, _MIDDLE_ZERO = 5.0, 0.74
_ODDS_LIMITS = (-4.0, 3.0)
_CORE_ODDS, _CORE_RADIUS = 4.0, 0.66
"""Within this distance from the middle a pixel is the object, whatever its colour (a pupil, a dark mouth)."""
_GROUND_WEIGHT, _GROUND_RIM = 0.3, 0.88
"""The photo's upper edge and its sides, beyond this, are likely ground; at the lower edge the object goes on."""
_SYMMETRIC_RADIUS = (0.7, 0.95)
"""Up to the first distance from the middle a point is the object if its mirror point is, beyond the second not."""

_INNER_ODDS, _INNER_RADIUS = 1.5, (0.5, 0.75)
"""Added to the log odds up to the first distance from the middle, falling to nothing at the second: a contour that cuts
deeper is rarely the object's."""
_RAISED_ODDS, _RAISED_DEPTH, _RAISED_RADIUS = 2.0, (0.3, 0.45), (0.95, 1.15)
"""Added to the log odds of points that stand out: as the relative depth rises over this range, and falling with the
distance from the middle. A dark eye or brow near the corner of a tight crop looks like ground, but is not as far."""
_MIRRORED_SHARE = 0.25
"""How much of a point's log odds is its mirror point's."""
_OUTLINE_ODDS = 3.0
"""What colour and depth say of a point counts at most as much, in log odds."""
_OUTLINE_BLUR, _OUTLINE_LEVEL, _OUTLINE_SLOPE = 2.5, 0.53, 2.4
"""The outline is rounded off by a blur, in pixels of the grid, and drawn where that is about the level."""
_EDGE_FADE, _FRAME_POWER = 0.06, 3.7
"""Share of half the square over which the object fades out where the photo ends, and how square that end is (2 is a
circle): corners are rounded, as few objects fill them."""
_SMALLEST_SHARE = 0.05
"""A silhouette that covers less of the square is no object: the rounded square is taken."""


def cutout(
    photo: Float[Tensor, "3 pixels pixels"],
    reconstruction: Reconstruction,
    index: int,
    camera: PinholeCamera,
    alpha: Float[Tensor, "1 pixels pixels"] | None = None,
) -> Float[Tensor, "points points"]:
    """Opacity of the canonical surface, [0, 1]: 1 on the object, 0 on the ground, with a smooth outline at 0.5.

    It is given on the canonical grid of about ``GRID`` points a side (the model's, or a refined one), which ends at the
    outermost pixel centres. One connected region is not 0, without holes, and it is never empty.

    Args:
        photo: the very square that the model saw, at any number of pixels, [0, 1].
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        alpha: the photo's own opacity on the same square; it is used as it is, but for the border.

    Raises:
        InputError: a wrong shape or index, or an alpha that covers nothing.
    """
    check_range("index", index, 0, reconstruction.shading.shape[0] - 1)
    check_shape("photo", photo, (3, photo.shape[-1], photo.shape[-1]))
    one = reconstruction[index : index + 1].detach().to("cpu")
    factor = cutout_factor(camera.size)
    fine = camera.resized(finer_size(camera.size, factor))
    depth = refine_depth(one.factors.canonical_depth.float(), factor)
    visibility = compute_visibility(depth, one.factors.viewpoint, fine)
    where = visibility.pixel / factor
    seen = visibility.visible[0].numpy()

    def canonical(values: Tensor) -> Map:
        """A map of the photo, 1 1 n n, at the canonical points; hidden ones take their mirror point's value."""
        here = sample_photo(values, where, camera.size)[0, 0].numpy()
        known = np.where(seen, here, 0.0)
        return np.where(seen, known, known[:, ::-1]).astype(np.float32)

    fade = _rounded_square(fine.size, BORDER * factor)
    if alpha is not None:
        check_shape("alpha", alpha, (1, photo.shape[-1], photo.shape[-1]))
        opacity = canonical(alpha[None].detach().float().cpu()) * _inside(fine.size, BORDER * factor)
        return torch.from_numpy(opacity if opacity.max() > 0.5 else fade)
    probability = canonical(torch.from_numpy(_segmented(photo, one, camera.size))[None, None])
    frame = canonical(torch.from_numpy(_rounded_square(GRID, 1))[None, None])
    mirrored = probability[:, ::-1] * _falling(_distance(fine.size, 2.5), *_SYMMETRIC_RADIUS)
    opacity = _smooth_outline(np.maximum(probability, mirrored) * (frame > 0.5), _raised(depth[0].numpy())) * fade
    if opacity.mean() < _SMALLEST_SHARE:
        opacity = fade
    return torch.from_numpy(opacity.astype(np.float32))


def cutout_factor(size: int) -> int:
    """By which the grid of a model of ``size`` pixels is refined for its silhouettes."""
    return max(1, round(GRID / size))


def _segmented(photo: Tensor, one: Reconstruction, size: int) -> Map:
    """Probability of the object for ``GRID`` x ``GRID`` pixels of the photo."""
    import cv2

    picture = photo.detach().float().cpu().clamp(0, 1).permute(1, 2, 0).numpy()
    shrinks = photo.shape[-1] > GRID
    picture = cv2.resize(picture, (GRID, GRID), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    radius = _distance(GRID, 2.5)
    odds = _MIDDLE_ODDS * (_MIDDLE_ZERO - radius)
    odds += _DEPTH_ODDS * (_relative_depth(one) - _DEPTH_ZERO)
    if one.factors.sigma_flip is not None:
        odds += _CONFIDENCE_ODDS * (_relative_confidence(one) - _CONFIDENCE_ZERO)
    core = _falling(radius, _CORE_RADIUS - 0.2, _CORE_RADIUS)
    guess = np.clip(odds, *_ODDS_LIMITS) + _CORE_ODDS * core
    axis = np.linspace(-1, 1, GRID, dtype=np.float32)
    rim = np.maximum(np.abs(axis)[None], -axis[:, None]) > _GROUND_RIM
    middle = _falling(radius, 0.5, 0.75)
    return segment(
        np.asarray(picture, np.float32), guess.astype(np.float32), middle, _GROUND_WEIGHT * rim.astype(np.float32)
    )


def _relative_depth(one: Reconstruction) -> Map:
    """1 at the nearest point that the photo sees, 0 at the depth of the square's sides; not below -0.5."""
    mask = one.mask[0]
    seen = one.depth[0][mask] if mask.any() else one.factors.canonical_depth.reshape(-1)
    depth = _on_photo_grid(torch.where(mask, one.depth[0], seen.max()))
    inset = GRID // 32
    sides = depth[inset:-inset, [inset, -inset - 1]]
    far, near = np.quantile(sides, 0.8), np.quantile(depth, 0.02)
    return np.clip((far - depth) / max(far - near, 1e-4), -0.5, 1).astype(np.float32)


def _relative_confidence(one: Reconstruction) -> Map:
    """Symmetry confidence, smoothed, stretched to [0, 1] between its own quantiles."""
    import cv2

    assert one.factors.sigma_flip is not None
    values = _on_photo_grid(confidence(one.factors.sigma_flip)[0, 0])
    values = cv2.GaussianBlur(values, (0, 0), 4, borderType=cv2.BORDER_REPLICATE)
    low, high = np.quantile(values, 0.05), np.quantile(values, 0.8)
    return np.clip((values - low) / max(high - low, 1e-3), 0, 1).astype(np.float32)


def _on_photo_grid(values: Float[Tensor, "size size"]) -> Map:
    import cv2

    return np.asarray(cv2.resize(values.float().numpy(), (GRID, GRID), interpolation=cv2.INTER_LINEAR), np.float32)


def _raised(depth: Map) -> Map:
    """1 where canonical depth is clearly nearer than the sides of the square, 0 where it is about as far."""
    inset = len(depth) // 32
    far, near = np.quantile(depth[:, [inset, -inset - 1]], 0.8), np.quantile(depth, 0.02)
    return 1 - _falling((far - depth) / max(far - near, 1e-4), *_RAISED_DEPTH)


def _smooth_outline(probability: Map, raised: Map) -> Map:
    """The best closed contour around the middle, its edge rounded off."""
    import cv2

    inside = probability.clip(1e-3, 1 - 1e-3)
    odds = np.log(inside / (1 - inside)).clip(-_OUTLINE_ODDS, _OUTLINE_ODDS)
    distance = _distance(len(odds), 2.5)
    odds += _INNER_ODDS * _falling(distance, *_INNER_RADIUS)
    odds += _RAISED_ODDS * _falling(distance, *_RAISED_RADIUS) * raised
    odds = (1 - _MIRRORED_SHARE) * odds + _MIRRORED_SHARE * odds[:, ::-1]
    odds[probability == 0] = -LIMIT
    region = enclose(odds.astype(np.float32)).astype(np.float32)
    soft = cv2.GaussianBlur(region, (0, 0), _OUTLINE_BLUR, borderType=cv2.BORDER_REPLICATE)
    ramp = np.clip((soft - _OUTLINE_LEVEL) * _OUTLINE_SLOPE + 0.5, 0, 1)
    return (ramp * ramp * (3 - 2 * ramp)).astype(np.float32)


def _distance(size: int, power: float) -> Map:
    """From the middle of a square of half side 1, between a circle's (power 2) and a square's (large powers)."""
    axis = np.abs(np.linspace(-1, 1, size, dtype=np.float32)) ** power
    return ((axis[:, None] + axis[None]) ** (1 / power)).astype(np.float32)


def _falling(values: Map, start: float, end: float) -> Map:
    return np.clip((end - values) / (end - start), 0, 1).astype(np.float32)


def _inside(size: int, border: int) -> Map:
    inside = np.zeros((size, size), np.float32)
    inside[border : size - border, border : size - border] = 1
    return inside


def _rounded_square(size: int, border: int) -> Map:
    """1 inside, smoothly down to 0 at a square with round corners, ``border`` points inside the edges."""
    end = 1 - 2 * border / (size - 1)
    ramp = _falling(_distance(size, _FRAME_POWER), end - _EDGE_FADE, end)
    return ramp * ramp * (3 - 2 * ramp)
