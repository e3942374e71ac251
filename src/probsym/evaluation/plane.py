"""Depth error up to scale and plane: how much of a surface's form a prediction misses."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape

LEAST_RELIEF = 1e-4
"""A true surface whose RMS distance from its own plane is smaller, in pixels, counts as a plane."""
_ROUNDING = 1e-6
"""Distance of a predicted plane's depths from that plane, relative to the depths."""
_LEAST_PIXELS = 5
"""Scale and plane have four coefficients: they fit any four pixels exactly."""


def depth_error(
    predicted: Float[Tensor, "batch height width"],
    true: Float[Tensor, "height width"],
    mask: Bool[Tensor, "batch height width"],
) -> Float[Tensor, " batch"]:
    """RMS difference between true and predicted depth after the best scale and plane, relative to the true relief.

    Scale and plane are a least-squares fit, a * predicted + b * x + c * y + e with a >= 0: a prediction that is hollow
    where the surface bulges earns nothing. The true relief is the RMS of the true depth less its own plane.

    Args:
        predicted: any unit.
        true: pixels.
        mask: pixels that are compared.

    Returns:
        0 for a perfect prediction, at most 1, which a plane gets. NaN where fewer than five pixels are compared or
        where the true surface is a plane on them.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("true", true, tuple(predicted.shape[1:]))
    check_shape("mask", mask, tuple(predicted.shape))
    return torch.stack(
        [_relative_residual(*pair) for pair in zip(predicted, true.expand_as(predicted), mask, strict=True)]
    )


def _relative_residual(
    predicted: Float[Tensor, "height width"], true: Float[Tensor, "height width"], mask: Bool[Tensor, "height width"]
) -> Float[Tensor, ""]:
    """The score of one prediction."""
    rows, columns = torch.nonzero(mask, as_tuple=True)
    if len(rows) < _LEAST_PIXELS:
        return predicted.new_full((), torch.nan)
    depths = torch.stack([predicted[mask], true[mask]], 1).double()
    plane = torch.stack([torch.ones_like(rows), columns, rows], 1).double()
    plane = plane - functional.pad(plane[:, 1:].mean(0), (1, 0))
    ours, theirs = (depths - plane @ (torch.linalg.pinv(plane) @ depths)).unbind(1)
    relief = theirs.square().mean().sqrt()
    if relief < LEAST_RELIEF:
        return predicted.new_full((), torch.nan)
    if ours.abs().max() <= _ROUNDING * depths[:, 0].abs().max():  # a plane, whose rounding may resemble a few pixels
        return predicted.new_ones(())
    scale = (ours @ theirs).clamp(min=0) / (ours @ ours)
    return ((theirs - scale * ours).square().mean().sqrt() / relief).to(predicted.dtype)
