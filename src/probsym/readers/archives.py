"""Zip and tar archives: the one place that knows what :mod:`zipfile` and :mod:`tarfile` raise."""

import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from probsym.errors import FileFormatError


@contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """An open archive.

    Raises:
        FileFormatError: the file is no zip archive.
        OSError: it cannot be read.
    """
    try:
        archive = zipfile.ZipFile(path)
    except OSError:
        raise
    except Exception as error:  # struct.error, NotImplementedError, UnicodeDecodeError, ...
        raise FileFormatError(f"{path}: expected a zip archive: {reason_of(error)}") from None
    with archive:
        yield archive


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int, where: str) -> bytes:
    """The content of an entry; safe to call from many threads.

    Args:
        archive: open.
        entry: of it.
        limit: most bytes that it may have.
        where: file and entry, for the message.

    Raises:
        FileFormatError: it is larger, damaged, encrypted or compressed by an unknown method.
    """
    if entry.file_size > limit:
        raise FileFormatError(f"{where}: expected at most {limit >> 20} MiB, got {entry.file_size >> 20}")
    try:
        with archive.open(entry) as file:
            content = file.read(limit + 1)
    except Exception as error:  # RuntimeError, zlib.error, NotImplementedError, EOFError, lzma.LZMAError, ...
        raise FileFormatError(f"{where}: damaged: {reason_of(error)}") from None
    if len(content) > limit:
        raise FileFormatError(f"{where}: expected at most {limit >> 20} MiB, got more")
    return content


def reason_of(error: BaseException) -> str:
    """The message of an error in one short line, or its type where it has none."""
    return " ".join(str(error).split())[:200] or type(error).__name__


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
