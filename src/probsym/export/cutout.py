"""The object's silhouette: which part of the canonical surface is the object, and not the ground around it.

Models reconstruct the whole square of the photo. What belongs to the object follows from what they know: it stands out
in depth, the confidence calls it symmetric, and it lies where the category's learned silhouette says
(:mod:`probsym.export.silhouette`) or, without one, in the middle of the square. From this guess the photo's colours are
separated into object and ground (:mod:`probsym.export.object_probability`). A model may also have a network that has
learned from these results to tell object from ground (:mod:`probsym.models.object_net`); it then says so instead. The
result is carried to the canonical frame, where hidden points take the value of their mirror point, and enclosed by one
smooth contour (:mod:`probsym.export.contour`), less strips of ground along it (:mod:`probsym.export.ground_rim`). A
mask that was given with the photo, or the photo's alpha channel, replaces all this.
"""

from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.export.canonical_view import CanonicalView
from probsym.export.contour import LIMIT, enclose
from probsym.export.ground_rim import without_ground_rim
from probsym.export.object_probability import (
    GRID,
    distance_from_middle,
    falling,
    gather_evidence,
    log_odds,
    object_probability,
    picture_of,
    seen_silhouette,
)
from probsym.export.segmentation import Map, logistic
from probsym.export.steep_rim import steep_points, without_steep_rim
from probsym.export.surface import BORDER, resample_grid
from probsym.geometry.camera import PinholeCamera
from probsym.models.object_net import ObjectNet
from probsym.types import ModelOutput

_SYMMETRIC_RADIUS = (0.7, 0.95)
"""Up to the first distance from the middle a point is the object if its mirror point is, beyond the second not."""

_SYMMETRIC_SHARE = (0.9, 0.98)
"""With a silhouette, the same for the share of photos in which it has the point."""

_INNER_ODDS, _INNER_RADIUS = 1.5, (0.5, 0.75)
"""Added to the log odds up to the first distance from the middle, falling to nothing at the second: a contour that cuts
deeper is rarely the object's."""
_RAISED_ODDS, _RAISED_DEPTH, _RAISED_RADIUS = 2.0, (0.3, 0.45), (0.95, 1.15)
"""Added to the log odds of points that stand out: as the relative depth rises over this range, and falling with the
distance from the middle. A dark eye or brow near the corner of a tight crop looks like ground, but is not as far."""
_OUTLINE_ODDS = 3.0
"""What colour and depth say of a point counts at most as much, in log odds."""
_OUTLINE_LEVEL, _OUTLINE_SLOPE = 0.53, 2.4
"""The outline is rounded off by a blur, and drawn where that is about the level."""
_GIVEN_BLUR, _GIVEN_SLOPE = 2.0, 1.5
"""The same of a given mask, in points; its pixels may be larger than a point, and its level is 0.5."""
_SPECK = 0.01
"""Parts and holes of a given mask that are no larger, as a share of the grid, are left out, and so are those of which
the photo hides more than half."""
_EDGE_FADE = 0.06
"""Share of half the square over which the object fades out where the photo ends."""
_SILHOUETTE_WEIGHT, _SHARE_LIMIT = 0.4, 0.03
"""What the log odds of the silhouette count beside those of the photo, which hold them already."""
_NET_SILHOUETTE_WEIGHT = 0.1
"""The same beside those of an object net, which is more often right."""
_NET_CAUTION, _NET_LIMIT = 0.5, 1e-4
"""Taken off its log odds, which hold a strip of ground along the outline; and how near its probabilities come to 0 and
1."""
_NET_GROUND = (0.1, 0.4)
"""Up to the first probability of an object net a point is ground whatever its mirror point is, from the second on it
may be the object."""


@dataclass(frozen=True)
class _Style:
    """How smooth and how symmetric an outline is."""

    mirrored: float
    """How much of a point's log odds is its mirror point's."""
    price: float
    """Of a step of the contour; see :func:`enclose`."""
    lower: float
    """Where its distances start; see :func:`enclose`."""
    blur: float
    """That rounds it off, pixels of the grid."""
    upper_power: float
    """How square the upper end of the photo is (2 is a circle)."""
    lower_power: float
    """How square the lower end is."""


