"""Scores of runs on the test images, and what they come to over several seeds."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8
from torch import Tensor

from probsym.benchmark.request import Request
from probsym.benchmark.runs import budget_spent, trained
from probsym.benchmark.variants import VARIANTS
from probsym.data.perturbation import perturb_bytes
from probsym.data.transforms import to_tensor
from probsym.errors import TrainingDivergedError
from probsym.evaluation.metrics import DepthScores
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder
from probsym.training.dataset import Truth

TEST_SEED = 20200614
"""Of the rectangles on the test images."""
_BATCH = 50
SPREAD = ("side", "mad_deg", "coverage")


def test_images(request: Request, perturbed: bool) -> UInt8[np.ndarray, "images size size 3"]:
    """The test images, with a rectangle each for what was trained on such images."""
    images = np.asarray(request.test.images[: request.tested])
    return perturb_bytes(images, TEST_SEED)[0] if perturbed else images


@torch.inference_mode()
def depth_scores(model: Autoencoder, images: UInt8[np.ndarray, "images size size 3"], truth: Truth) -> DepthScores:
    """SIDE, MAD and coverage of every image."""
    device = next(model.parameters()).device
    scores = DepthScores(model.camera)
    for start in range(0, len(images), _BATCH):
        stop = start + _BATCH
        part = model(to_tensor(images[start:stop]).to(device))
        scores.add(part.depth.cpu(), part.mask.cpu(), truth.depth[start:stop], truth.mask[start:stop])
    return scores


def score_variant(request: Request, variant: str) -> dict[str, float]:
    """Train and score one row over all seeds; see :func:`over_seeds`. A run that diverged gives ``diverged`` alone."""
    perturbed = bool(VARIANTS[variant].get("data.perturb"))
    summaries = []
    try:
        for seed in request.seeds:
            run = trained(request, variant, seed)
            model = load(run, request.device)
            summary = depth_scores(model, test_images(request, perturbed), request.truth).summary()
            summaries.append(summary | budget_spent(run))
    except TrainingDivergedError as error:
        request.console.print(f"{variant}: {error}", highlight=False, soft_wrap=True, markup=False)
        return {"diverged": 1.0}
    return over_seeds(summaries)


def over_seeds(summaries: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Mean of every value over the seeds; ``side_seeds_std`` and so on where there are several (n - 1)."""
    names = summaries[0]
    values = {name: np.array([summary[name] for summary in summaries], np.float64) for name in names}
    out = {name: float(numbers.mean()) for name, numbers in values.items()}
    if len(summaries) > 1:
        out |= {f"{name}_seeds_std": float(values[name].std(ddof=1)) for name in SPREAD if name in values}
    return out | {"seeds": float(len(summaries))}


def model_of(request: Request, run: Path) -> Autoencoder:
    """A run's model, ready to be asked."""
    return load(run, request.device)


def per_image(scores: DepthScores) -> dict[str, Tensor]:
    """``side``, ``mad_deg`` and ``coverage`` of every image."""
    return {name: torch.cat(getattr(scores, name)).double() for name in SPREAD}
