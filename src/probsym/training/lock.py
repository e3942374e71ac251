"""The lock file of a run folder, in which two processes must not train, and whether a process still runs."""

import json
import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from probsym.errors import FileFormatError, InputError
from probsym.io import is_in_use
from probsym.readers.plain import read_json_table

LOCK_FILE = ".lock"


@contextmanager
def lock_run_folder(run: Path) -> Iterator[None]:
    """Hold the lock of a run folder, which is created if missing; a folder left empty is removed again.

    A lock whose process has ended is replaced. Whether a process on another host has ended cannot be told from here.

    Raises:
        InputError: another process holds the lock.
        OSError: the folder cannot be written.
    """
    created = [folder for folder in (run, *run.parents) if not folder.exists()]
    run.mkdir(parents=True, exist_ok=True)
    try:
        _acquire(run / LOCK_FILE)
        try:
            yield
        finally:
            (run / LOCK_FILE).unlink(missing_ok=True)
    finally:
        if created and not is_in_use(run):
            with suppress(OSError):  # not empty after all
                for folder in created:
                    folder.rmdir()


def _acquire(path: Path) -> None:
    mine = {"pid": os.getpid(), "host": platform.node(), "started": start_time(os.getpid())}
    for _ in range(2):
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(json.dumps(mine) + "\n")
            return
        except FileExistsError:
            owner = _read_owner(path)
            if owner is not None and not has_ended(owner):
                raise InputError(
                    f"out: {path.parent} is in use by process {owner.get('pid')} on {owner.get('host')}; wait for it,"
                    f" or remove {path} if that process has ended"
                ) from None
            path.unlink(missing_ok=True)
    raise InputError(f"out: {path.parent} is in use by another process, which has just locked it")


def _read_owner(path: Path) -> dict[str, Any] | None:
    """The owner of a lock; None if the file is damaged or gone."""
    try:
        return read_json_table(path)
    except (OSError, FileFormatError):
        return None


def has_ended(process: Mapping[str, Any]) -> bool:
    """Whether a process of this host no longer runs; False for other hosts, where it cannot be told.

    Args:
        process: "pid", "host" and "started", from :func:`start_time`.
    """
    pid = process.get("pid")
    if process.get("host") != platform.node():
        return False
    if type(pid) is not int or not 0 < pid < 2**31:
        return True
    if os.name == "nt":  # where probing a process may end it
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    # Another process may have got the same number; a zombie waits for its parent to notice.
    return process.get("started") != start_time(pid) or _status(pid)[:1] == ["Z"]


def start_time(pid: int) -> str | None:
    """When a process started, in clock ticks since boot; None where the system does not tell."""
    status = _status(pid)
    return status[19] if len(status) > 19 else None


def _status(pid: int) -> list[str]:
    """The fields of Linux's /proc/PID/stat from the state on; empty elsewhere."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
