"""Whether a refined box shows the object: logistic regression on whitened features, with hard negatives."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.framing.align.background_statistics import BackgroundStatistics
from probsym.framing.align.regression_cascade import PATCH_CELLS

_FOLDS = 4
_PENALTY = 3e-4


@dataclass(frozen=True)
class Verifier:
    """Log-odds that a patch shows the object at its place."""

    weights: Float[Tensor, " features"]
    bias: float

    def log_odds(self, features: Float[Tensor, "patches features"]) -> Float[Tensor, " patches"]:
        """Log-odds of patches."""
        return features @ self.weights + self.bias


def learn_verifier(
    positives: Float[Tensor, "positives features"],
    negatives: Float[Tensor, "negatives features"],
    positive_groups: Sequence[int],
    negative_groups: Sequence[int],
    background: BackgroundStatistics,
) -> Verifier:
    """Learn to tell positives from negatives, calibrated on photos that each fold has not seen.

    Args:
        positives: patches at the object.
        negatives: patches where the search went wrong.
        positive_groups: the photo of each positive.
        negative_groups: the photo of each negative.
        background: statistics that whiten the features.
    """
    factor, mean = background.factor, background.window_mean
    features = torch.cat([positives, negatives])
    white = torch.linalg.solve_triangular(factor, (features - mean).T, upper=False).T
    white = white / PATCH_CELLS
    labels = torch.cat([torch.ones(len(positives)), torch.zeros(len(negatives))])
    groups = torch.tensor([*positive_groups, *negative_groups])
    gram = white @ white.T
    scores = torch.zeros(len(labels))
    for fold in range(_FOLDS):
        held_out = groups % _FOLDS == fold
        if held_out.all() or not held_out.any() or labels[~held_out].unique().numel() < 2:
            continue
        dual, bias = _fit(gram[~held_out][:, ~held_out], labels[~held_out])
        scores[held_out] = gram[held_out][:, ~held_out] @ dual + bias
    slope, offset = _calibrate(scores, labels)
    dual, bias = _fit(gram, labels)
    direction = torch.linalg.solve_triangular(factor.T, (white.T @ dual)[:, None], upper=True)[:, 0] / PATCH_CELLS
    weights = direction * slope
    return Verifier(weights, float((bias - direction @ mean) * slope + offset))


def _fit(gram: Tensor, labels: Tensor) -> tuple[Tensor, float]:
    """Dual coefficients and bias of a logistic regression, both classes with equal weight."""
    share = torch.where(labels == 1, 0.5 / labels.sum(), 0.5 / (1 - labels).sum())
    dual = torch.zeros(len(labels), requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([dual, bias], max_iter=60, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        product = gram @ dual
        loss = (share * functional.binary_cross_entropy_with_logits(product + bias, labels, reduction="none")).sum()
        loss = loss + _PENALTY * (dual @ product)
        loss.backward()
        return loss

    optimizer.step(closure)  # pyright: ignore[reportArgumentType]
    return dual.detach(), float(bias.detach())


def _calibrate(scores: Tensor, labels: Tensor) -> tuple[float, float]:
    """Slope and offset of Platt's sigmoid, with his softened targets (1999)."""
    count, rest = labels.sum(), (1 - labels).sum()
    goal = torch.where(labels == 1, (count + 1) / (count + 2), 1 / (rest + 2))
    share = torch.where(labels == 1, 0.5 / count, 0.5 / rest)
    log_slope, offset = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([log_slope, offset], max_iter=60, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        logits = scores * log_slope.exp() + offset
        loss = (share * functional.binary_cross_entropy_with_logits(logits, goal, reduction="none")).sum()
        loss.backward()
        return loss

    optimizer.step(closure)  # pyright: ignore[reportArgumentType]
    return float(log_slope.detach().exp()), float(offset.detach())
