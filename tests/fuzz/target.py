"""What every target of the fuzzer is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from fuzz.mutations import Mutation, either, mutate_bytes
from probsym.config import ModelConfig


@dataclass(frozen=True)
class Target:
    """One kind of file."""

    prepare: Callable[[Path], Path]
    """Writes a sound example, with what belongs to it, into an empty folder; returns the file that is mutated."""
    read: Callable[[Path], Any]
    """Reads the file, as the package does."""
    mutate: Mutation = mutate_bytes


def picture(size: int = 24, mode: str = "RGB") -> Image.Image:
    """A square of noise."""
    pixels = np.random.default_rng(0).integers(0, 256, (size, size, 4), dtype=np.uint8)
    return Image.fromarray(pixels, "RGBA").convert(mode)


CONFIG = ModelConfig(
    image_size=32, architecture="slim", width=4, latent=8, refinement_width=4, relief_gain=1.2, shading_gamma=2.2
)


def written(name: str, content: Callable[[], bytes | str]) -> Callable[[Path], Path]:
    """Prepares one file."""

    def prepare(folder: Path) -> Path:
        data = content()
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return folder / name

    return prepare


def landmark_points(number: int) -> np.ndarray:
    """68 points of a face, 3 x 68; ``number``: seed."""
    return np.random.default_rng(number).uniform(2, 22, (3, 68)).astype(np.float32)


def only(change: Mutation) -> Mutation:
    """Damage of values, and of bytes in two fifths."""
    return either(change, 0.6)
