"""``probsym reconstruct``: photos in, meshes and maps out."""

from dataclasses import dataclass
from pathlib import Path

import tyro


@dataclass(frozen=True)
class Reconstruct:
    """Turn photos into 3D: mesh, maps of every factor, factors.json, picture sheet and turntable.

    Photos that are not square are cropped to their centre square. The object should fill it as in the model's training photos.
    """

    inputs: tyro.conf.Positional[tuple[Path, ...]]
    """Photos, folders of photos or zip files of photos."""
    out: Path
    """Folder for the results: one subfolder per photo."""
    model: str = "face-64"
    """Shipped model, or the folder of a run or of a model."""


def run(args: Reconstruct) -> None:
    """Reconstruct all photos."""
