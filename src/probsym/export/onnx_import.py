"""Packages of the extra ``onnx``."""

from importlib import import_module
from typing import Any

from probsym.errors import InputError


def import_for_onnx(package: str) -> Any:
    """The package, imported.

    Raises:
        InputError: it is not installed.
    """
    try:
        return import_module(package)
    except ImportError as error:
        missing = error.name or package
        raise InputError(f"onnx: needs the package {missing}, of the extra onnx: pip install 'probsym[onnx]'") from None
