"""Progress of a training run, and what a checkpoint's ``state.json`` says of it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from probsym.config import Recipe, from_dict, to_dict
from probsym.config.aliases import FORMER_TRAIN_STATE_KEY
from probsym.errors import CheckpointError, ConfigError, FileFormatError
from probsym.readers.plain import entries, entry, read_json_table, shown

TRAIN_STATE_FILE = "state.json"


@dataclass
class TrainState:
    """Progress of a training run."""

    step: int = 0
    samples: int = 0
    """Images drawn by all processes together: where the stream of images continues."""
    stage: int = 0
    """Index of the recipe's stage."""
    seconds: float = 0.0
    """Training time spent, validations included."""
    restarts: int = 0
    """How often training has restarted with other initial weights."""
    hollow_checked: bool = False
    """Whether the shapes have been checked after the first tenth of the budget."""


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
    (folder / TRAIN_STATE_FILE).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def read_state(folder: Path) -> SavedState:
    """Read and check the ``state.json`` of a folder.

    Raises:
        CheckpointError: it is missing, damaged, of another version, or holds impossible numbers.
    """
    try:
        values = read_json_table(folder / TRAIN_STATE_FILE)
        recipe = from_dict(Recipe, entry(values, "recipe", dict, TRAIN_STATE_FILE))
        data = entry(values, "data", dict, TRAIN_STATE_FILE)
        entry(data, "content_hash", str, f"{TRAIN_STATE_FILE}: data")
        state = _train_state(values.get("train_state", values.get(FORMER_TRAIN_STATE_KEY)), len(recipe.stages))
        losses = entries(values.get("recent_losses", []), list, f"{TRAIN_STATE_FILE}: recent_losses")
        recent = tuple(tuple(entries(terms, float, f"{TRAIN_STATE_FILE}: recent_losses")) for terms in losses)
    except (OSError, FileFormatError, ConfigError) as error:
        raise CheckpointError(
            f"{folder}: damaged checkpoint: {TRAIN_STATE_FILE}: {' '.join(str(error).split())}"
        ) from None
    return SavedState(state, recipe, data, recent)


def _train_state(values: Any, stages: int) -> TrainState:
    # Checkpoints of version 0.1.0 have not restarted, and are past the check of their shapes.
    values = {"restarts": 0, "hollow_checked": True, **values} if isinstance(values, dict) else values
    step, samples, stage, restarts = (
        entry(values, name, int, TRAIN_STATE_FILE) for name in ("step", "samples", "stage", "restarts")
    )
    seconds, checked = (
        entry(values, "seconds", float, TRAIN_STATE_FILE),
        entry(values, "hollow_checked", bool, TRAIN_STATE_FILE),
    )
    state = TrainState(step, samples, stage, seconds, restarts, checked)
    if unknown := values.keys() - asdict(state).keys():
        raise FileFormatError(f"expected {', '.join(asdict(state))}, got also {shown(min(unknown))}")
    for name, value in asdict(state).items():
        if value < 0:
            raise FileFormatError(f"{name}: expected a number of 0 or more, got {value}")
    if stage >= stages:
        raise FileFormatError(f"stage: expected an integer from 0 to {stages - 1}, got {stage}")
    return state
