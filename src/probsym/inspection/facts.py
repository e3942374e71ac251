"""Measurements on a folder or zip of photos, before training.

All photos are looked at, some at a time: of most of them only numbers are kept, so that memory hardly grows with their
number.
"""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8, UInt64

from probsym.cpus import usable_cpus
from probsym.data.decoding import check_size_and_crop, decode_image, photo_size
from probsym.data.image_files import UnreadableImageError, quiet_pillow
from probsym.data.photos import ImageFile, open_photo_source
from probsym.inspection.alignment import (
    COMPARED_SIZE,
    Alignment,
    AlignmentSums,
    alignment_sums,
    combine_alignment,
    sharpness,
)
from probsym.inspection.duplicates import difference_hash, duplicate_groups
from probsym.progress import TaskProgress

MAX_KEPT = 8192
"""Most photos whose pixels are kept, spread evenly."""
BLURRED_SHOWN, GROUPS_SHOWN, PER_GROUP_SHOWN = 16, 8, 4
"""Least sharp photos, groups of duplicates and photos of each group that a report shows."""
_GREY = 6.0
"""Mean difference between a pixel's largest and smallest channel, 0 to 255, below which a photo counts as grey."""
CHUNK = 32
"""Photos that a thread measures at a time."""
AT_ONCE = 1024
"""Photos that all threads measure before their results are combined."""


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
    """None for fewer than two readable photos. The shift is that of ``images``, the rest of all photos."""
    images: UInt8[np.ndarray, "sample 64 64 3"]
    """At most ``MAX_KEPT`` photos, spread evenly, as a model of 64 pixels receives them."""
    mean: Float[np.ndarray, "64 64 3"]
    """Mean of all photos, 0 to 255."""
    deviation: Float[np.ndarray, "64 64 3"]
    """Standard deviation of all photos, 0 to 255."""
    shown: Mapping[int, UInt8[np.ndarray, "64 64 3"]]
    """Index of ``names`` -> the photo, of the least sharp and of some duplicates."""


def inspect_source(source: Path, crop: float = 1.0, limit: int = 0, progress: TaskProgress | None = None) -> Inspection:
    """Measure the photos of a folder or zip archive.

    Args:
        source: as for training.
        crop: side of the central square relative to the shorter side, in (0, 1].
        limit: read at most this many photos, spread evenly over the source; 0: all.
        progress: called with (what is being done, photos done, photos in all).

    Raises:
        InputError: no such source, no image in it, or an argument out of range.
    """
    check_size_and_crop(COMPARED_SIZE, crop)
    with open_photo_source(source) as files, ThreadPoolExecutor(min(usable_cpus(), 8)) as pool, quiet_pillow():
        chosen = _spread(files, limit)
        kept = {file.name for file in _spread(chosen, MAX_KEPT)}
        measured = _measure(chosen, crop, kept, pool, progress)
        readable = [file for file, is_readable in zip(chosen, measured.readable, strict=True) if is_readable]
        duplicates = _duplicates(measured.hashes, progress)
        wanted = _shown(measured.sharpness, duplicates)
        pictures = pool.map(lambda index: _decode(readable[index], crop), wanted)
        shown = {index: picture for index, picture in zip(wanted, pictures, strict=True) if picture is not None}
        total = len(files)
    count = max(len(readable), 1)
    mean = measured.total / count
    return Inspection(
        source=source,
        files=total,
        looked_at=len(chosen),
        names=tuple(file.name for file in readable),
        unreadable=measured.unreadable,
        sizes=measured.sizes,
        grey=measured.grey,
        sharpness=measured.sharpness,
        duplicates=duplicates,
        alignment=combine_alignment(measured.alignment, measured.images) if len(readable) > 1 else None,
        images=measured.images,
        mean=mean,
        deviation=np.sqrt((measured.total_of_squares / count - mean**2).clip(0)),
        shown=shown,
    )


@dataclass(frozen=True)
class _Measured:
    """Measurements on some photos, in their order."""

    readable: Bool[np.ndarray, " files"]
    unreadable: tuple[tuple[str, str], ...]
    sizes: Int[np.ndarray, "photos 2"]
    grey: Bool[np.ndarray, " photos"]
    sharpness: Float[np.ndarray, " photos"]
    hashes: UInt64[np.ndarray, "photos 4"]
    alignment: tuple[AlignmentSums, ...]
    images: UInt8[np.ndarray, "sample 64 64 3"]
    total: Float[np.ndarray, "64 64 3"]
    total_of_squares: Float[np.ndarray, "64 64 3"]


