"""Crop a folder of photos for training: detect the object in each photo and cut the box around it."""

import dataclasses
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from probsym import __version__
from probsym.checks import check_choice, check_range
from probsym.config import Framing
from probsym.config.aliases import with_former_arguments
from probsym.data.decoding import MAX_SIZE, opened_photo
from probsym.data.image_files import UnreadableImageError, quiet_pillow
from probsym.data.photos import ImageFile, ResultNames, open_photos
from probsym.errors import InputError
from probsym.framing.crops import FRAMINGS, CropBox, crop_and_resize, write_card
from probsym.framing.detection import DETECTORS, DetectorName
from probsym.framing.detectors import detect_kinds
from probsym.framing.find_crops import CropSearch, find_crops
from probsym.framing.preview import DrawnBox, mosaic, preview
from probsym.io import atomic_new_folder, check_new_file, check_new_folder, write_bytes
from probsym.progress import TaskProgress

DetectorChoice = Literal["auto", "face", "cat"]

_THREADS = 4
_CHUNK = 64
_SAMPLED_PHOTOS = 100
"""With "auto", each detector is run on this many photos, spread evenly."""
_PREVIEW_PHOTOS = 60


@dataclass(frozen=True)
class CropReport:
    """Result of :func:`crop`."""

    folder: Path
    """The new folder."""
    framing: Framing
    """Detector, and size and position of the crop relative to the detected box."""
    photos: int
    """Photos that were looked at."""
    used: int
    """Photos with at least one crop."""
    crops: int
    """Images written."""
    skipped: tuple[tuple[str, str], ...]
    """Name of each photo without a crop, and the reason."""
    sampled: int = 0
    """Photos from which the detector was chosen; 0 if it was given."""
    detections: tuple[tuple[str, int], ...] = ()
    """Detector, and in how many of those photos it found something."""


@dataclass(frozen=True)
class _Settings:
    framing: Framing
    size: int
    min_size: int
    all_detections: bool


@with_former_arguments
def crop(
    photos: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    detect: DetectorChoice = "auto",
    side: float | None = None,
    offset_y: float | None = None,
    size: int = 256,
    min_size: int = 48,
    all: bool = False,
    preview: str | Path | None = None,
    limit: int = 0,
    progress: TaskProgress | None = None,
) -> CropReport:
    """Detect the face in each photo and write the crops around them to a folder for training.

    EXIF orientation is applied. Crops that extend beyond a photo are padded by reflection. ``framing.json`` in the
    folder tells training how the photos were cropped, so that the model can crop new photos in the same way.

    Args:
        photos: photos, folders of photos (searched recursively) and zip archives.
        out: output folder; must be new or empty. It appears when all crops are written.
        detect: "face", "cat", or "auto" for whichever is found in more photos.
        side: side of the crop relative to the detected box; by default as in the training of the shipped models
            (face 0.77, cat 1.27).
        offset_y: how far the crop's centre lies below the box's, relative to the side of the box; by default 0.09 for
            faces, -0.13 for cats.
        size: largest size of a crop in pixels; larger ones are downsampled.
        min_size: smallest size of a crop in pixels; smaller ones are skipped.
        all: crop all detections in a photo, not only the largest.
        preview: also write this PNG: up to 60 photos with detections and crops.
        limit: use at most this many photos; 0 for all.
        progress: called with (what is being done, photos done, photos in all).

    Returns:
        What was written, and which photos were skipped and why.

    Raises:
        InputError: invalid arguments, or no detection in any photo; nothing has been written.
        OSError: a result cannot be written.
    """
    sources = [Path(photos)] if isinstance(photos, str | Path) else [Path(photo) for photo in photos]
    folder, picture = Path(out), None if preview is None else Path(preview)
    _check_arguments(sources, folder, picture, detect, side, offset_y, size, min_size, limit)
    report = progress or (lambda what, done, total: None)
    with open_photos(sources) as files, quiet_pillow():
        files = files[: limit or None]
        sampled, detections = 0, ()
        if detect == "auto":
            sampled, detections = _count_detections(files, report)
            detect = max(detections, key=lambda pair: pair[1])[0]
        given = {name: value for name, value in (("side", side), ("offset_y", offset_y)) if value is not None}
        framing = dataclasses.replace(FRAMINGS[detect], **given)
        settings = _Settings(framing, size, min_size, all)
        result, previews = _crop_all(files, folder, settings, picture is not None, report)
    if picture is not None:
        _write_preview(previews, picture)
    return dataclasses.replace(result, sampled=sampled, detections=detections)


