"""Cache of decoded images: one memory-mapped array and its index, verified when read.

``KEY.npy`` holds N x size x size x 3 bytes, ``KEY.json`` the names and the checksum of the array. Both are written
atomically, the index last. Two processes that build the same key write the same bytes.
"""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from jaxtyping import UInt8

from probsym.io import atomic_write, write_bytes

FORMAT_VERSION = 1
"""Part of every key; to be raised when decoding or the file layout changes."""


def default_cache_dir() -> Path:
    """``$PROBSYM_CACHE``, else ``$XDG_CACHE_HOME/probsym``, else ``~/.cache/probsym``."""
    if own := os.environ.get("PROBSYM_CACHE"):
        return Path(own).expanduser()
    shared = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # the XDG specification says to ignore relative paths
    return (shared if shared.is_absolute() else Path.home() / ".cache") / "probsym"


@dataclass(frozen=True)
class CachedImages:
    """One cache entry."""

    images: UInt8[np.ndarray, "count size size 3"]
    """Memory-mapped, read-only."""
    names: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]


class ImageWriter:
    """Writes images one by one to an .npy file and computes their checksum."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size, self.count = file, size, 0
        self._checksum = _new_checksum()
        self._write_header()

    def append(self, image: UInt8[np.ndarray, "size size 3"]) -> None:
        """Append one image."""
        data = image.tobytes()
        self._file.write(data)
        self._checksum.update(data)
        self.count += 1

    def finish(self) -> str:
        """Write the final count into the header; returns the checksum of the pixels."""
        self._file.seek(0)
        self._write_header()
        return self._checksum.hexdigest()

    def _write_header(self) -> None:
        # numpy pads the header so that the first axis can grow without moving the data
        shape = (self.count, self._size, self._size, 3)
        header = {"descr": "|u1", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._file, header)


def read_cache(folder: Path, key: str) -> CachedImages | None:
    """The entry ``key``, or None if it is missing or damaged."""
    try:
        index = json.loads((folder / f"{key}.json").read_text())
        images = np.load(folder / f"{key}.npy", mmap_mode="r")
        names = tuple(str(name) for name in index["names"])
        unreadable = tuple((str(name), str(reason)) for name, reason in index["unreadable"])
        sound = images.dtype == np.uint8 and images.ndim == 4 and len(images) == len(names)
        if not sound or _checksum_of(images) != index["checksum"]:
            return None
        return CachedImages(images, names, unreadable)
    except (OSError, ValueError, KeyError, TypeError, EOFError):
        return None


def write_cache(
    folder: Path,
    key: str,
    size: int,
    fill: Callable[[ImageWriter], tuple[list[str], list[tuple[str, str]]]],
) -> None:
    """Write the entry ``key`` atomically; nothing is written if ``fill`` raises.

    Args:
        folder: of the cache; created if missing.
        key: name of the entry.
        size: height and width of each image.
        fill: appends the images; returns their names, and (name, reason) of unreadable files.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_write(folder / f"{key}.npy") as temporary, temporary.open("xb") as file:
        writer = ImageWriter(file, size)
        names, unreadable = fill(writer)
        index = {"names": names, "unreadable": unreadable, "checksum": writer.finish()}
    write_bytes(folder / f"{key}.json", json.dumps(index).encode())


def _new_checksum() -> "hashlib.blake2b":
    return hashlib.blake2b(digest_size=16)


def _checksum_of(images: np.ndarray) -> str:
    checksum = _new_checksum()
    for start in range(0, len(images), 256):
        checksum.update(images[start : start + 256].tobytes())
    return checksum.hexdigest()
