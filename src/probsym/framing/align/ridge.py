"""Ridge regression of several values."""

import torch
from jaxtyping import Float
from torch import Tensor

_RIDGE = 0.3
"""Share of the features' mean variance."""


def ridge_regression(
    features: Float[Tensor, "samples features"],
    targets: Float[Tensor, "samples values"],
    weights: Float[Tensor, " samples"],
) -> tuple[Float[Tensor, "features values"], Float[Tensor, " values"]]:
    """Weights and biases of the affine map from features to targets.

    Args:
        features: of any scale, the same for all.
        targets: to predict.
        weights: of the samples, relative to each other.
    """
    share = (weights / weights.sum())[:, None]
    mean, target_mean = (features * share).sum(0), (targets * share).sum(0)
    centred, goal = (features - mean) * share.sqrt(), (targets - target_mean) * share.sqrt()
    strength = _RIDGE * centred.square().sum() / centred.shape[1]
    if len(centred) < centred.shape[1]:  # the smaller of two systems with the same solution
        solved = centred.T @ torch.linalg.solve(centred @ centred.T + strength * torch.eye(len(centred)), goal)
    else:
        solved = torch.linalg.solve(centred.T @ centred + strength * torch.eye(centred.shape[1]), centred.T @ goal)
    return solved, target_mean - mean @ solved
