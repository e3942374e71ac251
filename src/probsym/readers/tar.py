"""Tar archives: the one place that knows what :mod:`tarfile` raises."""

import tarfile
from dataclasses import dataclass
from pathlib import Path

from probsym.errors import FileFormatError
from probsym.readers.zip import reason_of


@dataclass(frozen=True)
class TarEntry:
    """A regular file in an archive."""

    name: str
    offset: int
    """Its first byte in the archive."""
    size: int
    """Bytes."""


def list_tar(path: Path) -> list[TarEntry]:
    """The regular files of an uncompressed archive.

    Raises:
        FileFormatError: it is no such archive, damaged, or an entry reaches beyond its end.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            with tarfile.open(fileobj=file, mode="r:") as archive:  # "r:": not compressed, or places mean nothing
                found = [TarEntry(one.name, one.offset_data, one.size) for one in archive if one.isreg()]
        except Exception as error:  # TarError, ValueError, OverflowError, MemoryError, ...
            raise FileFormatError(f"{path}: expected an uncompressed tar archive: {reason_of(error)}") from None
    for one in found:
        if not 0 <= one.offset <= one.offset + one.size <= size:
            raise FileFormatError(f"{path}: damaged: {one.name} reaches beyond the end of the archive")
    return found
