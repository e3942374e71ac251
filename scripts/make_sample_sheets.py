"""Pictures of results of the sample photos for the documentation.

    python scripts/make_sample_sheets.py docs/images

``demo.jpg`` has a row of each photo's contact sheet, ``turned-in-photo.webp`` the portrait and the same with its face
turned, and ``textures.jpg`` both kinds of textures: photo, texture with ``--texture model`` and with ``--texture
photo``, and a frame of the animation with each.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from sample_photos import PORTRAIT, SAMPLES, reconstruct_samples

from probsym.cli.exit_code import exit_code
from probsym.export.object_sheet import OVERVIEW, TILE
from probsym.io import atomic_write, check_new_file

SIDE, GAP = 220, 4
FRAME = 6
"""Of the animation: on its way to one side."""
HEAD, HEAD_SIDE, HEAD_GAP = (75, 0, 375, 300), 450, 8
"""Head and shoulders in the portrait, pixels; shown at this side, and with this gap."""


def labels_height(sheet: Image.Image) -> int:
    """Height of the labels of a contact sheet of one photo."""
    gap = (sheet.width - len(OVERVIEW) * TILE) // (len(OVERVIEW) - 1)
    return sheet.height - gap - TILE


def stacked(sheets: Sequence[Image.Image]) -> Image.Image:
    """Contact sheets of one photo each below each other, with the labels of the first."""
    rows = [sheets[0], *(sheet.crop((0, labels_height(sheet), sheet.width, sheet.height)) for sheet in sheets[1:])]
    whole = Image.new("RGB", (rows[0].width, sum(row.height for row in rows)), "white")
    top = 0
    for row in rows:
        whole.paste(row, (0, top))
        top += row.height
    return whole


def turned(folder: Path) -> Image.Image:
    with Image.open(folder / PORTRAIT.stem / "turned_in_photo.jpg") as both, Image.open(PORTRAIT) as photo:
        left, top, right, bottom = HEAD
        moved = both.width - photo.width  # the turned one lies beside the photo
        parts = [both.crop((left + x, top, right + x, bottom)) for x in (0, moved)]
    whole = Image.new("RGB", (2 * HEAD_SIDE + HEAD_GAP, HEAD_SIDE), "white")
    for number, part in enumerate(parts):
        place = (number * (HEAD_SIDE + HEAD_GAP), 0)
        whole.paste(part.resize((HEAD_SIDE, HEAD_SIDE), Image.Resampling.LANCZOS), place)
    return whole


def framed(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def textures(sheets: Sequence[Image.Image], results: Sequence[Sequence[Path]]) -> Image.Image:
    rows = []
    for photo, sheet, *folders in zip(SAMPLES, sheets, *results, strict=True):
        top = labels_height(sheet)
        row = [framed(sheet.crop((0, top, TILE, top + TILE)))]
        for name, frame in (("mesh.png", 0), ("turntable.webp", FRAME)):
            for folder in folders:
                with Image.open(folder / photo.stem / name) as picture:
                    picture.seek(frame)
                    row.append(framed(picture))
        rows.append(row)
    step = SIDE + GAP
    whole = Image.new("RGB", (step * len(rows[0]) - GAP, step * len(rows) - GAP), "white")
    for down, row in enumerate(rows):
        for right, picture in enumerate(row):
            whole.paste(picture, (right * step, down * step))
    return whole


def write(picture: Image.Image, path: Path) -> None:
    with atomic_write(path) as temporary:
        picture.save(temporary, quality=86, optimize=True)
    print(f"{path}: {picture.width} x {picture.height}, {path.stat().st_size // 1024} KiB")


def main() -> None:
    """Reconstruct the sample photos with both kinds of textures, and write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder of the pictures")
    out = parser.parse_args().out
    check_new_file("out", out / "demo.jpg")
    with tempfile.TemporaryDirectory() as scratch:
        made = [
            reconstruct_samples(Path(scratch) / texture, "--texture", texture, "--formats", "obj")
            for texture in ("model", "photo")
        ]
        sheets = [Image.open(folder / "contact_sheet.png").convert("RGB") for folder in made[1]]
        write(stacked(sheets), out / "demo.jpg")
        write(turned(made[1][0]), out / "turned-in-photo.webp")
        write(textures(sheets, made), out / "textures.jpg")


if __name__ == "__main__":
    sys.exit(exit_code(main))
