"""Drawn animals, and a model that reconstructs each as the same dome."""

import numpy as np
from numpy.typing import NDArray
from tests.export.test_cutout import dome
from torch import Tensor

from probsym.models.autoencoder import Autoencoder
from probsym.types import ModelOutput


class Domes(Autoencoder):
    """Reconstructs every photo as the same dome."""

    def forward(self, images: Tensor) -> ModelOutput:
        return dome(images.shape[-1], radius=0.7)


def animal_region(size: int, right: float = 0.0, down: float = 0.0) -> NDArray[np.bool_]:
    """A head with two ears, shifted."""
    axis = np.linspace(-1, 1, size)
    x, y = np.abs(axis - right)[None], (axis - down)[:, None]
    return (np.hypot(x / 0.7, (y - 0.15) / 0.65) < 1) | ((y < 0) & (y > -0.9) & (np.abs(x - 0.45) < 0.25))


def animal(generator: np.random.Generator) -> NDArray[np.uint8]:
    """Of 64 pixels a side on plain ground, slightly off centre, in random colours."""
    inside = animal_region(64, *generator.normal(0, 0.03, 2))
    fur, ground = generator.uniform(0.5, 1, 3), generator.uniform(0, 0.5, 3)
    colours = np.where(inside[..., None], fur, ground) + generator.normal(0, 0.03, (64, 64, 3))
    return (colours.clip(0, 1) * 255).astype(np.uint8)
