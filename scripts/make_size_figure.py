"""Photos reconstructed at a model's own size and at a larger one.

python scripts/make_size_figure.py docs/images/size.webp
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import tyro
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from probsym.cli.exit_code import exit_code
from probsym.export.pictures import to_picture
from probsym.inference.reconstruct import reconstruct
from probsym.io import atomic_write, check_new_file

PHOTOS = {"photos/eileen.jpg": "face-128", "cats/chelsea.jpg": "cat-128"}
"""Among the examples, and the model of each."""
SIDE, GAP, LINE, POINTS = 256, 8, 30, 17
INK = (40, 40, 40)


@dataclass(frozen=True)
class Settings:
    """Write the figure."""

    out: tyro.conf.Positional[Path]
    """Picture to write (.webp, .jpg or .png)."""
    size: int = 256
    """The larger size, pixels."""


def main(settings: Settings) -> None:
    """Reconstruct and draw."""
    check_new_file("out", settings.out, (".webp", ".jpg", ".png"))
    folder = Path(__file__).parents[1] / "examples"
    rows = [row(folder / name, model, settings.size) for name, model in PHOTOS.items()]
    columns = len(rows[0])
    canvas = Image.new("RGB", (columns * (SIDE + GAP) - GAP, LINE + len(rows) * (SIDE + GAP) - GAP), "white")
    draw, font = ImageDraw.Draw(canvas), ImageFont.load_default(POINTS)
    for down, cells in enumerate(rows):
        for across, (label, picture) in enumerate(cells):
            left = across * (SIDE + GAP)
            if down == 0:
                draw.text((left + SIDE / 2, LINE / 2), label, INK, font, anchor="mm")
            canvas.paste(picture, (left, LINE + down * (SIDE + GAP)))
    with atomic_write(settings.out) as part:
        canvas.save(part, settings.out.suffix[1:].replace("jpg", "jpeg"), quality=90)


def row(photo: Path, model: str, size: int) -> list[tuple[str, Image.Image]]:
    """Labelled pictures of one photo, from left to right."""
    found = [reconstruct(photo, model, detect="auto" if "face" in model else "none", size=side) for side in (0, size)]
    sides = [result.depth.shape[-1] for result in found]
    cells = [("photo", shown(found[1].input_images))]
    cells += [(f"reconstruction, {side} px", shown(one.image)) for side, one in zip(sides, found, strict=True)]
    cells += [(f"albedo, {side} px", shown(one.factors.albedo)) for side, one in zip(sides, found, strict=True)]
    return cells


def shown(image: Tensor) -> Image.Image:
    """The first image of a batch, [0, 1], at the figure's size."""
    return to_picture(image[0].detach()).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
