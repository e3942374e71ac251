"""How likely each pixel of a photo shows the object, from what a model knows of the photo.

The guess before any colour is looked at has three parts: the object stands out in depth, the confidence calls it
symmetric, and it lies where objects of its category lie, which the model's silhouette says. Models without one expect
the object in the middle of the square. The photo's colours then decide (:mod:`probsym.export.segmentation`).
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.export.pictures import confidence
from probsym.export.segmentation import Map, segment
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.reprojection import reproject
from probsym.types import ModelOutput

GRID = 128
"""Pixels a side at which the photo is separated; silhouettes have about as many points."""

# Log odds of a pixel, from its relative depth (1 nearest, 0 as far as the sides of the square) and its relative
# confidence.
_DEPTH_ODDS, _DEPTH_ZERO = 4.5, 0.28
_CONFIDENCE_ODDS, _CONFIDENCE_ZERO = 1.5, 0.45
_ODDS_LIMITS = (-4.0, 3.0)
_CORE_ODDS = 4.0
"""Added where the object certainly is, whatever its colour (a pupil, a dark mouth)."""
_GROUND_WEIGHT, _GROUND_RIM = 0.3, 0.88
"""The photo's upper edge and its sides, beyond this, are likely ground; at the lower edge the object goes on."""

# Without a silhouette: log odds by the distance from the middle, and the radii within which the object certainly is and
# mostly has its colours.
_MIDDLE_ODDS, _MIDDLE_ZERO = 5.0, 0.74
_CORE_RADIUS, _COLOUR_RADIUS = (0.46, 0.66), (0.5, 0.75)

# With one: what its log odds and those of depth count, and the shares of photos from which on the object certainly is
# there and mostly has its colours.
_SILHOUETTE_WEIGHT, _DEPTH_WEIGHT = 1.3, 0.3
_CORE_SHARE, _COLOUR_SHARE = (0.9, 0.98), (0.75, 0.95)
_SHARE_LIMIT = 0.03
"""A silhouette says at least this much for and against the object."""


@dataclass(frozen=True)
class Evidence:
    """What is known of one photo before its colours are looked at; maps of ``GRID`` x ``GRID`` pixels."""

    picture: Map
    """RGB, [0, 1], with a third axis."""
    depth: Map
    """Relative depth: 1 nearest, 0 as far as the sides of the square, not below -0.5."""
    confidence: Map | None
    """Relative symmetry confidence, [0, 1]."""


def gather_evidence(photo: Float[Tensor, "3 pixels pixels"], one: ModelOutput) -> Evidence:
    """Maps of a photo and its reconstruction, a batch of one on the CPU."""
    has_confidence = one.factors.sigma_flip is not None
    return Evidence(picture_of(photo), _relative_depth(one), _relative_confidence(one) if has_confidence else None)


def picture_of(photo: Float[Tensor, "3 pixels pixels"]) -> Float[np.ndarray, "points points 3"]:
    """A photo at ``GRID`` pixels a side."""
    import cv2

    picture = photo.detach().float().cpu().clamp(0, 1).permute(1, 2, 0).numpy()
    how = cv2.INTER_AREA if photo.shape[-1] > GRID else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (GRID, GRID), interpolation=how), np.float32)


def object_probability(evidence: Evidence, silhouette: Map | None = None) -> Map:
    """Probability that each of ``GRID`` x ``GRID`` pixels shows the object.

    Args:
        evidence: of the photo.
        silhouette: of the category in this photo, [0, 1], from :func:`seen_silhouette`.
    """
    radius = distance_from_middle(GRID, 2.5)
    depth_odds = _DEPTH_ODDS * (evidence.depth - _DEPTH_ZERO)
    axis = np.linspace(-1, 1, GRID, dtype=np.float32)
    rim = _GROUND_WEIGHT * (np.maximum(np.abs(axis)[None], -axis[:, None]) > _GROUND_RIM)
    if silhouette is None:
        odds = _MIDDLE_ODDS * (_MIDDLE_ZERO - radius) + depth_odds
        core, coloured = falling(radius, *_CORE_RADIUS), falling(radius, *_COLOUR_RADIUS)
    else:
        odds = _SILHOUETTE_WEIGHT * log_odds(silhouette, _SHARE_LIMIT) + _DEPTH_WEIGHT * depth_odds
        core, coloured = (1 - falling(silhouette, *shares) for shares in (_CORE_SHARE, _COLOUR_SHARE))
        rim = rim * (1 - silhouette)
    if evidence.confidence is not None:
        odds = odds + _CONFIDENCE_ODDS * (evidence.confidence - _CONFIDENCE_ZERO)
    guess = np.clip(odds, *_ODDS_LIMITS) + _CORE_ODDS * core
    return segment(evidence.picture, guess.astype(np.float32), coloured, rim.astype(np.float32))


def seen_silhouette(silhouette: Float[Tensor, "points points"], one: ModelOutput, camera: PinholeCamera) -> Map:
    """A silhouette in the canonical frame as the photo shows it, ``GRID`` x ``GRID``; nothing where no surface is seen.

    Args:
        silhouette: of the category, [0, 1].
        one: a batch of one, on the CPU.
        camera: the model's.
    """
    size = (camera.size, camera.size)
    canonical = functional.interpolate(silhouette[None, None].float(), size, mode="bilinear", align_corners=True)
    image, _, _ = reproject(canonical, one.factors.canonical_depth.float(), one.factors.viewpoint, camera)
    return _on_photo_grid(image[0, 0])


def log_odds(probability: Map, limit: float) -> Map:
    """Of probabilities, which are first kept ``limit`` away from 0 and 1."""
    inside = probability.clip(limit, 1 - limit)
    return np.log(inside / (1 - inside)).astype(np.float32)


def distance_from_middle(size: int, power: float) -> Map:
    """From the middle of a square of half side 1, between a circle's (power 2) and a square's (large powers)."""
    axis = np.abs(np.linspace(-1, 1, size, dtype=np.float32)) ** power
    return ((axis[:, None] + axis[None]) ** (1 / power)).astype(np.float32)


def falling(values: Map, start: float, end: float) -> Map:
    """1 up to ``start``, from there down to 0 at ``end``."""
    return np.clip((end - values) / (end - start), 0, 1).astype(np.float32)


def _relative_depth(one: ModelOutput) -> Map:
    """1 at the nearest point that the photo sees, 0 at the depth of the square's sides; not below -0.5."""
    mask = one.mask[0]
    seen = one.depth[0][mask] if mask.any() else one.factors.canonical_depth.reshape(-1)
    depth = _on_photo_grid(torch.where(mask, one.depth[0], seen.max()))
    inset = GRID // 32
    sides = depth[inset:-inset, [inset, -inset - 1]]
    far, near = np.quantile(sides, 0.8), np.quantile(depth, 0.02)
    return np.clip((far - depth) / max(far - near, 1e-4), -0.5, 1).astype(np.float32)


def _relative_confidence(one: ModelOutput) -> Map:
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
