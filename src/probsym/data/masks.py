"""Masks that people give with their photos: which belongs to which photo, and its pixels."""

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from probsym.data.decoding import decode_alpha, decode_photo, photo_size, turn_like
from probsym.data.image_files import UnreadableImageError, check_local, named_file
from probsym.data.photos import ImageFile, as_image_file, as_text, open_photo_source
from probsym.errors import InputError

Mask = str | Path | Image.Image | np.ndarray
"""A path of an image file or of a folder with one for each photo; a Pillow image; or height x width values: bool,
uint8, or floating-point in [0, 1]."""

OBJECT_LEVEL = 127
"""Levels above it are object."""
_THREADS = 4


def with_masks(photos: Sequence[ImageFile], mask: Mask) -> list[ImageFile]:
    """The photos, each with its mask; the masks are not read yet.

    In a folder, the mask of ``more/cat.jpg`` is ``more/cat`` with the extension of any image.

    Args:
        photos: one, if the mask is no folder.
        mask: of the object.

    Raises:
        InputError: there is no mask for a photo, several, or one for several photos; or it is neither of ``Mask``.
    """
    if isinstance(mask, str | Path):
        check_local(mask)
        if Path(mask).is_dir():
            return _with_masks_of(photos, Path(mask))
        if not Path(mask).is_file():
            raise InputError(f"mask: expected an image file or a folder of masks, found nothing at {mask}")
    if len(photos) != 1:
        raise InputError(f"mask: expected a folder with a mask for each of the {len(photos)} photos, got a single mask")
    return [dataclasses.replace(photos[0], mask=as_mask_file(mask))]


def check_masks(photos: Sequence[ImageFile]) -> None:
    """Raise unless the masks of all photos can be used. Photos that are unreadable themselves are passed over.

    Raises:
        InputError: a mask is not a readable image, does not have the shape of its photo, or is empty.
    """
    with ThreadPoolExecutor(_THREADS) as pool:
        for error in pool.map(_what_is_wrong, photos):
            if error is not None:
                pool.shutdown(cancel_futures=True)
                raise error


def decode_mask(mask: ImageFile, photo: bytes) -> Image.Image:
    """A mask as an upright greyscale picture of its photo's size.

    It is the opacity of the mask's file or, where that is opaque everywhere, its brightness. A mask is expected
    upright; if only the photo's stored orientation fits its size, it is rotated together with the photo.

    Args:
        mask: of the photo.
        photo: the photo's file.

    Raises:
        InputError: as for :func:`check_masks`.
    """
    size = photo_size(photo)
    with named_file(mask.name):
        data = mask.read()
        grey = decode_alpha(data)
        if grey is None:
            grey = decode_photo(data).convert("L")
    turned = grey if _same_shape(grey.size, size) else turn_like(photo, grey)
    if not _same_shape(turned.size, size):
        raise InputError(
            f"{mask.name}: expected a mask of the photo's size or aspect ratio, {size[0]} x {size[1]} pixels, got"
            f" {grey.width} x {grey.height}"
        )
    largest = max(level for level, count in enumerate(grey.histogram()) if count)
    if largest <= OBJECT_LEVEL:
        raise InputError(f"{mask.name}: expected a mask that is white or opaque on the object, got at most {largest}")
    return turned if turned.size == size else turned.resize(size, Image.Resampling.BILINEAR)


def _with_masks_of(photos: Sequence[ImageFile], folder: Path) -> list[ImageFile]:
    masks: dict[str, list[ImageFile]] = defaultdict(list)
    with open_photo_source(folder) as files:
        for file in files:
            masks[_key(file.name)].append(file)
    owners: dict[str, str] = {}
    result = []
    for photo in photos:
        key = _key(photo.name)
        found = masks.get(key, [])
        if len(found) != 1:
            got = " and ".join(file.name for file in found) or "none"
            raise InputError(f"mask: expected one mask for {photo.name} in {folder}, such as {key}.png; found {got}")
        if key in owners:
            raise InputError(
                f"mask: expected photos with different names, got {owners[key]} and {photo.name}, for which"
                f" {found[0].name} is the only mask"
            )
        owners[key] = photo.name
        named = dataclasses.replace(found[0], name=as_text(folder / found[0].name))
        result.append(dataclasses.replace(photo, mask=named))
    return result


def _key(name: str) -> str:
    return PurePosixPath(name).with_suffix("").as_posix()


def as_mask_file(mask: object) -> ImageFile:
    """A mask as if it were a file.

    Raises:
        InputError: it is neither a path, nor a Pillow image, nor an array as described for ``Mask``.
    """
    if isinstance(mask, str | Path):
        path = Path(mask)
        return ImageFile(as_text(path), path.stat().st_size, path.read_bytes)
    if isinstance(mask, Image.Image):
        with named_file("mask"):
            return as_image_file(mask, "mask")
    if not isinstance(mask, np.ndarray):
        raise InputError(f"mask: expected a path, a Pillow image or an array, got {type(mask).__name__}")
    if mask.ndim != 2 or not mask.size or not (mask.dtype in (np.bool_, np.uint8) or mask.dtype.kind == "f"):
        raise InputError(
            f"mask: expected an array of height x width, bool, uint8 or floating-point, got {mask.dtype} of shape"
            f" {mask.shape}"
        )
    levels = mask
    if mask.dtype != np.uint8:
        if not ((mask >= 0) & (mask <= 1)).all():
            raise InputError("mask: expected values from 0 to 1, got values outside or NaN")
        levels = np.round(mask.astype(np.float32) * 255).astype(np.uint8)
    return as_image_file(Image.fromarray(np.ascontiguousarray(levels)), "mask")


def _what_is_wrong(photo: ImageFile) -> InputError | None:
    assert photo.mask is not None
    try:
        data = photo.read()
        photo_size(data)
    except UnreadableImageError:
        return None
    try:
        decode_mask(photo.mask, data)
    except InputError as error:
        return error
    return None


def _same_shape(size: tuple[int, int], photo: tuple[int, int]) -> bool:
    """Whether one is the other resized, to whole pixels."""
    return abs(size[0] * photo[1] - size[1] * photo[0]) < max(photo)
