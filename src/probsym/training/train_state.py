"""How far a training is, and what a checkpoint's ``state.json`` says of the run."""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from probsym.config import Recipe, from_dict, to_dict
from probsym.errors import CheckpointError, ConfigError

STATE_FILE = "state.json"
_FORMER_KEY = "position"
"""Of the train state in files of version 0.1.0."""


@dataclass
class TrainState:
    """How far a training is."""

    step: int = 0
    samples: int = 0
    """Images drawn by all processes together: where the stream of images continues."""
    stage: int = 0
    """Index of the recipe's stage."""
    seconds: float = 0.0
    """Training time spent, validations included."""


@dataclass(frozen=True)
class SavedState:
    """Content of ``state.json``."""

    train_state: TrainState
    recipe: Recipe
    data: dict[str, Any]
    """Description of the data; see :attr:`TrainingData.record`."""
    recent_losses: tuple[tuple[float, ...], ...] = ()
    """Loss terms of the steps since the last logged average, so that logs do not depend on interruptions."""


def write_state(saved: SavedState, folder: Path) -> None:
    """Write ``state.json`` into a folder."""
    values = {
        "train_state": asdict(saved.train_state),
        "recipe": to_dict(saved.recipe),
        "data": saved.data,
        "recent_losses": saved.recent_losses,
    }
    (folder / STATE_FILE).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def read_state(folder: Path) -> SavedState:
    """Read and check the ``state.json`` of a folder.

    Raises:
        CheckpointError: it is missing, damaged, of another version, or holds impossible numbers.
    """
    try:
        values = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
        recipe = from_dict(Recipe, values["recipe"])
        data = values["data"]
        if not isinstance(data, dict) or not isinstance(data.get("content_hash"), str):
            raise ValueError("data: expected a table with a content_hash")
        state = _train_state(values.get("train_state", values.get(_FORMER_KEY)), len(recipe.stages))
        recent = tuple(tuple(map(float, terms)) for terms in values.get("recent_losses", ()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, ConfigError) as error:
        reason = str(error) if isinstance(error, ValueError | OSError) else f"{type(error).__name__}: {error}"
        raise CheckpointError(f"{folder}: damaged checkpoint: {STATE_FILE}: {' '.join(reason.split())}") from None
    return SavedState(state, recipe, data, recent)


def _train_state(values: dict[str, Any], stages: int) -> TrainState:
    for name, limit in (("step", math.inf), ("samples", math.inf), ("stage", stages - 1)):
        value = values[name]
        if type(value) is not int or not 0 <= value <= limit:
            raise ValueError(f"{name}: expected an integer from 0 to {limit}, got {value!r}")
    seconds = values["seconds"]
    if type(seconds) not in (int, float) or not 0 <= seconds < math.inf:
        raise ValueError(f"seconds: expected a finite number of 0 or more, got {seconds!r}")
    return TrainState(**values)
