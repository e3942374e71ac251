"""Images with depth as unsup3d's authors publish them, read as their code reads them.

Each picture is cropped to the central 170 pixels, resized bilinearly and taken as 8-bit values. A depth of 0 is the
background; brighter is nearer: z = 1.1 - 0.2 value / 255, scene units.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float32, UInt8
from numpy.typing import NDArray
from PIL import Image

from probsym.data.decoding import check_size_and_crop, decode_photo
from probsym.data.image_folder import Decoding, ImageSet, load_image_files
from probsym.data.photos import open_photo_source
from probsym.data.splits import pairs_of
from probsym.errors import InputError
from probsym.progress import Progress

PUBLISHED_CROP = 170
"""Side of the authors' centre crop, pixels of the file; smaller pictures are taken whole."""
NEAREST, FARTHEST = 0.9, 1.1
"""Depth of the values 255 and 0, scene units."""


@dataclass(frozen=True)
class DepthPairs:
    """The pairs of one split; the arrays are memory-mapped and read-only."""

    images: UInt8[np.ndarray, "images size size 3"]
    """RGB."""
    values: UInt8[np.ndarray, "images size size"]
    """Depth as in the file: 0 is background, 255 nearest."""
    names: tuple[str, ...]
    content_hash: str
    """Hash of the names and bytes of the files."""

    def __len__(self) -> int:
        return len(self.images)


class DepthView:
    """Depth in scene units of pairs, computed for the rows that are asked for."""

    def __init__(self, values: UInt8[np.ndarray, "images size size"]) -> None:
        self._values = values

    def __getitem__(self, rows: NDArray[np.int64]) -> Float32[np.ndarray, "rows size size"]:
        """Distance z of these rows, scene units."""
        return depth_of(self._values[rows])


class ForegroundView(DepthView):
    """Foreground of pairs, computed for the rows that are asked for."""

    def __getitem__(self, rows: NDArray[np.int64]) -> Bool[np.ndarray, "rows size size"]:
        """True where these rows show the object."""
        return foreground_of(self._values[rows])


def depth_of(values: UInt8[np.ndarray, "*shape"]) -> Float32[np.ndarray, "*shape"]:
    """Distance z of stored values, scene units: 1.1 - 0.2 value / 255."""
    near = values.astype(np.float32) / 255
    return NEAREST * near + FARTHEST * (1 - near)


def foreground_of(values: UInt8[np.ndarray, "*shape"]) -> Bool[np.ndarray, "*shape"]:
    """Pixels nearer than the background.

    The authors' code compares with the largest depth of a batch, which is the background's wherever a batch shows any.
    """
    return values > 0


def load_depth_pairs(
    source: Path,
    split: str,
    size: int,
    crop: float = 1.0,
    cache_dir: Path | None = None,
    *,
    progress: Progress | None = None,
) -> DepthPairs:
    """The pairs of one split, decoded once and cached.

    Args:
        source: folder or zip archive with ``{train,val,test}/{image,depth}``.
        split: "train", "val" or "test".
        size: height and width of the result in pixels; the paper's is 64.
        crop: a further centre crop, as a share of the authors' 170 pixels, in (0, 1].
        cache_dir: folder of the cache; ``default_cache_dir()`` by default.
        progress: called with (files decoded, files in all) for images, then for depth; not if the cache is used.

    Raises:
        InputError: no such source or split, a file that is not a picture, fewer than 2 pairs, or an argument out
            of range.
    """
    check_size_and_crop(size, crop)
    decoding = Decoding(f"published {size} {crop!r}", lambda data: decode_published(data, size, crop))
    with open_photo_source(source) as files:
        pairs = pairs_of(files, split)
        images = load_image_files(source, [image for image, _ in pairs], size, decoding, cache_dir, progress)
        depth = load_image_files(source, [depth for _, depth in pairs], size, decoding, cache_dir, progress)
    for found in (images, depth):
        _check_complete(source, found)
    content_hash = f"{images.content_hash}-{depth.content_hash}"
    return DepthPairs(images.images, depth.images[..., 0], images.names, content_hash)


def decode_published(data: bytes, size: int, crop: float = 1.0) -> UInt8[np.ndarray, "size size 3"]:
    """The bytes of a picture as the authors' loader converts them: central 170 pixels, then bilinear to ``size``.

    Args:
        data: of an image file.
        size: height and width of the result in pixels.
        crop: of the 170 pixels, in (0, 1].

    Raises:
        UnreadableImageError: not a picture, truncated, or too many pixels.
    """
    picture = decode_photo(data)
    side = round(crop * min(PUBLISHED_CROP, *picture.size))
    left, top = round((picture.width - side) / 2), round((picture.height - side) / 2)
    cropped = picture.crop((left, top, left + side, top + side))
    return np.array(cropped.resize((size, size), Image.Resampling.BILINEAR))


def _check_complete(source: Path, found: ImageSet) -> None:
    if found.unreadable:
        name, reason = found.unreadable[0]
        raise InputError(f"{source}: {name}: {reason}; every file of a set with depth must be readable")
