"""The photos that a command line names, and what their results are called."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

from probsym.data.photos import ImageFile, as_text, open_photo_source
from probsym.errors import InputError

_RESERVED = ("contact_sheet", "contact_sheet.png", "page.html")


@contextmanager
def open_photos(inputs: Sequence[Path], out: Path | None = None) -> Iterator[list[ImageFile]]:
    """List photos: files, and all that folders and zip archives hold, in the order given and then by name.

    Args:
        inputs: photos, folders and zip archives.
        out: where results go; pictures in there are no photos.

    Raises:
        InputError: nothing is named, a path does not exist, a folder or archive holds no image, or is ``out`` itself.
    """
    if not inputs:
        raise InputError("inputs: expected at least one photo, folder or zip file, got none")
    if out is not None and any(path.is_dir() and path.resolve() == out.resolve() for path in inputs):
        raise InputError(f"out: expected a folder other than that of the photos, got {out}")
    with ExitStack() as stack:
        photos: list[ImageFile] = []
        for path in inputs:
            if path.is_dir() or path.suffix.lower() == ".zip":
                photos += stack.enter_context(open_photo_source(path, out))
            elif path.is_file():
                photos.append(ImageFile(as_text(Path(path.name)), path.stat().st_size, path.read_bytes))
            else:
                raise InputError(f"{path}: no such photo, folder or zip file")
        yield photos


class ResultNames:
    """A folder name for each photo: its stem, made safe for every file system, numbered where two would clash."""

    def __init__(self) -> None:
        self._taken: set[str] = {*_RESERVED}

    def add(self, name: str) -> str:
        """The name for the results of ``name``, the path of a photo with forward slashes."""
        stem = re.sub(r"[^\w.-]+", "_", PurePosixPath(name).stem).strip("._ ") or "photo"
        # file systems count bytes, and most take 255
        return self.more(stem[:100].encode()[:200].decode(errors="ignore"))

    def more(self, folder: str) -> str:
        """``folder`` itself if it is free, else numbered: for further results of the photo that has that name."""
        result, number = folder, 1
        while result.lower() in self._taken:  # some file systems do not tell upper from lower case
            number += 1
            result = f"{folder}-{number}"
        self._taken.add(result.lower())
        return result
