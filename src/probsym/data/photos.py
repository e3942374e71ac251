"""The image files of a folder or a zip archive, in an order that no file system decides."""

import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from probsym.data.decoding import EXTENSIONS, MAX_FILE_BYTES, UnreadableImageError
from probsym.errors import InputError


@dataclass(frozen=True)
class ImageFile:
    """One image file, not yet read."""

    name: str
    """Path relative to the source, with forward slashes."""
    size: int
    """Bytes."""
    _read: Callable[[], bytes]

    def read(self) -> bytes:
        """The file's bytes; safe to call from many threads.

        Raises:
            UnreadableImageError: no permission, damaged or encrypted archive entry, too large.
        """
        if self.size > MAX_FILE_BYTES:
            raise UnreadableImageError(f"file of more than {MAX_FILE_BYTES >> 20} MiB")
        try:
            return self._read()
        except OSError as error:
            raise UnreadableImageError(error.strerror or "cannot be read") from None
        except Exception as error:  # zipfile raises RuntimeError, zlib.error, NotImplementedError, ...
            raise UnreadableImageError(" ".join(str(error).split())[:200] or type(error).__name__) from None


def as_text(path: Path) -> str:
    """The path with forward slashes; bytes of it that are not UTF-8 as backslashed numbers."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


@contextmanager
def open_photo_source(source: Path, without: Path | None = None) -> Iterator[list[ImageFile]]:
    """List the images of ``source``: a folder (with all below it) or a zip archive.

    Hidden files and folders, ``__MACOSX`` and names that do not end like an image are passed over;
    links are followed. Archive entries are read in memory, never written to disk.

    Args:
        source: folder or zip archive.
        without: a folder to pass over, with all below it, where it lies within ``source``.

    Yields:
        The files sorted by name (by code point, not by locale); readable until the context ends.

    Raises:
        InputError: ``source`` is missing, is neither a folder nor a zip archive, or holds no image.
    """
    if source.is_dir():
        files = [_of_path(source, path) for path in _walk(source, without)]
        yield _in_order(source, files)
    elif source.is_file():
        try:
            archive = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise InputError(f"{source}: expected a folder or a zip archive, got a file that is neither") from None
        with archive:
            # of two entries with one name the last counts, as it would after unpacking
            entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
            files = [_of_entry(archive, entry) for entry in entries.values() if _is_wanted(entry.filename)]
            yield _in_order(source, files)
    else:
        raise InputError(f"{source}: no such folder or zip archive")


def _in_order(source: Path, files: list[ImageFile]) -> list[ImageFile]:
    if not files:
        kinds = ", ".join(extension[1:] for extension in EXTENSIONS)
        raise InputError(f"{source}: expected images ({kinds}), found none")
    return sorted(files, key=lambda file: file.name)


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return not hidden and path.suffix.lower() in EXTENSIONS


def _walk(source: Path, without: Path | None) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename}: cannot be listed ({error.strerror})")

    seen = set() if without is None else {os.path.realpath(without)}
    for folder, subfolders, names in os.walk(source, followlinks=True, onerror=refuse):
        real = os.path.realpath(folder)
        if real in seen:  # a link back up would never end
            subfolders.clear()
            continue
        seen.add(real)
        subfolders.sort()
        for name in names:
            path = Path(folder, name)
            if _is_wanted(path.relative_to(source).as_posix()) and path.is_file():
                yield path


def _of_path(source: Path, path: Path) -> ImageFile:
    return ImageFile(as_text(path.relative_to(source)), path.stat().st_size, path.read_bytes)


def _of_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> ImageFile:
    return ImageFile(entry.filename, entry.file_size, lambda: archive.read(entry))
