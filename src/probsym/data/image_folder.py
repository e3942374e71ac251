"""A folder or zip of photos as one memory-mapped array, decoded once and cached."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import PIL
from jaxtyping import UInt8

from probsym.cpus import usable_cpus
from probsym.data.cache import FORMAT_VERSION, read_cache
from probsym.data.cache_build import Decoded, build_cache
from probsym.data.cache_folder import default_cache_dir
from probsym.data.decoding import check_size_and_crop, decode_image, load_image
from probsym.data.image_files import UnreadableImageError, quiet_pillow
from probsym.data.memory import max_pixels
from probsym.data.photos import ImageFile, open_photo_source
from probsym.data.splits import files_of
from probsym.errors import InputError
from probsym.progress import Progress

__all__ = ["Decoding", "ImageSet", "load_image", "load_image_files", "load_image_folder"]

MAX_UNREADABLE_FRACTION = 0.2
MIN_IMAGES = 2


_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class ImageSet:
    """The photos of one source, cropped and resized."""

    images: UInt8[np.ndarray, "count size size 3"]
    """RGB, 0 to 255; memory-mapped and read-only."""
    names: tuple[str, ...]
    """Path of each image relative to the source, with forward slashes; sorted."""
    unreadable: tuple[tuple[str, str], ...]
    """(name, reason) of each file that was skipped."""
    content_hash: str
    """Hash of the names and bytes of the files, independent of size, crop, dates and location."""
    source: Path

    def __len__(self) -> int:
        return len(self.names)


def load_image_folder(
    source: Path,
    size: int,
    crop: float = 1.0,
    cache_dir: Path | None = None,
    *,
    split: str | None = None,
    progress: Progress | None = None,
) -> ImageSet:
    """All photos of a folder (recursive) or zip archive, each converted as by `load_image`.

    The first call decodes them into a cache, with a thread pool; if it is interrupted, the next call continues. Later
    calls read all files once to verify that none has changed, and memory-map the cache. Safe to call from several
    processes at the same time (each decodes by itself).

    Args:
        source: a folder or zip archive of images.
        size: height and width of the result in pixels.
        crop: side of the centre crop as a fraction of the shorter side, in (0, 1].
        cache_dir: folder of the cache; ``default_cache_dir()`` by default.
        split: only the images below this folder, such as "train"; see :mod:`probsym.data.splits`.
        progress: called with (files decoded, files in all); not if the cache is used.

    Raises:
        InputError: no such source, no image in it, more than 20 % unreadable, fewer than 2 readable, an argument out
            of range, or a cache folder that cannot be written to.
    """
    check_size_and_crop(size, crop)
    source = Path(source)
    decoding = Decoding(f"{size} {crop!r}", lambda data: decode_image(data, size, crop))
    with open_photo_source(source) as files:
        chosen = files if split is None else files_of(files, split)
        return load_image_files(source, chosen, size, decoding, cache_dir, progress)


@dataclass(frozen=True)
class Decoding:
    """How the bytes of a file become an image."""

    name: str
    """Part of the cache's key: decodings of one name give the same pixels."""
    decode: Callable[[bytes], UInt8[np.ndarray, "size size 3"]]
    """Called from many threads."""


def load_image_files(
    source: Path,
    files: Sequence[ImageFile],
    size: int,
    decoding: Decoding,
    cache_dir: Path | None = None,
    progress: Progress | None = None,
) -> ImageSet:
    """Decode open files into the cache, or map them from there; see :func:`load_image_folder`.

    Raises:
        InputError: as for :func:`load_image_folder`.
    """
    folder = (cache_dir or default_cache_dir()) / "images"
    with ThreadPoolExecutor(min(usable_cpus(), 32)) as pool, quiet_pillow():
        digests = list(_ordered(pool, _digest, files))
        content_hash = _hash_of_all(files, digests)
        versions = f"{FORMAT_VERSION} Pillow {PIL.__version__} limit {max_pixels()}"
        key = _text_digest(f"{content_hash} {decoding.name} {versions}")
        cached = read_cache(folder, key)
        if cached is None:

            def decode(first: int) -> Iterator[Decoded]:
                return _decode_from(first, source, files, digests, decoding, pool, progress)

            def check(usable: int, unreadable: list[tuple[str, str]]) -> None:
                _check_enough(source, usable, unreadable)

            try:
                build_cache(folder, key, size, decode, check)
            except OSError as error:
                reason = error.strerror or error
                raise InputError(
                    f"{folder}: cannot cache decoded images here ({reason}); set PROBSYM_CACHE to another folder"
                ) from None
            cached = read_cache(folder, key)
    if cached is None:
        raise InputError(f"{folder}: decoded images cannot be read back; set PROBSYM_CACHE to another folder")
    return ImageSet(cached.images, cached.names, cached.unreadable, content_hash, source)


def _decode_from(
    first: int,
    source: Path,
    files: Sequence[ImageFile],
    digests: Sequence[str],
    decoding: Decoding,
    pool: ThreadPoolExecutor,
    progress: Progress | None,
) -> Iterator[Decoded]:
    """The photos from index ``first`` on."""

    def decode(pair: tuple[ImageFile, str]) -> Decoded:
        file, digest = pair
        try:
            data = file.read()
            if _bytes_digest(data) != digest:
                raise InputError(f"{source}: {file.name} changed while it was being read")
            return file.name, decoding.decode(data)
        except UnreadableImageError as error:
            return file.name, str(error)

    pairs = list(zip(files, digests, strict=True))[first:]
    for done, result in enumerate(_ordered(pool, decode, pairs), start=first + 1):
        yield result
        if progress is not None and (done % 64 == 0 or done == len(files)):
            progress(done, len(files))


def _check_enough(source: Path, usable: int, unreadable: Sequence[tuple[str, str]]) -> None:
    total = usable + len(unreadable)
    example = f"; the first: {unreadable[0][0]} ({unreadable[0][1]})" if unreadable else ""
    if len(unreadable) > MAX_UNREADABLE_FRACTION * total:
        limit = f"{MAX_UNREADABLE_FRACTION:.0%}".replace("%", " %")
        raise InputError(
            f"{source}: expected at most {limit} unreadable images, got {len(unreadable)} of {total}{example}"
        )
    if usable < MIN_IMAGES:
        raise InputError(f"{source}: expected at least {MIN_IMAGES} readable images, got {usable}{example}")


def _ordered(
    pool: ThreadPoolExecutor, function: Callable[[_Item], _Result], items: Sequence[_Item]
) -> Iterator[_Result]:
    # Executor.map over all items would keep all results in memory
    for start in range(0, len(items), 512):
        yield from pool.map(function, items[start : start + 512])


def _bytes_digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _text_digest(text: str) -> str:
    return _bytes_digest(text.encode("utf-8", "surrogateescape"))


def _digest(file: ImageFile) -> str:
    try:
        return _bytes_digest(file.read())
    except UnreadableImageError:
        return "unreadable"


def _hash_of_all(files: Sequence[ImageFile], digests: Sequence[str]) -> str:
    lines = (f"{file.name}\0{file.size}\0{digest}\n" for file, digest in zip(files, digests, strict=True))
    return _text_digest("".join(lines))
