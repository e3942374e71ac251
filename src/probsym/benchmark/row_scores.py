"""Depth scores of a row on the test images, averaged over its seeds."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import UInt8

from probsym.benchmark.request import Request
from probsym.benchmark.runs import TrainedRow, budget_spent
from probsym.benchmark.variants import Variant
from probsym.data.perturbation import perturb_bytes
from probsym.evaluation.scores import score_model
from probsym.inference.loading import load

TEST_SEED = 20200614
"""Of the rectangles on the test images."""
SPREAD = ("side", "mad_deg", "coverage", "sum")
"""Scores whose standard deviation over the seeds is reported."""


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
