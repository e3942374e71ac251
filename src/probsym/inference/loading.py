"""Load a model: one that comes with the package, a folder, or a repository of the Hugging Face Hub."""

import difflib
import re
from pathlib import Path

import torch

from probsym.errors import CheckpointError, InputError
from probsym.models.autoencoder import Autoencoder
from probsym.models.pretrained import CONFIG_FILE, WEIGHTS_FILE

SHIPPED = Path(__file__).parents[1] / "weights"
_HUB_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")


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
    raise CheckpointError(_no_such_model(path))


def load(name_or_path: str | Path, device: str = "cpu") -> Autoencoder:
    """Load a trained model in ``eval`` mode.

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
    model.name = str(name_or_path)
    # Convolutions want weights in the memory format of the images; otherwise they convert them at every call.
    return model.to(target, memory_format=torch.channels_last).eval()  # pyright: ignore[reportCallIssue]


def _no_such_model(path: Path) -> str:
    if path.is_dir():
        return f"model: expected {_choices()}; got {path}, which holds no {WEIGHTS_FILE} with a {CONFIG_FILE}"
    similar = difflib.get_close_matches(str(path).lower(), model_names(), n=1)
    hint = f"; did you mean {similar[0]}?" if similar else ""
    return f"model: expected {_choices()}; got {str(path)!r}{hint}"


def _choices() -> str:
    return ", ".join([*model_names(), "or the folder of a run or of a model"])
