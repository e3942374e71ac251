"""Measurements on a folder or zip of photos, before a training."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8, UInt64

from probsym.data.decoding import UnreadableImageError, check_size_and_crop, decode_image, photo_size, quiet_pillow
from probsym.data.photos import ImageFile, open_photo_source
from probsym.inspection.alignment import SIZE, Alignment, measure_alignment, sharpness
from probsym.inspection.duplicates import difference_hash, duplicate_groups

_GREY = 6.0
"""Mean difference between a pixel's largest and smallest channel, 0 to 255, below which a photo counts as grey."""


@dataclass(frozen=True)
class Inspection:
    """Measurements on the photos of one source."""

    source: Path
    files: int
    """Images in the source."""
    looked_at: int
    """Images that were read."""
    names: tuple[str, ...]
    """Names of the readable photos, sorted."""
    unreadable: tuple[tuple[str, str], ...]
    """(name, reason)."""
    sizes: Int[np.ndarray, "photos 2"]
    """Width and height of the upright photos, pixels."""
    grey: Bool[np.ndarray, " photos"]
    """True for photos without colour."""
    sharpness: Float[np.ndarray, " photos"]
    """Variance of the Laplacian at 64 pixels."""
    duplicates: tuple[tuple[int, ...], ...]
    """Groups of photos that show the same picture, as indices of ``names``."""
    alignment: Alignment | None
    """None for fewer than two readable photos."""
    images: UInt8[np.ndarray, "photos 64 64 3"]
    """The photos as a model of 64 pixels receives them."""


def inspect_source(
    source: Path, crop: float = 1.0, limit: int = 0, progress: Callable[[str, int, int], None] | None = None
) -> Inspection:
    """Measure the photos of a folder or zip archive.

    Args:
        source: as for a training.
        crop: side of the central square relative to the shorter side, in (0, 1].
        limit: read at most this many photos, spread evenly over the source; 0: all.
        progress: called with (what is being done, photos done, photos in all).

    Raises:
        InputError: no such source, no image in it, or an argument out of range.
    """
    check_size_and_crop(SIZE, crop)
    workers = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)
    with open_photo_source(source) as files, ThreadPoolExecutor(workers) as pool, quiet_pillow():
        chosen = _spread(files, limit)
        facts: list[_Facts | UnreadableImageError] = []
        for start in range(0, len(chosen), 128):
            facts += pool.map(lambda file: _look_at(file, crop), chosen[start : start + 128])
            if progress is not None:
                progress("reading photos", len(facts), len(chosen))
        total = len(files)
    readable = [(file.name, fact) for file, fact in zip(chosen, facts, strict=True) if isinstance(fact, _Facts)]
    bad = [(file.name, str(fact)) for file, fact in zip(chosen, facts, strict=True) if not isinstance(fact, _Facts)]
    images = np.stack([fact.image for _, fact in readable]) if readable else np.zeros((0, SIZE, SIZE, 3), np.uint8)
    return Inspection(
        source=source,
        files=total,
        looked_at=len(chosen),
        names=tuple(name for name, _ in readable),
        unreadable=tuple(bad),
        sizes=np.array([fact.size for _, fact in readable], dtype=np.int64).reshape(-1, 2),
        grey=np.array([fact.grey for _, fact in readable], dtype=bool),
        sharpness=sharpness(images),
        duplicates=_duplicates([fact for _, fact in readable]),
        alignment=measure_alignment(images) if len(images) > 1 else None,
        images=images,
    )


@dataclass(frozen=True)
class _Facts:
    size: tuple[int, int]
    image: np.ndarray
    grey: bool
    hash: UInt64[np.ndarray, " 4"]
    digest: bytes


def _look_at(file: ImageFile, crop: float) -> "_Facts | UnreadableImageError":
    try:
        data = file.read()
        image = decode_image(data, SIZE, crop)
        size = photo_size(data)
    except UnreadableImageError as error:
        return error
    spread = image.max(-1).astype(np.int16) - image.min(-1)
    digest = hashlib.blake2b(data, digest_size=16).digest()
    return _Facts(size, image, float(spread.mean()) < _GREY, difference_hash(image), digest)


def _spread(files: Sequence[ImageFile], limit: int) -> list[ImageFile]:
    if not limit or limit >= len(files):
        return list(files)
    return [files[index] for index in np.linspace(0, len(files) - 1, limit).round().astype(int)]


def _duplicates(facts: Sequence[_Facts]) -> tuple[tuple[int, ...], ...]:
    if not facts:
        return ()
    # The hash of a plain photo says nothing: those are compared byte by byte.
    hashes = np.stack([fact.hash for fact in facts])
    plain = [index for index, fact in enumerate(facts) if fact.image.std() < 2]
    for index in plain:
        hashes[index] = np.frombuffer(hashlib.blake2b(facts[index].digest, digest_size=32).digest(), dtype=np.uint64)
    return tuple(tuple(group) for group in duplicate_groups(hashes))
