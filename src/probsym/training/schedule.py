"""Progress through the budget, stage and learning rate at a step."""

import math
from itertools import accumulate

from probsym.config import OptimizerConfig, Recipe

_FIRST_SHEET_SECONDS = 30.0


def progress(recipe: Recipe, step: int, seconds: float) -> float:
    """Share of the budget that is used, 0 to 1: of steps, or of minutes of training."""
    used = step / recipe.steps if recipe.steps else seconds / (60 * recipe.minutes)
    return min(used, 1.0)


def stage_at(recipe: Recipe, done: float) -> int:
    """Index of the stage at the share ``done`` of the budget."""
    ends = list(accumulate(stage.share for stage in recipe.stages))
    return next((index for index, end in enumerate(ends[:-1]) if done < end - 1e-9), len(ends) - 1)


def rate_factor(optimizer: OptimizerConfig, step: int, done: float) -> float:
    """Factor on the learning rates: linear warm-up, then constant or half a cosine down to ``decay_floor``."""
    warm = min(1.0, (step + 1) / optimizer.warmup_steps) if optimizer.warmup_steps else 1.0
    if optimizer.decay == "constant":
        return warm
    return warm * (optimizer.decay_floor + (1 - optimizer.decay_floor) * 0.5 * (1 + math.cos(math.pi * done)))


def next_sheet_seconds(seconds: float) -> float:
    """When the next sheet between validations is due: 30 seconds after the start, then 1, 2, 4, 8, ... minutes.

    Args:
        seconds: of training so far, at least 0.
    """
    if seconds < _FIRST_SHEET_SECONDS:
        return _FIRST_SHEET_SECONDS
    return _FIRST_SHEET_SECONDS * 2.0 ** (math.floor(math.log2(seconds / _FIRST_SHEET_SECONDS)) + 1)
