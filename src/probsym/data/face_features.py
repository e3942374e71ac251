"""Photos of faces with 2D landmarks, and the head's rotation that these show."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float, UInt8

from probsym.data.decoding import decode_photo
from probsym.data.image_files import UnreadableImageError
from probsym.data.landmark_sets import has_landmark_layout, read_landmark_folder
from probsym.errors import InputError
from probsym.readers.arrays import check_array, read_npz

LANDMARK_FILE = "landmarks.npz"
_NOSE_EYES_MOUTH = {
    49: (13, slice(19, 25), slice(25, 31), slice(31, 43)),
    66: (30, slice(36, 42), slice(42, 48), slice(48, 60)),
    68: (30, slice(36, 42), slice(42, 48), slice(48, 60)),
}
"""Tip of the nose, the eye on the left of the photo, that on the right, and the outer lips, by the number of landmarks:
68 in Multi-PIE order; 66 without two inner corners of the mouth; 49 without the jaw as well."""


@dataclass(frozen=True)
class FacePhotos:
    """Photos framed like a model's training photos, and their landmarks."""

    images: UInt8[np.ndarray, "faces size size 3"]
    """RGB."""
    points: Float[np.ndarray, "faces landmarks 2"]
    """Pixels to the right and down; 49, 66 or 68 per face."""


def is_face_folder(path: Path) -> bool:
    """Whether :func:`read_face_photos` knows the layout of a folder."""
    return path.is_dir() and ((path / LANDMARK_FILE).is_file() or has_landmark_layout(path))


def read_face_photos(folder: Path, size: int, limit: int = 0) -> FacePhotos:
    """Read photos beside ``landmarks.npz``, or a folder of AFLW2000-3D or 3DFAW.

    Args:
        folder: square photos of one size beside ``landmarks.npz`` with their ``names`` (N strings) and ``points`` (N 49
            2, N 66 2 or N 68 2, pixels); or a layout of :mod:`probsym.data.landmark_sets`, cropped by landmarks.
        size: height and width of the crops of the latter, pixels.
        limit: read the first ``limit`` faces; 0: all.

    Raises:
        InputError: no such folder, missing photos, fewer than 2 faces, or a file of another content.
    """
    path = folder / LANDMARK_FILE
    if not path.is_file():
        found = read_landmark_folder(folder, size, limit)
        return FacePhotos(found.images, found.points[..., :2])
    arrays = read_npz(path, ("names", "points"))
    points = check_array(arrays["points"], f"{path}: points", (None, None, 2), "f")
    names = check_array(arrays["names"], f"{path}: names", (len(points),), "U")
    if len(points) < 2 or points.shape[1] not in _NOSE_EYES_MOUTH:
        raise InputError(f"{path}: points: expected 49, 66 or 68 landmarks of at least 2 faces, got {points.shape}")
    outside = [name for name in names.tolist() if Path(name).name != name]
    if outside:
        raise InputError(f"{path}: names: expected plain file names, got {outside[0]!r}")
    kept = len(points) if limit == 0 else limit
    images = [_square(folder / name) for name in names.tolist()[:kept]]
    sizes = {image.shape for image in images}
    if len(sizes) > 1:
        raise InputError(f"{folder}: expected photos of one size, got {sorted(sizes)}")
    return FacePhotos(np.stack(images), points[:kept])


def _square(path: Path) -> UInt8[np.ndarray, "size size 3"]:
    if not path.is_file():
        raise InputError(f"{path}: expected a photo that {LANDMARK_FILE} names, found none")
    try:
        pixels = np.asarray(decode_photo(path.read_bytes()))
    except UnreadableImageError as error:
        raise InputError(f"{path}: expected a photo that {LANDMARK_FILE} names, got one that is {error}") from None
    if pixels.shape[0] != pixels.shape[1]:
        raise InputError(f"{path}: expected a square photo, got {pixels.shape[1]} x {pixels.shape[0]}")
    return pixels


def head_rotation(points: Float[np.ndarray, "faces landmarks 2"]) -> Float[np.ndarray, "faces 3"]:
    """Signs of a head's pitch, yaw and roll in its landmarks.

    Roll is the angle of the line between the eyes, radians, clockwise. 2D landmarks do not give yaw and pitch in
    radians. In their place stands the offset of the nose's tip to the right and down from the middle between eyes and
    mouth, in distances of eyes and mouth and in the head's own axes.

    Returns:
        Columns pitch, yaw, roll.

    Raises:
        InputError: ``points`` has not 49, 66 or 68 landmarks per face.
    """
    if points.shape[1] not in _NOSE_EYES_MOUTH:
        raise InputError(f"points: expected 49, 66 or 68 landmarks per face, got {points.shape[1]}")
    nose, *parts = _NOSE_EYES_MOUTH[points.shape[1]]
    left, right, mouth = (points[:, part].mean(1).astype(np.float64) for part in parts)
    eyes = (left + right) / 2
    across = right - left
    roll = np.arctan2(across[:, 1], across[:, 0])
    offset = points[:, nose] - (eyes + mouth) / 2
    length = np.linalg.norm(mouth - eyes, axis=1).clip(1e-6)  # landmarks in one point
    cosine, sine = np.cos(roll), np.sin(roll)
    yaw = (cosine * offset[:, 0] + sine * offset[:, 1]) / length
    pitch = (cosine * offset[:, 1] - sine * offset[:, 0]) / length
    return np.stack([pitch, yaw, roll], 1)
