"""Detects losses and weights that are no longer finite."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import torch
from torch import nn

from probsym.errors import TrainingDivergedError
from probsym.losses.objective import Terms
from probsym.training.checkpoint import list_checkpoints


def check_losses(terms: Sequence[Terms], last_step: int, run: Path) -> None:
    """Raise unless all losses are finite.

    Args:
        terms: of consecutive steps.
        last_step: number of the last of them.
        run: folder of the run, for the message.

    Raises:
        TrainingDivergedError: one is not; the message names the step and the last good checkpoint.
    """
    if not terms:
        return
    finite = torch.stack([one.total.detach() for one in terms]).isfinite()
    if not finite.all():
        step = last_step - len(terms) + 1 + int((~finite).nonzero()[0, 0])
        _raise_diverged(f"the loss is not finite at step {step}", run)


def check_weights(model: nn.Module, step: int, run: Path) -> None:
    """Raise unless all weights are finite: after the last step no loss would show it.

    Raises:
        TrainingDivergedError: one is not.
    """
    if not all(bool(weight.isfinite().all()) for weight in model.parameters()):
        _raise_diverged(f"the weights are not finite after step {step}", run)


def _raise_diverged(what: str, run: Path) -> NoReturn:
    found = list_checkpoints(run)
    kept = f"the last good checkpoint is {found[-1]}" if found else "there is no checkpoint yet"
    raise TrainingDivergedError(f"{what}; {kept}")
