"""Alignment without clicks: foreground boxes or joint alignment, where they measure better than central squares."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from jaxtyping import UInt8

from probsym.config import DETECTOR_FILE, Framing
from probsym.data.decoding import opened_photo
from probsym.data.image_files import UnreadableImageError, quiet_pillow
from probsym.data.photos import ImageFile, open_photos
from probsym.errors import InputError
from probsym.framing.align.congeal import central_oriented_box, congeal
from probsym.framing.align.crop_writer import AlignReport, check_request, write_crops
from probsym.framing.align.detector import LearnedDetector, working_image
from probsym.framing.align.detector_file import detector_to_bytes
from probsym.framing.align.oriented_box import OrientedBox, crop_box
from probsym.framing.align.session import THREADS
from probsym.framing.align.unclicked import Boxer, damp, detected_or, foreground_box, learn_from_boxes
from probsym.framing.crops import CropBox
from probsym.inspection.alignment import COMPARED_SIZE, Alignment, measure_alignment
from probsym.progress import TaskProgress

Method = Literal["foreground", "congealing", "central"]
_SAMPLE = 200
"""Photos on which methods are compared, spread evenly; congealing learns from every other one and is measured on the
rest."""
_MIN_SAMPLE = 8
_FOREGROUND_SHARE = 0.8
"""Of the photos have to be on plain ground."""
_BETTER, _ABSOLUTE = 1.1, 0.003
"""A method's agreement has to exceed the central squares' by this factor and by this much."""
_SYMMETRY_LOSS = 0.02
"""It may cost so much symmetry of the mean photo."""
_DETECTOR_LOSS = 0.95
"""A detector of what a method found replaces it if it keeps this share of the agreement."""


@dataclass(frozen=True)
class Choice:
    """How the photos of a folder are cropped."""

    method: Method
    boxer: Boxer
    detector: LearnedDetector | None = None
    """Of what the method found; None: new photos are framed by their central square."""


def align_auto(
    photos: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    size: int = 256,
    min_size: int = 32,
    limit: int = 0,
    progress: TaskProgress | None = None,
) -> AlignReport:
    """Crop photos of one category without clicks, and write the crops to a folder.

    Three methods are compared by the agreement of the photos and the symmetry of their mean, as in ``probsym
    inspect``: segmenting the object from a plain background, joint alignment of features, and the centre crop. The
    centre crop is kept unless another method is better. In that case, a detector is learned from its boxes and stored
    in the folder and with models trained on it, so that new photos are cropped in the same way.

    Args:
        photos: photos, folders of photos (searched recursively) and zip archives.
        out: output folder; must be new or empty. It appears when all crops are written.
        size: largest size of a crop in pixels; larger ones are downsampled.
        min_size: smallest size of a crop in pixels; smaller ones are skipped.
        limit: use at most this many photos; 0 for all.
        progress: called with (what is being done, photos done, photos in all).

    Raises:
        InputError: bad arguments, or fewer than eight photos that can be read; nothing has been written.
        OSError: a result cannot be written.
    """
    sources, folder = check_request(photos, out, size, min_size, limit)
    with open_photos(sources) as files, quiet_pillow():
        files = files[: limit or None]
        choice = choose_method(_sample(files, progress), progress)

        def place(photo: UInt8[np.ndarray, "height width 3"], name: str) -> CropBox | str:
            box = choice.boxer(photo)
            if box is None:
                return "its ground is not plain"
            return CropBox(box.x - box.side / 2, box.y - box.side / 2, box.side)

        detector = choice.detector
        framing = Framing() if detector is None else detector.framing
        extra = {} if detector is None else {DETECTOR_FILE: detector_to_bytes(detector)}
        return write_crops(
            files, folder, place, framing, size, min_size, method=choice.method, extra=extra, progress=progress
        )


def choose_method(photos: Sequence[UInt8[np.ndarray, "_ _ 3"]], progress: TaskProgress | None = None) -> Choice:
    """The method whose crops of a sample agree best; the central square unless another is clearly better.

    Args:
        photos: RGB, at least eight.
        progress: told how many methods have been measured.
    """
    learning, held_out = photos[::2], photos[1::2]
    best = Choice("central", _central)
    base = figures = _measured(held_out, _central)
    methods: list[tuple[Method, Callable[[], Boxer | None]]] = [
        ("foreground", lambda: foreground_boxer(photos)),
        ("congealing", lambda: damp(congealing_boxer(learning), held_out)),
    ]
    tell = progress or (lambda what, done, total: None)
    for number, (method, make) in enumerate(methods):
        tell("comparing methods", number + 1, len(methods) + 1)
        boxer = make()
        if boxer is None:
            continue
        found = _measured(held_out, boxer)
        if _is_better(found, base) and found.agreement > figures.agreement:
            best, figures = Choice(method, boxer), found
    tell("comparing methods", len(methods) + 1, len(methods) + 1)
    if best.method == "central":
        return best
    detector = learn_from_boxes(learning, best.boxer)
    if detector is None:
        return best
    boxer = detected_or(detector, best.boxer)
    found = _measured(held_out, boxer)
    if _is_better(found, base) and found.agreement >= _DETECTOR_LOSS * figures.agreement:
        return Choice(best.method, boxer, detector)
    return best


def _is_better(found: Alignment, base: Alignment) -> bool:
    needed = max(base.agreement * _BETTER, base.agreement + _ABSOLUTE)
    return found.agreement > needed and found.symmetry > base.symmetry - _SYMMETRY_LOSS


def _measured(photos: Sequence[UInt8[np.ndarray, "_ _ 3"]], boxer: Boxer) -> Alignment:
    crops = [crop_box(photo, box, COMPARED_SIZE) for photo in photos if (box := boxer(photo)) is not None]
    return measure_alignment(np.stack(crops))


def _central(photo: UInt8[np.ndarray, "height width 3"]) -> OrientedBox:
    return central_oriented_box(photo[..., 0])


def foreground_boxer(photos: Sequence[UInt8[np.ndarray, "_ _ 3"]]) -> Boxer | None:
    """Boxes around the foreground; None where too few photos have one."""
    found = sum(foreground_box(photo) is not None for photo in photos)
    return foreground_box if found >= _FOREGROUND_SHARE * len(photos) else None


def congealing_boxer(photos: Sequence[UInt8[np.ndarray, "_ _ 3"]]) -> Boxer:
    """Boxes that agree with the template that congealing learns from the photos."""
    template = congeal([working_image(photo)[0] for photo in photos])

    def fit(photo: UInt8[np.ndarray, "height width 3"]) -> OrientedBox:
        grey, scale = working_image(photo)
        box = template.fit(grey)
        return OrientedBox(box.x * scale, box.y * scale, box.side * scale)

    return fit


def _sample(files: Sequence[ImageFile], progress: TaskProgress | None) -> list[UInt8[np.ndarray, "_ _ 3"]]:
    step = max(1.0, len(files) / _SAMPLE)
    chosen = [files[int(number * step)] for number in range(min(len(files), _SAMPLE))]

    def read(file: ImageFile) -> UInt8[np.ndarray, "height width 3"] | None:
        try:
            with opened_photo(file.read()) as photo:
                photo.thumbnail((480, 480))
                return np.asarray(photo)
        except UnreadableImageError:
            return None

    photos = []
    with ThreadPoolExecutor(THREADS) as pool:
        for number, photo in enumerate(pool.map(read, chosen)):
            if progress is not None:
                progress("reading a sample", number + 1, len(chosen))
            if photo is not None:
                photos.append(photo)
    if len(photos) < _MIN_SAMPLE:
        raise InputError(f"photos: expected at least {_MIN_SAMPLE} that can be read, got {len(photos)}")
    return photos
