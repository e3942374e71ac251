"""Photo sets with 3D landmarks: AFLW2000-3D and 3DFAW, in their published layouts.

- AFLW2000-3D (Zhu et al. 2016): ``imageNNNNN.jpg`` beside ``imageNNNNN.mat`` with ``pt3d_68``, 3 x 68.
- 3DFAW (Jeni et al. 2016): ``valid_img/NAME.jpg`` and ``valid_lm/NAME_lm.csv`` with 66 lines ``x,y,z``, and the same
  under ``train_``. Where the folder has the list ``list_valid_test.txt`` (lines ``NAME,test,...``) that comes with
  DepthNet, only those of the test part are read.

Faces are cropped by their landmarks like those of the synthetic sets: the longer side of the landmarks' bounding box is
0.90 of the image, and the centre of the image lies 0.09 of the box above the box's centre.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image

from probsym.checks import check_range
from probsym.data.decoding import read_photo
from probsym.errors import FileFormatError, InputError
from probsym.io import read_text
from probsym.readers.arrays import check_array, read_mat

INNER_MOUTH_CORNERS = (60, 64)
"""The Multi-PIE landmarks that 3DFAW lacks."""
KEPT = tuple(index for index in range(68) if index not in INNER_MOUTH_CORNERS)
BOX_SHARE, RAISED = 0.90, 0.09
_PARTS = ("valid", "train")
_LIST = "list_valid_test.txt"
_FARTHEST = 1e5
"""Pixels."""


@dataclass(frozen=True)
class LandmarkSet:
    """Cropped faces and 66 landmarks each."""

    images: UInt8[np.ndarray, "images size size 3"]
    """RGB."""
    points: Float32[np.ndarray, "images 66 3"]
    """u and v in pixels of the images; z in the same unit, with the axis and origin of the file."""
    layout: str

    def __len__(self) -> int:
        return len(self.images)


def read_landmark_folder(folder: str | Path, size: int, limit: int = 0) -> LandmarkSet:
    """Read a folder of either layout.

    Args:
        folder: unpacked, as published.
        size: height and width of the images, pixels.
        limit: read the first ``limit`` faces by name; 0: all.

    Raises:
        InputError: neither layout, fewer than 2 faces, or a file of another content.
    """
    folder = Path(folder)
    check_range("size", size, 2, 4096)
    if not folder.is_dir():
        raise InputError(f"keypoints: expected a folder of AFLW2000-3D or 3DFAW, got {folder}, which is not a folder")
    layout, files = _layout(folder)
    files = files[: limit or len(files)]
    if len(files) < 2:
        raise InputError(f"{folder}: expected at least 2 photos with landmarks, found {len(files)}")
    images = np.empty((len(files), size, size, 3), np.uint8)
    points = np.empty((len(files), 66, 3), np.float32)
    for index, (photo, marks) in enumerate(files):
        placed = _read_mat(marks) if layout == "AFLW2000-3D" else _read_csv(marks)
        images[index], points[index] = _cropped(photo, placed, size)
    return LandmarkSet(images, points, layout)


def has_landmark_layout(folder: Path) -> bool:
    """Whether a folder has one of the layouts."""
    return bool(_pairs(folder)[1])


def _layout(folder: Path) -> tuple[str, list[tuple[Path, Path]]]:
    """Name of the layout, and photo and landmark file of each face, sorted by name."""
    layout, pairs = _pairs(folder)
    if layout == "AFLW2000-3D" and not pairs:
        raise InputError(
            f"{folder}: expected AFLW2000-3D (photos with a .mat beside each) or 3DFAW (valid_img and valid_lm),"
            " found neither"
        )
    return layout, pairs


def _pairs(folder: Path) -> tuple[str, list[tuple[Path, Path]]]:
    for part in _PARTS:
        if (folder / f"{part}_img").is_dir() and (folder / f"{part}_lm").is_dir():
            names = _tested(folder) if part == "valid" else None
            pairs = (
                (photo, folder / f"{part}_lm" / f"{photo.stem}_lm.csv")
                for photo in sorted((folder / f"{part}_img").glob("*.jpg"))
                if names is None or photo.stem in names
            )
            return "3DFAW", [pair for pair in pairs if pair[1].is_file()]
    beside = ((photo, photo.with_suffix(".mat")) for photo in _photos(folder))
    return "AFLW2000-3D", [pair for pair in beside if pair[1].is_file()]


def _photos(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".png"))


def _tested(folder: Path) -> set[str] | None:
    """Names in the test part of 3DFAW, or None without a list."""
    listed = folder / _LIST
    if not listed.is_file():
        return None
    lines = [line.split(",") for line in read_text(listed).splitlines()]
    return {line[0] for line in lines if len(line) > 1 and line[1] == "test"}


def _read_mat(path: Path) -> Float32[np.ndarray, "66 3"]:
    points = check_array(read_mat(path, ("pt3d_68",))["pt3d_68"], f"{path}: pt3d_68", (3, 68))
    return _checked(points.T.astype(np.float32)[list(KEPT)], path)


def _read_csv(path: Path) -> Float32[np.ndarray, "66 3"]:
    try:
        rows = [[float(word) for word in line.split(",")[:3]] for line in read_text(path).splitlines() if line.strip()]
        points = np.array(rows, np.float64).reshape(66, 3)
    except FileFormatError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: expected 66 lines of x,y,z as 3DFAW has them, got something else") from error
    return _checked(points.astype(np.float32), path)


def _checked(points: Float32[np.ndarray, "66 3"], path: Path) -> Float32[np.ndarray, "66 3"]:
    if not (np.abs(points) < _FARTHEST).all():
        raise InputError(f"{path}: expected landmarks in pixels of a photo, got {np.abs(points).max():g}")
    return points


def _cropped(
    photo: Path, points: Float32[np.ndarray, "66 3"], size: int
) -> tuple[UInt8[np.ndarray, "size size 3"], Float32[np.ndarray, "66 3"]]:
    """The crop of a face, padded with the edge of the photo, and the landmarks in its pixels."""
    low, high = points[:, :2].min(0).astype(np.float64), points[:, :2].max(0).astype(np.float64)
    box = float((high - low).max())
    if not box > 0:
        raise InputError(f"{photo}: expected different landmark positions, got one")
    side = box / BOX_SHARE
    corner = (low + high) / 2 - [0.0, RAISED * box] + 0.5 - side / 2  # pixel centres are at half-integers here
    pixels = np.asarray(read_photo(photo))
    height, width = pixels.shape[:2]
    over = max(0.0, -corner.min(), corner[0] + side - width, corner[1] + side - height)
    margin = int(np.ceil(over)) + 1
    if margin > 4 * max(height, width):
        raise InputError(f"{photo}: expected landmarks on the photo, got a box of {box:.0f} pixels around {corner}")
    padded = Image.fromarray(np.pad(pixels, ((margin, margin), (margin, margin), (0, 0)), mode="edge"))
    left, top = corner + margin
    crop = padded.resize((size, size), Image.Resampling.LANCZOS, box=(left, top, left + side, top + side))
    scale = size / side
    moved = points.astype(np.float64) * scale
    moved[:, :2] = (points[:, :2] + 0.5 - corner) * scale - 0.5
    return np.asarray(crop), moved.astype(np.float32)
