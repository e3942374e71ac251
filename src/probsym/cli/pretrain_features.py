"""``probsym pretrain-features``: a feature encoder for the perceptual loss, trained without labels."""

from dataclasses import dataclass
from pathlib import Path

from probsym.cli.startup import heavy_imports


@dataclass(frozen=True)
class PretrainFeatures:
    """Train a feature encoder without labels, by predicting by which multiple of 90 degrees an image is rotated.

    To use it in the perceptual loss, set objective.features = "selfsup" and objective.features_weights to the file. It
    has 64 channels at a quarter of the image size.
    """

    data: Path
    """Folder or zip of photos, or a folder made by "probsym synth"."""
    out: Path
    """Output file, .safetensors."""
    steps: int = 4000
    """Training steps."""
    batch_size: int = 32
    """Images per step."""
    size: int = 64
    """Height and width of the images in pixels."""
    seed: int = 0
    """Random seed."""
    device: str = "auto"
    """auto (a GPU if there is one), cpu, cuda or mps (Apple GPU)."""


def run(args: PretrainFeatures) -> None:
    """Train and write the encoder, and print its rotation accuracy on held-out images.

    Raises:
        ProbsymError: bad input.
    """
    from rich.console import Console

    with heavy_imports():
        from probsym.training.pretrain import Pretraining, pretrain_features

    settings = Pretraining(size=args.size, steps=args.steps, batch_size=args.batch_size, seed=args.seed)
    accuracy = pretrain_features(args.data, args.out, settings, Console(stderr=True), args.device)
    text = f"{args.out}: rotation accuracy {100 * accuracy:.1f} % on held-out images"
    Console().print(text, highlight=False, soft_wrap=True, markup=False)
