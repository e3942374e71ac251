"""probsym: a category's 3D shape from a folder of single photos, without labels.

``load``, ``reconstruct`` and ``Reconstruction`` are imported when they are first used: torch takes a second.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from probsym.framing.crop_folder import crop
    from probsym.inference.loading import load
    from probsym.inference.reconstruct import reconstruct
    from probsym.types import Reconstruction

__version__ = "0.1.0"
__all__ = ["Reconstruction", "__version__", "crop", "load", "reconstruct"]

_HOMES = {
    "crop": "probsym.framing.crop_folder",
    "load": "probsym.inference.loading",
    "reconstruct": "probsym.inference.reconstruct",
    "Reconstruction": "probsym.types",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'probsym' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
