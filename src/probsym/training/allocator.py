"""Memory that one step, or one batch, frees stays with the process for the next one."""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # names of glibc's parameters, malloc.h
_KEPT = 2**30
"""Freed bytes that are kept; more goes back to the system."""
_LARGEST_KEPT = 2**25
"""Blocks above this many bytes never come from what was kept: the most that glibc allows."""


def keep_freed_memory() -> bool:
    """Have the C library keep what is freed, up to 1 GiB; returns whether it can (glibc can, others need not).

    A training step frees all its activations. glibc then gives their memory back to the system, and the next step
    asks for it again, page by page, each of which the system first fills with zeros.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):  # no C library by that name, or one without this function
        return False
    return bool(mallopt(_TRIM_THRESHOLD, _KEPT)) and bool(mallopt(_MMAP_THRESHOLD, _LARGEST_KEPT))
