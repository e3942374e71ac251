"""``probsym evaluate``: scores of a model against ground truth."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Evaluate:
    """Score a model on synthetic data with ground truth: SIDE, MAD, coverage and viewpoint correlation."""

    data: Path
    """Folder made by "probsym synth"."""
    model: str = "face-64"
    """Shipped model, or the folder of a run or of a model."""
    split: str = "test"
    """Part of the data to score on."""
    out: Path | None = None
    """Also write the scores to this JSON file."""
    batch: int = 32
    """Images at a time."""
    limit: int = 0
    """Score at most this many images; 0: all."""
    device: str = "cpu"
    """Torch device, such as cpu or cuda."""


def run(args: Evaluate) -> None:
    """Print the table of scores and, if asked for, write it as JSON."""
