"""Where a model lies: the package, a folder, or a repository of the Hugging Face Hub."""

import difflib
import re
from contextlib import suppress
from pathlib import Path

from probsym.config import CONFIG_FILE, DETECTOR_FILE, OBJECT_NET_FILE, SILHOUETTE_FILE, WEIGHTS_FILE
from probsym.errors import CheckpointError, FileFormatError
from probsym.io import write_bytes
from probsym.models.hub import download
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
