"""Scores of depth and viewpoint against ground truth (paper section 4.1)."""

import math
from dataclasses import dataclass, field

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.types import Viewpoint

ANGLES = ("pitch", "yaw", "roll")


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


def keypoint_correlation(
    predicted: Float[Tensor, "images keypoints"], true: Float[Tensor, "images keypoints"]
) -> Float[Tensor, " keypoints"]:
    """Absolute Pearson correlation over the images of predicted and true depth, per keypoint."""
    return _pearson(predicted.double(), true.double()).abs().float()


def pose_correlation(predicted: Viewpoint, true: Viewpoint) -> dict[str, float]:
    """Pearson correlation over the images of each predicted angle with the true one: pitch, yaw and roll."""
    values = _pearson(predicted.rotation_rad.double(), true.rotation_rad.double())
    return dict(zip(ANGLES, values.tolist(), strict=True))


def pose_slope(predicted: Viewpoint, true: Viewpoint) -> dict[str, float]:
    """Slope of the line that fits each predicted angle to the true one best: pitch, yaw and roll.

    Below 1 the viewpoint moves less than the object did, which a correlation cannot tell; 0 if the true angles do not
    vary.

    Raises:
        InputError: other numbers of images, or fewer than 2.
    """
    a, b = _centred(predicted.rotation_rad.double(), true.rotation_rad.double())
    values = (a * b).sum(0) / b.square().sum(0).clamp(min=1e-30)
    return dict(zip(ANGLES, values.tolist(), strict=True))


def light_error(predicted: Float[Tensor, "images 3"], true: Float[Tensor, "images 3"]) -> Float[Tensor, " images"]:
    """Angle between each predicted and true direction of the light, degrees.

    Both are unit vectors in the canonical frame; where the frames differ by a constant rotation, so do the lights.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("true", true, tuple(predicted.shape))
    across = torch.linalg.cross(predicted.double(), true.double(), dim=1).norm(dim=1)
    return (torch.atan2(across, (predicted.double() * true.double()).sum(1)) * (180 / math.pi)).float()


def _centred(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    if a.shape != b.shape or len(a) < 2:
        raise InputError(f"correlation: expected two equal sets of at least 2 rows, got {len(a)} and {len(b)}")
    return a - a.mean(0), b - b.mean(0)


def _pearson(a: Tensor, b: Tensor) -> Tensor:
    a, b = _centred(a, b)
    return (a * b).sum(0) / (a.square().sum(0) * b.square().sum(0)).sqrt().clamp(min=1e-30)


@dataclass
class DepthScores:
    """SIDE, MAD and coverage of every image seen so far."""

    camera: PinholeCamera
    side: list[Tensor] = field(default_factory=list)
    mad_deg: list[Tensor] = field(default_factory=list)
    coverage: list[Tensor] = field(default_factory=list)

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

    def summary(self) -> dict[str, float]:
        """Mean and (population) standard deviation over the images: ``side``, ``side_std``, ``mad_deg`` and so on.

        Images without a single valid pixel are left out of SIDE and MAD and counted in ``unscored``.
        """
        scores: dict[str, float] = {}
        unscored = 0
        for name in ("side", "mad_deg", "coverage"):
            values = torch.cat(getattr(self, name)).double()
            finite = values[values.isfinite()]
            unscored = max(unscored, len(values) - len(finite))
            scores[name] = finite.mean().item()
            scores[f"{name}_std"] = finite.std(correction=0).item()
        scores["images"] = float(sum(len(part) for part in self.side))
        scores["unscored"] = float(unscored)
        return scores


def mean_depth(
    depth: Float[Tensor, "images height width"], mask: Bool[Tensor, "images height width"]
) -> Float[Tensor, "height width"]:
    """Baseline: mean true depth of the images whose foreground covers the pixel; elsewhere the overall mean."""
    weight = mask.double()
    total = torch.where(mask, depth.double(), 0.0)
    count = weight.sum(0)
    overall = total.sum() / weight.sum().clamp(min=1)
    return torch.where(count > 0, total.sum(0) / count.clamp(min=1), overall).float()


def baseline_scores(
    depth: Float[Tensor, "images size size"], mask: Bool[Tensor, "images size size"], camera: PinholeCamera
) -> dict[str, dict[str, float]]:
    """Scores of two predictions that look at no image: constant depth and mean depth over these images."""
    everywhere = torch.ones_like(mask)
    summaries = {}
    for name, guess in (("constant depth", torch.ones_like(depth[0])), ("mean depth", mean_depth(depth, mask))):
        scores = DepthScores(camera)
        scores.add(guess.expand_as(depth), everywhere, depth, mask)
        summaries[name] = scores.summary()
    return summaries
