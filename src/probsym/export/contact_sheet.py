"""The contact sheet of a results folder: one row per photo, collected batch by batch."""

from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.export.pictures import write_png
from probsym.export.sheet import sheet
from probsym.geometry.camera import PinholeCamera
from probsym.types import Reconstruction, concatenate

MAX_ROWS = 100
"""A contact sheet shows the first photos, up to this many."""


class ContactSheet:
    """Collects the first ``MAX_ROWS`` reconstructions, on the CPU."""

    def __init__(self) -> None:
        self._parts: list[tuple[Tensor, Reconstruction, Tensor]] = []
        self._free = MAX_ROWS

    def add(
        self,
        images: Float[Tensor, "batch 3 size size"],
        reconstruction: Reconstruction,
        flipped_image: Float[Tensor, "batch 3 size size"],
    ) -> None:
        """Add a batch, as far as there is room.

        Args:
            images: photos as the model saw them, [0, 1].
            reconstruction: of these photos.
            flipped_image: the flipped reconstructions.
        """
        if self._free > 0:
            rows = slice(0, self._free)
            self._parts.append((images[rows].cpu(), reconstruction[rows].to("cpu"), flipped_image[rows].cpu()))
            self._free -= len(images)

    def write(self, path: Path, camera: PinholeCamera) -> None:
        """Write the sheet as PNG; at least one reconstruction was added.

        Raises:
            OSError: the file cannot be written.
        """
        images, reconstructions, flipped = zip(*self._parts, strict=True)
        write_png(sheet(torch.cat(images), concatenate(reconstructions), torch.cat(flipped), camera), path)
