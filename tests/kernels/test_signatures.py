"""A kernel is called as its torch reference is."""

import inspect

import pytest

from probsym.kernels.rasterize_numba import rasterize_numba
from probsym.rendering.rasterize import rasterize, rasterize_torch


def _parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # pyright: ignore[reportArgumentType]


def test_rasterizers() -> None:
    triton = pytest.importorskip("probsym.kernels.rasterize_triton")
    expected = _parameters(rasterize_torch)
    assert _parameters(rasterize)[: len(expected)] == expected
    assert _parameters(rasterize_numba) == _parameters(triton.rasterize_triton) == expected
