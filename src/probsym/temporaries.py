"""Temporary names for files and folders that are being written, and their clean-up after a crash.

A temporary name carries the process id and the machine; the next process that writes into the same folder removes
those of processes that no longer run.
"""

import os
import platform
import secrets
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WRITING, REPLACED, FILLING = ".writing-", ".replaced-", ".filling-"
"""Prefixes of what is being written, of folders that are being replaced, and of what an empty folder is filled from."""
_cleaned: set[tuple[int, Path]] = set()
"""Process id and folder of every clean-up so far: each process cleans a folder once."""
_active: set[str] = set()
"""Names of the temporaries that this process is writing: others with its id are of an earlier one."""


def remove_stale_temporaries(folder: Path) -> None:
    """Remove temporaries in ``folder`` that were left by processes of this machine which no longer run.

    A folder that was interrupted while it was being replaced gets its name back, and one that was being filled gets the
    rest. Each process does this once per folder; failures are ignored.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would ask the disk about every part
    if (os.getpid(), folder) in _cleaned:
        return
    _cleaned.add((os.getpid(), folder))
    with suppress(OSError), os.scandir(folder) as entries:
        found = [folder / entry.name for entry in entries if entry.name.startswith((WRITING, REPLACED, FILLING))]
        for path in found:
            if is_abandoned(path.name):
                _remove_or_restore(path)


def _remove_or_restore(path: Path) -> None:
    if path.name.startswith(FILLING):
        for child in sorted(path.iterdir()):
            child.rename(path.with_name(child.name))
    if path.name.startswith(REPLACED):
        original = path.with_name(path.name.removeprefix(REPLACED).split("-", 3)[3])
        if not original.exists():
            path.rename(original)
            return
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def is_abandoned(name: str) -> bool:
    """Whether a name of :func:`active_name` belongs to a process of this machine that has ended."""
    parts = name.split("-", 4)[1:]
    if len(parts) < 3 or not parts[0].isdecimal() or parts[1] != _machine():
        return False  # another machine's
    if int(parts[0]) == os.getpid():  # perhaps of an earlier process: containers give the same ids again and again
        return name not in _active
    if os.name == "nt":  # where probing a process may end it
        return False
    try:
        os.kill(int(parts[0]), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _machine() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"


@contextmanager
def active_name(prefix: str, suffix: str = "") -> Iterator[str]:
    """Yield a new name that counts as this process's while the block runs, for :func:`is_abandoned`.

    Args:
        prefix: ends in "-", and has no other.
        suffix: of the name.
    """
    # Not from tempfile: those files and folders are readable by their owner alone.
    name = f"{prefix}{os.getpid()}-{_machine()}-{secrets.token_hex(8)}{suffix}"
    _active.add(name)
    try:
        yield name
    finally:
        _active.discard(name)