_ROUND = _Style(0.25, 0.16, 0.0, 2.5, 3.7, 3.7)
"""Corners are rounded, as few objects fill them."""
_ALONG_SILHOUETTE = _Style(0.1, 0.05, 0.25, 1.6, 3.7, 2.3)
_EARED = _Style(0.1, 0.05, 0.25, 1.6, 12, 2.3)
"""For a silhouette that has more in the upper corners than between them."""
_NET_UPPER_POWER = 6
"""With an object net, which follows ears up to the photo's corners, these are rounded more."""
_EAR_ROWS, _EAR_SHARE = (0.03, 0.15), 0.25
"""Where ears are looked for, shares of the height, and how much more there must be in one than between them."""
_SMALLEST_SHARE = 0.05
"""A silhouette that covers less of the square is no object: the rounded square is taken."""


def cutout(
    photo: Float[Tensor, "3 pixels pixels"],
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    alpha: Float[Tensor, "1 pixels pixels"] | None = None,
    silhouette: Float[Tensor, "side side"] | None = None,
    object_net: ObjectNet | None = None,
) -> Float[Tensor, "points points"]:
    """Opacity of the canonical surface, [0, 1]: 1 on the object, 0 on the ground, with a smooth outline at 0.5.

    It is given on the canonical grid of about ``GRID`` points a side (the model's, or a refined one), which ends at the
    outermost pixel centres. One connected region is not 0, without holes, and it is never empty.

    Args:
        photo: the very square that the model saw, at any number of pixels, [0, 1].
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        alpha: a given mask or the photo's own opacity, on the same square. It decides alone, but its outline is
            rounded off by about two points, without specks, and ends at the border.
        silhouette: of the category, as in ``model.silhouette``; None: the object is expected in the middle.
        object_net: of the category, as in ``model.object_net``; it needs a silhouette, too.

    Raises:
        InputError: a wrong shape or index, or an alpha that covers nothing.
    """
    one = reconstruction.sample(index)
    check_shape("photo", photo, (3, photo.shape[-1], photo.shape[-1]))
    if camera.size > GRID:  # blurs and the price of contours are meant for points of this grid
        smaller = cutout(photo, one.resized(GRID), 0, camera.resized(GRID), alpha, silhouette, object_net)
        return resample_grid(smaller[None], camera.size)[0].clamp(0, 1)
    factor = cutout_factor(camera.size)
    view = CanonicalView(one, camera, factor)
    steep = steep_points(view.depth, camera.resized(view.size))
    if alpha is not None:
        check_shape("alpha", alpha, (1, photo.shape[-1], photo.shape[-1]))
        carried = view.carry(alpha[0].detach().float().cpu())
        opacity = _given_outline(carried, view.seen, BORDER * factor)
        opacity = without_steep_rim(opacity, view.depth[0].numpy(), steep)
        return torch.from_numpy(opacity if opacity.max() > 0.5 else _rounded_square(view.size, BORDER * factor))
    if silhouette is None:
        probability = view.carry(object_probability(gather_evidence(photo, one)))
        trust = falling(distance_from_middle(view.size, 2.5), *_SYMMETRIC_RADIUS)
        expected = _expected_in_the_middle(view.depth[0].numpy())
        style = _ROUND
    else:
        silhouette = silhouette.detach().float().cpu()
        side = (view.size, view.size)
        share = functional.interpolate(silhouette[None, None], side, mode="bilinear", align_corners=True)[0, 0].numpy()
        trust = 1 - falling(share, *_SYMMETRIC_SHARE)
        expected = log_odds(share, _SHARE_LIMIT)
        style = _EARED if _has_ears(share) else _ALONG_SILHOUETTE
        if object_net is None:
            seen = seen_silhouette(silhouette, one, camera)
            probability = view.carry(object_probability(gather_evidence(photo, one), seen))
            expected = _SILHOUETTE_WEIGHT * expected
        else:
            probability = view.carry(object_net.probability(photo.detach().cpu()))
            probability = logistic(log_odds(probability, _NET_LIMIT) - _NET_CAUTION)
            expected = _NET_SILHOUETTE_WEIGHT * expected
            trust = trust * (1 - falling(probability, *_NET_GROUND))
            style = replace(style, upper_power=min(style.upper_power, _NET_UPPER_POWER))
    frame = view.carry(_rounded_square(GRID, 1, style))
    mirrored = probability[:, ::-1] * trust
    opacity = _smooth_outline(np.maximum(probability, mirrored) * (frame > 0.5), expected, style)
    fade = _rounded_square(view.size, BORDER * factor, style)
    colours = np.stack([view.carry(channel) for channel in np.moveaxis(picture_of(photo), 2, 0)], axis=2)
    told = logistic(log_odds(probability, 1e-3).clip(-_OUTLINE_ODDS, _OUTLINE_ODDS) + expected)
    opacity = without_ground_rim(opacity * fade, colours, told, view.seen, style.lower, sides_alone=silhouette is None)
    opacity = without_steep_rim(opacity, view.depth[0].numpy(), steep)
    if opacity.mean() < _SMALLEST_SHARE:
        opacity = fade
    return torch.from_numpy(opacity.astype(np.float32))


