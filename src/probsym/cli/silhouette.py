"""``probsym silhouette``: learn where a model's category lies in its photos, for cutting objects out."""

from dataclasses import dataclass
from pathlib import Path

from probsym.cli.startup import heavy_imports


@dataclass(frozen=True)
class Silhouette:
    """Learn the silhouette of a model's category, so that results are cut out along it: with ears, without shoulders.

    It is written to silhouette.png in the model's folder, where all commands find it; delete it to cut out without.
    The network is written to object.safetensors beside it.
    """

    data: Path
    """Folder or zip archive of photos, framed as those that the model was trained on; best the training photos."""
    model: Path
    """Folder of a run or model."""
    crop: float = 1.0
    """Side of the centre crop as a fraction of the photo's shorter side, as in training."""
    photos: int = 96
    """Use at most this many photos for the silhouette."""
    network_steps: int = 0
    """Also train a network for this many steps (3,500 take ten minutes) that tells object from background; 0: none. It
    follows fur and ears more closely, and needs some hundred photos."""
    network_photos: int = 2400
    """Use at most this many photos for the network."""
    seed: int = 0
    """Of the network's training."""


def run(args: Silhouette) -> None:
    """Learn and write the silhouette.

    Raises:
        ProbsymError: bad input; nothing has been written then.
        OSError: the file cannot be written.
    """
    from probsym.cli.messages import show_progress

    with heavy_imports():
        from probsym.inference.silhouettes import add_silhouette

    with show_progress() as show:
        path = add_silhouette(
            args.model,
            args.data,
            args.crop,
            args.photos,
            args.network_steps,
            args.network_photos,
            args.seed,
            show,
        )
    print(f"{path}: from now on, what {args.model} reconstructs is cut out along this silhouette")
