"""Datasets that bring their own split, in the folders that unsup3d's authors publish.

``{train,val,test}/`` hold pictures (cats, cropped CelebA), or ``image/`` and ``depth/`` with pairs (synface). All may
lie in one folder of the dataset's name, as in the published archives.
"""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from probsym.config import SPLITS
from probsym.data.photos import ImageFile, open_photo_source
from probsym.errors import InputError

IMAGE, DEPTH = "image", "depth"
"""Folders of a pair, and the words by which the names of its files differ: ``image_001.png``, ``depth_001.png``."""


def has_splits(source: Path) -> bool:
    """Whether a folder or zip archive has images below ``train`` and ``val``.

    Raises:
        InputError: as for :func:`probsym.data.photos.open_photo_source`.
    """
    with open_photo_source(source) as files:
        found = {split for file in files if (split := _split_of(file)) is not None}
    return {"train", "val"} <= found


def has_depth(source: Path) -> bool:
    """Whether a folder or zip archive has pairs of image and depth in any split; False if it has no image at all."""
    try:
        with open_photo_source(source) as files:
            return any(_split_of(file) is not None and _kind_of(file) == DEPTH for file in files)
    except InputError:
        return False


def files_of(files: Sequence[ImageFile], split: str) -> list[ImageFile]:
    """The files of one split, in their order; the colour images alone where there are pairs."""
    return [file for file in files if _split_of(file) == split and _kind_of(file) != DEPTH]


def pairs_of(files: Sequence[ImageFile], split: str) -> list[tuple[ImageFile, ImageFile]]:
    """Image and depth of one split, by the names of the images; images without depth are left out.

    Raises:
        InputError: there is no pair.
    """
    depth = {file.name: file for file in files if _split_of(file) == split and _kind_of(file) == DEPTH}
    images = [file for file in files if _split_of(file) == split and _kind_of(file) == IMAGE]
    pairs = [(file, depth[name]) for file in images if (name := _depth_name(file)) in depth]
    if not pairs:
        raise InputError(f"{split}: expected pairs such as {split}/image/image_1.png and {split}/depth/depth_1.png")
    return pairs


def _parts(file: ImageFile) -> tuple[str, ...]:
    parts = PurePosixPath(file.name).parts
    return parts if parts[0] in SPLITS else parts[1:]


def _split_of(file: ImageFile) -> str | None:
    parts = _parts(file)
    return parts[0] if len(parts) > 1 and parts[0] in SPLITS else None


def _kind_of(file: ImageFile) -> str | None:
    parts = _parts(file)
    return parts[1] if len(parts) > 2 and parts[1] in (IMAGE, DEPTH) else None


def _depth_name(file: ImageFile) -> str:
    parts = _parts(file)
    top = PurePosixPath(file.name).parts[: -len(parts)]
    inner = parts[2:-1]
    return PurePosixPath(*top, parts[0], DEPTH, *inner, parts[-1].replace(IMAGE, DEPTH)).as_posix()
