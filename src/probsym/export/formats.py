"""Names of the file formats, and what they need: a missing package is named in one line before any work is done."""

import importlib.util
from collections.abc import Iterable
from typing import Literal, get_args

from probsym.checks import check_choice
from probsym.errors import InputError

Format = Literal["glb", "obj", "ply", "stl", "npz", "exr", "mp4"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""What can be asked for beside the maps, the sheet and the animated WebP."""
DEFAULT_FORMATS: tuple[Format, ...] = ("glb", "obj")
MAP_FORMATS: tuple[Format, ...] = ("npz", "exr")
"""Those that hold maps, not meshes or animations."""
_EXTRAS = {"exr": ("OpenEXR", "exr"), "mp4": ("av", "video")}
"""Format -> module, and the extra of this package that installs it."""


def need(name: str) -> None:
    """Raise unless what the format ``name`` needs is installed.

    Raises:
        InputError: it is not; the message names the extra.
    """
    module, extra = _EXTRAS.get(name, ("probsym", ""))
    try:
        found = importlib.util.find_spec(module) is not None
    except ValueError:  # an entry in sys.modules without a spec
        found = False
    if not found:
        raise InputError(f"formats: {name} needs the package {module}; install it with: pip install 'probsym[{extra}]'")


def check_formats(formats: Iterable[str]) -> None:
    """Raise unless all ``formats`` are known and can be written here.

    Raises:
        InputError: one is not, or a package is missing.
    """
    for name in formats:
        check_choice("formats", name, FORMATS)
        need(name)
