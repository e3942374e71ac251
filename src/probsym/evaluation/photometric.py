"""Score a model on a file of photos under known lights with measured normals."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.progress import Progress

from probsym import __version__
from probsym.data.photometric_sets import load_photometric
from probsym.evaluation.normals import score_photometric
from probsym.evaluation.scores import replace_nonfinite
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder


@dataclass(frozen=True)
class PhotometricEvaluation:
    """Scores of a model on photos under known lights."""

    model: str
    """Name or folder of the model."""
    data: str
    """The npz archive."""
    scores: dict[str, float]
    """Of the photos as they are given; see :func:`probsym.evaluation.normals.score_photometric`."""
    refined: dict[str, float] | None = None
    """Of the photos in their refined crops, as ``probsym reconstruct`` takes them; None if not asked for."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, as ``probsym evaluate --out`` writes them; non-finite numbers are None."""
        described = {"model": self.model, "data": self.data, "probsym_version": __version__}
        refined = {} if self.refined is None else {"refined": self.refined}
        return replace_nonfinite({**described, "scores": self.scores, **refined})

    @property
    def images(self) -> int:
        """Number of images scored: those of all people whose light is near the camera's axis."""
        return int(self.scores["photos"])


def evaluate_photometric(
    model: str | Path | Autoencoder,
    data: str | Path,
    *,
    refine_crop: bool = True,
    batch_size: int = 32,
    device: str = "cpu",
    console: Console | None = None,
) -> PhotometricEvaluation:
    """Score normals, depth, light and how constant the albedo is, on photos under known lights.

    Args:
        model: a shipped model's name, the folder of a model or of a run, or a loaded model.
        data: npz archive; see :func:`probsym.data.photometric_sets.load_photometric`.
        refine_crop: also score each photo in its refined crop, which takes most of the time.
        batch_size: images at a time, 1 to 4096.
        device: torch device, such as "cpu" or "cuda"; ignored for a loaded model.
        console: shows a progress bar if it is a terminal; None: no bar.

    Raises:
        InputError: no such archive, photos whose size is no multiple of the model's, or an argument out of range.
        CheckpointError: no such model, or it is damaged.
    """
    truth = load_photometric(Path(data))
    network = model if isinstance(model, Autoencoder) else load(model, device)
    hidden = console is None or not console.is_terminal
    progress = Progress(console=console or Console(stderr=True), disable=hidden)
    with torch.inference_mode(), progress:
        found = []
        for refine in (False, True)[: 1 + refine_crop]:
            task = progress.add_task("refined crops" if refine else "photos as given", total=1.0)
            report = partial(progress.update, task)
            found.append(
                score_photometric(
                    network, truth, batch_size, lambda done, report=report: report(completed=done), refine
                )
            )
    return PhotometricEvaluation(network.name or "(unnamed)", str(data), *found)
