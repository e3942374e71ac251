"""Exponential moving average of the weights."""

from typing import Generic, TypeVar

import torch
from torch import Tensor, nn

_Net = TypeVar("_Net", bound=nn.Module)


class ExponentialMovingAverage(Generic[_Net]):
    """A copy of a model that holds the moving average of its weights.

    After n steps the decay is min(decay, (1 + n) / (10 + n)), so that early weights are soon forgotten.
    """

    def __init__(self, model: _Net, average: _Net, decay: float) -> None:
        """Start ``average``, a model of the same layout, at the weights of ``model``."""
        self.decay = decay
        self.average: _Net = average.requires_grad_(False).eval()
        self.average.load_state_dict(model.state_dict())

    @torch.no_grad()
    def update(self, model: _Net, step: int) -> None:
        """Move the average towards the weights after step number ``step``, counted from 0."""
        decay = min(self.decay, (1 + step) / (10 + step))
        ours: list[Tensor] = list(self.average.parameters())
        theirs = [parameter.detach() for parameter in model.parameters()]
        torch._foreach_lerp_(ours, theirs, 1 - decay)  # pyright: ignore[reportPrivateImportUsage]
