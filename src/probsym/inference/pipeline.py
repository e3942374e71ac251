"""The public API: load a model, reconstruct photos.

import probsym
reconstruction = probsym.reconstruct("cat.jpg", model="cat-64")
reconstruction.factors.canonical_depth  # 1 x 64 x 64, scene units
"""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from probsym.checks import check_floating, check_shape
from probsym.data.image_folder import load_image
from probsym.errors import CheckpointError, InputError
from probsym.models.autoencoder import Autoencoder
from probsym.models.pretrained import CONFIG_FILE, WEIGHTS_FILE
from probsym.types import Reconstruction

SHIPPED = Path(__file__).parents[1] / "weights"
_BATCH = 32

Photo = str | Path | Image.Image | np.ndarray
"""An image file, a Pillow image, or RGB values: uint8, height x width x 3."""


def model_names() -> list[str]:
    """Names of the models that come with the package."""
    return sorted(path.parent.name for path in SHIPPED.glob(f"*/{WEIGHTS_FILE}"))


def model_folder(name_or_path: str | Path) -> Path:
    """The folder that holds a model's ``model.safetensors`` and ``config.json``.

    Args:
        name_or_path: a shipped model's name, the folder of a model, or the folder of a run (its ``model`` is taken).

    Raises:
        CheckpointError: there is none; the message lists the shipped names.
    """
    if str(name_or_path) in model_names():
        return SHIPPED / str(name_or_path)
    path = Path(name_or_path)
    for folder in (path, path / "model"):
        if (folder / CONFIG_FILE).is_file() and (folder / WEIGHTS_FILE).is_file():
            return folder
    listed = ", ".join([*model_names(), "or the folder of a run or of a model"])
    came = f"{path}, which holds no {WEIGHTS_FILE} with a {CONFIG_FILE}" if path.is_dir() else repr(str(name_or_path))
    raise CheckpointError(f"model: expected {listed}; got {came}")


def load(name_or_path: str | Path, device: str = "cpu") -> Autoencoder:
    """A trained model, ready to be used (``eval`` mode).

    Args:
        name_or_path: a shipped model's name, the folder of a model, or the folder of a run.
        device: torch device, such as "cpu" or "cuda".

    Raises:
        CheckpointError: no such model, or it is damaged.
        InputError: no such device.
    """
    folder = model_folder(name_or_path)
    try:
        target = torch.device(device)
        torch.empty(0, device=target)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"device: expected a torch device of this machine, got {device!r}: {reason}") from None
    model = Autoencoder.from_pretrained(str(folder))
    # Convolutions want weights in the order of the images; otherwise they reorder them at every call.
    return model.to(target, memory_format=torch.channels_last).eval()  # pyright: ignore[reportCallIssue]


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
    device = next(network.parameters()).device
    with torch.inference_mode():
        return joined([network.render(network.factors(part.to(device))) for part in batch.split(_BATCH)])


def joined(parts: Sequence[Reconstruction]) -> Reconstruction:
    """Several batches as one.

    Raises:
        InputError: there is none.
    """
    if not parts:
        raise InputError("images: expected at least one image, got none")
    return _joined(parts)


def _joined(parts: Sequence[Any]) -> Any:
    first = parts[0]
    if isinstance(first, Tensor):
        return torch.cat(list(parts))
    if is_dataclass(first) and not isinstance(first, type):
        return type(first)(**{f.name: _joined([getattr(part, f.name) for part in parts]) for f in fields(first)})
    return first


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
