"""Find and load a model: a shipped one, a folder, one of the Hugging Face Hub, or a checkpoint of unsup3d's authors."""

import difflib
import re
from contextlib import suppress
from pathlib import Path

import torch

from probsym.config import CONFIG_FILE, DETECTOR_FILE, OBJECT_NET_FILE, SILHOUETTE_FILE, WEIGHTS_FILE
from probsym.devices import choose_device
from probsym.errors import CheckpointError, FileFormatError
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.detector_file import detector_from_bytes
from probsym.io import write_bytes
from probsym.models.autoencoder import Autoencoder
from probsym.models.hub import download
from probsym.models.published_checkpoint import SUFFIX, load_published_checkpoint
from probsym.readers.plain import read_json_table

SHIPPED_MODELS = Path(__file__).parents[1] / "weights"
LICENCE = "LICENSE-weights.txt"
_HUB_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")


def model_names() -> list[str]:
    """Names of the models that come with the package."""
    return sorted(path.parent.name for path in SHIPPED_MODELS.glob(f"*/{WEIGHTS_FILE}"))


def model_folder(name_or_path: str | Path) -> Path:
    """The folder that holds a model's ``model.safetensors`` and ``config.json``.

    Args:
        name_or_path: a shipped model's name, the folder of a model, the folder of a run (its ``model`` is taken), or
            "owner/name" of a model on the Hugging Face Hub, which is downloaded into the hub's cache.

    Raises:
        CheckpointError: there is none; the message lists the shipped names.
    """
    name, path = str(name_or_path), Path(name_or_path)
    if name in model_names():
        return SHIPPED_MODELS / name
    for folder in (path, path / "model"):
        if (folder / CONFIG_FILE).is_file() and (folder / WEIGHTS_FILE).is_file():
            return folder
    if path.is_dir():
        raise CheckpointError(
            f"model: expected {_choices()}; got {path}, which holds no {WEIGHTS_FILE} with a {CONFIG_FILE}"
        )
    # Below a folder that exists it is a mistyped path.
    if _HUB_NAME.fullmatch(name) and not path.parent.is_dir():
        return _download(name)
    similar = difflib.get_close_matches(name.lower(), model_names(), n=1)
    hint = f"; did you mean {similar[0]}?" if similar else ""
    raise CheckpointError(f"model: expected {_choices()}; got {name!r}{hint}")


def copy_licence(name_or_path: str | Path, folder: Path) -> None:
    """Copy the licence of a shipped model's weights to a folder; other models have none.

    Raises:
        OSError: it cannot be written.
    """
    licence = model_folder(name_or_path).parent / LICENCE
    if licence.is_file():
        write_bytes(folder / LICENCE, licence.read_bytes())


def _download(repository: str) -> Path:
    """The cached folder of a model on the Hugging Face Hub."""
    try:
        config = download(repository, CONFIG_FILE)
        download(repository, WEIGHTS_FILE)
        if _has_learned_detector(config):
            download(repository, DETECTOR_FILE)
    except CheckpointError as error:
        raise CheckpointError(f"model: expected {_choices()}; got {error}") from None
    for optional in (SILHOUETTE_FILE, OBJECT_NET_FILE):  # not every model has them
        with suppress(CheckpointError):
            download(repository, optional)
    return config.parent


def _has_learned_detector(config: Path) -> bool:
    try:
        return read_json_table(config).get("framing_detector") == "learned"
    except FileFormatError:  # loading the model says so
        return False


def _choices() -> str:
    return ", ".join([*model_names(), "the folder of a run or of a model, or owner/name on the Hugging Face Hub"])


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
