"""SIDE and MAD as the code that unsup3d's authors released computes them, for figures that stand in the paper's table.

SIDE has the paper's formula. MAD differs from the mean angle: the authors divide each normal by its length plus 1e-7.
The cross product of two tangents, each two pixels long, is about 3e-5 at 64 pixels, so that the "unit" normals are too
short and the angle, arccos of their product, is too large: 6.5 degrees for two equal surfaces that face the camera.
``mad_exact_deg`` is the mean angle without that.
"""

import math
from dataclasses import dataclass, field
from typing import ClassVar

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.evaluation.metrics import DepthScores, coverage, mad, side, valid_mask
from probsym.geometry.camera import PinholeCamera

NORMAL_EPSILON = 1e-7
"""Added to the length of a normal before the division."""
NEAREST_SEEN, FARTHEST_SEEN = 0.8, 1.2
"""Reconstructed depth is clamped to this range, scene units; pixels at its far end are invalid."""


def published_mad(
    predicted_depth: Float[Tensor, "batch size size"],
    true_depth: Float[Tensor, "batch size size"],
    valid: Bool[Tensor, "batch size size"],
    camera: PinholeCamera,
) -> Float[Tensor, " batch"]:
    """MAD of the authors' code: mean over valid pixels of arccos <a, b>, degrees.

    a and b are t_u x t_v / (|t_u x t_v| + 1e-7), with the tangents of :func:`normals_from_depth`.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("true_depth", true_depth, tuple(predicted_depth.shape))
    product = (_short_normals(predicted_depth, camera) * _short_normals(true_depth, camera)).sum(-1).clamp(-1, 1)
    # The outermost ring has no tangents. Erosion makes it invalid.
    angle = functional.pad(torch.acos(product), (1, 1, 1, 1))
    return (torch.where(valid, angle, 0.0).sum((1, 2)) / valid.sum((1, 2)) * (180 / math.pi)).float()


def _short_normals(depth: Tensor, camera: PinholeCamera) -> Tensor:
    """B S-2 S-2 3."""
    points = camera.unproject(depth.double())
    tangent_u = points[:, 1:-1, 2:] - points[:, 1:-1, :-2]
    tangent_v = points[:, 2:, 1:-1] - points[:, :-2, 1:-1]
    normal = torch.linalg.cross(tangent_u, tangent_v)
    return normal / (normal.norm(dim=-1, keepdim=True) + NORMAL_EPSILON)


@dataclass
class PublishedScores(DepthScores):
    """SIDE, MAD and coverage by the authors' protocol, and the exact mean angle beside."""

    mad_exact_deg: list[Tensor] = field(default_factory=list)
    names: ClassVar[tuple[str, ...]] = ("side", "mad_deg", "coverage", "mad_exact_deg")
    correction: ClassVar[int] = 1

    def add(
        self,
        predicted_depth: Float[Tensor, "batch size size"],
        predicted_mask: Bool[Tensor, "batch size size"],
        true_depth: Float[Tensor, "batch size size"],
        true_mask: Bool[Tensor, "batch size size"],
    ) -> None:
        """Score a batch. A surface beyond depth 1.2 is invalid, as the border of the reconstruction is."""
        depth = predicted_depth.clamp(NEAREST_SEEN, FARTHEST_SEEN)
        valid = valid_mask(true_mask, predicted_mask & (depth < FARTHEST_SEEN))
        self.side.append(side(depth, true_depth, valid))
        self.mad_deg.append(published_mad(depth, true_depth, valid, self.camera))
        self.mad_exact_deg.append(mad(depth, true_depth, valid, self.camera))
        self.coverage.append(coverage(valid, true_mask))
