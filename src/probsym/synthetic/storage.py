"""Files of a synthetic set: memory-mapped arrays per split, and a card."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float32, Int8, Int32, UInt8

from probsym.checks import check_choice
from probsym.config import SPLITS
from probsym.errors import FileFormatError, InputError
from probsym.readers.arrays import map_npy
from probsym.readers.plain import entry, read_json_table

SET_FORMAT = "probsym-synthetic"
SET_VERSION = 1
SET_CARD = "card.json"
FACE_LANDMARKS = 68
"""Landmarks of a face; the card of another set names its own."""


@dataclass(frozen=True)
class SyntheticSet:
    """Images with ground truth; the arrays are memory-mapped and read-only.

    Frames and units are those of the package: x right, y down, z into the scene; radians and scene units.
    """

    images: UInt8[np.ndarray, "samples size size 3"]
    """RGB."""
    depth: Float32[np.ndarray, "samples size size"]
    """z at the pixels' centres in the view, scene units; 0 where background."""
    normals: Int8[np.ndarray, "samples size size 3"]
    """Unit normals in the view, towards +z, times 127; 0 where background."""
    albedo: UInt8[np.ndarray, "samples size size 3"]
    """At the pixels' centres in the view; 0 where background."""
    mask: Bool[np.ndarray, "samples size size"]
    """Foreground."""
    asymmetry: UInt8[np.ndarray, "samples size size"]
    """Change of the albedo by asymmetric marks, 255 for 1."""
    light: Float32[np.ndarray, "samples 5"]
    """k_a, k_d, and the unit direction in the canonical frame."""
    viewpoint: Float32[np.ndarray, "samples 6"]
    """rx, ry, rz, tx, ty, tz."""
    landmarks: Float32[np.ndarray, "samples landmarks 3"]
    """u and v in pixels, z in scene units, in the view; includes occluded ones."""
    canonical_landmarks: Float32[np.ndarray, "samples landmarks 3"]
    """x, y, z in the canonical frame, scene units."""
    identity: Int32[np.ndarray, " samples"]
    """Number of the identity; no two splits share one."""
    card: dict[str, Any]
    realistic: Bool[np.ndarray, " samples"] | None = None
    """True for light beyond the method's model; only in sets with a ``realistic_share``."""
    harmonics: Float32[np.ndarray, "samples 9 3"] | None = None
    """Ambient light of those sets as second-order spherical harmonics of the outward normal in the canonical frame."""

    def __len__(self) -> int:
        return len(self.images)

    @property
    def size(self) -> int:
        """Height and width of the images in pixels."""
        return self.images.shape[1]


def array_shapes(
    size: int, realistic: bool = False, landmarks: int = FACE_LANDMARKS
) -> dict[str, tuple[tuple[int, ...], np.dtype]]:
    """Shape of one sample and type of every stored array; ``realistic`` adds those of sets with such a share."""
    more = {"realistic": ((), np.dtype(np.bool_)), "harmonics": ((9, 3), np.dtype(np.float32))} if realistic else {}
    return {
        "images": ((size, size, 3), np.dtype(np.uint8)),
        "depth": ((size, size), np.dtype(np.float32)),
        "normals": ((size, size, 3), np.dtype(np.int8)),
        "albedo": ((size, size, 3), np.dtype(np.uint8)),
        "mask": ((size, size), np.dtype(np.bool_)),
        "asymmetry": ((size, size), np.dtype(np.uint8)),
        "light": ((5,), np.dtype(np.float32)),
        "viewpoint": ((6,), np.dtype(np.float32)),
        "landmarks": ((landmarks, 3), np.dtype(np.float32)),
        "canonical_landmarks": ((landmarks, 3), np.dtype(np.float32)),
        "identity": ((), np.dtype(np.int32)),
        **more,
    }


