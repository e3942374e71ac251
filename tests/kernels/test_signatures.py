"""A kernel is called as its torch reference is."""

import importlib.util
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import probsym.kernels
from probsym.models.layers import group_norm_act_torch
from probsym.rendering.rasterize import rasterize, rasterize_torch
from probsym.rendering.reprojection import transform_project_torch
from probsym.rendering.shading import shading_torch

HAS_TRITON = importlib.util.find_spec("triton") is not None
REFERENCES: dict[str, Callable[..., Any]] = {
    "group_norm_act_numba": group_norm_act_torch,
    "rasterize_numba": rasterize_torch,
    "rasterize_triton": rasterize_torch,
    "shading_numba": shading_torch,
    "transform_project_numba": transform_project_torch,
}
"""Kernel -> reference."""


def _parameters(function: Callable[..., Any]) -> list[tuple[str, Any]]:
    return [(name, one.default) for name, one in inspect.signature(function).parameters.items()]


def _kernels() -> dict[str, Callable[..., Any]]:
    """Each function that is named by what it is compiled with."""
    found = {}
    for info in pkgutil.iter_modules(probsym.kernels.__path__):
        if info.name.endswith(("_numba", "_triton")):
            if info.name.endswith("_triton") and not HAS_TRITON:
                continue
            module = importlib.import_module(f"probsym.kernels.{info.name}")
            suffix = f"_{info.name.rpartition('_')[2]}"
            found |= {name: value for name, value in vars(module).items() if name.endswith(suffix) and callable(value)}
    return {name: value for name, value in found.items() if not name.startswith("_")}


def test_kernels_have_the_signatures_of_their_references() -> None:
    kernels = _kernels()
    assert kernels.keys() == {name for name in REFERENCES if HAS_TRITON or not name.endswith("_triton")}
    for name, kernel in kernels.items():
        assert _parameters(kernel) == _parameters(REFERENCES[name]), name


def test_backends_of_the_rasterizer_take_what_it_takes() -> None:
    expected = _parameters(rasterize_torch)
    assert _parameters(rasterize)[: len(expected)] == expected
