"""``probsym reconstruct``: photos in, meshes and maps out."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import tyro

if TYPE_CHECKING:
    from probsym.cli._subjects import Entry, Framer
    from probsym.data.sources import ImageFile

_THREADS = 4
_LISTED = 10
SHEET_ROWS = 100
"""The contact sheet shows at most so many photos."""


@dataclass(frozen=True)
class Reconstruct:
    """Turn photos into 3D: meshes, maps of every factor, factors.json, picture sheet and turntable.

    A face is looked for in each photo, and framed as in the photos that the model learned from, if the model knows
    how these were framed (face-64 and cat-64 do). Otherwise the central square is taken, which the object should fill.
    """

    inputs: tyro.conf.Positional[tuple[Path, ...]]
    """Photos, folders of photos (with all below) and zip files of photos."""
    out: Path
    """Folder for the results: one subfolder per photo, and contact_sheet.png of the first 100."""
    model: str = "face-64"
    """Shipped model (cat-64, face-64), or the folder of a run or of a model."""
    shaded: bool = False
    """Give the mesh the photo's light and shade; otherwise its texture is the albedo."""
    detect: Literal["auto", "face", "cat", "none"] = "auto"
    """What to look for. auto: what the model was framed by, and the central square where nothing is found or --crop is
    given; face or cat: only that, other photos are skipped; none: the central square."""
    every: bool = False
    """Reconstruct everything that is found in a photo, not only the largest."""
    preview: bool = False
    """Also write detection.png: the photo with what was found and what was cut."""
    crop: float = 1.0
    """Side of the square as a share of the photo's shorter side, or of what is found: below 1 zooms in."""
    turntable: bool = True
    """Leave out the animation, the slowest part."""
    relight: bool = False
    """In the animation the light goes round instead of the object turning."""
    maps_only: bool = False
    """Write only maps and factors.json: no mesh, picture sheet or animation."""
    limit: int = 0
    """Take at most this many photos; 0: all."""
    device: str = "cpu"
    """Torch device, such as cpu or cuda."""


def run(args: Reconstruct) -> None:
    """Reconstruct all photos.

    Raises:
        ProbsymError: bad input; nothing has been written then.
        OSError: the results cannot be written.
    """
    from probsym.checks import check_range
    from probsym.cli._photos import open_photos
    from probsym.data.decoding import check_size_and_crop, quiet_pillow
    from probsym.errors import InputError
    from probsym.pipeline import load

    check_range("limit", args.limit, 0, 10**9)
    if args.out.exists() and not args.out.is_dir():
        raise InputError(f"out: expected a folder, got the file {args.out}")
    with open_photos(args.inputs) as photos, quiet_pillow():
        model = load(args.model, args.device)
        check_size_and_crop(model.camera.size, args.crop)
        photos = photos[: args.limit or None]
        made, notes = _reconstruct_all(args, photos, _framer(args, model), model)
    notes.print()
    found = f", {made} squares in all" if made > len(photos) - len(notes.skipped) else ""
    print(f"{len(photos) - len(notes.skipped)} photo(s) reconstructed{found} in {args.out}")
    if not args.maps_only:
        print(f"overview: {args.out / 'contact_sheet.png'}")


def _framer(args: Reconstruct, model: Any) -> "Framer":
    """How squares are taken of the photos: by the flags, or as the model wants it."""
    from probsym.cli._subjects import Framer
    from probsym.config import Framing
    from probsym.data.framing import FRAMINGS

    framing = model.config.framing
    if args.detect == "none" or (args.detect == "auto" and args.crop != 1.0):
        framing = Framing()
    elif args.detect not in ("auto", framing.detector):
        framing = FRAMINGS[args.detect]
    insist = args.detect in ("face", "cat")
    return Framer(model.camera.size, framing, args.crop, args.every, insist)


def _reconstruct_all(
    args: Reconstruct, photos: "Sequence[ImageFile]", framer: "Framer", model: Any
) -> "tuple[int, _Notes]":
    """Reconstruct, write, and return how many squares there were and what is to be said of the photos."""
    from probsym.cli._console import progress_bar
    from probsym.cli._subjects import entries_of

    overview, notes, made = _Overview(), _Notes([], [], len(photos)), 0
    with ThreadPoolExecutor(_THREADS) as pool, progress_bar() as progress:
        task = progress.add_task("reconstructing", total=len(photos))
        writing: list[Future[None]] = []
        try:
            for entries in entries_of(photos, framer, pool):
                readable = notes.take(entries)
                made += len(readable)
                for write, folder in _bundles(args, readable, model, overview):
                    writing.append(pool.submit(write, folder))
                    while len(writing) > 2 * _THREADS:  # neither memory nor an error may pile up
                        writing.pop(0).result()
                progress.advance(task, len({entry.photo for entry in entries}))
            for future in writing:
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    notes.refuse_if_all(framer.framing.detector if framer.insist else "none")
    if not args.maps_only:
        overview.write(args.out / "contact_sheet.png", model.camera)
    return made, notes


