"""A second look at boxes: a small network on what they show and on what surrounds them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn
from torch.nn import functional

from probsym.framing.align.oriented_box import OrientedBox, crop_box
from probsym.framing.align.regression_cascade import FEATURES, PATCH_PX, features_of, patch_features

WIDE_FEATURES = 2 * FEATURES
WIDE_CONTEXT = 1.5
"""The wider patch shows this many sides of the box: ears and the outline of the head."""
_BATCH, _LEARNING_RATE, _WEIGHT_DECAY, _WARMUP = 128, 3e-3, 0.02, 100
_DROP_FEATURES, _DROP_UNITS = 0.2, 0.3


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
