"""Limits on the memory that decoding takes: per photo, and for all photos that are decoded at the same time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

MAX_PIXELS = 2**26
"""Most pixels that are decoded of one photo, 67 million: about 540 MB at the peak. Larger JPEGs are decoded at a
reduced scale; other files are refused."""

PIXELS_IN_FLIGHT = 2**27
"""Most pixels of photos that are decoded at the same time, about 1.1 GB at the peak."""


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
        try:
            yield
        finally:
            with self._changed:
                self._free += pixels
                self._changed.notify_all()


DECODING = PixelBudget(PIXELS_IN_FLIGHT)
"""The budget of this process."""
