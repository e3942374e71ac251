"""Files and folders that are either there in full or not at all."""

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
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


_UNFINISHED = ".writing-"
"""How the names of folders begin that become others when they are finished."""


def is_in_use(path: Path) -> bool:
    """Whether there is anything at ``path`` but an empty folder; what a killed program left unfinished is nothing."""
    if not path.is_dir():
        return path.exists()
    return any(not child.name.startswith(_UNFINISHED) for child in path.iterdir())


@contextmanager
def atomic_new_folder(path: Path) -> Iterator[Path]:
    """A temporary folder that becomes ``path`` if the block ends well.

    Args:
        path: must not be in use (``is_in_use``); folders above it are made.

    Raises:
        OSError: ``path`` is in use or cannot be made; the temporary folder is gone then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # An empty folder may be a link, a mount or where the caller stands: it stays, and is filled from within.
    filled = path.is_dir()
    if is_in_use(path):
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(path))
    temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=path if filled else path.parent))
    try:
        yield temporary
        if filled:
            for child in sorted(temporary.iterdir()):
                child.rename(path / child.name)
        else:
            temporary.chmod(0o777 & ~_umask())  # mkdtemp makes folders private
            temporary.rename(path)
    finally:
        if temporary.exists():
            shutil.rmtree(temporary)


@contextmanager
def remove_new_folder_on_error(path: Path) -> Iterator[None]:
    """If the block fails before anything is in ``path``, which was not there before, it is not there afterwards."""
    existed = path.exists()
    try:
        yield
    except BaseException:
        if not existed:
            with suppress(OSError):  # there is something in it, or it was never made
                path.rmdir()
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file at once."""
    with atomic_write(path) as temporary, temporary.open("xb") as file:
        file.write(content)


def write_text(path: Path, text: str) -> None:
    """Write a whole UTF-8 text file at once; what is no text (bytes of a file name that are not UTF-8) is escaped."""
    write_bytes(path, text.encode(errors="backslashreplace"))


@contextmanager
def atomic_folder_update(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder`` whose files become those of ``folder`` if the block ends well.

    Where ``folder`` is new, that is one rename: its files appear all at once. Otherwise they replace their namesakes
    one by one, and other files of it stay.

    Raises:
        OSError: the folder cannot be written; the temporary one is gone then.
    """
    folder = folder.resolve()  # "." has no name
    scratch = folder.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
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


def _umask() -> int:
    # The mask can only be read by setting it, which is no thread's business: Linux also tells it here.
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text().splitlines():
            if line.startswith("Umask:"):
                return int(line.split()[1], 8)
    return 0o022
