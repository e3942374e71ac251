"""One page of the photos of several, such as those of several models."""

import base64
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from probsym.errors import FileFormatError, InputError
from probsym.export.page import DATA_BLOCK, PAGE_FORMAT, page_html
from probsym.io import read_text
from probsym.readers.plain import entries, entry, parse_json, shown

_BETWEEN_MODELS = ", "
_SMALLEST = 8
"""Pixels on a side of a model's maps, at least; ``viewer/src/factors.ts`` holds the same number."""
_PICTURE = "data:image/webp;base64,"
_VECTORS = {"light": ("direction",), "viewpoint": ("rotation_rad", "translation")}
_NUMBERS = {"light": ("ambient", "diffuse", "gamma")}


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
        FileFormatError: it is no page with photos, that of an incompatible version, or one that cannot be shown.
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
    model = entry(block, "model", str, str(path))
    photos = entries(entry(block, "photos", list, str(path)), dict, str(path))
    if not photos:
        raise FileFormatError(f"{path}: expected photos, found none")
    for number, photo in enumerate(photos, 1):
        _check_photo(photo, f"{path}: photo {number}")
    return model, photos


def _check_photo(photo: dict[str, Any], where: str) -> None:
    """Whether a page can show an entry: nothing of it is missing, and sizes fit.

    Raises:
        FileFormatError: it cannot.
    """
    entry(photo, "name", str, where)
    size, fov_deg = entry(photo, "size", int, where), entry(photo, "fov_deg", float, where)
    if size < _SMALLEST:
        raise FileFormatError(f"{where}: size: expected at least {_SMALLEST}, got {size}")
    if not 0 < fov_deg < 180:
        raise FileFormatError(f"{where}: fov_deg: expected an angle between 0 and 180, got {fov_deg}")
    _check_map(photo, "canonical_depth", 4 * size**2, where)
    _check_map(photo, "albedo", 3 * size**2, where)
    for name in ("sigma", "sigma_flip"):
        if photo.get(name, "") is not None:
            _check_map(photo, name, 4 * size**2, where)
    if photo.get("cutout", "") is not None:
        length = len(_decoded(photo, "cutout", where))
        if length == 0 or math.isqrt(length) ** 2 != length:
            raise FileFormatError(f"{where}: cutout: expected a square, got {length} values")
    for table, names in _VECTORS.items():
        for name in names:
            inside = f"{where}: {table}"
            vector = entries(entry(entry(photo, table, dict, where), name, list, inside), float, f"{inside}: {name}")
            if len(vector) != 3:
                raise FileFormatError(f"{inside}: {name}: expected 3 numbers, got {len(vector)}")
    for table, names in _NUMBERS.items():
        for name in names:
            entry(entry(photo, table, dict, where), name, float, f"{where}: {table}")
    _check_picture(photo, where)


def _check_map(photo: dict[str, Any], name: str, length: int, where: str) -> None:
    content = _decoded(photo, name, where)
    if len(content) != length:
        raise FileFormatError(f"{where}: {name}: expected {length} bytes, got {len(content)}")
    if name != "albedo" and not np.isfinite(np.frombuffer(content, "<f4")).all():
        raise FileFormatError(f"{where}: {name}: expected finite values, got NaN or infinity")


def _check_picture(photo: dict[str, Any], where: str) -> None:
    text = entry(photo, "photo", str, where)
    if not text.startswith(_PICTURE):
        raise FileFormatError(f"{where}: photo: expected {_PICTURE}..., got {shown(text)}")
    content = _decoded({"photo": text.removeprefix(_PICTURE)}, "photo", where)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            size = picture.size
    except (OSError, Image.DecompressionBombError):
        raise FileFormatError(f"{where}: photo: damaged: not a picture") from None
    if size[0] != size[1]:
        raise FileFormatError(f"{where}: photo: expected a square picture, got {size[0]} x {size[1]} pixels")


def _decoded(photo: dict[str, Any], name: str, where: str) -> bytes:
    text = entry(photo, name, str, where)
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise FileFormatError(f"{where}: {name}: damaged: not base64") from None
