"""Resumable runs, one folder per row and seed, and their scores. Finished runs are not trained again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from probsym.benchmark.request import Request
from probsym.benchmark.variants import PRETRAINED, Variant, recipe_of, trained_variants
from probsym.config import Recipe
from probsym.data.perturbation import perturb_bytes
from probsym.errors import InputError, TrainingDivergedError
from probsym.evaluation.scores import score_model
from probsym.inference.loading import load
from probsym.training.checkpoint import list_checkpoints, load_state
from probsym.training.initialization import equal_except_budget
from probsym.training.run import run_training
from probsym.training.schedule import progress
from probsym.training.train_state import SavedState

RUNS = "runs"
TEST_SEED = 20200614
"""Of the rectangles on the test images."""
SPREAD = ("side", "mad_deg", "coverage", "sum")
"""Scores whose standard deviation over the seeds is reported."""


class StoppedError(Exception):
    """A signal stopped training; its run is saved, and the same command continues."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by signal {number}")
        self.number = number


@dataclass(frozen=True)
class TrainedRow:
    """The runs of one row."""

    runs: tuple[Path, ...]
    """Finished runs, in the order of the seeds."""
    diverged: int = 0
    """Number of seeds whose training diverged."""

    @property
    def counts(self) -> dict[str, float]:
        """For ``table.json``: ``seeds`` that finished, and how many ``diverged`` if any did."""
        return {"seeds": float(len(self.runs)), **({"diverged": float(self.diverged)} if self.diverged else {})}


def run_folder(out: Path, name: str, seed: int) -> Path:
    """Folder of a run; ``name`` is the variant's."""
    return out / RUNS / name / f"seed-{seed}"


def train_row(request: Request, variant: Variant) -> TrainedRow:
    """Train a row with every seed. A diverged seed is reported and left out.

    Raises:
        StoppedError: a signal stopped training.
        ProbsymError: as :func:`train_run` raises it, except for divergence.
    """
    runs: list[Path] = []
    for seed in request.seeds:
        try:
            runs.append(train_run(request, variant, seed))
        except TrainingDivergedError as error:
            _say(request, f"{variant.name}, seed {seed}: {error}")
    return TrainedRow(tuple(runs), len(request.seeds) - len(runs))


def train_run(request: Request, variant: Variant, seed: int) -> Path:
    """The folder of a finished run; trains what is missing of it.

    A run that finished under a smaller budget continues. A row whose settings equal another's shares its run.

    Raises:
        StoppedError: a signal stopped the training.
        InputError: the folder holds a run of other settings or of other data.
        ProbsymError: as training raises it.
    """
    recipe = _recipe(request, variant, seed)
    run = run_folder(request.out, equal_variant(request, variant).name, seed)
    resume = bool(list_checkpoints(run))
    if resume:
        saved = load_state(run)
        _check_same(run, saved, request, recipe)
        if progress(recipe, saved.train_state.step, saved.train_state.seconds) >= 1:
            return run
    _say(request, f"{variant.name}, seed {seed}: {run}")
    result = run_training(request.data, run, recipe, resume=resume, device=request.device, console=request.console)
    if result.signal:
        raise StoppedError(result.signal)
    return run


def equal_variant(request: Request, variant: Variant) -> Variant:
    """The first row with the settings of ``variant`` under the request's recipe: often the row itself."""
    if variant.name == PRETRAINED.name:
        return variant
    wanted = _recipe(request, variant, 0)
    others = (other for other in trained_variants() if other.name != PRETRAINED.name)
    return next((other for other in others if _recipe(request, other, 0) == wanted), variant)


def row_notes(request: Request, rows: dict[str, TrainedRow], variants: tuple[Variant, ...]) -> list[str]:
    """Notes for the table: rows with equal settings, and seeds that diverged."""
    notes = []
    for variant in variants:
        if variant.name not in rows:
            continue
        equal = equal_variant(request, variant)
        if equal.name != variant.name:
            notes.append(f"{variant.name}: the settings of {equal.name} under this recipe, trained once for both")
        if rows[variant.name].diverged:
            notes.append(f"{variant.name}: {rows[variant.name].diverged} of {len(request.seeds)} diverged")
    return notes


def budget_spent(run: Path) -> dict[str, float]:
    """Steps, images and seconds of training of a run."""
    state = load_state(run).train_state
    return {"steps": state.step, "images": state.samples, "seconds": round(state.seconds, 1)}


def _recipe(request: Request, variant: Variant, seed: int) -> Recipe:
    return recipe_of(variant, request.recipe, seed, request.init, str(request.features or ""))


def _check_same(run: Path, saved: SavedState, request: Request, recipe: Recipe) -> None:
    if not equal_except_budget(saved.recipe, recipe):
        raise InputError(f"out: {run} holds a run of other settings than this row's; give another folder")
    if saved.data["content_hash"] != request.train_hash:
        raise InputError(f"out: {run} was trained on other data than {request.data}; give another folder")


def _say(request: Request, text: str) -> None:
    request.console.print(text, highlight=False, soft_wrap=True, markup=False)


def test_images(request: Request, perturbed: bool) -> UInt8[np.ndarray, "images size size 3"]:
    """The test images; with a rectangle each if ``perturbed``."""
    images = np.array(request.images)
    return perturb_bytes(images, TEST_SEED)[0] if perturbed else images


def score_row(request: Request, variant: Variant, row: TrainedRow) -> dict[str, float]:
    """Score the runs of a row; see :func:`over_seeds`. A row trained on perturbed images is tested on such."""
    images = test_images(request, bool(variant.overrides.get("data.perturb")))
    summaries = []
    for run in row.runs:
        scores = score_model(load(run, request.device), images, request.truth).summary()
        summaries.append(scores | budget_spent(run))
    return over_seeds(summaries) | row.counts


def over_seeds(summaries: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Mean of every value over the seeds; with several also ``side_seeds_std`` and so on (n - 1). Empty if none is."""
    if not summaries:
        return {}
    values = {name: np.array([summary[name] for summary in summaries], np.float64) for name in summaries[0]}
    means = {name: float(numbers.mean()) for name, numbers in values.items()}
    if len(summaries) > 1:
        means |= {f"{name}_seeds_std": float(values[name].std(ddof=1)) for name in SPREAD if name in values}
    return means
