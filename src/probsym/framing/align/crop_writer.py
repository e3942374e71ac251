"""The folder of aligned crops: images, card, and what comes along."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from probsym import __version__
from probsym.checks import check_range
from probsym.config import Framing
from probsym.cpus import use_single_thread
from probsym.data.decoding import MAX_SIZE, opened_photo
from probsym.data.image_files import UnreadableImageError
from probsym.data.photos import ImageFile, ResultNames
from probsym.errors import InputError
from probsym.framing.align.session import THREADS
from probsym.framing.crop_folder import encode_crop
from probsym.framing.crops import CropBox, crop_and_resize, write_card
from probsym.framing.find_crops import MAX_OUTSIDE
from probsym.io import atomic_new_folder, check_new_folder
from probsym.progress import TaskProgress

FindBox = Callable[[UInt8[np.ndarray, "height width 3"], str], CropBox | str]
"""The square of a photo, by its pixels (RGB) and its name, or the reason why there is none."""

_CHUNK = 64


@dataclass(frozen=True)
class AlignReport:
    """Result of an alignment."""

    folder: Path
    """The new folder."""
    photos: int
    """Photos that were looked at."""
    crops: int
    """Images written, one a photo."""
    skipped: tuple[tuple[str, str], ...]
    """Name of each photo without a crop, and the reason."""
    method: str
    """Where the crops come from: points, foreground, congealing or central (the central square)."""


def check_request(
    photos: str | Path | Sequence[str | Path], out: str | Path, size: int, min_size: int, limit: int
) -> tuple[list[Path], Path]:
    """The paths of the photos, and the folder of the crops, which can become a new one.

    Arguments are those of :func:`probsym.framing.align.folder.align`.

    Raises:
        InputError: ``out`` is a file, in use, or within the photos' folder; or a number is out of range.
    """
    sources = [Path(photos)] if isinstance(photos, str | Path) else [Path(photo) for photo in photos]
    folder = Path(out)
    check_new_folder("out", folder)
    for source in sources:
        if source.is_dir() and folder.resolve().is_relative_to(source.resolve()):
            raise InputError(f"out: expected a folder outside the photos' folder, got {folder} inside {source}")
    check_range("size", size, 16, MAX_SIZE)
    check_range("min_size", min_size, 1, size)
    check_range("limit", limit, 0, 10**9)
    return sources, folder


def write_crops(
    files: Sequence[ImageFile],
    out: Path,
    find_box: FindBox,
    framing: Framing,
    size: int,
    min_size: int,
    *,
    method: str,
    extra: Mapping[str, bytes] | None = None,
    progress: TaskProgress | None = None,
) -> AlignReport:
    """Crop each photo and write the crops with their card to a new folder.

    Args:
        files: of the photos.
        out: folder to create.
        find_box: the square of each photo; called from several threads.
        framing: for the card.
        size: larger crops are reduced to this size in pixels.
        min_size: crops smaller than this, in pixels, are left out.
        method: for the report.
        extra: further files, name and content.
        progress: told how many photos are done.

    Raises:
        InputError: no photo gives a crop; nothing has been written.
        OSError: a result cannot be written.
    """

    def crop_one(file: ImageFile) -> "_Crop | str":
        try:
            with opened_photo(file.read()) as photo:
                return cut(photo, file.name)
        except UnreadableImageError as error:
            return f"unreadable ({error})"

    def cut(photo: Image.Image, name: str) -> "_Crop | str":
        square = find_box(np.asarray(photo), name)
        if isinstance(square, str):
            return square
        if square.side < min_size:
            return f"its crop is {square.side:.0f} pixels wide, less than {min_size}"
        if square.outside_share(*photo.size) > MAX_OUTSIDE:
            return "cut off by the photo's edge"
        return _Crop(*encode_crop(crop_and_resize(photo, square, min(round(square.side), size)), name), square)

    names, cuts, skipped = ResultNames(), [], []
    with atomic_new_folder(out) as folder:
        for number, (file, result) in enumerate(_in_threads(crop_one, files)):
            if progress is not None:
                progress("cropping", number + 1, len(files))
            if isinstance(result, str):
                skipped.append((file.name, result))
                continue
            name = names.add(file.name) + result.suffix
            (folder / name).write_bytes(result.content)
            where = {key: round(getattr(result.square, key), 2) for key in ("left", "top", "side")}
            cuts.append({"name": name, "photo": file.name, **where, "roll_rad": round(result.square.roll_rad, 4)})
        if not cuts:
            name, reason = skipped[0]
            raise InputError(
                f"photos: expected some with the object, found it in none of {len(files)}; the first: {name} ({reason})"
            )
        without = [{"photo": name, "reason": reason} for name, reason in skipped]
        values = {"probsym_version": __version__, "photos": len(files), "squares": cuts, "without": without}
        write_card(folder, framing, {"method": method, **values})
        for name, content in (extra or {}).items():
            (folder / name).write_bytes(content)
    return AlignReport(out, len(files), len(cuts), tuple(skipped), method)


@dataclass(frozen=True)
class _Crop:
    content: bytes
    suffix: str
    square: CropBox


def _in_threads(
    crop_one: Callable[[ImageFile], "_Crop | str"], files: Sequence[ImageFile]
) -> Iterator[tuple[ImageFile, "_Crop | str"]]:
    with ThreadPoolExecutor(THREADS, initializer=use_single_thread) as pool:
        for start in range(0, len(files), _CHUNK):
            part = files[start : start + _CHUNK]
            yield from zip(part, pool.map(crop_one, part), strict=True)
