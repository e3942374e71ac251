"""Score a model on images with ground truth: depth, and viewpoint and light where they are known."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from probsym import __version__
from probsym.checks import check_range
from probsym.errors import InputError
from probsym.evaluation.baselines import baseline_scores
from probsym.evaluation.ground_truth import open_labelled
from probsym.evaluation.scores import format_scores, replace_nonfinite, score_model
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder


@dataclass(frozen=True)
class DepthEvaluation:
    """Scores of a model on images with ground truth, and of the baselines on the same images."""

    model: str
    """Name or folder of the model."""
    data: str
    """Folder or zip archive of the images."""
    split: str
    images: int
    """Number of images scored."""
    scores: dict[str, float]
    """Of the model; see :meth:`probsym.evaluation.scores.Scorer.summary`."""
    baselines: dict[str, dict[str, float]]
    """"constant depth" and "mean depth"; see :meth:`probsym.evaluation.metrics.DepthScores.summary`."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, as ``probsym evaluate --out`` writes them; non-finite numbers are None."""
        described = {"model": self.model, "data": self.data, "split": self.split, "probsym_version": __version__}
        return replace_nonfinite({**described, "scores": {"ours": self.scores, **self.baselines}})

    def __str__(self) -> str:
        return format_scores(self.scores)


def evaluate_depth(
    model: str | Path | Autoencoder,
    data: str | Path,
    *,
    split: str = "test",
    limit: int = 0,
    batch_size: int = 32,
    device: str = "cpu",
    console: Console | None = None,
) -> DepthEvaluation:
    """Score a model on images with ground truth: SIDE, MAD, coverage, viewpoint and light (paper section 4.1).

    Image-depth pairs as published by the authors are cropped, resized and scored exactly as by their code, at the
    model's size; see :mod:`probsym.evaluation.published`.

    Args:
        model: a shipped model's name, the folder of a run or model, or a loaded model. A slim model smaller than the
            images is grown to their size.
        data: folder made by ``probsym synth``, or a folder or zip archive of ``{train,val,test}/{image,depth}``.
        split: "train", "val" or "test".
        limit: score only this many images, from the first; 0: all.
        batch_size: images per batch.
        device: torch device, such as "cpu" or "cuda"; ignored for a loaded model.
        console: shows a progress bar if it is a terminal; None: no bar.

    Raises:
        InputError: no such data or split, images of another size, fewer than 2 images, or an argument out of range.
        CheckpointError: no such model, or it is damaged.
    """
    check_range("batch_size", batch_size, 1, 4096)
    check_range("limit", limit, 0, 10**9)
    network = model if isinstance(model, Autoencoder) else load(model, device)
    name = network.name or "(unnamed)"
    found = open_labelled(Path(data), split, network.camera.size, limit)
    size, count = found.images.shape[1], len(found.images)
    if size > network.camera.size and network.config.architecture == "slim":
        network = network.grow(size).eval()  # adds nothing: the same maps, enlarged
    if size != network.camera.size:
        raise InputError(f"data: expected images of the model's {network.camera.size} pixels, got {size}")
    hidden = console is None or not console.is_terminal
    with Progress(console=console or Console(stderr=True), disable=hidden) as progress:
        task = progress.add_task("reconstructing", total=count)
        advance = partial(progress.advance, task)
        scores = score_model(network, found.images, found.truth, batch_size, advance).summary()
    return DepthEvaluation(
        model=name,
        data=str(data),
        split=split,
        images=count,
        scores=scores,
        baselines=baseline_scores(found.truth, network.camera),
    )
