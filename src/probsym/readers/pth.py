"""Files of ``torch.save``: tensors and plain values, never other pickles."""

import pickle
from pathlib import Path
from typing import Any

import torch

from probsym.errors import FileFormatError
from probsym.readers.zip import reason_of


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
