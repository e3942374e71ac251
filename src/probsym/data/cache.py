"""Cache of decoded images: one memory-mapped array and its index, verified when read.

``KEY.npy`` holds N x size x size x 3 bytes, ``KEY.json`` the names and the checksum of the array. Both are written
atomically, the index last. Two processes that build the same key write the same bytes.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from probsym.errors import FileFormatError
from probsym.io import write_bytes
from probsym.readers.arrays import check_array, map_npy
from probsym.readers.plain import entries, entry, read_json_table

FORMAT_VERSION = 2
"""Part of every key; to be raised when decoding or the file layout changes."""


@dataclass(frozen=True)
class CachedImages:
    """One cache entry."""

    images: UInt8[np.ndarray, "count size size 3"]
    """Memory-mapped, read-only."""
    names: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]


def read_cache(folder: Path, key: str) -> CachedImages | None:
    """The entry ``key``, or None if it is missing or damaged."""
    path = folder / f"{key}.json"
    try:
        index = read_json_table(path)
        images = check_array(map_npy(folder / f"{key}.npy"), key, (None, None, None, 3), "u")
        names = tuple(entries(index.get("names"), str, key))
        unreadable = parse_unreadable(index.get("unreadable"), key)
        if images.dtype != np.uint8 or len(images) != len(names):
            return None
        if checksum_of(images) != entry(index, "checksum", str, key):
            return None
    except (OSError, FileFormatError):
        return None
    return CachedImages(images, names, unreadable)


def write_index(folder: Path, key: str, names: list[str], unreadable: list[tuple[str, str]], checksum: str) -> None:
    """Write ``KEY.json`` atomically, after ``KEY.npy``.

    Raises:
        OSError: it cannot be written.
    """
    index = {"names": names, "unreadable": unreadable, "checksum": checksum}
    write_bytes(folder / f"{key}.json", json.dumps(index).encode())


def parse_unreadable(values: object, where: str) -> tuple[tuple[str, str], ...]:
    """(name, reason) pairs from a list of lists.

    Raises:
        FileFormatError: it is something else.
    """
    pairs = [entries(pair, str, where) for pair in entries(values, list, where)]
    if any(len(pair) != 2 for pair in pairs):
        raise FileFormatError(f"{where}: unreadable: expected pairs of a name and a reason")
    return tuple((name, reason) for name, reason in pairs)


def new_checksum() -> "hashlib.blake2b":
    """The checksum of no pixels."""
    return hashlib.blake2b(digest_size=16)


def checksum_of(images: np.ndarray) -> str:
    """The checksum of all pixels.

    Raises:
        FileFormatError: a memory-mapped file was cut off.
    """
    checksum = new_checksum()
    for start in range(0, len(images), 256):
        checksum.update(images[start : start + 256].tobytes())
    return checksum.hexdigest()
