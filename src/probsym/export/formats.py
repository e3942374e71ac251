"""File formats and file names of the results, and the packages that some formats need."""

import importlib.util
from collections.abc import Iterable
from typing import Literal, get_args

from probsym.checks import check_choice
from probsym.errors import InputError

Format = Literal["glb", "obj", "ply", "stl", "usdz", "npz", "exr", "mp4", "depth-mp4", "rgbd-mp4"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""Formats beside the maps, the sheet and the animated WebP, which need not be named."""
DEFAULT_FORMATS: tuple[Format, ...] = ("glb", "obj")
MAP_FORMATS: tuple[Format, ...] = ("npz", "exr")
"""Formats that hold maps, not meshes or animations."""
CONTACT_SHEET = "contact_sheet.png"
"""Picture of the first reconstructions of a results folder."""
PAGE_NAME = "page.html"
"""Interactive 3D page of a results folder."""
VIDEO_FORMATS: tuple[Format, ...] = ("mp4", "depth-mp4", "rgbd-mp4")
"""Formats of the animation: its colours, its depth, and both side by side."""
_EXTRAS = {"exr": ("OpenEXR", "exr"), "usdz": ("pxr", "usdz"), **dict.fromkeys(VIDEO_FORMATS, ("av", "video"))}
"""Format -> module, and the extra of this package that installs it."""


def need(name: str) -> None:
    """Check that the package which the format ``name`` needs is installed.

    Raises:
        InputError: it is not installed; the message names the extra.
    """
    module, extra = _EXTRAS.get(name, ("probsym", ""))
    try:
        found = importlib.util.find_spec(module) is not None
    except ValueError:  # an entry in sys.modules without a spec
        found = False
    if not found:
        raise InputError(f"formats: {name} needs the package {module}; install it with: pip install 'probsym[{extra}]'")


def check_formats(formats: Iterable[str]) -> None:
    """Check that all ``formats`` are known and can be written here.

    Raises:
        InputError: an unknown format, or a missing package.
    """
    for name in formats:
        check_choice("formats", name, FORMATS)
        need(name)
