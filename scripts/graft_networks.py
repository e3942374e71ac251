"""Give a model some networks of another one of at most its size, as the start of a further training.

    python scripts/graft_networks.py FACE-128-OF-0.1.0 face-64 start
    probsym train --data faces/photos --init start --recipe benchmarks/recipes/faces128.toml --out face-128

Both were grown from the same model and so share its canonical frame. The grown networks predict of an image what those
of the other model predict of the reduced image.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import tyro

from probsym.cli.exit_code import exit_code
from probsym.errors import InputError
from probsym.inference.loading import load
from probsym.io import check_new_folder


@dataclass(frozen=True)
class Settings:
    """Graft networks."""

    model: tyro.conf.Positional[str]
    """Shipped model, or folder of a run or of a model."""
    donor: tyro.conf.Positional[str]
    """A slim model of the same widths for images of at most the same size."""
    out: tyro.conf.Positional[Path]
    """Folder of the model to write."""
    networks: tuple[Literal["depth", "albedo", "viewpoint", "light", "confidence"], ...] = ("viewpoint",)
    """Networks to take from the donor."""


def main(settings: Settings) -> None:
    """Write the model."""
    check_new_folder("out", settings.out)
    model, donor = load(settings.model), load(settings.donor)
    grown = donor.grow(model.camera.size)
    for name in settings.networks:
        net, given = getattr(model, f"{name}_net"), getattr(grown, f"{name}_net")
        try:
            net.load_state_dict(given.state_dict())
        except (AttributeError, RuntimeError):  # one has no such network, or another size of it
            raise InputError(f"networks: expected those that both models have alike, got {name}") from None
    model.save_pretrained(settings.out)


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
