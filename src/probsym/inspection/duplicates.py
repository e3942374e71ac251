"""Duplicate photos: difference hashes of 256 bits, compared in pairs."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from jaxtyping import UInt8, UInt64
from PIL import Image

from probsym.cpus import usable_cpus
from probsym.progress import Progress

SAME_BITS = 20
"""Photos whose hashes differ in at most this many of 256 bits are duplicates, recompressed or resized."""
_SIDE = 16
BLOCK_ROWS, BLOCK_COLUMNS = 512, 4096
"""Hashes in a block of pairs."""


def difference_hash(image: UInt8[np.ndarray, "height width 3"]) -> UInt64[np.ndarray, " 4"]:
    """256 bits: for each cell of a 16 x 16 grid, whether its right neighbour is brighter.

    The common 64 bits take different aligned faces for duplicates.
    """
    grey = Image.fromarray(image).convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.BOX)
    levels = np.asarray(grey, dtype=np.int16)
    return np.packbits(levels[:, 1:] > levels[:, :-1]).view(np.uint64)


def duplicate_groups(
    hashes: UInt64[np.ndarray, "photos 4"],
    same_bits: int = SAME_BITS,
    progress: Progress | None = None,
) -> list[list[int]]:
    """Groups of two or more duplicates, largest first, as ascending indices.

    Every pair is compared, block by block, so that memory does not grow with the number of pairs.

    Args:
        hashes: from :func:`difference_hash`.
        same_bits: hashes that differ in at most this many bits are duplicates; groups are joined transitively.
        progress: called with (hashes compared, hashes in all); not for a few thousand.
    """
    different, index_of = np.unique(hashes, axis=0, return_inverse=True)
    words = np.ascontiguousarray(different.T)
    label = np.arange(len(different))
    lock = threading.Lock()

    def compare(start: int) -> int:
        rows = words[:, start : start + BLOCK_ROWS]
        for first in range(start, len(different), BLOCK_COLUMNS):
            row, column = _near_pairs(rows, words[:, first : first + BLOCK_COLUMNS], same_bits)
            with lock:
                _join(label, start + row, first + column)
        return start

    with ThreadPoolExecutor(usable_cpus()) as pool:
        for start in pool.map(compare, range(0, len(different), BLOCK_ROWS)):
            if progress is not None and len(different) > BLOCK_COLUMNS:
                progress(min(start + BLOCK_ROWS, len(different)), len(different))
    groups: dict[int, list[int]] = {}
    for index, root in enumerate(label[index_of.reshape(-1)].tolist()):
        groups.setdefault(root, []).append(index)
    return sorted((group for group in groups.values() if len(group) > 1), key=lambda group: (-len(group), group[0]))


def surplus(groups: Sequence[Sequence[int]]) -> int:
    """Number of photos that repeat another."""
    return sum(len(group) - 1 for group in groups)


def _near_pairs(rows: np.ndarray, columns: np.ndarray, same_bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of each pair of hashes, as four words each, that differ in at most this many bits."""
    # Half of the bits rule out nearly all pairs.
    distance = np.bitwise_count(rows[0][:, None] ^ columns[0])
    distance += np.bitwise_count(rows[1][:, None] ^ columns[1])
    row, column = np.nonzero(distance <= same_bits)
    rest = np.bitwise_count(rows[2:, row] ^ columns[2:, column]).sum(0, dtype=np.uint16)
    near = distance[row, column] + rest <= same_bits
    return row[near], column[near]


def _join(label: np.ndarray, one: np.ndarray, other: np.ndarray) -> None:
    """Give the groups of each pair the same label, the smallest index of the group."""
    while True:
        first, second = label[one], label[other]
        apart = first != second
        if not apart.any():
            return
        one, other, first, second = one[apart], other[apart], first[apart], second[apart]
        np.minimum.at(label, np.maximum(first, second), np.minimum(first, second))
        while not np.array_equal(shorter := label[label], label):
            label[:] = shorter
