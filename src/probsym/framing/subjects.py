"""Which squares of a photo are worth a model's look: what a detector found, or the middle."""

from dataclasses import dataclass

from PIL import Image

from probsym.config import Framing
from probsym.framing.crops import Square, central_square, is_framed, square_of
from probsym.framing.detectors import Detection, detect

MAX_OUTSIDE = 0.35
"""A square with a larger share beyond the photo is passed over: most of what it should show is missing."""


@dataclass(frozen=True)
class Subject:
    """One object of a photo."""

    square: Square
    detection: Detection | None = None
    """None: the central square."""


@dataclass(frozen=True)
class Search:
    """What was looked for in a photo, and what there is to show for it."""

    subjects: tuple[Subject, ...]
    """Largest first; empty if nothing was found."""
    detections: tuple[Detection, ...] = ()
    """All that the detector saw, also what is not among the subjects."""
    framed: bool = False
    """The photo was framed already, so that its central square was taken."""


def find_subjects(photo: Image.Image, framing: Framing, every: bool = False, crop: float = 1.0) -> Search:
    """The squares that a model with this framing wants of a photo; safe to call from many threads.

    Without a detector that is the central square. With one it is the square around the largest detection, or around
    each; a photo that shows little else than that square already, as one that was cut before, is taken whole.

    Args:
        photo: upright, RGB.
        framing: the detector, and where the square lies to its box.
        every: not only the largest.
        crop: the side of each square is multiplied by this, in (0, 1].

    Raises:
        InputError: an OpenCV without cascades is installed.
    """
    middle = Subject(central_square(*photo.size, crop))
    if framing.detector == "none":
        return Search((middle,))
    detections = tuple(detect(photo, framing.detector))
    subjects = [Subject(square_of(detection, framing), detection) for detection in detections]
    subjects = [subject for subject in subjects if subject.square.outside(*photo.size) <= MAX_OUTSIDE]
    if not every:
        subjects = subjects[:1]
    if len(subjects) == 1 and is_framed(subjects[0].square, *photo.size):
        return Search((middle,), detections, framed=True)
    return Search(tuple(Subject(_zoomed(one.square, crop), one.detection) for one in subjects), detections)


def _zoomed(square: Square, crop: float) -> Square:
    cut_off = square.side * (1 - crop) / 2
    return Square(square.left + cut_off, square.top + cut_off, square.side * crop)
