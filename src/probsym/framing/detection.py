"""What a detector finds in a photo."""

from dataclasses import dataclass
from typing import Literal, get_args

DetectorName = Literal["face", "cat"]
DETECTORS: tuple[DetectorName, ...] = get_args(DetectorName)
"""Of faces; the package brings both."""


@dataclass(frozen=True)
class Detection:
    """A square box around an object, in pixels of the photo from its upper left corner; it may reach beyond it."""

    detector: DetectorName | Literal["learned"]
    left: float
    top: float
    side: float
    score: float
    """How certain it is, on the detector's own scale: overlapping candidates of the cascades that find human faces,
    log-odds of a learned detector, which finds all else."""
    roll_rad: float = 0.0
    """The box is rotated by this about its centre, clockwise."""
