"""Ground within the outline, along the object's edge, found by its colour.

The outline follows what is known of the object as a whole, also of its mirror half. It may lie some points outside the
object's edge in the photo, and a strip of ground then turns with the object. So a band within the outline is compared
with the colours farther inside and those outside. Where the photo's evidence speaks against the object, and the band
resembles the outside, which differs clearly from the inside, the outline moves inwards, by a distance that varies
smoothly along it. Where the object goes on beyond the outline, nothing changes. The page's own code,
``viewer/src/cutout/ground-rim.ts``, follows the same steps.
"""

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import NDArray

from probsym.export.contour import DIRECTIONS, best_circle, blurred_circle, from_polar, to_polar
from probsym.export.object_probability import falling
from probsym.export.segmentation import Map

_BAND, _REFERENCE = 9, 4.0
"""In points: the band's width, and the standard deviation of the Gaussians that average colours on its sides."""
_NEAR = 1e-4
"""Weight near a point, of 1, from which on its neighbours have a mean."""
_CONTRAST = (0.12, 0.25)
"""Differences in colour between the sides from which on, and from which on fully, the band is judged."""
_UNLIKELY = (0.4, 0.8)
"""Up to the first probability of being the object a point is judged fully, from the second on not at all."""
_UPPER = (0.35, 0.6)
"""The sides end, and the upper end begins, at these heights above the middle, in half sides."""
_GROUND_SHARE, _CAUTION = 0.5, 0.08
"""Where ground begins from the colours inside, 0, to those outside, 1; and what is taken off the evidence."""
_PRICE = 0.5
"""Of a change by a point from one direction to the next, in units of evidence."""
_BLUR = 3.0
"""Of the distances by which the outline moves, in directions."""
_SOFT = 4.0
"""Width of the new edge, points."""


def without_ground_rim(
    opacity: Map,
    colours: Float[np.ndarray, "points points 3"],
    probability: Map,
    seen: Bool[np.ndarray, "points points"],
    lower: float,
    sides_alone: bool = False,
) -> Map:
    """The opacity without strips of ground at the object's edge; nowhere more than before.

    Args:
        opacity: of the canonical grid, [0, 1].
        colours: of its points in the photo, RGB, [0, 1].
        probability: of its points by the photo alone that they are the object.
        seen: which of them the photo sees.
        lower: how far the point that the outline's distances start from lies below the middle; see
            :func:`probsym.export.contour.enclose`.
        sides_alone: do not change the upper end: hair above a face differs in colour, but is not background.
    """
    import cv2

    region = (opacity > 0.5).astype(np.float32)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _BAND + 1, 2 * _BAND + 1))
    core = cv2.erode(region, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    inner, known_inside = _mean_near(colours, core * seen)
    outer, known_outside = _mean_near(colours, (1 - region) * seen)
    across = outer - inner
    contrast = np.linalg.norm(across, axis=-1)
    share = ((colours - inner) * across).sum(-1) / np.maximum(contrast, 1e-3) ** 2
    judged = 1 - falling(contrast, *_CONTRAST)
    judged *= falling(probability, *_UNLIKELY) * seen * known_inside * known_outside
    if sides_alone:
        judged *= falling(np.linspace(1, -1, len(opacity), dtype=np.float32), *_UPPER)[:, None]
    ground = judged * (share.clip(0, 1) - _GROUND_SHARE) - _CAUTION

    reach = _reach(opacity, lower)
    within = to_polar(ground.astype(np.float32), reach[:, None] - np.arange(_BAND) - 0.5, lower)
    gain = np.concatenate([np.zeros((DIRECTIONS, 1)), within.cumsum(1)], 1)
    trim = blurred_circle(best_circle(gain, _PRICE, 1).astype(np.float64), _BLUR)
    if trim.max() < 0.5:
        return opacity
    limit, distance = from_polar(reach - trim, len(opacity), lower)
    moved, _ = from_polar(trim, len(opacity), lower)
    ramp = np.clip((limit - distance) / _SOFT + 0.5, 0, 1)
    ends = np.minimum(opacity, ramp * ramp * (3 - 2 * ramp))
    return (opacity + moved.clip(0, 1) * (ends - opacity)).astype(np.float32)


def _reach(opacity: Map, lower: float) -> NDArray[np.float64]:
    """How far the object reaches in each direction, points."""
    steps = np.arange(0, 1.5 * (1 + abs(lower)) * len(opacity), 0.5)
    inside = to_polar(opacity, np.broadcast_to(steps, (DIRECTIONS, len(steps))), lower) > 0.5
    return np.where(inside, steps, 0).max(1)


def _mean_near(
    colours: NDArray[np.float32], weight: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Means of the weighted points around each point, and where there are any."""
    import cv2

    weight = weight.astype(np.float32)
    maps = (colours * weight[..., None], weight)
    total, near = (cv2.GaussianBlur(one, (0, 0), _REFERENCE, borderType=cv2.BORDER_REPLICATE) for one in maps)
    return np.asarray(total / np.maximum(near, _NEAR)[..., None], np.float32), near > _NEAR
