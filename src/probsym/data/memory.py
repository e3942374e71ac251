"""Memory: limits on what decoding takes, and what the C library does with freed memory."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PIL import Image

from probsym.checks import check_range

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # parameters of mallopt, from glibc's malloc.h
_KEPT = 2**30
"""Bytes of freed memory to keep."""
_KEPT_BLOCK = 2**25
"""Larger blocks always come from the system; the largest threshold that glibc allows."""
DEFAULT_MEGAPIXELS = 67.0
"""Most million pixels that are decoded of one photo, about 540 MB at the peak; see :func:`set_max_megapixels`."""
_LARGEST_MEGAPIXELS = 2000.0
PIXELS_IN_FLIGHT = 2**26
"""Most pixels of photos that are decoded, searched or reduced at the same time, about 540 MB at the peak."""
_LARGE = 2**23
"""Pixels of a photo from which on freed memory is returned to the system before and after."""
_PILLOW_LIMIT = Image.MAX_IMAGE_PIXELS or 0
_limit = int(DEFAULT_MEGAPIXELS * 1e6)


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


class PixelBudget:
    """Lets threads wait until the pixels they are about to decode fit."""

    def __init__(self, pixels: int) -> None:
        self._free = self._total = pixels
        self._changed = threading.Condition()

    @contextmanager
    def reserve(self, pixels: int) -> Iterator[None]:
        """Wait until ``pixels`` are free; one photo that is larger than the whole budget is decoded alone."""
        pixels = min(pixels, self._total)
        with self._changed:
            self._changed.wait_for(lambda: self._free >= pixels)
            self._free -= pixels
        if pixels > _LARGE:  # what other threads have freed would count beside the photo
            return_freed_memory()
        try:
            yield
        finally:
            with self._changed:
                self._free += pixels
                self._changed.notify_all()
            if pixels > _LARGE:
                return_freed_memory()


def return_freed_memory() -> None:
    """Have the C library return what is free to the system, where it can (glibc): else each thread keeps its own."""
    with suppress(OSError, AttributeError, TypeError):  # no such library or function
        ctypes.CDLL(None).malloc_trim(0)


DECODING = PixelBudget(PIXELS_IN_FLIGHT)
"""The budget of this process."""


def max_pixels() -> int:
    """Most pixels that are decoded of one photo. Larger JPEGs are decoded at a reduced scale; others are refused."""
    return _limit


def set_max_megapixels(megapixels: float) -> None:
    """Change the limit of :func:`max_pixels` for this process; photos beyond Pillow's own limit are then read too.

    Args:
        megapixels: million pixels, 0.01 to 2000; each takes about 8 MB at the peak.

    Raises:
        InputError: out of range.
    """
    global _limit
    check_range("max_megapixels", megapixels, 0.01, _LARGEST_MEGAPIXELS)
    _limit = int(megapixels * 1e6)
    Image.MAX_IMAGE_PIXELS = max(_PILLOW_LIMIT, _limit)