def create_arrays(
    folder: Path, count: int, shapes: Mapping[str, tuple[tuple[int, ...], np.dtype]]
) -> dict[str, np.memmap]:
    """New writable arrays of one split, on disk; ``shapes`` are those of :func:`array_shapes`.

    Raises:
        OSError: the disk is full.
    """
    folder.mkdir(parents=True)
    arrays = {}
    for name, (shape, dtype) in shapes.items():
        path = folder / f"{name}.npy"
        arrays[name] = np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=(count, *shape))
        if hasattr(os, "posix_fallocate"):  # on a full disk, a later write to the map would kill the process
            with path.open("r+b") as file:
                os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    return arrays


def content_hash(arrays: Mapping[str, np.ndarray]) -> str:
    """SHA-256 over the names, shapes, types and bytes of arrays, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = arrays[name]
        digest.update(f"{name} {array.shape} {array.dtype.str}\n".encode())
        for start in range(0, len(array), 256):
            digest.update(np.ascontiguousarray(array[start : start + 256]).tobytes())
    return digest.hexdigest()


def check_content(faces: SyntheticSet, path: Path, split: str) -> None:
    """Compare the arrays of a split with the checksum in the card; reads them once.

    Args:
        faces: of :func:`load_synthetic`.
        path: its folder, for the message.
        split: its name.

    Raises:
        InputError: they differ, or the card has no checksum.
    """
    expected = entry(faces.card["splits"][split], "sha256", str, f"{path / SET_CARD}: {split}")
    stored = vars(faces).items()
    found = content_hash({name: array for name, array in stored if isinstance(array, np.ndarray)})
    if found != expected:
        raise InputError(
            f"{path / split}: expected arrays of SHA-256 {expected[:16]} as in {SET_CARD}, got {found[:16]}"
        )


def is_synthetic(path: str | Path) -> bool:
    """Whether ``path`` is a folder written by ``probsym synth``."""
    try:
        return read_json_table(Path(path) / SET_CARD).get("format") == SET_FORMAT
    except (OSError, FileFormatError):
        return False


def load_synthetic(path: str | Path, split: str = "train") -> SyntheticSet:
    """Open one split of a synthetic set.

    Args:
        path: folder written by ``probsym synth``.
        split: train, val or test.

    Raises:
        InputError: not a synthetic set, of another version, without the split, or damaged.
    """
    path = Path(path)
    check_choice("split", split, SPLITS)
    if not is_synthetic(path):
        raise InputError(f"{path}: expected a folder written by probsym synth, found no valid {SET_CARD}")
    card = read_json_table(path / SET_CARD)
    if card.get("version") != SET_VERSION:
        raise InputError(f"{path}: expected version {SET_VERSION} of the synthetic format, got {card.get('version')}")
    where = str(path / SET_CARD)
    scene, splits = entry(card, "scene", dict, where), entry(card, "splits", dict, where)
    size = entry(scene, "size", int, f"{where}: scene")
    realistic = entry({"realistic_share": 0, **scene}, "realistic_share", float, f"{where}: scene") > 0
    counts = {name: entry(values, "count", int, f"{where}: {name}") for name, values in splits.items()}
    landmarks = len(entry(card, "landmarks", list, where)) if "landmarks" in card else FACE_LANDMARKS
    if split not in counts:
        raise InputError(f"{path}: expected a split {split}, got only {', '.join(counts)}")
    arrays = {}
    for name, (shape, dtype) in array_shapes(size, realistic, landmarks).items():
        file = path / split / f"{name}.npy"
        wanted = (counts[split], *shape)
        try:
            array = map_npy(file)
        except (OSError, FileFormatError) as error:
            raise InputError(f"{file}: expected an array of shape {wanted}, the file is missing or damaged") from error
        if array.shape != wanted or array.dtype != dtype:
            raise InputError(f"{file}: expected shape {wanted} of {dtype}, got {array.shape} of {array.dtype}")
        arrays[name] = array
    return SyntheticSet(**arrays, card=card)
