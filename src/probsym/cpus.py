"""Processors and threads of this process: containers are often given fewer than the machine has."""

import ctypes
import os
from functools import cache
from pathlib import Path
from typing import Any

_CGROUPS, _OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def usable_cpus() -> int:
    """Processors that this process may use, at least 1: those it may run on, or its container's quota if that is less.

    A fraction of a processor does not count: threads beyond the quota would only wait for each other.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = cgroup_quota()
    return allowed if quota is None else max(1, min(allowed, int(quota)))


def cgroup_quota(mount: Path = _CGROUPS, own: Path = _OWN) -> float | None:
    """Processors that Linux's control groups grant this process; None without a limit.

    Args:
        mount: where the control groups are mounted, version 1 or 2.
        own: file that names the groups of this process.
    """
    try:
        lines = own.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    quotas = []
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers and "cpu" not in controllers.split(","):
            continue
        roots = (mount / controllers, mount / "cpu") if controllers else (mount,)
        for root in roots:
            group = root / path.lstrip("/")
            # A group inherits the limits of those above it. In a container the path may be that of the host.
            folders = (folder for folder in (group, *group.parents) if folder.is_relative_to(root))
            quotas.extend(map(_quota_of, folders))
    return min((quota for quota in quotas if quota is not None), default=None)


def _quota_of(folder: Path) -> float | None:
    if (words := _words(folder / "cpu.max")) is None:
        quota, period = _words(folder / "cpu.cfs_quota_us"), _words(folder / "cpu.cfs_period_us")
        words = [*quota[:1], *period[:1]] if quota and period else []
    if len(words) != 2 or not all(word.isdecimal() and int(word) > 0 for word in words):  # "max", or -1
        return None
    return int(words[0]) / int(words[1])


def _words(path: Path) -> list[str] | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return None


def use_single_thread() -> None:
    """Run the torch operators that the calling thread starts on that thread alone.

    For the threads of a pool that works on several things at once. ``torch.set_num_threads`` would change the whole
    process; this sets OpenMP's number of threads, which each thread has for itself. Without OpenMP it does nothing.
    """
    import torch

    torch.get_num_threads()  # torch sets the number of a new thread on first use, which must not come later
    library = _openmp()
    if library is not None:
        library.omp_set_num_threads(1)


@cache
def _openmp() -> Any:
    """The OpenMP runtime that torch is linked to, or None."""
    import torch

    folder = Path(torch.__file__).parent / "lib"
    for name in ("libtorch_cpu.so", "libtorch_cpu.dylib", "torch_cpu.dll"):
        try:
            library = ctypes.CDLL(str(folder / name))
            library.omp_set_num_threads.argtypes = [ctypes.c_int]
        except (OSError, AttributeError):
            continue
        return library
    return None
