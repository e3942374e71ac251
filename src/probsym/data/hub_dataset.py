"""Photos in a folder of Hugging Face's package ``datasets``, decoded when they are asked for. Needs that package.

Two layouts: what ``save_to_disk`` writes (Arrow files, read where they lie), and Parquet files with a column of images,
as datasets of the Hub are stored. Parquet cannot be read row by row, so it is copied once into Arrow files of about the
same size, in the cache. Only local files are read; nothing is downloaded, and no code of a dataset is run.
"""

import hashlib
import importlib.util
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

from probsym.data.cache_folder import default_cache_dir
from probsym.data.image_files import UnreadableImageError, read_image_file
from probsym.data.lazy_images import LazyImages
from probsym.errors import InputError
from probsym.readers.archives import reason_of

_NAMES = {"train": "train", "validation": "val", "valid": "val", "val": "val", "dev": "val", "test": "test"}
"""Split in ``datasets`` -> split here."""
_SPLIT = re.compile(rf"({'|'.join(_NAMES)})(?![a-z])", re.IGNORECASE)
_HASHED = 2**16
"""Bytes at either end of a file that its hash covers."""


class DatasetImages(LazyImages):
    """The photos of one split as if they were one array of decoded images."""

    def __init__(self, source: Path, rows: Any, column: str, content_hash: str, size: int, crop: float) -> None:
        super().__init__(size, crop)
        self._source, self._rows, self._column, self._content_hash = source, rows, column, content_hash

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def content_hash(self) -> str:
        """Hash of the files' names, sizes and ends."""
        return self._content_hash

    def read(self, row: int) -> bytes:
        """The file of one photo.

        Raises:
            UnreadableImageError: the row has no image, or names a file that cannot be read.
            InputError: the set cannot be read.
        """
        content = self._file(self._values([row])[0])
        if isinstance(content, UnreadableImageError):
            raise content
        return content

    def read_many(self, rows: Sequence[int], pool: ThreadPoolExecutor) -> list[bytes | UnreadableImageError]:
        """The files of several photos, or why one cannot be read; the rows are read at once."""
        return list(pool.map(self._file, self._values(rows)))

    def name(self, row: int) -> str:
        """Folder and number of a photo in it, from 1."""
        return f"{self._source}: row {row + 1}"

    def _values(self, rows: Sequence[int]) -> list[Any]:
        try:
            return list(self._rows[list(rows)][self._column])
        except Exception as error:  # of a damaged file also SystemError, IndexError, ...
            raise InputError(f"{self._source}: cannot be read ({reason_of(error)})") from None

    def _file(self, value: Any) -> bytes | UnreadableImageError:
        if value is None:
            return UnreadableImageError("no image in this row")
        if value["bytes"] is not None:
            return value["bytes"]
        # Sets of strangers may name any file of this machine, or a device that never ends.
        path = (self._source / (value["path"] or "")).resolve()
        if not (path.is_file() and path.is_relative_to(self._source.resolve())):
            return UnreadableImageError("expected a file in the folder of the set")
        try:
            return read_image_file(path)
        except UnreadableImageError as error:
            return error
        except OSError as error:
            return UnreadableImageError(error.strerror or "cannot be read")


def is_hub_dataset(source: Path) -> bool:
    """Whether ``source`` is a folder that ``datasets`` saved, a Parquet file, or a folder of such files."""
    if source.is_dir():
        saved = (source / "dataset_dict.json").is_file() or (source / "state.json").is_file()
        return saved or next(source.glob("*.parquet"), None) is not None or bool(_parquet_files(source))
    return source.suffix == ".parquet"


def open_hub_dataset(
    source: Path, size: int, crop: float = 1.0, cache_dir: Path | None = None
) -> dict[str, DatasetImages]:
    """The photos of each split: ``train``, ``val`` or ``test``; a set without named splits is ``train``.

    Args:
        source: folder or Parquet file, as described above.
        size: height and width of the images in pixels.
        crop: side of the central square as a fraction of the shorter side, in (0, 1].
        cache_dir: where Parquet files are copied to; ``default_cache_dir()`` by default.

    Raises:
        InputError: ``datasets`` is not installed, the files are damaged or hold no images, or an argument is out of
            range.
    """
    if importlib.util.find_spec("datasets") is None:
        raise InputError(f"{source}: needs the package datasets; install it with: pip install 'probsym[stream]'")
    try:
        tables = open_tables(source, (cache_dir or default_cache_dir()) / "datasets")
        found = {name: _images_of(source, table) for name, table in tables.items() if len(table)}
    except InputError:
        raise
    except Exception as error:  # damaged files make the readers raise nearly anything
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(f"{source}: expected a folder of the package datasets ({reason})") from None
    if not found:
        raise InputError(f"{source}: expected photos, got a set without rows")
    content_hash = _hash_of(source)
    return {
        name: DatasetImages(source, rows, column, f"{content_hash}-{name}", size, crop)
        for name, (rows, column) in found.items()
    }


def open_tables(source: Path, cache: Path) -> dict[str, Any]:
    """Tables of the package by our names of the splits."""
    datasets = import_module("datasets")
    if source.is_dir() and not _parquet_files(source):
        saved = datasets.load_from_disk(str(source))
        if isinstance(saved, datasets.Dataset):
            return {"train": saved}
        return {_NAMES.get(str(name), str(name)): table for name, table in saved.items()}
    grouped: dict[str, list[str]] = {}
    for path in _parquet_files(source):
        match = _SPLIT.match(path.name) or _SPLIT.fullmatch(path.parent.name)
        grouped.setdefault(_NAMES[match[1].lower()] if match else "train", []).append(str(path))
    return {
        name: datasets.Dataset.from_parquet(paths, cache_dir=str(cache), split=name) for name, paths in grouped.items()
    }


def _parquet_files(source: Path) -> list[Path]:
    """In the folder, or below it in ``data`` and folders of splits."""
    if source.is_file():
        return [source]
    places = [folder for folder in source.iterdir() if folder.is_dir() and folder.name in {"data", *_NAMES}]
    return [path for place in (source, *sorted(places)) for path in sorted(place.glob("*.parquet"))]


def _images_of(source: Path, table: Any) -> tuple[Any, str]:
    """The table with undecoded images, and the name of their column."""
    datasets = import_module("datasets")
    for name, feature in table.features.items():
        stored = isinstance(feature, dict) and set(feature) == {"bytes", "path"}
        if isinstance(feature, datasets.Image) or stored:
            return table.select_columns([name]).cast_column(name, datasets.Image(decode=False)), name
    raise InputError(f"{source}: expected a column of images, got {', '.join(table.features) or 'no column'}")


def _hash_of(source: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    files = [source] if source.is_file() else sorted([*source.rglob("*.arrow"), *source.rglob("*.parquet")])
    for path in files:
        size = path.stat().st_size
        digest.update(f"{path.relative_to(source).as_posix()}\0{size}\n".encode("utf-8", "surrogateescape"))
        with path.open("rb") as file:
            digest.update(file.read(_HASHED))
            file.seek(max(size - _HASHED, 0))
            digest.update(file.read(_HASHED))
    return digest.hexdigest()
