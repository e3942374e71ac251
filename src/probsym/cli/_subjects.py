"""The squares of photos, decoded ahead of the model in a few threads, with what people should hear about them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from probsym.cli._photos import ResultNames

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    from probsym.config import Framing
    from probsym.data.sources import ImageFile
    from probsym.data.subjects import Search, Subject

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
    every: bool = False
    """Not only the largest detection."""
    insist: bool = False
    """Photos in which nothing is found are skipped; otherwise their central square is taken."""

    def __call__(self, photo: "ImageFile") -> list[Entry]:
        """The entries of one photo, still without names; any thread may call this."""
        from probsym.data.decoding import UnreadableImageError

        try:
            return self._entries(photo, photo.read())
        except UnreadableImageError as error:
            return [Entry(photo, "", None, f"unreadable ({error})")]

    def _entries(self, photo: "ImageFile", data: bytes) -> list[Entry]:
        from probsym.data.decoding import decode_image, decode_photo, photo_size
        from probsym.data.framing import central_square, cut
        from probsym.data.subjects import Search, Subject, find_subjects

        if self.framing.detector == "none":
            pixels = decode_image(data, self.size, self.crop)
            size = photo_size(data)
            central = Subject(central_square(*size, self.crop))
            warnings = self._warnings(pixels, central.square.side)
            return [Entry(photo, "", pixels, "", warnings, size, central, Search((central,)))]
        picture = decode_photo(data)
        search = find_subjects(picture, self.framing, self.every, self.crop)
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
            entries.append(Entry(photo, "", pixels, "", lines, picture.size, subject, search))
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


def entries_of(photos: "Sequence[ImageFile]", framer: Framer, pool: ThreadPoolExecutor) -> Iterator[list[Entry]]:
    """The squares of the photos in batches, named; the next batch is decoded while one is worked on."""
    import dataclasses

    names = ResultNames()
    ahead: list[Future[list[Entry]]] = []
    for start in range(0, len(photos) + BATCH, BATCH):
        now = ahead
        ahead = [pool.submit(framer, photo) for photo in photos[start : start + BATCH]]
        found = [entry for future in now for entry in future.result()]
        named = [dataclasses.replace(entry, folder=names.add(entry.photo.name)) for entry in found]
        for first in range(0, len(named), BATCH):  # photos may give several squares each
            yield named[first : first + BATCH]


def preview_of(entry: Entry) -> "Image.Image":
    """The photo of ``entry`` with what was found in it and the square that was cut."""
    from probsym.data.decoding import decode_photo
    from probsym.export.preview import Box, preview

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
