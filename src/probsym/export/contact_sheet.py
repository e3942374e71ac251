"""The contact sheet of a results folder: one row per photo, collected one by one."""

from collections.abc import Mapping
from pathlib import Path

from jaxtyping import Float
from PIL import Image
from torch import Tensor

from probsym.export.object_sheet import overview, overview_row
from probsym.export.pictures import without_last_bit, write_png

MAX_ROWS = 100
"""A contact sheet shows the first photos, up to this many."""


class ContactSheet:
    """Collects a row of pictures of each of the first ``MAX_ROWS`` photos."""

    def __init__(self) -> None:
        self._rows: list[Image.Image] = []

    def add(self, tiles: Mapping[str, Float[Tensor, "3 tile tile"]]) -> None:
        """Add one sample, if there is room.

        Args:
            tiles: of :func:`probsym.export.object_sheet.object_tiles`.
        """
        if len(self._rows) < MAX_ROWS:
            self._rows.append(overview_row(tiles))

    def write(self, path: Path) -> None:
        """Write the sheet as PNG; at least one sample was added.

        Raises:
            OSError: the file cannot be written.
        """
        write_png(without_last_bit(overview(self._rows)), path)
