"""Choose the crops of a photo: around what a detector finds, or in the centre."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from probsym.config import Framing
from probsym.errors import InputError
from probsym.framing.crops import CropBox, box_around, central_box, is_already_cropped
from probsym.framing.detection import Detection, DetectorName
from probsym.framing.detectors import certain_kind, detect_kinds

MAX_OUTSIDE = 0.35
"""Crops of which a larger share lies outside the photo are discarded: most of the object is missing."""


@dataclass(frozen=True)
class FoundCrop:
    """The crop for one object in a photo."""

    box: CropBox
    detection: Detection | None = None
    """None for a centre crop."""


@dataclass(frozen=True)
class CropSearch:
    """The crops of a photo and the detections that they are based on."""

    crops: tuple[FoundCrop, ...]
    """Largest first, doubtful ones after certain ones; empty if nothing was detected."""
    detections: tuple[Detection, ...] = ()
    """All detections, also those without a crop."""
    already_cropped: bool = False
    """The photo shows the detected object cropped as wanted, so that the centre crop is used."""
    other_kind: DetectorName | None = None
    """The kind of face that is certain where none of the wanted kind was detected."""


def find_crops(
    photo: Image.Image,
    framing: Framing,
    all_detections: bool = False,
    crop: float = 1.0,
    learned: Callable[[Image.Image], Sequence[Detection]] | None = None,
) -> CropSearch:
    """The crops that a model with this framing needs of a photo. Safe to call from many threads.

    Without a detector, this is the centre crop. With one, it is the crop around the first detection (the largest of
    those that are certain) or around each detection. A photo that is such a crop already is used unchanged.

    Args:
        photo: upright, RGB.
        framing: the detector, and size and position of the crop relative to its box.
        all_detections: not only the largest.
        crop: scales the side of each crop, in (0, 1].
        learned: finds the objects in a photo for a framing by "learned", most certain first.

    Raises:
        InputError: ``learned`` is missing.
    """
    centre = FoundCrop(central_box(*photo.size, crop))
    if framing.detector == "none":
        return CropSearch((centre,))
    if framing.detector == "learned":
        if learned is None:
            raise InputError("learned: expected the detector that the framing names, got None")
        detections = tuple(learned(photo))
    else:
        faces = detect_kinds(photo)
        detections = tuple(one for one in faces if one.detector == framing.detector)
        if not detections:
            return CropSearch((), other_kind=certain_kind(faces))
    boxes = [(box_around(detection, framing), detection) for detection in detections]
    inside = [(box, detection) for box, detection in boxes if box.outside_share(*photo.size) <= MAX_OUTSIDE]
    if not all_detections:
        inside = inside[:1]
    if len(inside) == 1 and is_already_cropped(inside[0][0], *photo.size):
        return CropSearch((centre,), detections, already_cropped=True)
    return CropSearch(tuple(FoundCrop(_scaled(box, crop), detection) for box, detection in inside), detections)


def _scaled(box: CropBox, factor: float) -> CropBox:
    margin = box.side * (1 - factor) / 2
    return CropBox(box.left + margin, box.top + margin, box.side * factor, box.roll_rad)
