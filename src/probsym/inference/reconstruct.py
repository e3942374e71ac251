"""Reconstruct photos in Python.

import probsym
reconstruction = probsym.reconstruct("cat.jpg", model="cat-64")
reconstruction.factors.canonical_depth  # 1 x 64 x 64, scene units
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from probsym.checks import check_floating, check_shape
from probsym.data.image_folder import load_image
from probsym.errors import InputError
from probsym.inference.loading import load
from probsym.inference.predict import predict
from probsym.models.autoencoder import Autoencoder
from probsym.types import Reconstruction, concatenate

Photo = str | Path | Image.Image | np.ndarray
"""An image file, a Pillow image, or RGB values: uint8, height x width x 3."""


def prepare(
    images: Photo | Sequence[Photo] | Float[Tensor, "batch 3 size size"], size: int, crop: float = 1.0
) -> Float[Tensor, "batch 3 size size"]:
    """Photos as a batch for a model: upright, RGB in [0, 1], the central square, resized.

    Args:
        images: one photo, several, or a finished batch in [0, 1], which is only checked.
        size: of the model's images, pixels.
        crop: side of the central square as a share of the shorter side of the photo.

    Raises:
        InputError: a photo is missing or unreadable, or an array or tensor is not as described.
    """
    if isinstance(images, Tensor):
        check_shape("images", images, (None, 3, size, size))
        check_floating("images", images)
        if not ((images >= 0) & (images <= 1)).all():
            raise InputError("images: expected values from 0 to 1, got values outside or NaN")
        return images.float()
    photos = [images] if isinstance(images, str | Path | Image.Image | np.ndarray) else list(images)
    if not photos:
        raise InputError("images: expected at least one photo, got none")
    loaded = np.stack([load_image(_openable(photo), size, crop) for photo in photos])
    return torch.from_numpy(loaded).permute(0, 3, 1, 2).float() / 255


def reconstruct(
    images: Photo | Sequence[Photo] | Float[Tensor, "batch 3 size size"],
    model: str | Path | Autoencoder = "face-64",
    crop: float = 1.0,
) -> Reconstruction:
    """Depth, albedo, light, viewpoint, confidence and what they render to, for each photo.

    Args:
        images: path(s), Pillow image(s), uint8 array(s) of height x width x 3, or a batch in [0, 1] of the model's
            size. Photos are cropped to their central square.
        model: a shipped model's name, the folder of a model or of a run, or a loaded model.
        crop: side of the central square as a share of the shorter side of the photo.

    Returns:
        One batch with the photos in order, without gradients, on the model's device. Its fields, with their shapes and
        units, are those of :class:`probsym.Reconstruction`.

    Raises:
        InputError: a photo is missing or unreadable, or an array or tensor is not as described.
        CheckpointError: no such model, or it is damaged.
    """
    network = model if isinstance(model, Autoencoder) else load(model)
    batch = prepare(images, network.camera.size, crop)
    return concatenate([part for _, part in predict(network, batch)])


def _openable(photo: Photo) -> str | Path | Image.Image:
    if not isinstance(photo, np.ndarray):
        if not isinstance(photo, str | Path | Image.Image):
            raise InputError(f"images: expected paths, Pillow images or arrays, got {type(photo).__name__}")
        return photo
    if photo.dtype != np.uint8 or photo.ndim != 3 or photo.shape[2] != 3:
        raise InputError(
            f"images: expected a uint8 array of height x width x 3, got {photo.dtype} of shape {photo.shape}"
        )
    return Image.fromarray(np.ascontiguousarray(photo))
