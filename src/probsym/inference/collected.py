"""What is written once for all photos: the contact sheet and the page."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from probsym.inference.crops import Entry

SHEET_ROWS = 100
"""The contact sheet shows at most so many photos."""


class ContactSheet:
    """The rows of the contact sheet, as they come."""

    def __init__(self) -> None:
        self._parts: list[tuple[Any, Any, Any]] = []
        self._free = SHEET_ROWS

    def add(self, images: Any, reconstruction: Any, flipped: Any) -> None:
        """Keep as many rows as the sheet has room for."""
        if self._free > 0:
            rows = slice(0, self._free)
            self._parts.append((images[rows].cpu(), reconstruction[rows].to("cpu"), flipped[rows].cpu()))
            self._free -= len(images)

    def write(self, path: Path, camera: Any) -> None:
        """Write the sheet as PNG."""
        import torch

        from probsym.export.pictures import write_png
        from probsym.export.sheet import sheet
        from probsym.types import concatenate

        images, reconstructions, flipped = zip(*self._parts, strict=True)
        write_png(sheet(torch.cat(images), concatenate(reconstructions), torch.cat(flipped), camera), path)


class Page:
    """What page.html will hold, as it comes."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []

    @property
    def photo_size(self) -> int:
        """Pixels on a side of the photos beside their reconstructions; 0 when no more fit."""
        from probsym.export.page import PAGE_PHOTOS, PHOTO_SIZE

        return PHOTO_SIZE if len(self._entries) < PAGE_PHOTOS else 0

    def add(self, entries: "Sequence[Entry]", reconstruction: Any, camera: Any) -> None:
        """Keep as many photos as the page has room for."""
        from probsym.export.page import PAGE_PHOTOS, page_entry

        for row, entry in enumerate(entries[: PAGE_PHOTOS - len(self._entries)]):
            if entry.shown is not None:
                self._entries.append(page_entry(entry.photo.name, entry.shown, reconstruction, row, camera))

    def write(self, path: Path, model: str) -> None:
        """Write the page."""
        from probsym.export.page import write_page

        write_page(self._entries, model, path)
