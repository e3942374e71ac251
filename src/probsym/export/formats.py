"""File formats and file names of the results, and the packages that some formats need, imported when they are used."""

import importlib.util
import threading
from collections.abc import Iterable
from importlib import import_module
from typing import Any, Literal, get_args

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
_importing = threading.Lock()


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


def import_native(name: str) -> Any:
    """The module of this name, as ``importlib.import_module`` gives it; from any thread, one module after another.

    The bindings of USD and of FFmpeg wait for each other if two threads import them at the same time: each holds a lock
    of its own while its loader wants the interpreter's.
    """
    with _importing:
        return import_module(name)


def import_for_onnx(package: str) -> Any:
    """A package of the extra ``onnx``, imported.

    Raises:
        InputError: it is not installed.
    """
    try:
        return import_module(package)
    except ImportError as error:
        missing = error.name or package
        raise InputError(f"onnx: needs the package {missing}, of the extra onnx: pip install 'probsym[onnx]'") from None
