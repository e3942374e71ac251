"""Zip archives: the one place that knows what :mod:`zipfile` raises."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
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
