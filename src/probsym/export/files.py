"""Files and folders that are either there in full or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path``, with the same suffix, that becomes ``path`` if the block ends well.

    Raises:
        OSError: the folder is missing or cannot be written; the temporary file is gone then.
    """
    # None of tempfile's: those are private files, and to open them to others costs more than to write them.
    temporary = path.with_name(f".{secrets.token_hex(8)}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file at once."""
    with replacing(path) as temporary, temporary.open("xb") as file:
        file.write(content)


def write_text(path: Path, text: str) -> None:
    """Write a whole UTF-8 text file at once."""
    write_bytes(path, text.encode())


@contextmanager
def folder_replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder`` whose files become those of ``folder`` if the block ends well.

    Where ``folder`` is new, that is one rename: its files appear all at once. Otherwise they replace their namesakes
    one by one, and other files of it stay.

    Raises:
        OSError: the folder cannot be written; the temporary one is gone then.
    """
    scratch = folder.with_name(f".writing-{secrets.token_hex(8)}")
    scratch.mkdir()
    try:
        yield scratch
        if not folder.exists():
            scratch.rename(folder)
            return
        for path in sorted(scratch.rglob("*")):
            if path.is_file():
                target = folder / path.relative_to(scratch)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
