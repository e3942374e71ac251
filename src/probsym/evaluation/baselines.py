"""Baselines that look at no image: constant depth and mean depth."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from probsym.evaluation.ground_truth import GroundTruth
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
    return _score_guess(mean_depth(depth, mask), depth, mask, DepthScores(camera))


def baseline_scores(truth: GroundTruth, camera: PinholeCamera) -> dict[str, dict[str, float]]:
    """Summaries (see :meth:`DepthScores.summary`) of "constant depth" and "mean depth" on the images of ``truth``."""
    depth, mask = truth.depth, truth.mask
    guesses = {CONSTANT_DEPTH: torch.ones_like(depth[0]), MEAN_DEPTH: mean_depth(depth, mask)}
    return {
        name: _score_guess(guess, depth, mask, truth.new_scores(camera)).summary() for name, guess in guesses.items()
    }


def _score_guess(guess: Tensor, depth: Tensor, mask: Tensor, scores: DepthScores) -> DepthScores:
    scores.add(guess.expand_as(depth), torch.ones_like(mask), depth, mask)
    return scores