def _check_arguments(
    sources: Sequence[Path],
    out: Path,
    preview: Path | None,
    detect: str,
    side: float | None,
    offset_y: float | None,
    size: int,
    min_size: int,
    limit: int,
) -> None:
    check_choice("detect", detect, get_args(DetectorChoice))
    check_range("size", size, 16, MAX_SIZE)
    check_range("min_size", min_size, 1, size)
    check_range("limit", limit, 0, 10**9)
    if side is not None:
        check_range("side", side, 0.2, 5.0)
    if offset_y is not None:
        check_range("offset_y", offset_y, -2.0, 2.0)
    check_new_folder("out", out)
    for source in sources:
        if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
            raise InputError(f"out: expected a folder outside the photos' folder, got {out} inside {source}")
    if preview is not None:
        check_new_file("preview", preview, (".png",))
        if preview.parent.resolve() == out.resolve():
            raise InputError(f"preview: expected a file outside the folder of the crops, got {preview}")


def _count_detections(
    files: Sequence[ImageFile], report: TaskProgress
) -> tuple[int, tuple[tuple[DetectorName, int], ...]]:
    """Number of sampled photos, and in how many of them each detector finds something."""
    count = min(_SAMPLED_PHOTOS, len(files))
    found: dict[DetectorName, int] = dict.fromkeys(DETECTORS, 0)
    for number in range(count):
        try:
            with opened_photo(files[number * len(files) // count].read()) as photo:
                kinds = {face.detector for face in detect_kinds(photo)}
        except UnreadableImageError:
            continue
        for name in DETECTORS:
            found[name] += name in kinds
        report("choosing a detector", number + 1, count)
    return count, tuple(found.items())


@dataclass(frozen=True)
class _PhotoCrops:
    """The crops of one photo, or the reason why it has none."""

    name: str
    reason: str = ""
    crops: tuple[tuple[bytes, CropBox], ...] = ()
    """Encoded image and where it was cut."""
    suffix: str = ".jpg"
    preview: Image.Image | None = None


def _crop_all(
    files: Sequence[ImageFile], out: Path, settings: _Settings, with_previews: bool, report: TaskProgress
) -> tuple[CropReport, list[Image.Image]]:
    names, previews = ResultNames(), []
    cuts: list[dict[str, object]] = []
    skipped: list[tuple[str, str]] = []
    with atomic_new_folder(out) as folder:
        for result in _crop_in_threads(files, settings, with_previews, report):
            if not result.crops:
                skipped.append((result.name, result.reason))
            for encoded, box in result.crops:
                name = names.add(result.name) + result.suffix
                (folder / name).write_bytes(encoded)
                corner = {key: round(value, 2) for key, value in dataclasses.asdict(box).items()}
                cuts.append({"name": name, "photo": result.name, **corner})
            if result.preview is not None and len(previews) < _PREVIEW_PHOTOS:
                previews.append(result.preview)
        if not cuts:
            name, reason = skipped[0]
            raise InputError(
                f"photos: expected photos with a {settings.framing.detector}, found none in {len(files)};"
                f" the first: {name} ({reason}); use `probsym align` for other objects;"
                " photos that are already cropped need no cropping"
            )
        without = [{"photo": name, "reason": reason} for name, reason in skipped]
        values = {"probsym_version": __version__, "photos": len(files), "squares": cuts, "without": without}
        write_card(folder, settings.framing, values)
    used = len(files) - len(skipped)
    return CropReport(out, settings.framing, len(files), used, len(cuts), tuple(skipped)), previews


def _crop_in_threads(
    files: Sequence[ImageFile], settings: _Settings, with_previews: bool, report: TaskProgress
) -> Iterator[_PhotoCrops]:
    spacing = max(1, len(files) // _PREVIEW_PHOTOS)
    done = 0
    with ThreadPoolExecutor(_THREADS) as pool:
        for start in range(0, len(files), _CHUNK):
            part = files[start : start + _CHUNK]
            drawn = [with_previews and number % spacing == 0 for number in range(start, start + len(part))]
            for result in pool.map(lambda file, draw: _crop_photo(file, settings, draw), part, drawn):
                done += 1
                report("cropping", done, len(files))
                yield result


def _crop_photo(file: ImageFile, settings: _Settings, draw: bool) -> _PhotoCrops:
    """Safe to call from many threads."""
    try:
        with opened_photo(file.read()) as photo:
            return _crops_of(photo, file.name, settings, draw)
    except UnreadableImageError as error:
        return _PhotoCrops(file.name, f"unreadable ({error})")


def _crops_of(photo: Image.Image, name: str, settings: _Settings, draw: bool) -> _PhotoCrops:
    search = find_crops(photo, settings.framing, settings.all_detections)
    suffix = ".jpg" if Path(name).suffix.lower() in (".jpg", ".jpeg", ".jfif") else ".png"
    crops, too_small = [], 0
    for found in search.crops:
        side = round(found.box.side)
        if side < settings.min_size:
            too_small = max(too_small, side)
            continue
        pixels = crop_and_resize(photo, found.box, min(side, settings.size))
        crops.append((_encode(pixels, suffix), found.box))
    reason = ""
    if not crops and too_small:
        reason = f"its crop is {too_small} pixels wide, less than {settings.min_size}"
    elif not crops:
        cut_off = f"; {len(search.detections)} cut off by the photo's edge" if search.detections else ""
        instead = f", but a {search.other_kind}" if search.other_kind is not None else ""
        reason = f"no {settings.framing.detector}{instead}{cut_off}"
    picture = _draw_preview(photo, search, [box for _, box in crops]) if draw else None
    return _PhotoCrops(name, reason, tuple(crops), suffix, picture)


def _encode(pixels: UInt8[np.ndarray, "size size 3"], suffix: str) -> bytes:
    """JPEG without visible loss for what came as JPEG, PNG for the rest."""
    buffer = io.BytesIO()
    if suffix == ".jpg":
        Image.fromarray(pixels).save(buffer, "JPEG", quality=95, subsampling=0)
    else:
        Image.fromarray(pixels).save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def encode_crop(pixels: UInt8[np.ndarray, "size size 3"], name: str) -> tuple[bytes, str]:
    """A crop as a file's bytes, and the suffix of its name: JPEG if the photo was one, else PNG.

    Args:
        pixels: RGB.
        name: of the photo's file.
    """
    suffix = ".jpg" if Path(name).suffix.lower() in (".jpg", ".jpeg", ".jfif") else ".png"
    return _encode(pixels, suffix), suffix


def _draw_preview(photo: Image.Image, search: CropSearch, boxes: Sequence[CropBox]) -> Image.Image:
    drawn = [DrawnBox(box.left, box.top, box.side, box.detector, roll_rad=box.roll_rad) for box in search.detections]
    drawn += [DrawnBox(box.left, box.top, box.side, cut=True, roll_rad=box.roll_rad) for box in boxes]
    return preview(photo, drawn, "" if boxes else "left out", largest=256)


def _write_preview(previews: Sequence[Image.Image], path: Path) -> None:
    buffer = io.BytesIO()
    mosaic(previews).save(buffer, "PNG", compress_level=4)
    write_bytes(path, buffer.getvalue())
