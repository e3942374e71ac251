"""Models in a folder or on the Hugging Face Hub: weights as safetensors and settings as JSON, never pickled."""

import io
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image
from safetensors.torch import save
from torch import Tensor, nn

from probsym.config import (
    CONFIG_FILE,
    DETECTOR_FILE,
    OBJECT_NET_FILE,
    SILHOUETTE_FILE,
    WEIGHTS_FILE,
    ModelConfig,
    from_dict,
    to_dict,
)
from probsym.errors import CheckpointError, FileFormatError
from probsym.io import atomic_folder_update
from probsym.models.hub import ModelCard, download
from probsym.models.layers import current_names
from probsym.models.object_net import ObjectNet, decode_object_net, encode_object_net
from probsym.readers.plain import read_json_table
from probsym.readers.tensors import read_safetensors

CARD_FILE = "README.md"
_SMALLEST, _LARGEST = 8, 512
"""Pixels a side of a silhouette's picture."""
_Model = TypeVar("_Model", bound="Pretrained")
_Content = TypeVar("_Content")


class Pretrained(nn.Module):
    """A module built from a ``ModelConfig``, with the methods by which models of the Hub are saved and loaded."""

    name: str = ""
    """Name or path that the model was loaded by."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.detector: bytes | None = None
        """Content of ``detector.safetensors``, stored with the model for cropping photos."""
        self.silhouette: torch.Tensor | None = None
        """Share of photos in which each point of the canonical frame is the object, ``side side``, [0, 1]: what is
        expected when objects are cut out. None: the object is expected in the middle."""
        self.object_net: ObjectNet | None = None
        """Tells object from ground in a photo, on the CPU. None: its colours do, beside depth and confidence."""

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Any:
        """Load weights, also under the parameter names of version 0.1.0."""
        return super().load_state_dict(current_names(self, state_dict), strict, assign)

    def save_pretrained(
        self, save_directory: str | Path, dtype: torch.dtype = torch.float32, card: ModelCard | None = None
    ) -> None:
        """Write ``model.safetensors`` and ``config.json`` into a folder, atomically and flushed to the disk.

        Args:
            save_directory: made if missing.
            dtype: of the weights in the file; float16 halves its size. They load as float32 again.
            card: also write a ``README.md`` in the format of the Hugging Face Hub.

        Raises:
            OSError: a file cannot be written.
        """
        tensors = {name: tensor.detach().cpu().to(dtype).contiguous() for name, tensor in self.state_dict().items()}
        with atomic_folder_update(Path(save_directory), sync=True) as folder:
            # safetensors' save_file hides errors of the disk.
            (folder / WEIGHTS_FILE).write_bytes(save(tensors, metadata={"format": "pt"}))
            (folder / CONFIG_FILE).write_text(json.dumps(to_dict(self.config), indent=2) + "\n", encoding="utf-8")
            if card is not None:
                parameters = sum(weight.numel() for weight in self.parameters())
                (folder / CARD_FILE).write_text(card.render(self.config, parameters), encoding="utf-8")
            if self.detector is not None:
                (folder / DETECTOR_FILE).write_bytes(self.detector)
            if self.silhouette is not None:
                (folder / SILHOUETTE_FILE).write_bytes(encode_silhouette(self.silhouette))
            if self.object_net is not None:
                (folder / OBJECT_NET_FILE).write_bytes(encode_object_net(self.object_net))

    @classmethod
    def from_pretrained(
        cls: type[_Model],
        pretrained_model_name_or_path: str | Path,
        *,
        revision: str | None = None,
        cache_dir: str | Path | None = None,
        force_download: bool = False,
        local_files_only: bool = False,
        token: str | bool | None = None,
    ) -> _Model:
        """Load from a folder, or from a repository of the Hugging Face Hub, to which the other options belong.

        Args:
            pretrained_model_name_or_path: a folder with ``model.safetensors`` and ``config.json``, or "owner/name".
            revision: branch, tag or commit.
            cache_dir: instead of the Hub's own cache.
            force_download: download also what is in the cache.
            local_files_only: use the cache only.
            token: to log in with; the saved one if not given.

        Raises:
            CheckpointError: a file is missing, damaged, or does not fit the other, or the Hub does not give it.
        """

        def find(name: str) -> Path:
            path = Path(pretrained_model_name_or_path) / name
            if path.parent.is_dir():
                if not path.is_file():
                    raise CheckpointError(f"{path}: no such file; expected a model folder")
                return path
            return download(
                str(pretrained_model_name_or_path),
                name,
                revision=revision,
                cache_dir=cache_dir,
                force_download=force_download,
                local_files_only=local_files_only,
                token=token,
            )

        config_file, weights_file = find(CONFIG_FILE), find(WEIGHTS_FILE)
        config = _read_config(config_file)
        try:
            weights = read_safetensors(weights_file)
            _check_size(cls, config, weights)
            model = cls(config)
            model.load_state_dict(weights)
        except (FileFormatError, RuntimeError) as error:  # torch raises the latter for other names and shapes
            reason = str(error).splitlines()[0]
            raise CheckpointError(f"{weights_file}: damaged, or not of {config_file.name}'s sizes: {reason}") from None
        # A checkpoint is without it: the run reads it from the folder of the photos.
        missing = Path(pretrained_model_name_or_path).is_dir() and not (weights_file.parent / DETECTOR_FILE).is_file()
        if model.config.framing_detector == "learned" and not missing:
            model.detector = find(DETECTOR_FILE).read_bytes()
        model.silhouette = _read_optional(find, SILHOUETTE_FILE, decode_silhouette)
        model.object_net = _read_optional(find, OBJECT_NET_FILE, decode_object_net)
        return model.eval()

    def push_to_hub(
        self,
        repo_id: str,
        *,
        card: ModelCard | None = None,
        private: bool | None = None,
        token: str | bool | None = None,
    ) -> str:
        """Upload the model, with a card, to a repository of the Hugging Face Hub, which is created if missing.

        Args:
            repo_id: "owner/name".
            card: of the model; a short one if not given.
            private: of a new repository; the owner's default if not given.
            token: to log in with; the saved one if not given.

        Returns:
            Address of the commit.
        """
        from huggingface_hub import HfApi

        hub = HfApi(token=token)
        hub.create_repo(repo_id, private=private, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            self.save_pretrained(folder, card=card or ModelCard(repo_id))
            return hub.upload_folder(repo_id=repo_id, folder_path=folder, commit_message="Upload model").commit_url


def _check_size(cls: type[Pretrained], config: ModelConfig, weights: Mapping[str, torch.Tensor]) -> None:
    """Raise before a configuration that does not fit the weights takes memory for a larger model."""
    with torch.device("meta"):
        expected = sum(weight.numel() for weight in cls(config).state_dict().values())
    found = sum(weight.numel() for weight in weights.values())
    if found != expected:
        raise FileFormatError(f"expected {expected:,} weights, got {found:,}")


def _read_optional(find: Callable[[str], Path], name: str, decode: Callable[[bytes, str], _Content]) -> _Content | None:
    """What a file of the model holds; None if the model has none of this name."""
    try:
        path = find(name)
    except CheckpointError:
        return None
    return decode(path.read_bytes(), str(path))


def _read_config(path: Path) -> ModelConfig:
    try:
        return from_dict(ModelConfig, read_json_table(path))
    except FileFormatError as error:
        raise CheckpointError(str(error)) from None


def encode_silhouette(silhouette: Float[Tensor, "side side"]) -> bytes:
    """The silhouette of a category as a PNG of 8 bits, white where the object always is.

    Args:
        silhouette: share of the photos in which a point of the canonical frame is the object, [0, 1].
    """
    levels = (silhouette.detach().float().cpu().clamp(0, 1) * 255).round().to(torch.uint8)
    buffer = io.BytesIO()
    Image.fromarray(levels.numpy()).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def decode_silhouette(content: bytes, name: str) -> Float[Tensor, "side side"]:
    """The silhouette in a file of :func:`encode_silhouette`, or in any square grey PNG, [0, 1].

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        CheckpointError: it is damaged, no PNG, in colour, not square, or of another size than 8 to 512 pixels.
    """
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG"])
        width, height = picture.size
        if picture.mode != "L" or width != height or not _SMALLEST <= width <= _LARGEST:
            found = f"{picture.mode}, {width} x {height}"
            raise CheckpointError(
                f"{name}: expected a square grey PNG (mode L) of {_SMALLEST} to {_LARGEST} pixels, got {found}"
            )
        levels = np.asarray(picture, np.float32)
    except (OSError, SyntaxError, ValueError):  # Pillow raises any of them for a damaged PNG
        raise CheckpointError(f"{name}: expected a square grey PNG, got a damaged file") from None
    return torch.from_numpy(levels / 255)
