"""Metrics against ground truth: SIDE, MAD and coverage (paper section 4.1), correlation, and the angle of the light."""

import math
from dataclasses import dataclass, field
from typing import ClassVar

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth


def erode(mask: Bool[Tensor, "batch height width"]) -> Bool[Tensor, "batch height width"]:
    """The mask less every pixel with one of its eight neighbours outside it; outside the image counts as outside."""
    outside = functional.pad((~mask).float()[:, None], (1, 1, 1, 1), value=1.0)
    return functional.max_pool2d(outside, 3, 1)[:, 0] == 0


def valid_mask(
    true_mask: Bool[Tensor, "batch height width"], predicted_mask: Bool[Tensor, "batch height width"]
) -> Bool[Tensor, "batch height width"]:
    """Pixels that are scored: ground-truth foreground and predicted mask, each eroded by one pixel."""
    return erode(true_mask) & erode(predicted_mask)


def coverage(
    valid: Bool[Tensor, "batch height width"], true_mask: Bool[Tensor, "batch height width"]
) -> Float[Tensor, " batch"]:
    """Scored pixels as a share of the foreground, [0, 1]; a small predicted mask flatters the other scores."""
    return valid.sum((1, 2)) / true_mask.sum((1, 2)).clamp(min=1)


def side(
    predicted_depth: Float[Tensor, "batch height width"],
    true_depth: Float[Tensor, "batch height width"],
    valid: Bool[Tensor, "batch height width"],
) -> Float[Tensor, " batch"]:
    """Scale-invariant depth error: standard deviation over valid pixels of log predicted - log true depth.

    Papers print it times 100. NaN for an image without valid pixels.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("true_depth", true_depth, tuple(predicted_depth.shape))
    count = valid.sum((1, 2)).double()
    one = torch.ones((), dtype=torch.float64, device=valid.device)
    delta = torch.where(valid, predicted_depth.double(), one).log() - torch.where(valid, true_depth.double(), one).log()
    mean = delta.sum((1, 2)) / count
    centred = torch.where(valid, delta - mean[:, None, None], 0 * one)
    return (centred.square().sum((1, 2)) / count).sqrt().float()


def mad(
    predicted_depth: Float[Tensor, "batch size size"],
    true_depth: Float[Tensor, "batch size size"],
    valid: Bool[Tensor, "batch size size"],
    camera: PinholeCamera,
) -> Float[Tensor, " batch"]:
    """Mean angle deviation in degrees between the normals of both depth maps, over valid pixels.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("true_depth", true_depth, tuple(predicted_depth.shape))
    predicted = normals_from_depth(predicted_depth.double(), camera)
    true = normals_from_depth(true_depth.double(), camera)
    # atan2 of |a x b| and <a, b>: acos loses small angles to rounding.
    angle = torch.atan2(torch.linalg.cross(predicted, true, dim=1).norm(dim=1), (predicted * true).sum(1))
    return (torch.where(valid, angle, 0.0).sum((1, 2)) / valid.sum((1, 2)) * (180 / math.pi)).float()


@dataclass
class DepthScores:
    """SIDE, MAD and coverage of all images added so far."""

    camera: PinholeCamera
    side: list[Tensor] = field(default_factory=list)
    mad_deg: list[Tensor] = field(default_factory=list)
    coverage: list[Tensor] = field(default_factory=list)
    names: ClassVar[tuple[str, ...]] = ("side", "mad_deg", "coverage")
    """Of the scores."""
    correction: ClassVar[int] = 0
    """Of the standard deviation over the images: 1 divides by n - 1."""

    def add(
        self,
        predicted_depth: Float[Tensor, "batch size size"],
        predicted_mask: Bool[Tensor, "batch size size"],
        true_depth: Float[Tensor, "batch size size"],
        true_mask: Bool[Tensor, "batch size size"],
    ) -> None:
        """Score a batch."""
        valid = valid_mask(true_mask, predicted_mask)
        self.side.append(side(predicted_depth, true_depth, valid))
        self.mad_deg.append(mad(predicted_depth, true_depth, valid, self.camera))
        self.coverage.append(coverage(valid, true_mask))

    def per_image(self) -> dict[str, Float[Tensor, " images"]]:
        """The scores ``names`` of every image; NaN for images without a valid pixel."""
        return {name: torch.cat(getattr(self, name)).double() for name in self.names}

    def summary(self) -> dict[str, float]:
        """Mean and standard deviation over the images: ``side``, ``side_std``, ``mad_deg`` and so on.

        Images without a single valid pixel are left out of SIDE and MAD and counted in ``unscored``.
        """
        scores: dict[str, float] = {}
        unscored = 0
        for name, values in self.per_image().items():
            finite = values[values.isfinite()]
            unscored = max(unscored, len(values) - len(finite))
            scores[name] = finite.mean().item()
            scores[f"{name}_std"] = finite.std(correction=self.correction).item()
        scores["images"] = float(sum(len(part) for part in self.side))
        scores["unscored"] = float(unscored)
        return scores


def centre_columns(
    predicted: Float[Tensor, "images columns"], true: Float[Tensor, "images columns"]
) -> tuple[Float[Tensor, "images columns"], Float[Tensor, "images columns"]]:
    """Both, less the mean of each column.

    Raises:
        InputError: the shapes differ, or there are fewer than 2 images.
    """
    if predicted.shape != true.shape or len(predicted) < 2:
        raise InputError(
            f"correlation: expected two equal sets of at least 2 rows, got {len(predicted)} and {len(true)}"
        )
    return predicted - predicted.mean(0), true - true.mean(0)


def pearson(
    predicted: Float[Tensor, "images columns"], true: Float[Tensor, "images columns"]
) -> Float[Tensor, " columns"]:
    """Correlation coefficient of each column, [-1, 1]; 0 for a constant column.

    Raises:
        InputError: the shapes differ, or there are fewer than 2 images.
    """
    a, b = centre_columns(predicted, true)
    return (a * b).sum(0) / (a.square().sum(0) * b.square().sum(0)).sqrt().clamp(min=1e-30)


def angle_deg(
    predicted: Float[Tensor, "batch 3 *grid"], true: Float[Tensor, "batch 3 *grid"]
) -> Float[Tensor, "batch *grid"]:
    """Angle between two fields of unit vectors, degrees.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("true", true, tuple(predicted.shape))
    # atan2 of |a x b| and <a, b>: acos loses small angles to rounding.
    across = torch.linalg.cross(predicted.double(), true.double(), dim=1).norm(dim=1)
    return (torch.atan2(across, (predicted.double() * true.double()).sum(1)) * (180 / math.pi)).float()


def light_error(predicted: Float[Tensor, "images 3"], true: Float[Tensor, "images 3"]) -> Float[Tensor, " images"]:
    """Angle between each predicted and true light direction, degrees.

    Both are unit vectors in the canonical frame. If the two frames differ by a constant rotation, so do the lights.

    Raises:
        InputError: the shapes differ.
    """
    return angle_deg(predicted, true)
