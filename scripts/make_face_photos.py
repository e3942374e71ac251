"""Gather the photos that ``face-64`` learns from: UTKFace and All-Age-Faces, cropped with the same framing.

    python scripts/make_face_photos.py --utk faces_utk_128.zip --allage faces_allage.zip \\
        --landmarks faces_allage_landmarks.npz --out faces
    probsym train --data faces/photos --out run --recipe benchmarks/recipes/faces64.toml --init FACE-64

The photos of All-Age-Faces are cropped by their landmarks in position and scale; heads stay tilted and turned. A model
of nothing but equal crops is wrong about others, so that randomly moved crops are added: one of each photo of UTKFace,
half of them also rolled, and two of each photo of All-Age-Faces. A tenth of All-Age-Faces, by name, is left out:
``faces/held-out`` has these crops and their landmarks for ``probsym evaluate --data``.
"""

import hashlib
import io
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import tyro
from jaxtyping import Float32
from PIL import Image

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.data.image_files import MAX_FILE_BYTES
from probsym.errors import InputError
from probsym.framing.crops import CropBox, central_box, crop_and_resize
from probsym.io import atomic_new_folder, check_new_folder
from probsym.readers.archives import open_zip, read_entry
from probsym.readers.arrays import check_array, read_npz

UTK_CROP = 0.78125
"""Side of the crop of UTKFace as a share of the photo's."""
EYE_DISTANCE, EYES_Y, MOUTH_Y = 0.949, -0.516, 0.527
"""Where UTKFace's crops have the features, in half sides of the crop: the median of 80 crops of All-Age-Faces, rolled
by less than 6 degrees, that ``face-64`` refined."""
_LEFT_EYE, _RIGHT_EYE, _MOUTH = slice(19, 25), slice(25, 31), slice(31, 43)
"""Landmarks of the 49: those of 68, less the jaw and the two inner corners of the mouth."""
_ROLL_STD, _ROLL_LIMIT = math.radians(10), math.radians(20)
_SIDES = (0.85, 1.28)
"""Sides of moved crops relative to the given one's, log-uniform, as far as the photo reaches."""
_SHIFT = 0.06
"""Largest shift of moved crops along each axis, relative to the side."""


@dataclass(frozen=True)
class Settings:
    """Write the training photos and the held-out ones."""

    utk: Path
    """Zip of UTKFace's photos."""
    allage: Path
    """Zip of All-Age-Faces' photos."""
    landmarks: Path
    """npz of their ``names`` and ``points``, N 49 2, pixels."""
    out: Path
    """Folder to create."""
    size: int = 128
    """Height and width of a crop, pixels."""
    seed: int = 7
    """Of the random crops."""


def landmark_box(points: Float32[np.ndarray, "49 2"]) -> CropBox:
    """The upright crop that has the features where UTKFace's crops have them.

    A turned head has its eyes nearer together, a nodding one eyes and mouth, so that the larger of the two distances
    gives the scale.
    """
    left, right, mouth = (points[part].mean(0) for part in (_LEFT_EYE, _RIGHT_EYE, _MOUTH))
    middle = (left + right) / 2
    across, down = math.dist(left, right) / EYE_DISTANCE, math.dist(middle, mouth) / (MOUTH_Y - EYES_Y)
    side = 2 * max(across, down)
    share = -EYES_Y / (MOUTH_Y - EYES_Y)
    x, y = middle + share * (mouth - middle)
    return CropBox(x - side / 2, y - side / 2, side)


def moved_box(photo: Image.Image, box: CropBox, random: np.random.Generator) -> CropBox:
    """A randomly scaled and shifted crop inside the photo."""
    width, height = photo.size
    grow = abs(math.cos(box.roll_rad)) + abs(math.sin(box.roll_rad))  # of a rolled square's bounding box
    factor = math.exp(random.uniform(*np.log(_SIDES)))
    side = min(box.side * factor, min(width, height) / grow)
    x = box.left + box.side / 2 + random.uniform(-_SHIFT, _SHIFT) * box.side
    y = box.top + box.side / 2 + random.uniform(-_SHIFT, _SHIFT) * box.side
    reach = side * grow / 2
    x, y = min(max(x, reach), width - reach), min(max(y, reach), height - reach)
    return CropBox(x - side / 2, y - side / 2, side, box.roll_rad)


def held_out(name: str) -> bool:
    """Whether a photo of All-Age-Faces is in the tenth that is not learned from."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10 == 0


def _photos(path: Path) -> Iterator[tuple[str, Image.Image]]:
    with open_zip(path) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".jpg"))
        if not names:
            raise InputError(f"{path}: expected photos (.jpg), found none")
        for name in names:
            content = read_entry(archive, archive.getinfo(name), MAX_FILE_BYTES, f"{path}: {name}")
            try:
                photo = Image.open(io.BytesIO(content)).convert("RGB")
            except OSError as error:
                raise InputError(f"{path}: expected a photo {name}, got a damaged one ({error})") from None
            yield Path(name).name, photo


def main(settings: Settings) -> None:
    """Write ``photos`` and ``held-out`` below the output folder."""
    check_new_folder("out", settings.out)
    check_at_least(1, size=settings.size)
    check_at_least(0, seed=settings.seed)
    points = read_points(settings.landmarks)
    for archive in (settings.utk, settings.allage):
        next(_photos(archive))
    with atomic_new_folder(settings.out) as out:
        write_photos(settings, points, out)


def read_points(path: Path) -> dict[str, Float32[np.ndarray, "49 2"]]:
    """Landmarks of the photos of All-Age-Faces by name."""
    arrays = read_npz(path, ("names", "points"))
    names = check_array(arrays["names"], f"{path}: names", (None,), "U")
    points = check_array(arrays["points"], f"{path}: points", (len(names), 49, 2), "f")
    return dict(zip(names.tolist(), points, strict=True))


def write_photos(settings: Settings, points: dict[str, Float32[np.ndarray, "49 2"]], out: Path) -> None:
    """Write both folders below ``out``."""
    photos, aside = out / "photos", out / "held-out"
    for folder in (photos, aside):
        folder.mkdir()

    def save(folder: Path, name: str, photo: Image.Image, box: CropBox) -> None:
        Image.fromarray(crop_and_resize(photo, box, settings.size)).save(folder / name, quality=95)

    random = np.random.default_rng(settings.seed)
    for number, (name, photo) in enumerate(_photos(settings.utk)):
        box = central_box(*photo.size, UTK_CROP)
        save(photos, f"utk-{name}", photo, box)
        roll = float(np.clip(random.normal(0, _ROLL_STD), -_ROLL_LIMIT, _ROLL_LIMIT)) if number % 2 == 0 else 0.0
        save(photos, f"utk-{name[:-4]}-j.jpg", photo, moved_box(photo, replace(box, roll_rad=roll), random))

    moved = {}
    for name, photo in _photos(settings.allage):
        if name not in points:
            raise InputError(f"{settings.landmarks}: expected landmarks of all photos, found none of {name}")
        box = landmark_box(points[name])
        save(aside if held_out(name) else photos, f"allage-{name}", photo, box)
        if not held_out(name):
            for number in range(2):
                save(photos, f"allage-{name[:-4]}-j{number}.jpg", photo, moved_box(photo, box, random))
        else:
            moved[f"allage-{name}"] = (points[name] - (box.left, box.top)) * (settings.size / box.side)
    np.savez(aside / "landmarks.npz", names=np.array(list(moved)), points=np.reshape(list(moved.values()), (-1, 49, 2)))


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