def _measure(
    files: Sequence[ImageFile], crop: float, kept: set[str], pool: ThreadPoolExecutor, progress: TaskProgress | None
) -> _Measured:
    parts: list[_Measured] = []
    done = 0
    for start in range(0, len(files), AT_ONCE):  # results that wait take memory
        chunks = [files[first : first + CHUNK] for first in range(start, min(start + AT_ONCE, len(files)), CHUNK)]
        for part in pool.map(lambda chunk: _measure_chunk(chunk, crop, kept), chunks):
            parts.append(part)
            done += len(part.readable)
            if progress is not None:
                progress("reading photos", done, len(files))
        parts = [_combined(parts)]
    return parts[0]


def _combined(parts: Sequence[_Measured]) -> _Measured:
    sums = tuple(chain.from_iterable(part.alignment for part in parts))
    total = AlignmentSums(np.sum([part.total for part in sums], axis=0), np.concatenate([part.mirror for part in sums]))
    return _Measured(
        readable=np.concatenate([part.readable for part in parts]),
        unreadable=tuple(chain.from_iterable(part.unreadable for part in parts)),
        sizes=np.concatenate([part.sizes for part in parts]),
        grey=np.concatenate([part.grey for part in parts]),
        sharpness=np.concatenate([part.sharpness for part in parts]),
        hashes=np.concatenate([part.hashes for part in parts]),
        alignment=(total,),
        images=np.concatenate([part.images for part in parts]),
        total=sum((part.total for part in parts), np.zeros((COMPARED_SIZE, COMPARED_SIZE, 3))),
        total_of_squares=sum((part.total_of_squares for part in parts), np.zeros((COMPARED_SIZE, COMPARED_SIZE, 3))),
    )


def _measure_chunk(files: Sequence[ImageFile], crop: float, kept: set[str]) -> _Measured:
    found = [(file.name, _look_at(file, crop)) for file in files]
    facts = [(name, fact) for name, fact in found if isinstance(fact, _Facts)]
    images = (
        np.stack([fact.image for _, fact in facts])
        if facts
        else np.zeros((0, COMPARED_SIZE, COMPARED_SIZE, 3), np.uint8)
    )
    in_sample = np.array([name in kept for name, _ in facts], dtype=bool)
    values = images.astype(np.float64)
    return _Measured(
        readable=np.array([isinstance(fact, _Facts) for _, fact in found], dtype=bool),
        unreadable=tuple((name, str(fact)) for name, fact in found if not isinstance(fact, _Facts)),
        sizes=np.array([fact.size for _, fact in facts], dtype=np.int64).reshape(-1, 2),
        grey=np.array([fact.grey for _, fact in facts], dtype=bool),
        sharpness=sharpness(images),
        hashes=np.array([fact.hash for _, fact in facts], dtype=np.uint64).reshape(-1, 4),
        alignment=(alignment_sums(images),),
        images=images[in_sample],
        total=values.sum(0),
        total_of_squares=(values**2).sum(0),
    )


@dataclass(frozen=True)
class _Facts:
    size: tuple[int, int]
    image: np.ndarray
    grey: bool
    hash: UInt64[np.ndarray, " 4"]


def _look_at(file: ImageFile, crop: float) -> "_Facts | UnreadableImageError":
    try:
        data = file.read()
        image = decode_image(data, COMPARED_SIZE, crop)
        size = photo_size(data)
    except UnreadableImageError as error:
        return error
    spread = image.max(-1).astype(np.int16) - image.min(-1)
    if image.std() < 2:  # the hash of a plain photo says nothing: those are compared byte by byte
        bits = np.frombuffer(hashlib.blake2b(data, digest_size=32).digest(), dtype=np.uint64)
    else:
        bits = difference_hash(image)
    return _Facts(size, image, float(spread.mean()) < _GREY, bits)


def _decode(file: ImageFile, crop: float) -> UInt8[np.ndarray, "64 64 3"] | None:
    try:
        return decode_image(file.read(), COMPARED_SIZE, crop)
    except UnreadableImageError:  # changed meanwhile
        return None


def _spread(files: Sequence[ImageFile], limit: int) -> list[ImageFile]:
    if not limit or limit >= len(files):
        return list(files)
    return [files[index] for index in np.linspace(0, len(files) - 1, limit).round().astype(int)]


def _duplicates(hashes: UInt64[np.ndarray, "photos 4"], progress: TaskProgress | None) -> tuple[tuple[int, ...], ...]:
    def compared(done: int, total: int) -> None:
        if progress is not None:
            progress("comparing photos", done, total)

    return tuple(tuple(group) for group in duplicate_groups(hashes, progress=compared)) if len(hashes) else ()


def _shown(sharpness: np.ndarray, duplicates: Sequence[Sequence[int]]) -> list[int]:
    repeated = chain.from_iterable(group[:PER_GROUP_SHOWN] for group in duplicates[:GROUPS_SHOWN])
    return list(dict.fromkeys([*sharpness.argsort()[:BLURRED_SHOWN].tolist(), *repeated]))
