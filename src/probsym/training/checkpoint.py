"""Checkpoints: weights as safetensors, optimizer state apart, checksums; written and replaced atomically.

``RUN/checkpoints/step-NNNNNNNN/`` holds ``model.safetensors`` and ``config.json``, ``average/`` with the same, if the
recipe averages weights, ``optimizer.pt``, ``state.json`` and ``manifest.json`` with the size and SHA-256 of each file.
"""

import dataclasses
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

from probsym.config import Recipe
from probsym.errors import CheckpointError, ConfigError, FileFormatError
from probsym.io import atomic_folder
from probsym.models.autoencoder import Autoencoder
from probsym.readers.plain import entry, read_json_table
from probsym.readers.tensors import read_pth
from probsym.training.optimizer import check_optimizer_state
from probsym.training.train_state import SavedState, TrainState, read_state, write_state

CHECKPOINTS = "checkpoints"
_KEPT = 2
_OPTIMIZER, _AVERAGE, _MANIFEST = "optimizer.pt", "average", "manifest.json"
_NAME = re.compile(r"step-(\d+)(?:-(\d+))?$")
"""Step, and a number that is there only while a checkpoint of the same step is being replaced."""
_Loaded = TypeVar("_Loaded")


@dataclass(frozen=True)
class Checkpoint:
    """The state from which training continues."""

    folder: Path
    saved: SavedState
    model: Autoencoder
    average: Autoencoder | None
    optimizer: dict[str, Any]
    """Optimizer state by parameter name."""
    skipped: tuple[str, ...] = ()
    """Why newer checkpoints could not be used, newest first."""

    @property
    def state(self) -> TrainState:
        """How far the training was."""
        return self.saved.train_state

    @property
    def recipe(self) -> Recipe:
        """The run's own."""
        return self.saved.recipe


def save_checkpoint(
    run: Path, saved: SavedState, model: Autoencoder, average: Autoencoder | None, optimizer: Mapping[str, Any]
) -> Path:
    """Write a checkpoint, then remove all but the newest two.

    No checkpoint is removed or renamed before the new one is complete and flushed to the disk.

    Raises:
        OSError: it cannot be written; the older checkpoints are still there.
    """
    step = saved.train_state.step
    versions = [version for other, version, _ in _numbered(run) if other == step]
    name = f"step-{step:08d}"
    target = run / CHECKPOINTS / (f"{name}-{max(versions) + 1}" if versions else name)
    with atomic_folder(target, sync=True) as folder:
        model.save_pretrained(folder)
        if average is not None:
            average.save_pretrained(folder / _AVERAGE)
        content = io.BytesIO()  # torch.save to a file hides the operating system's errors
        torch.save(dict(optimizer), content)
        (folder / _OPTIMIZER).write_bytes(content.getbuffer())
        write_state(saved, folder)
        _write_manifest(folder)
    earlier = [path for other, _, path in _numbered(run) if other < step]
    for _, _, path in _numbered(run):
        if path != target and path not in earlier[1 - _KEPT :]:  # of this step, or newer and damaged
            shutil.rmtree(path)
    return target.rename(run / CHECKPOINTS / name)


def list_checkpoints(run: Path) -> list[Path]:
    """Complete checkpoints of a run, oldest first."""
    return [path for _, _, path in _numbered(run)]


def load_state(run: Path) -> SavedState:
    """The newest readable ``state.json`` of a run; no weights are read.

    Raises:
        CheckpointError: there is none.
    """
    return _newest(run, read_state)[0]


def load_checkpoint(run: Path) -> Checkpoint:
    """The newest checkpoint of a run that is complete and undamaged.

    Raises:
        CheckpointError: there is none; the message is about the newest.
    """
    checkpoint, skipped = _newest(run, _load)
    return dataclasses.replace(checkpoint, skipped=skipped)


def _numbered(run: Path) -> list[tuple[int, int, Path]]:
    """Step, version and folder of each checkpoint, oldest first."""
    folder = run / CHECKPOINTS
    found = [(match, path) for path in folder.glob("step-*") if (match := _NAME.match(path.name))]
    return sorted((int(match[1]), int(match[2] or 0), path) for match, path in found)


def _newest(run: Path, load: Callable[[Path], _Loaded]) -> tuple[_Loaded, tuple[str, ...]]:
    """What ``load`` returns for the newest checkpoint that it accepts, and the errors of newer ones."""
    folders = list_checkpoints(run)
    if not folders:
        raise CheckpointError(
            f"{run}: no checkpoint to resume from; expected a folder {CHECKPOINTS}/step-...; start without --resume"
        )
    errors: list[CheckpointError] = []
    for folder in reversed(folders):
        try:
            return load(folder), tuple(map(str, errors))
        except CheckpointError as error:
            errors.append(error)
    raise errors[0]


def _load(folder: Path) -> Checkpoint:
    _check_manifest(folder)
    saved = read_state(folder)
    try:
        optimizer = read_pth(folder / _OPTIMIZER)
    except (OSError, FileFormatError) as error:
        raise CheckpointError(f"{folder}: damaged checkpoint: {error}") from None
    model = _load_model(folder, folder)
    average = None
    if saved.recipe.optimizer.ema_decay > 0 or (folder / _AVERAGE).is_dir():
        average = _load_model(folder / _AVERAGE, folder)
    try:
        check_optimizer_state(optimizer, model, saved.train_state.step, saved.recipe.optimizer.trained)
    except CheckpointError as error:
        raise CheckpointError(f"{folder}: damaged checkpoint: {_OPTIMIZER}: {error}") from None
    return Checkpoint(folder, saved, model, average, optimizer)


def _load_model(source: Path, folder: Path) -> Autoencoder:
    try:
        model = Autoencoder.from_pretrained(source)
    except (CheckpointError, ConfigError, OSError) as error:
        raise CheckpointError(f"{folder}: damaged checkpoint: {error}") from None
    _check_finite(model, folder)
    return model


def _check_finite(model: nn.Module, folder: Path) -> None:
    for name, weight in model.named_parameters():
        if not weight.isfinite().all():
            raise CheckpointError(f"{folder}: damaged checkpoint: {name} holds NaN or infinite weights")


def _write_manifest(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix(): _describe(path) for path in folder.rglob("*") if path.is_file()}
    text = json.dumps({"version": 1, "files": dict(sorted(files.items()))}, indent=2) + "\n"
    (folder / _MANIFEST).write_text(text, encoding="utf-8")


def _check_manifest(folder: Path) -> None:
    """Compare files with the manifest; checkpoints of version 0.1.0 have none.

    Raises:
        CheckpointError: the manifest or a file is damaged, or a file is missing.
    """
    path = folder / _MANIFEST
    if not path.exists():
        return
    try:
        files = entry(read_json_table(path), "files", dict, str(path))
        changed = [name for name, expected in files.items() if _describe(folder / name) != expected]
    except (OSError, ValueError) as error:  # the latter also for a name that no file can have
        raise CheckpointError(f"{folder}: damaged checkpoint: {_MANIFEST}: {' '.join(str(error).split())}") from None
    if changed:
        raise CheckpointError(f"{folder}: damaged checkpoint: {changed[0]} differs from its checksum in {_MANIFEST}")


def _describe(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
