"""Whether boxes show the object: logistic regression on whitened features, and a network on the surroundings, too."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn
from torch.nn import functional

from probsym.framing.align.background_statistics import BackgroundStatistics
from probsym.framing.align.oriented_box import OrientedBox, crop_box
from probsym.framing.align.regression_cascade import FEATURES, PATCH_CELLS, PATCH_PX, features_of, patch_features

_FOLDS = 4
_PENALTY = 3e-4
WIDE_FEATURES = 2 * FEATURES
WIDE_CONTEXT = 1.5
"""The wider patch shows this many sides of the box: ears and the outline of the head."""
_BATCH, _LEARNING_RATE, _WEIGHT_DECAY, _WARMUP = 128, 3e-3, 0.02, 100
_DROP_FEATURES, _DROP_UNITS = 0.2, 0.3


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


@dataclass(frozen=True)
class WideVerifier:
    """Log-odds that a box shows the object, by a network with one hidden layer."""

    hidden_weights: Float[Tensor, "units wide_features"]
    hidden_biases: Float[Tensor, " units"]
    weights: Float[Tensor, " units"]
    bias: float

    def log_odds(self, features: Float[Tensor, "boxes wide_features"]) -> Float[Tensor, " boxes"]:
        """Log-odds of boxes by their :func:`wide_features`."""
        hidden = functional.relu(features @ self.hidden_weights.T + self.hidden_biases)
        return hidden @ self.weights + self.bias


def wide_features(
    grey: UInt8[np.ndarray, "height width"], boxes: Sequence[OrientedBox]
) -> Float[Tensor, "boxes wide_features"]:
    """Features of what the boxes show, and of the wider surroundings, both turned upright."""
    wide = [crop_box(grey, box.moved(0, 0, WIDE_CONTEXT), PATCH_PX) for box in boxes]
    return torch.cat([patch_features(grey, boxes), features_of(wide)], dim=1)


def learn_wide_verifier(
    features: Float[Tensor, "boxes wide_features"],
    labels: Float[Tensor, " boxes"],
    units: int = 32,
    steps: int = 4000,
    seed: int = 0,
) -> WideVerifier:
    """Learn to tell boxes at the object from others.

    Args:
        features: of :func:`wide_features`; of any float type.
        labels: 1 for boxes at the object, 0 for others.
        units: of the hidden layer.
        steps: of 128 boxes.
        seed: of the weights and of the order of the boxes.
    """
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        some = features[:: max(1, len(features) // 2000)].float()
        mean, scale = some.mean(0), some.std().clamp(min=1e-6)
        first, last = nn.Linear(features.shape[1], units), nn.Linear(units, 1)
        network = nn.Sequential(nn.Dropout(_DROP_FEATURES), first, nn.ReLU(), nn.Dropout(_DROP_UNITS), last)
        optimizer = torch.optim.AdamW(network.parameters(), weight_decay=_WEIGHT_DECAY)
        for step in range(steps):
            for group in optimizer.param_groups:
                falling = 0.5 + 0.5 * float(np.cos(np.pi * step / steps))
                group["lr"] = _LEARNING_RATE * min(1.0, (step + 1) / _WARMUP) * falling
            chosen = torch.randint(len(features), (_BATCH,))
            logits = network((features[chosen].float() - mean) / scale)[:, 0]
            loss = functional.binary_cross_entropy_with_logits(logits, labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    weights = first.weight.detach() / scale
    return WideVerifier(
        weights, first.bias.detach() - weights @ mean, last.weight.detach()[0], float(last.bias.detach())
    )
