"""When training goes wrong: errors of losses and weights that are not finite, else warnings of one line.

A warning names the page of the documentation that helps. Its checks use the factors of validation photos and the logged
losses; they do not affect training.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NoReturn

import numpy as np
import torch
from jaxtyping import UInt8
from torch import nn

from probsym.config import ModelConfig
from probsym.data.transforms import to_tensor
from probsym.errors import TrainingDivergedError
from probsym.losses.objective import Terms
from probsym.losses.regularizers import concavity
from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import list_checkpoints
from probsym.training.validation import eval_mode
from probsym.types import Factors

HELP_PAGE = "docs/how-to/training-goes-wrong.md"
_LOOKED_AT = 64
"""Validation photos that the checks look at."""
_MOST = 0.5
"""Share of the photos above which a check speaks."""
_HOLLOW = 0.02
"""Concavity in halves of the depth range."""
_STUCK_DEG = 0.5
"""Standard deviation of each angle over the photos."""
_SATURATED = 0.95
"""Share of the largest angle."""
_COLLAPSED = math.log(3)
"""Mean over the pixels of ln(σ' / σ)."""
_SPIKE, _SPIKE_SPREADS = 0.5, 8.0
"""A spike lies above the median of the losses before by this much, and by this many median absolute deviations."""
_REMEMBERED, _ENOUGH = 20, 5
"""Logged losses that are compared with, and how many there have to be."""


@dataclass(frozen=True)
class Trouble:
    """Something that has gone wrong."""

    topic: str
    """Heading of the page, as in its address."""
    text: str

    def line(self, step: int) -> str:
        """The line to print."""
        return f"warning at step {step:,}: {self.text}; see {HELP_PAGE}#{self.topic}"


def find_trouble(factors: Factors, config: ModelConfig) -> list[Trouble]:
    """What is wrong with the factors of two or more photos, which a model of this ``config`` predicted."""
    found = [_hollow(factors, config), *_viewpoint(factors, config), _confidence(factors)]
    return [one for one in found if one is not None]


def is_hollow(factors: Factors, config: ModelConfig) -> bool:
    """Whether most of the shapes are concave: their centre is farther than their rim."""
    half_range = (config.depth_max - config.depth_min) / 2
    return _share(concavity(factors.canonical_depth) / half_range > _HOLLOW) > _MOST


def is_spike(before: Sequence[float], loss: float) -> bool:
    """Whether a loss lies far above those before it; False if there are fewer than five."""
    if len(before) < _ENOUGH:
        return False
    middle = median(before)
    spread = median(abs(value - middle) for value in before)
    return loss - middle > max(_SPIKE, _SPIKE_SPREADS * spread)


def watched_factors(model: Autoencoder, images: UInt8[np.ndarray, "photos size size 3"]) -> Factors:
    """Factors of the first validation photos, on the CPU; the model keeps its mode."""
    with torch.inference_mode(), eval_mode(model):
        batch = to_tensor(np.asarray(images[:_LOOKED_AT])).to(next(model.parameters()).device)
        return model.factors(batch).to("cpu")


class Watch:
    """Says each kind of trouble once."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """Print lines with ``say``."""
        self._say, self._said = say, set[str]()
        self._losses = deque[float](maxlen=_REMEMBERED)

    def begin_stage(self) -> None:
        """Forget the losses so far: those of larger images lie elsewhere."""
        self._losses.clear()

    def add_loss(self, step: int, loss: float) -> None:
        """Compare a logged loss with those before it."""
        if is_spike(self._losses, loss):
            middle = median(self._losses)
            self._report(step, Trouble("loss-spikes", f"the loss jumped from {middle:.2f} to {loss:.2f}"))
        self._losses.append(loss)

    def look_at(self, step: int, factors: Factors, config: ModelConfig) -> None:
        """Check the factors of validation photos."""
        for trouble in find_trouble(factors, config) if len(factors.canonical_depth) > 1 else ():
            self._report(step, trouble)

    def _report(self, step: int, trouble: Trouble) -> None:
        if trouble.topic not in self._said:
            self._said.add(trouble.topic)
            self._say(trouble.line(step))


def _hollow(factors: Factors, config: ModelConfig) -> Trouble | None:
    return Trouble("hollow-shape", "most shapes are hollow") if is_hollow(factors, config) else None


def _viewpoint(factors: Factors, config: ModelConfig) -> list[Trouble]:
    largest = math.radians(config.rotation_range_deg)
    if largest == 0:
        return []
    rotation, found = factors.viewpoint.rotation_rad, []
    if torch.rad2deg(rotation.std(0)).max() < _STUCK_DEG:
        found.append(Trouble("viewpoint-stuck", "all photos get the same viewpoint"))
    for axis, name in enumerate(("pitch", "yaw", "roll")):
        if _share(rotation[:, axis].abs() > _SATURATED * largest) > _MOST:
            text = f"the {name} of most photos is at its limit of {config.rotation_range_deg:g} degrees"
            found.append(Trouble("viewpoint-saturated", text))
    return found


def _confidence(factors: Factors) -> Trouble | None:
    if factors.sigma is None or factors.sigma_flip is None:
        return None
    ratio = (factors.sigma_flip / factors.sigma).log().mean((1, 2, 3))
    if _share(ratio > _COLLAPSED) <= _MOST:
        return None
    return Trouble("confidence-collapse", "the confidence map discounts the flipped reconstruction nearly everywhere")


def _share(flags: torch.Tensor) -> float:
    return flags.float().mean().item()


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