def cutout_factor(size: int) -> int:
    """By which the grid of a model of ``size`` pixels is refined for its silhouettes."""
    return max(1, round(GRID / size))


def _expected_in_the_middle(depth: Map) -> Map:
    """Log odds for points near the middle, and for those of canonical depth clearly nearer than the square's sides."""
    inset = len(depth) // 32
    far, near = np.quantile(depth[:, [inset, -inset - 1]], 0.8), np.quantile(depth, 0.02)
    raised = 1 - falling((far - depth) / max(far - near, 1e-4), *_RAISED_DEPTH)
    distance = distance_from_middle(len(depth), 2.5)
    inner = _INNER_ODDS * falling(distance, *_INNER_RADIUS)
    return (inner + _RAISED_ODDS * falling(distance, *_RAISED_RADIUS) * raised).astype(np.float32)


def _has_ears(silhouette: Map) -> bool:
    first, last = (round(share * len(silhouette)) for share in _EAR_ROWS)
    upper = silhouette[first:last]
    return bool((upper.max(axis=1) - upper[:, len(silhouette) // 2]).max() > _EAR_SHARE)


def _smooth_outline(probability: Map, expected: Map, style: _Style) -> Map:
    """The best closed contour around the middle, its edge rounded off."""
    import cv2

    odds = log_odds(probability, 1e-3).clip(-_OUTLINE_ODDS, _OUTLINE_ODDS) + expected
    odds = (1 - style.mirrored) * odds + style.mirrored * odds[:, ::-1]
    odds[probability == 0] = -LIMIT
    region = enclose(odds.astype(np.float32), style.price, style.lower).astype(np.float32)
    soft = cv2.GaussianBlur(region, (0, 0), style.blur, borderType=cv2.BORDER_REPLICATE)
    ramp = np.clip((soft - _OUTLINE_LEVEL) * _OUTLINE_SLOPE + 0.5, 0, 1)
    return (ramp * ramp * (3 - 2 * ramp)).astype(np.float32)


def _given_outline(opacity: Map, seen: NDArray[np.bool_], border: int) -> Map:
    """A given opacity on the canonical grid with a smooth outline, ``border`` points inside the edges.

    Points of which the photo says nothing, such as corners that lie outside a rotated photo, take the value of the
    nearest ones of which it does.
    """
    import cv2

    known = seen | seen[:, ::-1]
    if known.any() and not known.all():
        unknown = (~known).astype(np.uint8)
        _, labels = cv2.distanceTransformWithLabels(unknown, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
        nearest = np.asarray(labels, np.int64)
        values = np.zeros(int(nearest.max()) + 1, np.float32)
        values[nearest[known]] = opacity[known]
        opacity = values[nearest]
    size, region = len(opacity), opacity > 0.5
    for inside in (region, ~region):
        count, labels = cv2.connectedComponents(inside.astype(np.uint8), connectivity=4)
        parts = np.asarray(labels, np.int64)
        sizes = np.bincount(parts.reshape(-1), minlength=count)
        hidden = np.bincount(parts[~seen], minlength=count)
        small = (sizes <= _SPECK * size**2) | (hidden > 0.5 * sizes)
        sizes[0], small[0] = 0, False  # outside
        small[sizes.argmax()] = False
        opacity = np.where(small[parts], np.float32(inside is not region), opacity)
    opacity = (opacity * _inside(size, border + round(_GIVEN_BLUR))).astype(np.float32)
    soft = cv2.GaussianBlur(opacity, (0, 0), _GIVEN_BLUR, borderType=cv2.BORDER_REPLICATE)
    ramp = np.clip((soft - 0.5) * _GIVEN_SLOPE + 0.5, 0, 1)
    return (ramp * _inside(size, border)).astype(np.float32)


def _inside(size: int, border: int) -> Map:
    inside = np.zeros((size, size), np.float32)
    inside[border : size - border, border : size - border] = 1
    return inside


def _rounded_square(size: int, border: int, style: _Style = _ROUND) -> Map:
    """1 inside, smoothly down to 0 at a square with round corners, ``border`` points inside the edges."""
    end = 1 - 2 * border / (size - 1)
    distance = distance_from_middle(size, style.upper_power)
    distance[size // 2 :] = distance_from_middle(size, style.lower_power)[size // 2 :]
    ramp = falling(distance, end - _EDGE_FADE, end)
    return ramp * ramp * (3 - 2 * ramp)
