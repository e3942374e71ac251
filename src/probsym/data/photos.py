"""Photos as people name them: paths of files, folders and zip archives, Pillow images, arrays."""

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image, ImageOps

from probsym.data.decoding import to_upright_rgb
from probsym.data.image_files import EXTENSIONS, MAX_FILE_BYTES, UnreadableImageError, check_local
from probsym.errors import FileFormatError, InputError
from probsym.readers.archives import open_zip, read_entry

Photo = str | Path | Image.Image | np.ndarray
"""A path of an image file, a folder or a zip archive; a Pillow image; or RGB values, uint8, height x width x 3."""

_RESERVED = ("contact_sheet", "contact_sheet.png", "page.html")
"""Names of other results in a results folder."""


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


@contextmanager
def open_photos(photos: Sequence[Photo], out: Path | None = None, keep: bool = False) -> Iterator[list[ImageFile]]:
    """List photos in the order given, and those of a folder or zip archive by name.

    Args:
        photos: photos, folders and zip archives.
        out: the folder of the results; pictures in it are left out.
        keep: photos of a zip archive that were read once can also be read after the context.

    Raises:
        InputError: nothing is given, a path does not exist, a folder or archive holds no image, or is ``out`` itself,
            or an array is not height x width x 3 bytes.
    """
    if not photos:
        raise InputError("photos: expected at least one photo, folder or zip file, got none")
    with ExitStack() as stack:
        listed: list[ImageFile] = []
        for number, photo in enumerate(photos, start=1):
            if not isinstance(photo, str | Path):
                listed.append(as_image_file(photo, _name(photo) or f"photo {number}"))
                continue
            check_local(photo)
            path = Path(photo)
            if path.is_dir() and out is not None and path.resolve() == out.resolve():
                raise InputError(f"out: expected a folder other than that of the photos, got {out}")
            if path.is_dir() or path.suffix.lower() == ".zip":
                found = stack.enter_context(open_photo_source(path, out))
                listed += found if path.is_dir() or not keep else [_kept(file) for file in found]
            elif path.is_file():
                listed.append(ImageFile(as_text(Path(path.name)), path.stat().st_size, path.read_bytes))
            else:
                raise InputError(f"{path}: no such photo, folder or zip file")
        yield listed


def as_image_file(photo: object, name: str) -> ImageFile:
    """A Pillow image or an array as if it were a file.

    Raises:
        InputError: anything else, or an array that is not height x width x 3 bytes.
    """
    if isinstance(photo, np.ndarray):
        if photo.dtype != np.uint8 or photo.ndim != 3 or photo.shape[2] != 3:
            raise InputError(
                f"photos: expected a uint8 array of height x width x 3, got {photo.dtype} of shape {photo.shape}"
            )
        picture = Image.fromarray(np.ascontiguousarray(photo))
    elif isinstance(photo, Image.Image):
        picture = to_upright_rgb(photo)
    else:
        raise InputError(f"photos: expected paths, Pillow images or arrays, got {type(photo).__name__}")
    buffer = io.BytesIO()
    if isinstance(photo, Image.Image) and photo.has_transparency_data:
        ImageOps.exif_transpose(photo).convert("RGBA").save(buffer, "PNG", compress_level=1)
    else:
        picture.save(buffer, "BMP")  # keeps every pixel, without the time that compression takes
    return ImageFile(name, buffer.tell(), buffer.getvalue)


def _name(photo: object) -> str:
    filename = getattr(photo, "filename", "")  # of a Pillow image that was opened from a file
    return Path(filename).name if isinstance(filename, str) else ""


def _kept(file: ImageFile) -> ImageFile:
    return ImageFile(file.name, file.size, cache(file.read))


class ResultNames:
    """A folder name for each photo: its stem, safe for every file system, numbered where two would clash."""

    def __init__(self) -> None:
        self._taken: set[str] = {*_RESERVED}

    def add(self, name: str) -> str:
        """The folder for the results of ``name``, the path of a photo with forward slashes."""
        stem = re.sub(r"[^\w.-]+", "_", PurePosixPath(name).stem).strip("._ ") or "photo"
        # file systems count bytes, and most take 255
        return self.add_again(stem[:100].encode()[:200].decode(errors="ignore"))

    def add_again(self, folder: str) -> str:
        """``folder`` if it is free, else with a number: for further results of the photo with that folder."""
        result, number = folder, 1
        while result.lower() in self._taken:  # some file systems do not tell upper from lower case
            number += 1
            result = f"{folder}-{number}"
        self._taken.add(result.lower())
        return result
