"""Checkpoints: weights as safetensors, optimizer state apart, written atomically."""

import io
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from probsym.config import Recipe, from_dict, to_dict
from probsym.errors import CheckpointError
from probsym.io import atomic_folder, remove_stale_temporaries
from probsym.models.autoencoder import Autoencoder

CHECKPOINTS = "checkpoints"
_KEPT = 2
_STATE, _OPTIMIZER, _AVERAGE = "state.json", "optimizer.pt", "average"


@dataclass
class TrainState:
    """How far a training is."""

    step: int = 0
    samples: int = 0
    """Images drawn by all processes together: where the stream of images goes on."""
    stage: int = 0
    seconds: float = 0.0
    """Training time spent, validations included."""


@dataclass(frozen=True)
class Checkpoint:
    """What a training goes on from."""

    position: TrainState
    recipe: Recipe
    data: dict[str, Any]
    model: Autoencoder
    average: Autoencoder | None
    optimizer: dict[str, Any]
    """Optimizer state by parameter name."""


def save_checkpoint(
    run: Path,
    position: TrainState,
    recipe: Recipe,
    data: dict[str, Any],
    model: Autoencoder,
    average: Autoencoder | None,
    optimizer: dict[str, Any],
) -> Path:
    """Write ``RUN/checkpoints/step-...`` atomically, then remove all but the newest two.

    Raises:
        OSError: it cannot be written; the older checkpoints are still there.
    """
    target = run / CHECKPOINTS / f"step-{position.step:08d}"
    with atomic_folder(target, sync=True) as scratch:
        model.save_pretrained(scratch)
        if average is not None:
            average.save_pretrained(scratch / _AVERAGE)
        moments = io.BytesIO()  # torch's own errors do not say that they are the disk's
        torch.save(optimizer, moments)
        (scratch / _OPTIMIZER).write_bytes(moments.getbuffer())
        state = {"position": asdict(position), "recipe": to_dict(recipe), "data": data}
        (scratch / _STATE).write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")
    for old in list_checkpoints(run)[:-_KEPT]:
        shutil.rmtree(old)
    return target


def list_checkpoints(run: Path) -> list[Path]:
    """Finished checkpoints of a run, oldest first."""
    remove_stale_temporaries(run / CHECKPOINTS)
    return sorted((run / CHECKPOINTS).glob("step-*"))


def load_checkpoint(run: Path) -> Checkpoint:
    """The newest checkpoint of a run.

    Raises:
        CheckpointError: there is none, or it is damaged.
    """
    found = list_checkpoints(run)
    if not found:
        raise CheckpointError(f"{run}: no checkpoint to resume from; expected a folder {CHECKPOINTS}/step-...")
    folder = found[-1]
    try:
        state = json.loads((folder / _STATE).read_text(encoding="utf-8"))
        optimizer = torch.load(folder / _OPTIMIZER, map_location="cpu", weights_only=True)
        recipe = from_dict(Recipe, state["recipe"])
        position, data = TrainState(**state["position"]), state["data"]
    except Exception as error:  # torch.load alone raises half a dozen types for a damaged file
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise CheckpointError(f"{folder}: damaged checkpoint: {reason}") from None
    average = folder / _AVERAGE
    return Checkpoint(
        position=position,
        recipe=recipe,
        data=data,
        model=Autoencoder.from_pretrained(str(folder)),
        average=Autoencoder.from_pretrained(str(average)) if average.is_dir() else None,
        optimizer=optimizer,
    )
