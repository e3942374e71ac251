"""The image files of a folder or zip archive, sorted by name."""

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from probsym.data.image_files import EXTENSIONS, MAX_FILE_BYTES, UnreadableImageError, check_local
from probsym.errors import FileFormatError, InputError
from probsym.readers.archives import open_zip, read_entry


@dataclass(frozen=True)
class ImageFile:
    """One image file, not yet read."""

    name: str
    """Path relative to the source, with forward slashes."""
    size: int
    """Bytes."""
    _read: Callable[[], bytes]
    mask: "ImageFile | None" = None
    """Where the object is, as given with the photo; see :mod:`probsym.data.masks`."""

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
        except FileFormatError as error:
            raise UnreadableImageError(str(error)) from None


def as_text(path: Path) -> str:
    """The path with forward slashes; bytes that are not UTF-8 are escaped with backslashes."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of an archive entry with forward slashes, which some programs on Windows do not write."""
    return entry.filename.replace("\\", "/")


@contextmanager
def open_photo_source(source: Path, without: Path | None = None) -> Iterator[list[ImageFile]]:
    """List the images of ``source``: a folder (with all below it) or a zip archive.

    Hidden files and folders, ``__MACOSX`` and files without an image's extension are ignored, and so are the folders of
    training runs and reconstructions below ``source``, whose pictures are no photos. Links are followed.
    Archive entries are read in memory, never written to disk. Backslashes in their names, from Windows, separate
    folders.

    Args:
        source: folder or zip archive.
        without: a folder inside ``source`` to ignore.

    Yields:
        The files sorted by name (by code point, not by locale); readable until the context ends.

    Raises:
        InputError: ``source`` is missing, is neither a folder nor a zip archive, or has no image.
    """
    check_local(source)
    if source.is_dir():
        files = [_of_path(source, path) for path in _walk(source, without)]
        yield _in_order(source, files)
    elif source.is_file():
        with _opened(source) as archive:
            # of two entries with one name the last counts, as after unpacking
            entries = {entry_name(entry): entry for entry in archive.infolist() if not entry.is_dir()}
            files = [_of_entry(archive, entry) for name, entry in entries.items() if _is_wanted(name)]
            yield _in_order(source, files)
    else:
        raise InputError(f"{source}: no such folder or zip archive")


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(open_zip(source))
        except (OSError, FileFormatError):
            raise InputError(f"{source}: expected a folder or a zip archive, got a file that is neither") from None
        yield archive


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
        if real in seen:  # a link to a parent folder would never end
            subfolders.clear()
            continue
        seen.add(real)
        if Path(folder) != source and _is_result(Path(folder), subfolders, names):
            subfolders.clear()
            continue
        subfolders.sort()
        inside = Path(folder).relative_to(source)
        for name in names:
            path = Path(folder, name)
            if _is_wanted((inside / name).as_posix()) and path.is_file():
                yield path


def _is_result(folder: Path, subfolders: Sequence[str], names: Sequence[str]) -> bool:
    """Whether this program made a folder: of a training run, of one reconstruction, or of several."""
    if "factors.json" in names or ("record.json" in names and "checkpoints" in subfolders):
        return True
    sheets = [name for name in names if name.startswith("contact_sheet")]
    return bool(sheets) and any((folder / name / "factors.json").is_file() for name in subfolders)


def _of_path(source: Path, path: Path) -> ImageFile:
    # A text takes a fraction of a path's memory, which counts for some hundred thousand photos.
    return ImageFile(as_text(path.relative_to(source)), path.stat().st_size, partial(_read_bytes, os.fspath(path)))


def _read_bytes(path: str) -> bytes:
    return Path(path).read_bytes()


def _of_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> ImageFile:
    return ImageFile(
        entry_name(entry), entry.file_size, lambda: read_entry(archive, entry, MAX_FILE_BYTES, "zip entry")
    )
