"""Load a model: a shipped one, a folder, a repository of the Hugging Face Hub, or a checkpoint of unsup3d's authors."""

from pathlib import Path

import torch

from probsym.checks import check_choice
from probsym.config import DETECTOR_FILE, IMAGE_SIZES
from probsym.devices import choose_device
from probsym.errors import CheckpointError, InputError
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.detector_file import detector_from_bytes
from probsym.inference.model_folders import model_folder
from probsym.models.autoencoder import Autoencoder
from probsym.models.published_checkpoint import SUFFIX, load_published_checkpoint


def load(name_or_path: str | Path, device: str = "cpu") -> Autoencoder:
    """Load a trained model in ``eval`` mode.

    Args:
        name_or_path: a shipped model's name, the folder of a run or model, "owner/name" on the Hugging Face Hub, or a
            ``.pth`` checkpoint of the authors' code.
        device: "auto", "cpu", "cuda" or "mps".

    Raises:
        CheckpointError: no such model, or it is damaged.
        InputError: no such device.
    """
    is_published = str(name_or_path).endswith(SUFFIX)
    folder = Path() if is_published else model_folder(name_or_path)
    target = choose_device(device)
    model = load_published_checkpoint(name_or_path) if is_published else Autoencoder.from_pretrained(str(folder))
    model.name = str(name_or_path)
    # Convolutions want weights in the memory format of the images; otherwise they convert them at every call.
    return model.to(target, memory_format=torch.channels_last).eval()  # pyright: ignore[reportCallIssue]


def enlarge_model(model: Autoencoder, size: int) -> Autoencoder:
    """A model in ``eval`` mode that reconstructs at ``size`` pixels, with a sharper albedo.

    The coarse maps of the five networks are enlarged. The refinement net works on all pixels of the larger photo.

    Args:
        model: a loaded model.
        size: the model's own, or, if it has a refinement net, a larger one of ``IMAGE_SIZES``; 0: its own.

    Raises:
        InputError: another size, or a model without a refinement net, which would show nothing more.
    """
    own = model.config.image_size
    if size in (0, own):
        return model
    if model.refinement_net is None or model.config.architecture != "slim":
        name = model.name or "the model"
        raise InputError(f"size: expected {own}, for {name} has no refinement network to use more pixels; got {size}")
    check_choice("size", size, tuple(pixels for pixels in IMAGE_SIZES if pixels >= own))
    larger = model.grow(size)
    return larger.to(memory_format=torch.channels_last).eval()  # pyright: ignore[reportCallIssue]


def learned_detector(model: Autoencoder) -> LearnedDetector | None:
    """The detector stored with a model; None if its photos were framed otherwise.

    Raises:
        CheckpointError: it is missing, damaged or of another version.
    """
    if model.config.framing_detector != "learned":
        return None
    if model.detector is None:
        raise CheckpointError(f"model: expected the file {DETECTOR_FILE} beside its weights, which its framing needs")
    return detector_from_bytes(model.detector, str(Path(model.name) / DETECTOR_FILE))
