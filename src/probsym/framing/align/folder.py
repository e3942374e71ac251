"""Alignment by example, from photos to a folder of crops with the detector that framed them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from probsym.checks import check_range
from probsym.config import DETECTOR_FILE, Framing
from probsym.data.image_files import quiet_pillow
from probsym.data.photos import open_photos
from probsym.errors import InputError
from probsym.framing.align.auto import align_auto
from probsym.framing.align.crop_writer import AlignReport, check_request, write_crops
from probsym.framing.align.detector import detect_learned
from probsym.framing.align.detector_file import detector_to_bytes
from probsym.framing.align.oriented_box import box_of_points
from probsym.framing.align.points import Points, check_enough, check_points, points_csv, read_points
from probsym.framing.align.session import AlignmentSession
from probsym.framing.crops import CropBox, box_around
from probsym.framing.detection import Detection
from probsym.progress import TaskProgress

POINTS_FILE = "points.csv"
"""In the folder of the crops: what was clicked."""

Ask = Callable[[AlignmentSession], Points]
"""Gets points from a person: called with the session before anything is learned."""


def align(
    photos: str | Path | Sequence[str | Path],
    out: str | Path,
    points: str | Path | Points | Ask | None = None,
    *,
    auto: bool = False,
    side: float = 2.2,
    offset_y: float = 0.4,
    size: int = 256,
    min_size: int = 32,
    keep_roll: bool = False,
    limit: int = 0,
    seed: int = 0,
    progress: TaskProgress | None = None,
) -> AlignReport:
    """Learn a detector from two points in a few photos, and write its crops of all photos to a folder for training.

    The two points are mirror-symmetric on the object: eyes, headlights, wing tips. Crops are centred ``offset_y`` below
    the midpoint of the points and have a side of ``side``, both relative to the distance of the points. The folder also
    contains ``framing.json``, ``points.csv`` and ``detector.safetensors``, which is stored with models trained on it.

    Args:
        photos: photos, folders of photos (searched recursively) and zip archives.
        out: output folder; must be new or empty. It appears when all crops are written.
        points: a CSV or JSON file; or a mapping from names of photos to two points each, in pixels of the upright photo
            (None: the photo does not show the object); or a function that gets them from an
            :class:`AlignmentSession`. About twenty photos are enough.
        auto: use no points; see :func:`probsym.framing.align.auto.align_auto`.
        side: side of the crop as a multiple of the distance of the points, 0.5 to 5.
        offset_y: how far the crop's centre lies below the midpoint of the points, as a multiple of their distance.
        size: largest size of a crop in pixels; larger ones are downsampled.
        min_size: smallest size of a crop in pixels; smaller ones are skipped.
        keep_roll: crop axis-aligned squares, so that the model learns roll. By default, crops are rotated until the two
            points are level.
        limit: use at most this many photos; 0 for all.
        seed: random seed of the learning.
        progress: called with (what is being done, photos done, photos in all).

    Returns:
        What was written, and which photos were skipped and why.

    Raises:
        InputError: invalid arguments or points, or the object was found in no photo; nothing has been written.
        OSError: a result cannot be written.
    """
    if auto:
        if points is not None:
            raise InputError("points: expected none with auto")
        return align_auto(photos, out, size=size, min_size=min_size, limit=limit, progress=progress)
    sources, folder = check_request(photos, out, size, min_size, limit)
    framing = learned_framing(side, offset_y, upright=not keep_roll)
    given = read_points(Path(points)) if isinstance(points, str | Path) else points
    if given is None:
        raise InputError("points: expected a CSV or JSON file, a mapping, or a function that asks for them; got None")
    if isinstance(given, Mapping):
        check_enough(check_points(given))
    with open_photos(sources) as files, quiet_pillow():
        files = files[: limit or None]
        session = AlignmentSession(files, framing, progress)
        clicked = check_points(given if isinstance(given, Mapping) else given(session))
        detector = session.learn(clicked, seed)

        def place(photo: UInt8[np.ndarray, "height width 3"], name: str) -> CropBox | str:
            pair = clicked.get(name)
            if name in clicked:
                detections = [] if pair is None else [_detection(pair)]
            else:
                detections = detect_learned(photo, detector)
            return box_around(detections[0], detector.framing) if detections else "object not found"

        extra = {POINTS_FILE: points_csv(clicked).encode(), DETECTOR_FILE: detector_to_bytes(detector)}
        return write_crops(
            files, folder, place, detector.framing, size, min_size, method="points", extra=extra, progress=progress
        )


def learned_framing(side: float, offset_y: float, upright: bool) -> Framing:
    """The framing of a learned detector; ``side`` and ``offset_y`` are in distances of the two points.

    Raises:
        InputError: a number out of its range.
    """
    check_range("side", side, 0.5, 5.0)
    check_range("offset_y", offset_y, -2.0, 2.0)
    return Framing("learned", side, offset_y, upright)


def _detection(pair: np.ndarray) -> Detection:
    box = box_of_points(pair)
    return Detection("learned", box.x - box.side / 2, box.y - box.side / 2, box.side, 0, box.roll_rad)
