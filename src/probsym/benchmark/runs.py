"""Resumable runs: each row and seed in a folder of its own; what is finished is not trained again."""

from pathlib import Path

from probsym.benchmark.request import Request
from probsym.benchmark.variants import configured
from probsym.config import Recipe
from probsym.errors import InputError
from probsym.training.checkpoint import Checkpoint, list_checkpoints, load_checkpoint
from probsym.training.initialization import equal_except_budget
from probsym.training.schedule import progress
from probsym.training.train import train

RUNS = "runs"


class StoppedError(Exception):
    """A signal came: the run is saved, and the same command goes on with it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by signal {number}")
        self.number = number


def run_folder(out: Path, variant: str, seed: int) -> Path:
    """Where a run lies."""
    return out / RUNS / variant / f"seed-{seed}"


def trained(request: Request, variant: str, seed: int) -> Path:
    """The folder of a finished run; trains it, or what is missing of it, if need be.

    A run that was finished under a smaller budget is gone on with.

    Raises:
        StoppedError: a signal stopped the training.
        InputError: the folder holds a run of other settings or of other data.
        ProbsymError: as ``train`` does.
    """
    recipe = configured(request.recipe, variant, seed, request.init, str(request.features or ""))
    run = run_folder(request.out, variant, seed)
    resume = bool(list_checkpoints(run))
    if resume:
        saved = load_checkpoint(run)
        _check_same(run, saved, request, recipe)
        if progress(recipe, saved.position.step, saved.position.seconds) >= 1:
            return run
    request.console.print(f"{variant}, seed {seed}: {run}", highlight=False, soft_wrap=True, markup=False)
    stopped = train(request.data, run, recipe, resume, request.console)
    if stopped:
        raise StoppedError(stopped)
    return run


def _check_same(run: Path, saved: Checkpoint, request: Request, recipe: Recipe) -> None:
    if not equal_except_budget(saved.recipe, recipe):
        raise InputError(f"out: {run} holds a run of other settings than this row's; give another folder")
    content = request.test.card["splits"].get("train", {}).get("sha256")
    if saved.data["content_hash"] != content:
        raise InputError(f"out: {run} was trained on other data than {request.data}; give another folder")


def budget_spent(run: Path) -> dict[str, float]:
    """Steps, images and seconds of training of a run."""
    position = load_checkpoint(run).position
    return {"steps": position.step, "images": position.samples, "seconds": round(position.seconds, 1)}