@dataclass
class _Notes:
    """Which photos were skipped and which may disappoint, to be told at the end."""

    skipped: list[tuple[str, str]]
    warnings: list[tuple[str, str]]
    photos: int

    def take(self, entries: "Sequence[Entry]") -> "list[Entry]":
        """Note what there is to say of the entries; those with pixels are returned."""
        self.skipped += [(entry.photo.name, entry.reason) for entry in entries if entry.pixels is None]
        self.warnings += [(entry.photo.name, line) for entry in entries for line in entry.warnings]
        return [entry for entry in entries if entry.pixels is not None]

    def refuse_if_all(self, detector: str) -> None:
        from probsym.errors import InputError

        if len(self.skipped) < self.photos:
            return
        name, reason = self.skipped[0]
        unreadable = sum(reason.startswith("unreadable") for _, reason in self.skipped)
        if unreadable == self.photos:
            reason = reason.removeprefix("unreadable ")
            raise InputError(
                f"inputs: expected readable photos, got {unreadable} unreadable; the first: {name} {reason}"
            )
        raise InputError(
            f"inputs: expected photos with a {detector}, found none in {self.photos}; the first: {name} ({reason});"
            " for photos that are framed already, --detect none takes their central square"
        )

    def print(self) -> None:
        for word, lines in (("warning:", self.warnings), ("skipped", self.skipped)):
            for photo, text in lines[:_LISTED]:
                print(f"probsym: {word} {photo}: {text}", file=sys.stderr)
            if len(lines) > _LISTED:
                print(f"probsym: {word} ... and {len(lines) - _LISTED} more", file=sys.stderr)
        if self.skipped:
            print(f"probsym: skipped {len(self.skipped)} of {self.photos} photos", file=sys.stderr)


def _bundles(
    args: Reconstruct, entries: "Sequence[Entry]", model: Any, overview: "_Overview"
) -> "Iterator[tuple[Callable[[Path], None], Path]]":
    """What writes each square's results, and to which folder."""
    import numpy as np
    import torch

    from probsym.data.transforms import to_tensor
    from probsym.export.bundle import BundleOptions, prepare_bundle

    if not entries:
        return
    options = BundleOptions(args.model, args.shaded, args.maps_only, args.turntable, args.relight)
    args.out.mkdir(parents=True, exist_ok=True)  # not before there is something to write
    with torch.inference_mode():
        images = to_tensor(np.stack([entry.pixels for entry in entries if entry.pixels is not None])).to(args.device)
        result = model(images)
        flipped = model.render_pair(result.factors)[1].image
    if not args.maps_only:
        overview.add(images, result, flipped)
    for row, entry in enumerate(entries):
        more = [_preview_writer(entry)] if args.preview else []
        place = _place(entry, args.crop)
        with torch.inference_mode():
            write = prepare_bundle(
                images[row], result, row, flipped, model.camera, entry.photo.name, options, place, more
            )
        yield write, args.out / entry.folder


def _place(entry: "Entry", crop: float) -> Any:
    """Where the square lies in its photo, if it is not simply the middle."""
    from probsym.data.decoding import decode_photo
    from probsym.export.in_photo import Place

    if entry.subject is None or not (entry.found or crop < 1):
        return None
    square, detection = entry.subject.square, entry.subject.detection
    detector = detection.detector if detection is not None else "none"
    # the photo is decoded again when it is needed: many whole photos would fill the memory
    return Place(
        square.left, square.top, square.side, lambda: decode_photo(entry.photo.read()), entry.photo_size, detector
    )


def _preview_writer(entry: "Entry") -> "Callable[[Path], None]":
    from probsym.cli._subjects import preview_of
    from probsym.export.pictures import write_png

    return lambda folder: write_png(preview_of(entry), folder / "detection.png")


class _Overview:
    """The rows of the contact sheet, as they come."""

    def __init__(self) -> None:
        self._parts: list[tuple[Any, Any, Any]] = []
        self._free = SHEET_ROWS

    def add(self, images: Any, reconstruction: Any, flipped: Any) -> None:
        if self._free > 0:
            rows = slice(0, self._free)
            self._parts.append((images[rows].cpu(), reconstruction[rows].to("cpu"), flipped[rows].cpu()))
            self._free -= len(images)

    def write(self, path: Path, camera: Any) -> None:
        import torch

        from probsym.export.pictures import write_png
        from probsym.export.sheet import sheet
        from probsym.pipeline import joined

        images, reconstructions, flipped = zip(*self._parts, strict=True)
        write_png(sheet(torch.cat(images), joined(reconstructions), torch.cat(flipped), camera), path)
