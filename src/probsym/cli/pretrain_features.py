"""``probsym pretrain-features``: an encoder for the perceptual loss that has never seen a label."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PretrainFeatures:
    """Train a feature encoder without labels: it learns to tell by how many right angles an image is turned.

    The perceptual loss then compares its features, 64 channels at a quarter of the size: recipe settings
    objective.features = "selfsup" and objective.features_weights = the file.
    """

    data: Path
    """Folder or zip of photos, or a folder made by "probsym synth"."""
    out: Path
    """File to write, .safetensors."""
    steps: int = 4000
    """Batches."""
    batch: int = 32
    """Images in a batch."""
    size: int = 64
    """Height and width of the images in pixels."""
    seed: int = 0
    """Of weights, order and crops."""


def run(args: PretrainFeatures) -> None:
    """Train and write the encoder, and print how well it tells the turns of images held out.

    Raises:
        ProbsymError: bad input.
    """
    from rich.console import Console

    from probsym.training.pretrain import Pretraining, pretrain_features

    settings = Pretraining(size=args.size, steps=args.steps, batch_size=args.batch, seed=args.seed)
    accuracy = pretrain_features(args.data, args.out, settings, Console(stderr=True))
    told = f"{args.out}: {100 * accuracy:.1f} % of the turns told rightly"
    Console().print(told, highlight=False, soft_wrap=True, markup=False)
