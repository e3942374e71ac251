"""The photos that a command line names, and what their results are called."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

from probsym.data.sources import ImageFile, open_source
from probsym.errors import InputError

_RESERVED = ("contact_sheet", "contact_sheet.png", "page.html")


@contextmanager
def open_photos(inputs: Sequence[Path]) -> Iterator[list[ImageFile]]:
    """List photos: files, and all that folders and zip archives hold, in the order given and then by name.

    Raises:
        InputError: nothing is named, a path does not exist, or a folder or archive holds no image.
    """
    if not inputs:
        raise InputError("inputs: expected at least one photo, folder or zip file, got none")
    with ExitStack() as stack:
        photos: list[ImageFile] = []
        for path in inputs:
            if path.is_dir() or path.suffix.lower() == ".zip":
                photos += stack.enter_context(open_source(path))
            elif path.is_file():
                photos.append(ImageFile(path.name, path.stat().st_size, path.read_bytes))
            else:
                raise InputError(f"{path}: no such photo, folder or zip file")
        yield photos


def result_names(names: Sequence[str]) -> list[str]:
    """A folder name for each photo: its stem, made safe for every file system, numbered where two would clash.

    Args:
        names: paths of the photos, with forward slashes.
    """
    taken: set[str] = {*_RESERVED}
    results: list[str] = []
    for name in names:
        stem = re.sub(r"[^\w.-]+", "_", PurePosixPath(name).stem).strip("._ ") or "photo"
        stem = stem[:100]
        result, number = stem, 1
        while result.lower() in taken:  # some file systems do not tell upper from lower case
            number += 1
            result = f"{stem}-{number}"
        taken.add(result.lower())
        results.append(result)
    return results
