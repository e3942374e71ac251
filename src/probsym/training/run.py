"""``probsym.train``: one call that trains a run folder, or continues one."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from probsym.config import Recipe
from probsym.config.aliases import with_former_arguments
from probsym.errors import InputError
from probsym.inspection.content import find_empty_content, spread_rows
from probsym.training.checkpoint import list_checkpoints, load_state
from probsym.training.dataset import TrainingData, open_training_data
from probsym.training.lock import lock_run_folder
from probsym.training.logging import show_reading
from probsym.training.processes import connect_processes, name_lost_process, release_accelerator
from probsym.training.resolve_recipe import add_framing, add_initial_model, resolve_recipe
from probsym.training.train import Trainer


@dataclass(frozen=True)
class TrainResult:
    """Where training ended."""

    run: Path
    """Folder of the run; ``probsym.load(run)`` loads the model."""
    step: int
    """Steps done, over all resumptions."""
    samples: int
    """Images seen."""
    seconds: float
    """Training time as in the last checkpoint: with all validations but one after it."""
    signal: int = 0
    """Number of the signal that stopped it; 0: it finished."""


@with_former_arguments
def train(
    data: str | Path,
    out: str | Path,
    recipe: str | Path | Recipe = "quick",
    *,
    steps: int | None = None,
    minutes: float | None = None,
    seed: int | None = None,
    init: str | None = None,
    overrides: Mapping[str, Any] | None = None,
    resume: bool = False,
    device: str | None = None,
    compile: bool = False,
    force: bool = False,
    console: Console | None = None,
) -> TrainResult:
    """Learn a category's 3D shape from a folder of single-view photos, without labels.

    Args:
        data: folder or zip archive of photos of one category, a folder made by ``probsym synth``, or the other kinds
            that ``probsym train --help`` lists.
        out: run folder; without ``resume`` it must not contain checkpoints.
        recipe: name of a shipped recipe, a TOML file, or a :class:`Recipe`; ignored with ``resume``.
        steps: budget in steps; overrides the recipe.
        minutes: budget in minutes of training; overrides the recipe.
        seed: random seed; overrides the recipe.
        init: initial weights: a shipped model's name, or the folder of a run or model, with the image size of the
            recipe's first stage.
        overrides: further settings by dotted name, such as ``{"optimizer.clip_norm": 1.0}``.
        resume: continue from the newest checkpoint in ``out`` with its own recipe; only the budget may change.
        device: "auto", "cpu", "cuda" or "mps"; None is "auto".
        compile: compile the step with ``torch.compile``, which takes a minute or more per stage.
        force: train even if the photos are blank, identical or noise.
        console: receives output and progress bar; standard error by default.

    Returns:
        Where training ended. Ctrl-C and SIGTERM also save and return; see ``signal``.

    Raises:
        ConfigError: no such recipe, or a wrong setting.
        InputError: unusable data, a run folder in use, no such device, or compilation is not supported.
        CheckpointError: nothing to resume from, or recipe or data differ from those of the run.
        TrainingDivergedError: the loss is no longer finite.
        ProcessLostError: another process of the run has ended.
    """
    data, out = Path(data), Path(out)
    start = load_state(out).recipe if resume else recipe
    found = resolve_recipe(start, steps=steps, minutes=minutes, seed=seed, init=init, overrides=overrides)
    if not resume:
        found = add_initial_model(add_framing(found, data))
    options = {"resume": resume, "device": device, "compile": compile, "force": force or resume}
    return run_training(data, out, found, **options, console=console)


def run_training(
    data: Path,
    run: Path,
    recipe: Recipe,
    *,
    resume: bool = False,
    device: str | None = None,
    compile: bool = False,
    force: bool = True,
    console: Console | None = None,
) -> TrainResult:
    """Train with exactly this recipe, which when resuming has to be the run's own except for the budget.

    Arguments, result and errors are those of :func:`train`; by default the photos are not checked.
    """
    if not resume and list_checkpoints(run):
        raise InputError(f"out: {run} already holds checkpoints; give another folder, or resume")
    console = console or Console(stderr=True)
    processes = connect_processes(device)
    try:
        with name_lost_process(processes), lock_run_folder(run) if processes.is_main_process else nullcontext():
            images = _open_data(data, recipe, console)
            looked_at = np.asarray(images.images[spread_rows(len(images.images))])
            if not force and (reason := find_empty_content(looked_at)):
                raise InputError(f"data: {reason}; nothing can be learned from them (--force trains anyway)")
            trainer = Trainer(images, run, recipe, resume, console, compile)
            signal, state = trainer.fit(), trainer.state
            return TrainResult(run, state.step, state.samples, state.seconds, signal)
    finally:
        release_accelerator()


def _open_data(data: Path, recipe: Recipe, console: Console) -> TrainingData:
    """Open the images, with a progress bar."""
    with show_reading(console) as progress:
        return open_training_data(data, recipe.model.image_size, recipe.data, recipe.seed, progress)
