"""Photos that are decoded when they are asked for, as if they were one array: for sets that no cache holds."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from jaxtyping import UInt8
from numpy.typing import NDArray

from probsym.data.decoding import check_size_and_crop, decode_image
from probsym.data.image_files import UnreadableImageError, quiet_pillow
from probsym.errors import InputError

_THREADS = 8
_TRIED = 100
"""So many photos in a row may be unreadable."""


class LazyImages(ABC):
    """Photos by their numbers, N size size 3; indexing with an array of numbers decodes these photos.

    Any photo can be read at any time, so that sampling, sharding between processes and resuming are those of photos in
    a folder.

    Args:
        size: height and width of the images in pixels.
        crop: side of the central square as a fraction of the shorter side, in (0, 1].

    Raises:
        InputError: an argument is out of range.
    """

    def __init__(self, size: int, crop: float) -> None:
        check_size_and_crop(size, crop)
        self._size, self._crop = size, crop

    @abstractmethod
    def __len__(self) -> int: ...

    @property
    @abstractmethod
    def content_hash(self) -> str:
        """Hash that differs where the photos differ."""

    @abstractmethod
    def read(self, row: int) -> bytes:
        """The file of one photo; called by several threads at a time.

        Raises:
            UnreadableImageError: this photo cannot be read; others may.
            InputError: the set cannot be read.
        """

    @abstractmethod
    def name(self, row: int) -> str:
        """Which photo this is, for messages."""

    def read_many(self, rows: Sequence[int], pool: ThreadPoolExecutor) -> list[bytes | UnreadableImageError]:
        """The files of several photos, or why one cannot be read."""
        return list(pool.map(self._read_or_reason, rows))

    @property
    def nbytes(self) -> int:
        """Bytes that all images take when they are decoded."""
        return len(self) * 3 * self._size**2

    def __getitem__(self, rows: NDArray[np.int64]) -> UInt8[np.ndarray, "rows size size 3"]:
        """Decode these photos, RGB. In place of an unreadable photo comes the next readable one.

        Raises:
            InputError: many photos in a row are unreadable, or the set has gone.
        """
        numbers = np.asarray(rows).tolist()
        with ThreadPoolExecutor(_THREADS) as pool, quiet_pillow():
            files = self.read_many(numbers, pool)
            return np.stack(list(pool.map(self._decode, numbers, files)))

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        return self[np.arange(len(self))]

    def _read_or_reason(self, row: int) -> bytes | UnreadableImageError:
        try:
            return self.read(row)
        except UnreadableImageError as error:
            return error

    def _decode(self, row: int, file: bytes | UnreadableImageError) -> np.ndarray:
        reason = ""
        for further in range(_TRIED):
            content = file if further == 0 else self._read_or_reason((row + further) % len(self))
            try:
                if isinstance(content, UnreadableImageError):
                    raise content
                return decode_image(content, self._size, self._crop)
            except UnreadableImageError as error:
                reason = f"{self.name((row + further) % len(self))} and {_TRIED - 1} before it are unreadable ({error})"
        raise InputError(reason)
