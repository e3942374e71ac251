"""Exponential moving average of the weights."""

from typing import Generic, TypeVar

import torch
from torch import Tensor, nn

_Net = TypeVar("_Net", bound=nn.Module)


class ExponentialMovingAverage(Generic[_Net]):
    """A second copy of a model whose weights trail the trained ones'.

    The decay rises as (1 + n) / (10 + n) to its final value, so that the first weights are soon forgotten.
    """

    def __init__(self, model: _Net, average: _Net, decay: float) -> None:
        """``average`` has the layout of ``model`` and takes over its weights now."""
        self.decay = decay
        self.average: _Net = average.requires_grad_(False).eval()
        self.average.load_state_dict(model.state_dict())

    @torch.no_grad()
    def update(self, model: _Net, step: int) -> None:
        """Move the average towards the weights after the step of number ``step`` (from 0)."""
        decay = min(self.decay, (1 + step) / (10 + step))
        ours: list[Tensor] = list(self.average.parameters())
        theirs = [parameter.detach() for parameter in model.parameters()]
        torch._foreach_lerp_(ours, theirs, 1 - decay)  # pyright: ignore[reportPrivateImportUsage]
