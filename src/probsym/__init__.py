"""probsym: learn a category's 3D shape from a folder of single-view photos, without labels.

Everything except ``__version__`` and the errors is imported on first use, because importing torch takes a second.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from probsym.errors import CheckpointError, ConfigError, InputError, ProbsymError, TrainingDivergedError

if TYPE_CHECKING:
    from probsym.config import Recipe
    from probsym.evaluation.evaluate import evaluate
    from probsym.framing.align.folder import align
    from probsym.framing.crop_folder import crop
    from probsym.inference.loading import load
    from probsym.inference.reconstruct import reconstruct
    from probsym.inference.results import Reconstruction
    from probsym.models.autoencoder import Autoencoder as Model
    from probsym.training.run import train

__version__ = "1.0.0"
__all__ = [
    "CheckpointError",
    "ConfigError",
    "InputError",
    "Model",
    "ProbsymError",
    "Recipe",
    "Reconstruction",
    "TrainingDivergedError",
    "__version__",
    "align",
    "crop",
    "evaluate",
    "load",
    "reconstruct",
    "train",
]

_LAZY = {
    "Model": ("probsym.models.autoencoder", "Autoencoder"),
    "Recipe": ("probsym.config", "Recipe"),
    "Reconstruction": ("probsym.inference.results", "Reconstruction"),
    "align": ("probsym.framing.align.folder", "align"),
    "crop": ("probsym.framing.crop_folder", "crop"),
    "evaluate": ("probsym.evaluation.evaluate", "evaluate"),
    "load": ("probsym.inference.loading", "load"),
    "reconstruct": ("probsym.inference.reconstruct", "reconstruct"),
    "train": ("probsym.training.run", "train"),
}
"""Public name -> module and name there."""


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'probsym' has no attribute {name!r}")
    module, original = _LAZY[name]
    return getattr(import_module(module), original)


def __dir__() -> list[str]:
    return sorted(__all__)
