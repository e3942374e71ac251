"""Exponential moving average of the weights."""

import torch
from torch import nn


class ExponentialMovingAverage:
    """A second copy of a model whose weights trail the trained ones'.

    The decay rises as (1 + n) / (10 + n) to its final value, so that the first weights are soon forgotten.
    """

    def __init__(self, model: nn.Module, average: nn.Module, decay: float) -> None:
        """``average`` has the layout of ``model`` and takes over its weights now."""
        self.decay = decay
        self.average = average.requires_grad_(False).eval()
        self.average.load_state_dict(model.state_dict())

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Move the average towards the weights after the step of number ``step`` (from 0)."""
        decay = min(self.decay, (1 + step) / (10 + step))
        ours = list(self.average.parameters())
        torch._foreach_lerp_(ours, [parameter.detach() for parameter in model.parameters()], 1 - decay)
