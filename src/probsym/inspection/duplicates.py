"""Duplicate photos: difference hashes of 256 bits, compared in pairs."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import UInt8, UInt64
from PIL import Image

SAME_BITS = 20
"""Photos whose hashes differ in at most this many of 256 bits are duplicates, recompressed or resized."""
_SIDE = 16
_ROWS = 256


def difference_hash(image: UInt8[np.ndarray, "height width 3"]) -> UInt64[np.ndarray, " 4"]:
    """256 bits: for each cell of a 16 x 16 grid, whether its right neighbour is brighter.

    The common 64 bits take different aligned faces for duplicates.
    """
    grey = Image.fromarray(image).convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.BOX)
    levels = np.asarray(grey, dtype=np.int16)
    return np.packbits(levels[:, 1:] > levels[:, :-1]).view(np.uint64)


def duplicate_groups(hashes: UInt64[np.ndarray, "photos 4"], same_bits: int = SAME_BITS) -> list[list[int]]:
    """Groups of two or more duplicates, largest first, as ascending indices.

    Args:
        hashes: from :func:`difference_hash`.
        same_bits: hashes that differ in at most this many bits are duplicates; groups are joined transitively.
    """
    label = np.arange(len(hashes))
    for start in range(0, len(hashes), _ROWS):
        part = hashes[start : start + _ROWS]
        distance = np.bitwise_count(part[:, None] ^ hashes[None]).sum(-1, dtype=np.uint16)
        for row, column in np.argwhere(distance <= same_bits).tolist():
            if column > start + row:
                _join(label, start + row, column)
    groups: dict[int, list[int]] = {}
    for index in range(len(label)):
        groups.setdefault(_root(label, index), []).append(index)
    return sorted((group for group in groups.values() if len(group) > 1), key=lambda group: (-len(group), group[0]))


def surplus(groups: Sequence[Sequence[int]]) -> int:
    """Number of photos that repeat another."""
    return sum(len(group) - 1 for group in groups)


def _root(label: np.ndarray, index: int) -> int:
    while label[index] != index:
        label[index] = label[label[index]]
        index = int(label[index])
    return int(index)


def _join(label: np.ndarray, one: int, other: int) -> None:
    first, second = sorted((_root(label, one), _root(label, other)))
    label[second] = first
