"""Baselines that look at no image: constant depth and mean depth."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from probsym.evaluation.metrics import DepthScores
from probsym.geometry.camera import PinholeCamera

CONSTANT_DEPTH, MEAN_DEPTH = "constant depth", "mean depth"


def mean_depth(
    depth: Float[Tensor, "images height width"], mask: Bool[Tensor, "images height width"]
) -> Float[Tensor, "height width"]:
    """Mean true depth of the images whose foreground covers the pixel; elsewhere the overall mean."""
    weight = mask.double()
    total = torch.where(mask, depth.double(), 0.0)
    count = weight.sum(0)
    overall = total.sum() / weight.sum().clamp(min=1)
    return torch.where(count > 0, total.sum(0) / count.clamp(min=1), overall).float()


def score_mean_depth(
    depth: Float[Tensor, "images size size"], mask: Bool[Tensor, "images size size"], camera: PinholeCamera
) -> DepthScores:
    """Scores of each image when the mean depth of these images is predicted for all of them."""
    return _score_guess(mean_depth(depth, mask), depth, mask, camera)


def baseline_scores(
    depth: Float[Tensor, "images size size"], mask: Bool[Tensor, "images size size"], camera: PinholeCamera
) -> dict[str, dict[str, float]]:
    """Summaries (see :meth:`DepthScores.summary`) of "constant depth" and "mean depth" on these images."""
    constant = _score_guess(torch.ones_like(depth[0]), depth, mask, camera)
    return {CONSTANT_DEPTH: constant.summary(), MEAN_DEPTH: score_mean_depth(depth, mask, camera).summary()}


def _score_guess(guess: Tensor, depth: Tensor, mask: Tensor, camera: PinholeCamera) -> DepthScores:
    scores = DepthScores(camera)
    scores.add(guess.expand_as(depth), torch.ones_like(mask), depth, mask)
    return scores
