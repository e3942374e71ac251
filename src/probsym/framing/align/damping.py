"""Automatic boxes differ from each other only as far as that makes what they show agree better.

Where central squares are nearly right in one direction, as in portraits sideways, moves in it are mostly noise, and
shrinking them towards the typical one takes more noise than signal away. How far is measured for each direction. What
is mirror-symmetric in the mean photo then becomes the middle of the boxes.
"""

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8

from probsym.framing.align.congeal import central_oriented_box
from probsym.framing.align.oriented_box import OrientedBox, crop_box
from probsym.framing.align.unclicked import Boxer
from probsym.inspection.alignment import COMPARED_SIZE, Alignment, measure_alignment, symmetry_axis

_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_KEPT = 0.95
"""The smallest share is taken with which the photos agree this well, relative to the best."""


def damp(boxer: Boxer, photos: Sequence[UInt8[np.ndarray, "_ _ 3"]]) -> Boxer:
    """A method whose boxes keep a share of their difference from the typical box, for each of x, y and the side.

    Boxes are compared relative to the central squares of their photos; typical is the median. All are then moved
    sideways by the same share of their side, so that the axis of symmetry of their mean photo is in the middle.

    Args:
        boxer: the method.
        photos: at least two with a box, on which the shares are chosen, best not those the method learned from.
    """
    pairs = [(photo, box) for photo in photos if (box := boxer(photo)) is not None]
    moves = np.array([_move(photo, box) for photo, box in pairs])
    typical = np.median(moves, axis=0)

    def measured(shares: np.ndarray) -> Alignment:
        damped = typical + shares * (moves - typical)
        crops = [
            crop_box(photo, _moved(photo, move), COMPARED_SIZE) for (photo, _), move in zip(pairs, damped, strict=True)
        ]
        return measure_alignment(np.stack(crops))

    shares = np.ones(3)
    for direction in (0, 1, 2, 0, 1, 2):
        options = [np.where(np.arange(3) == direction, share, shares) for share in _SHARES]
        found = [measured(option).agreement for option in options]
        shares = next(option for option, value in zip(options, found, strict=True) if value >= _KEPT * max(found))
    sideways = symmetry_axis(measured(shares).mean)[0] / COMPARED_SIZE

    def fit(photo: UInt8[np.ndarray, "height width 3"]) -> OrientedBox | None:
        box = boxer(photo)
        if box is None:
            return None
        return _moved(photo, typical + shares * (_move(photo, box) - typical)).moved(sideways, 0.0)

    return fit


def _move(photo: UInt8[np.ndarray, "height width 3"], box: OrientedBox) -> Float[np.ndarray, "3"]:
    """From the central square: x and y in its sides, logarithm of the sides' ratio."""
    start = central_oriented_box(photo[..., 0])
    return np.array([(box.x - start.x) / start.side, (box.y - start.y) / start.side, math.log(box.side / start.side)])


def _moved(photo: UInt8[np.ndarray, "height width 3"], move: Float[np.ndarray, "3"]) -> OrientedBox:
    x, y, log_side = (float(value) for value in move)
    return central_oriented_box(photo[..., 0]).moved(x, y, math.exp(log_side))
