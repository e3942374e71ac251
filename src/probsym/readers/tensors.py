"""Files of tensors: safetensors, and those of ``torch.save``, without other pickles."""

import pickle
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load
from torch import Tensor

from probsym.errors import FileFormatError
from probsym.readers.archives import reason_of
from probsym.readers.plain import parse_json


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a file, as copies in memory.

    Raises:
        FileFormatError: it is no such file, damaged, or a tensor is not finite.
        OSError: it cannot be read.
    """
    return parse_safetensors(path.read_bytes(), str(path))


def parse_safetensors(content: bytes, where: str) -> dict[str, Tensor]:
    """The tensors in the bytes of a file.

    Args:
        content: of the file.
        where: the file, for the message.

    Raises:
        FileFormatError: as for :func:`read_safetensors`.
    """
    try:
        tensors = load(content)
    except Exception as error:  # SafetensorError, KeyError of an unknown type, RuntimeError of torch, ...
        raise FileFormatError(f"{where}: expected a safetensors file: {reason_of(error)}") from None
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not torch.isfinite(tensor.float()).all():
            raise FileFormatError(f"{where}: {name} holds NaN or infinite values")
    return tensors


def safetensors_metadata(content: bytes, where: str) -> dict[str, str]:
    """The texts in the header of a file; empty where there are none.

    Raises:
        FileFormatError: the header is damaged.
    """
    length = int.from_bytes(content[:8], "little")
    header = parse_json(content[8 : 8 + length], where)
    metadata = header.get("__metadata__", {}) if isinstance(header, dict) else {}
    if not isinstance(metadata, dict):
        return {}
    return {key: value for key, value in metadata.items() if isinstance(value, str)}


def read_pth(path: Path) -> Any:
    """The content of a file of ``torch.save``, on the CPU.

    Raises:
        FileFormatError: it is no such file, damaged, or holds other objects than tensors and plain values.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        try:
            return torch.load(file, map_location="cpu", weights_only=True)
        except Exception as error:  # torch.load raises half a dozen types for a damaged file
            reason = "it holds other objects" if isinstance(error, pickle.UnpicklingError) else reason_of(error)
            raise FileFormatError(f"{path}: not a file of tensors by torch.save: {reason}") from None
