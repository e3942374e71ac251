"""Photos in tar archives (WebDataset's shards), decoded when they are asked for: for sets that no cache holds.

Each archive is listed once; the places of its photos are cached. Any photo can then be read by its number.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from probsym.data.cache_folder import default_cache_dir
from probsym.data.decoding import check_size_and_crop
from probsym.data.image_files import EXTENSIONS, MAX_FILE_BYTES, UnreadableImageError
from probsym.data.lazy_images import LazyImages
from probsym.errors import FileFormatError, InputError
from probsym.io import atomic_write
from probsym.readers.archives import list_tar
from probsym.readers.arrays import check_array, read_npz


@dataclass(frozen=True)
class _Archive:
    path: Path
    offsets: NDArray[np.int64]
    """First byte of each photo."""
    sizes: NDArray[np.int64]
    """Bytes of each photo."""
    content_hash: str
    """Of names and places."""

    def read(self, number: int) -> bytes:
        size = int(self.sizes[number])
        if size > MAX_FILE_BYTES:
            raise UnreadableImageError(f"{size >> 20} MiB, more than {MAX_FILE_BYTES >> 20}")
        with self.path.open("rb") as file:
            file.seek(int(self.offsets[number]))
            return file.read(size)


class TarImages(LazyImages):
    """The photos of several archives as if they were one array of decoded images."""

    def __init__(self, archives: Sequence[_Archive], size: int, crop: float) -> None:
        super().__init__(size, crop)
        self._archives = list(archives)
        self._ends = np.cumsum([len(archive.offsets) for archive in archives])

    def __len__(self) -> int:
        return int(self._ends[-1])

    @property
    def content_hash(self) -> str:
        """Hash of the photos' names, sizes and places."""
        digest = hashlib.blake2b(digest_size=16)
        for archive in self._archives:
            digest.update(f"{archive.path.name} {archive.content_hash}\n".encode())
        return digest.hexdigest()

    def read(self, row: int) -> bytes:
        """The file of one photo.

        Raises:
            UnreadableImageError: it is too large.
            InputError: its archive has gone.
        """
        archive, number = self._place(row)
        try:
            return archive.read(number)
        except OSError as error:
            raise InputError(f"{archive.path}: cannot be read ({error.strerror or error})") from None

    def name(self, row: int) -> str:
        """Archive and number of a photo in it, from 1."""
        archive, number = self._place(row)
        return f"{archive.path}: photo {number + 1}"

    def _place(self, row: int) -> tuple[_Archive, int]:
        which = int(np.searchsorted(self._ends, row, side="right"))
        archive = self._archives[which]
        return archive, row - int(self._ends[which]) + len(archive.offsets)


def is_tar_set(source: Path) -> bool:
    """Whether ``source`` is a tar archive, or a folder that holds some."""
    return source.suffix == ".tar" or (source.is_dir() and next(source.glob("*.tar"), None) is not None)


def open_tar_images(source: Path, size: int, crop: float = 1.0, cache_dir: Path | None = None) -> TarImages:
    """The photos of a tar archive, or of all ``.tar`` files of a folder in the order of their names.

    Args:
        source: of the archives; they are not compressed.
        size: height and width of the images in pixels.
        crop: side of the central square as a fraction of the shorter side, in (0, 1].
        cache_dir: where the places of the photos are kept; ``default_cache_dir()`` by default.

    Raises:
        InputError: an archive is missing or damaged, fewer than 2 photos, or an argument out of range.
    """
    check_size_and_crop(size, crop)
    paths = sorted(source.glob("*.tar")) if source.is_dir() else [source]
    archives = [_open(path, (cache_dir or default_cache_dir()) / "tars") for path in paths]
    count = sum(len(archive.offsets) for archive in archives)
    if count < 2:
        raise InputError(f"{source}: expected at least 2 photos in tar archives, got {count}")
    return TarImages([archive for archive in archives if len(archive.offsets)], size, crop)


def _open(path: Path, folder: Path) -> _Archive:
    try:
        state = path.stat()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from None
    key = f"{path.resolve()} {state.st_size} {state.st_mtime_ns}"
    kept = folder / f"{hashlib.blake2b(key.encode('utf-8', 'surrogateescape'), digest_size=16).hexdigest()}.npz"
    with suppress(OSError, FileFormatError):  # missing, or damaged
        return _read_places(path, kept, state.st_size)
    archive = _list(path)
    with suppress(OSError):  # without a writable cache it is listed again next time
        folder.mkdir(parents=True, exist_ok=True)
        with atomic_write(kept) as temporary, temporary.open("wb") as file:
            np.savez(file, offsets=archive.offsets, sizes=archive.sizes, content_hash=np.array(archive.content_hash))
    return archive


def _read_places(path: Path, kept: Path, size: int) -> _Archive:
    """What :func:`_list` found in an archive of ``size`` bytes, from the cache."""
    found = read_npz(kept, ("offsets", "sizes", "content_hash"))
    offsets = check_array(found["offsets"], f"{kept}: offsets", (None,), "i")
    sizes = check_array(found["sizes"], f"{kept}: sizes", (len(offsets),), "i")
    content_hash = check_array(found["content_hash"], f"{kept}: content_hash", (), "U")
    if ((offsets < 0) | (sizes < 0) | (sizes > size) | (offsets > size)).any():
        raise FileFormatError(f"{kept}: expected places in an archive of {size} bytes")
    return _Archive(path, offsets, sizes, str(content_hash))


def _list(path: Path) -> _Archive:
    offsets: list[int] = []
    sizes: list[int] = []
    digest = hashlib.blake2b(digest_size=16)
    try:
        entries = list_tar(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from None
    for entry in entries:
        name = PurePosixPath(entry.name)
        hidden = any(part.startswith(".") and part != "." for part in name.parts)
        if not hidden and name.suffix.lower() in EXTENSIONS:
            offsets.append(entry.offset)
            sizes.append(entry.size)
            digest.update(f"{entry.name}\0{entry.size}\n".encode("utf-8", "surrogateescape"))
    return _Archive(path, np.array(offsets, np.int64), np.array(sizes, np.int64), digest.hexdigest())
