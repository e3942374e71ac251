"""Whether a process of this machine still runs."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any


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
