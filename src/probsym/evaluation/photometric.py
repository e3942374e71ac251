"""Score a model on a file of photos under known lights with measured normals."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.progress import Progress

from probsym import __version__
from probsym.data.photometric import load_photometric
from probsym.evaluation.evaluate import replace_nonfinite
from probsym.evaluation.normals import score_photometric
from probsym.inference.loading import load


@dataclass(frozen=True)
class PhotometricEvaluation:
    """Scores of a model on photos under known lights."""

    model: str
    """Name or folder of the model."""
    data: str
    """The npz archive."""
    scores: dict[str, float]
    """See :func:`probsym.evaluation.normals.score_photometric`."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, as ``probsym evaluate --out`` writes them; non-finite numbers are None."""
        described = {"model": self.model, "data": self.data, "probsym_version": __version__}
        return replace_nonfinite({**described, "scores": self.scores})


def evaluate_photometric(
    model: str | Path,
    data: str | Path,
    *,
    batch_size: int = 32,
    device: str = "cpu",
    console: Console | None = None,
) -> PhotometricEvaluation:
    """Score normals, light and how constant the albedo is, on photos under known lights.

    Args:
        model: a shipped model's name, or the folder of a model or of a run.
        data: npz archive; see :func:`probsym.data.photometric.load_photometric`.
        batch_size: images at a time, 1 to 4096.
        device: torch device, such as "cpu" or "cuda".
        console: shows a progress bar if it is a terminal; None: no bar.

    Raises:
        InputError: no such archive, photos whose size is no multiple of the model's, or an argument out of range.
        CheckpointError: no such model, or it is damaged.
    """
    truth, network = load_photometric(Path(data)), load(model, device)
    hidden = console is None or not console.is_terminal
    progress = Progress(console=console or Console(stderr=True), transient=True, disable=hidden)
    with torch.inference_mode(), progress:
        task = progress.add_task("reconstructing", total=1.0)
        scores = score_photometric(network, truth, batch_size, lambda done: progress.update(task, completed=done))
    return PhotometricEvaluation(str(model), str(data), scores)
