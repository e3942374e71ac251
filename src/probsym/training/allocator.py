"""Keeps freed memory in the process, so that the next step or batch does not fetch it from the system again."""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # parameters of mallopt, from glibc's malloc.h
_KEPT = 2**30
"""Bytes of freed memory to keep."""
_KEPT_BLOCK = 2**25
"""Larger blocks always come from the system; the largest threshold that glibc allows."""


def keep_freed_memory() -> bool:
    """Have the C library keep up to 1 GiB of freed memory; returns False where it cannot (other than glibc).

    A training step frees all its activations. By default glibc returns that memory to the system, and the next step
    gets it back page by page, each zero-filled first.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):  # no such library or function
        return False
    return bool(mallopt(_TRIM_THRESHOLD, _KEPT)) and bool(mallopt(_MMAP_THRESHOLD, _KEPT_BLOCK))
