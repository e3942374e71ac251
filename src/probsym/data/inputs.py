"""Photos as people name them: paths of files, folders and zip archives, Pillow images, arrays."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image, ImageOps

from probsym.data.decoding import to_upright_rgb
from probsym.data.image_files import check_local
from probsym.data.photos import ImageFile, as_text, open_photo_source
from probsym.errors import InputError

Photo = str | Path | Image.Image | np.ndarray
"""A path of an image file, a folder or a zip archive; a Pillow image; or RGB values, uint8, height x width x 3."""

_RESERVED = ("contact_sheet", "contact_sheet.png", "page.html")
"""Names of other results in the same folder."""


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
