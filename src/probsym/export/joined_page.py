"""One page of the photos of several, such as those of several models."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from probsym.errors import FileFormatError, InputError
from probsym.export.page import DATA_BLOCK, PAGE_FORMAT, page_html
from probsym.io import read_text
from probsym.readers.plain import entries, entry, parse_json

_BETWEEN_MODELS = ", "


def join_pages(paths: Sequence[Path]) -> str:
    """The text of a page with the photos of all these pages, in their order, as by this version.

    Raises:
        FileFormatError: one of them is no page with photos, or that of an incompatible version.
        OSError: one of them cannot be read.
    """
    models: list[str] = []
    photos: list[dict[str, Any]] = []
    for path in paths:
        model, more = read_page(path)
        models += model.split(_BETWEEN_MODELS)  # that of a joined page names several
        photos += more
    return page_html(photos, _BETWEEN_MODELS.join(dict.fromkeys(models)))


def read_page(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """The model of a page, and what :func:`probsym.export.page.page_entry` made of each photo.

    Raises:
        FileFormatError: it is no page with photos, or that of an incompatible version.
        OSError: it cannot be read.
    """
    try:
        text = read_text(path)
    except InputError as error:
        raise FileFormatError(str(error)) from None
    before, after = DATA_BLOCK.split("{}")
    parts = text.split(before)
    block = parse_json(parts[1].split(after)[0], str(path)) if len(parts) == 2 else None
    if block is None:
        raise FileFormatError(f"{path}: expected a page with photos, as probsym reconstruct --page writes it")
    if (made := entry(block, "format", int, str(path))) != PAGE_FORMAT:
        expected = f"expected page data of format {PAGE_FORMAT}, got {made}"
        raise FileFormatError(f"{path}: {expected}: reconstruct the photos again")
    photos = entries(entry(block, "photos", list, str(path)), dict, str(path))
    if not photos:
        raise FileFormatError(f"{path}: expected photos, found none")
    return entry(block, "model", str, str(path)), photos
