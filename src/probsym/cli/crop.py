"""``probsym crop``: a folder of photos to train on, cut by detection."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import tyro

if TYPE_CHECKING:
    from probsym.config import Framing
    from probsym.data.photos import ImageFile

_THREADS = 4
_AT_ONCE = 64
_LISTED = 10
_TRIED = 100
"""With --detect auto, both detectors look at so many photos, spread evenly."""
_PREVIEWED = 60


@dataclass(frozen=True)
class Crop:
    """Make a folder for training: find the face in each photo and cut the square around it, the same way everywhere.

    Photos are turned upright; squares that reach a little beyond a photo go on mirrored. The folder also gets
    framing.json, by which "probsym train" lets the model know how to frame photos.
    """

    inputs: tyro.conf.Positional[tuple[Path, ...]]
    """Photos, folders of photos (with all below) and zip files of photos."""
    out: Path
    """Folder to make; it must not exist yet, or be empty."""
    detect: Literal["auto", "face", "cat"] = "auto"
    """What to look for. auto: whichever is found in more of the photos."""
    side: float | None = None
    """Side of the square in sides of the detector's box, instead of the shipped models' (face 0.77, cat 1.03)."""
    offset_y: float | None = None
    """How far the square's centre lies below the box's, in sides of the box (face 0.09, cat 0)."""
    size: int = 256
    """Squares larger than this are reduced to it, pixels; smaller ones stay as they are."""
    min_size: int = 48
    """Squares smaller than this are left out, pixels."""
    all: bool = False
    """Cut everything that is found in a photo, not only the largest."""
    preview: Path | None = None
    """Also write this PNG: up to 60 photos with what was found and what was cut."""
    limit: int = 0
    """Take at most this many photos; 0: all."""


def run(args: Crop) -> None:
    """Cut all photos.

    Raises:
        ProbsymError: bad input, or nothing found in any photo; nothing has been written then.
        OSError: the results cannot be written.
    """
    from probsym.data.decoding import quiet_pillow
    from probsym.inference.inputs import open_photos

    _check(args)
    with open_photos(args.inputs) as photos, quiet_pillow():
        photos = photos[: args.limit or None]
        framing = _framing(args, photos)
        log = _Log(framing.detector, len(photos))
        _cut_all(args, photos, framing, log)
    log.print()
    print(f"{log.squares} square(s) of {log.used} of {log.photos} photos in {args.out}")
    print(f"look at a few dozen of them, then: probsym inspect {args.out}")


def _check(args: Crop) -> None:
    from probsym.checks import check_range
    from probsym.data.decoding import MAX_SIZE
    from probsym.errors import InputError
    from probsym.io import is_in_use

    check_range("size", args.size, 16, MAX_SIZE)
    check_range("min_size", args.min_size, 1, args.size)
    check_range("limit", args.limit, 0, 10**9)
    if args.side is not None:
        check_range("side", args.side, 0.2, 5.0)
    if args.offset_y is not None:
        check_range("offset_y", args.offset_y, -2.0, 2.0)
    if args.out.exists() and not args.out.is_dir():
        raise InputError(f"out: expected a folder, got the file {args.out}")
    if args.out.is_dir() and is_in_use(args.out):
        raise InputError(f"out: expected a new or empty folder, got {args.out}, which is in use")
    for source in args.inputs:
        if source.is_dir() and args.out.resolve().is_relative_to(source.resolve()):
            raise InputError(f"out: expected a folder outside of the photos' own, got {args.out} within {source}")
    if args.preview is not None and (args.preview.suffix.lower() != ".png" or not args.preview.parent.is_dir()):
        raise InputError(f"preview: expected a .png file in an existing folder, got {args.preview}")
    if args.preview is not None and args.preview.parent.resolve() == args.out.resolve():
        raise InputError(f"preview: expected a file outside of the training photos' folder, got {args.preview}")


def _framing(args: Crop, photos: "Sequence[ImageFile]") -> "Framing":
    """The detector and its square, by the flags."""
    import dataclasses

    from probsym.framing.crops import FRAMINGS

    framing = FRAMINGS[_chosen(photos) if args.detect == "auto" else args.detect]
    changes = {name: getattr(args, name) for name in ("side", "offset_y") if getattr(args, name) is not None}
    return dataclasses.replace(framing, **changes)


def _chosen(photos: "Sequence[ImageFile]") -> str:
    """The detector that finds something in more of the photos: a training folder holds one kind of thing."""
    from probsym.cli._console import progress_bar
    from probsym.data.decoding import UnreadableImageError, decode_photo
    from probsym.framing.detectors import DETECTORS, detect

    count = min(_TRIED, len(photos))
    sample = [photos[number * len(photos) // count] for number in range(count)]
    found = dict.fromkeys(DETECTORS, 0)
    with progress_bar() as progress:
        for photo in progress.track(sample, description="choosing a detector"):
            try:
                picture = decode_photo(photo.read())
            except UnreadableImageError:
                continue
            for name in DETECTORS:
                found[name] += bool(detect(picture, name))
    best = max(DETECTORS, key=lambda name: found[name])
    counts = ", ".join(f"{name} in {found[name]}" for name in DETECTORS)
    print(f"probsym: detector {best}: of {len(sample)} photos, {counts}", file=sys.stderr)
    return best


@dataclass
class _Log:
    """What became of the photos."""

    detector: str
    photos: int
    used: int = 0
    squares: int = 0

    def __post_init__(self) -> None:
        self.without: list[tuple[str, str]] = []
        self.cuts: list[dict[str, Any]] = []

    def refuse_if_none(self) -> None:
        from probsym.errors import InputError

        if not self.squares:
            name, reason = self.without[0]
            raise InputError(
                f"inputs: expected photos with a {self.detector}, found none in {self.photos};"
                f" the first: {name} ({reason}); photos that are framed already need no cropping"
            )

    def print(self) -> None:
        for name, reason in self.without[:_LISTED]:
            print(f"probsym: left out {name}: {reason}", file=sys.stderr)
        if len(self.without) > _LISTED:
            print(f"probsym: left out ... and {len(self.without) - _LISTED} more: see framing.json", file=sys.stderr)


@dataclass(frozen=True)
class _Cut:
    photo: "ImageFile"
    reason: str = ""
    squares: tuple[tuple[bytes, Any], ...] = ()
    """Encoded picture and its square."""
    suffix: str = ".jpg"
    preview: Any = None


def _cut_all(args: Crop, photos: "Sequence[ImageFile]", framing: "Framing", log: _Log) -> None:
    """Cut into a temporary folder beside ``out``, which then takes its name."""
    from probsym import __version__
    from probsym.framing.crops import write_card
    from probsym.inference.inputs import ResultNames
    from probsym.io import atomic_new_folder

    names, previews = ResultNames(), []
    with atomic_new_folder(args.out) as folder:
        for result in _results(args, photos, framing):
            if not result.squares:
                log.without.append((result.photo.name, result.reason))
            else:
                log.used += 1
            for encoded, square in result.squares:
                name = names.add(result.photo.name) + result.suffix
                (folder / name).write_bytes(encoded)
                corner = {key: round(getattr(square, key), 2) for key in ("left", "top", "side")}
                log.cuts.append({"name": name, "photo": result.photo.name, **corner})
                log.squares += 1
            if result.preview is not None and len(previews) < _PREVIEWED:
                previews.append(result.preview)
        log.refuse_if_none()
        values = {"probsym_version": __version__, "photos": log.photos, "squares": log.cuts}
        without = [{"photo": name, "reason": reason} for name, reason in log.without]
        write_card(folder, framing, {**values, "without": without})
    if args.preview is not None:
        from probsym.export.pictures import write_png
        from probsym.export.preview import mosaic

        write_png(mosaic(previews), args.preview)


def _results(args: Crop, photos: "Sequence[ImageFile]", framing: "Framing") -> Iterator[_Cut]:
    from probsym.cli._console import progress_bar

    wanted = max(1, len(photos) // _PREVIEWED) if args.preview is not None else 0
    with ThreadPoolExecutor(_THREADS) as pool, progress_bar() as progress:
        task = progress.add_task("cutting", total=len(photos))
        for start in range(0, len(photos), _AT_ONCE):
            part = photos[start : start + _AT_ONCE]
            drawn = [bool(wanted) and number % wanted == 0 for number in range(start, start + len(part))]
            for result in pool.map(lambda photo, draw: _cut_one(args, photo, framing, draw), part, drawn):
                progress.advance(task)
                yield result


def _cut_one(args: Crop, photo: "ImageFile", framing: "Framing", draw: bool) -> _Cut:
    """Everything about one photo; any thread may call this."""
    from probsym.data.decoding import UnreadableImageError, decode_photo
    from probsym.framing.crops import cut
    from probsym.framing.subjects import find_subjects

    try:
        picture = decode_photo(photo.read())
    except UnreadableImageError as error:
        return _Cut(photo, f"unreadable ({error})")
    search = find_subjects(picture, framing, args.all)
    suffix = ".jpg" if Path(photo.name).suffix.lower() in (".jpg", ".jpeg") else ".png"
    squares, small = [], 0
    for subject in search.subjects:
        side = round(subject.square.side)
        if side < args.min_size:
            small = max(small, side)
            continue
        pixels = cut(picture, subject.square, min(side, args.size))
        squares.append((_encoded(pixels, suffix), subject.square))
    reason = ""
    if not squares:
        seen = f"; {len(search.detections)} cut off by the photo's edge" if search.detections and not small else ""
        reason = (
            f"its square has {small} pixels, fewer than {args.min_size}" if small else f"no {framing.detector}{seen}"
        )
    preview = _preview(picture, search, [square for _, square in squares]) if draw else None
    return _Cut(photo, reason, tuple(squares), suffix, preview)


def _encoded(pixels: Any, suffix: str) -> bytes:
    """JPEG for what came as JPEG, at a quality that adds no visible loss; PNG for the rest."""
    import io

    from PIL import Image

    buffer = io.BytesIO()
    if suffix == ".jpg":
        Image.fromarray(pixels).save(buffer, "JPEG", quality=95, subsampling=0)
    else:
        Image.fromarray(pixels).save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def _preview(picture: Any, search: Any, squares: Sequence[Any]) -> Any:
    from probsym.export.preview import Box, preview

    boxes = [Box(box.left, box.top, box.side, box.detector) for box in search.detections]
    boxes += [Box(square.left, square.top, square.side, "", cut=True) for square in squares]
    return preview(picture, boxes, "" if squares else "left out", largest=256)
