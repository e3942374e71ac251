"""The squares of photos, decoded ahead of the model in a few threads, with what people should hear about them."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from probsym.data.inputs import ResultNames

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    from probsym.config import Framing
    from probsym.data.photos import ImageFile
    from probsym.framing.subjects import Search, Subject

BATCH = 32
_FLAT = 2.0
"""Standard deviation of the grey levels, 0 to 255, under which a picture shows nothing."""


@dataclass(frozen=True)
class Entry:
    """One square of a photo, or the reason why a photo gives none."""

    photo: "ImageFile"
    folder: str
    """Name for the results."""
    pixels: "np.ndarray | None"
    """size x size x 3 bytes; None: see ``reason``."""
    reason: str = ""
    """Why the photo is skipped."""
    warnings: tuple[str, ...] = ()
    photo_size: tuple[int, int] = (0, 0)
    subject: "Subject | None" = None
    search: "Search | None" = None
    detail: "np.ndarray | None" = None
    """The same square in the photo's own resolution, if the texture is taken from it."""
    shown: "np.ndarray | None" = None
    """The same square with more pixels, for the page."""

    @property
    def found(self) -> bool:
        """True if the square is where a detector found something."""
        return self.subject is not None and self.subject.detection is not None


@dataclass(frozen=True)
class Framer:
    """How squares are taken of photos."""

    size: int
    """Pixels of the result."""
    framing: "Framing"
    crop: float = 1.0
    all_subjects: bool = False
    """Not only the largest detection."""
    insist: bool = False
    """Photos in which nothing is found are skipped; otherwise their central square is taken."""
    detail: int = 0
    """Pixels of the largest ``Entry.detail``; 0: none."""
    shown: int = 0
    """Pixels of ``Entry.shown``; 0: none."""

    def __call__(self, photo: "ImageFile") -> list[Entry]:
        """The entries of one photo, still without names; any thread may call this."""
        from probsym.data.decoding import UnreadableImageError

        try:
            return self._entries(photo, photo.read())
        except UnreadableImageError as error:
            return [Entry(photo, "", None, f"unreadable ({error})")]

    def _entries(self, photo: "ImageFile", data: bytes) -> list[Entry]:
        from probsym.data.decoding import decode_detail, decode_image, decode_photo, photo_size
        from probsym.framing.crops import central_square, cut
        from probsym.framing.subjects import Search, Subject, find_subjects

        if self.framing.detector == "none":
            pixels = decode_image(data, self.size, self.crop)
            size = photo_size(data)
            central = Subject(central_square(*size, self.crop))
            warnings = self._warnings(pixels, central.square.side)
            detail = decode_detail(data, self.detail, self.crop) if self.detail else None
            shown = decode_image(data, max(self.size, self.shown), self.crop) if self.shown else None
            return [Entry(photo, "", pixels, "", warnings, size, central, Search((central,)), detail, shown)]
        picture = decode_photo(data)
        search = find_subjects(picture, self.framing, self.all_subjects, self.crop)
        warnings: tuple[str, ...] = ()
        subjects = search.subjects
        if not subjects:
            reason = _nothing_found(self.framing.detector, len(search.detections))
            if self.insist:
                return [Entry(photo, "", None, reason, (), picture.size, None, search)]
            subjects = (Subject(central_square(*picture.size, self.crop)),)
            warnings = (f"{reason}: its central square is taken",)
        entries = []
        for subject in subjects:
            pixels = cut(picture, subject.square, self.size)
            lines = (*warnings, *self._warnings(pixels, subject.square.side))
            side = max(2, min(round(subject.square.side), self.detail))
            detail = cut(picture, subject.square, side) if self.detail else None
            shown = cut(picture, subject.square, max(self.size, self.shown)) if self.shown else None
            entries.append(Entry(photo, "", pixels, "", lines, picture.size, subject, search, detail, shown))
        return entries

    def _warnings(self, pixels: "np.ndarray", side: float) -> tuple[str, ...]:
        lines = []
        if side < self.size:
            what = f"only {side:.0f} pixel(s) wide, enlarged to {self.size}"
            lines.append(f"the square is {what}: expect {'a blur' if side >= self.size / 4 else 'nothing like it'}")
        if pixels.std(axis=(0, 1)).max() < _FLAT:
            lines.append("one plain colour: there is nothing to reconstruct")
        return tuple(lines)


def _nothing_found(detector: str, seen: int) -> str:
    if seen:
        return f"no whole {detector} found, only {seen} cut off by the photo's edge"
    return f"no {detector} found"


def entries_of(
    named: "Sequence[tuple[ImageFile, str]]",
    names: ResultNames,
    framer: Framer,
    shown: "Callable[[], int]",
    pool: ThreadPoolExecutor,
) -> Iterator[list[Entry]]:
    """The squares of the photos in batches, named; the next batch is decoded while one is worked on.

    Args:
        named: photos and the folder of each; its further squares get numbers behind that.
        names: that gave these folders.
        framer: takes the squares.
        shown: ``Framer.shown`` of the photos that come next.
        pool: decodes.
    """
    ahead: list[tuple[str, Future[list[Entry]]]] = []
    for start in range(0, len(named) + BATCH, BATCH):
        now = ahead
        take = dataclasses.replace(framer, shown=shown())
        ahead = [(folder, pool.submit(take, photo)) for photo, folder in named[start : start + BATCH]]
        entries = [
            dataclasses.replace(entry, folder=names.more(folder) if number else folder)
            for folder, future in now
            for number, entry in enumerate(future.result())
        ]
        for first in range(0, len(entries), BATCH):  # photos may give several squares each
            yield entries[first : first + BATCH]


def preview_of(entry: Entry) -> "Image.Image":
    """The photo of ``entry`` with what was found in it and the square that was cut."""
    from probsym.data.decoding import decode_photo
    from probsym.framing.preview import Box, preview

    detections = entry.search.detections if entry.search is not None else ()
    boxes = [Box(box.left, box.top, box.side, box.detector) for box in detections]
    if entry.subject is not None:
        square = entry.subject.square
        boxes.append(Box(square.left, square.top, square.side, entry.folder, cut=True))
    return preview(decode_photo(entry.photo.read()), boxes, _caption(entry))


def _caption(entry: Entry) -> str:
    search = entry.search
    if search is None or not search.detections:
        how = "central square"
    elif search.framed:
        how = "framed already: central square"
    elif entry.found:
        how = f"{len(search.detections)} found (blue), cut here (yellow)"
    else:
        how = "central square"
    side = f", {entry.subject.square.side:.0f} px" if entry.subject is not None else ""
    return f"{how}{side}"
