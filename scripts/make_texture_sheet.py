"""Picture of the two kinds of textures for the documentation, from the sample photos.

    python scripts/make_texture_sheet.py docs/images/textures.jpg

A row is a photo, the texture with ``--texture model`` and with ``--texture photo``, and a frame of the animation with
each.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from PIL import Image

from probsym.cli.exit_code import exit_code
from probsym.cli.main import main as probsym
from probsym.io import atomic_write, check_new_file

PHOTOS = Path(__file__).parents[1] / "examples" / "photos"
SIDE, GAP = 220, 4
FRAME = 6
"""Of the animation: on its way to one side."""


def framed(path: Path, frame: int = 0) -> Image.Image:
    with Image.open(path) as picture:
        picture.seek(frame)
        return picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def sheet(results: dict[str, Path]) -> Image.Image:
    rows = []
    for photo in sorted(PHOTOS.glob("*.png")):
        folders = [results[texture] / photo.stem for texture in ("model", "photo")]
        row = [framed(photo)]
        row += [framed(folder / "mesh.png") for folder in folders]
        row += [framed(folder / "turntable.webp", FRAME) for folder in folders]
        rows.append(row)
    step = SIDE + GAP
    whole = Image.new("RGB", (step * len(rows[0]) - GAP, step * len(rows) - GAP), "white")
    for down, row in enumerate(rows):
        for right, picture in enumerate(row):
            whole.paste(picture, (right * step, down * step))
    return whole


def main() -> int:
    """Reconstruct the sample photos with both kinds, and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    target = parser.parse_args().out
    check_new_file("out", target, (".webp", ".jpg", ".png"))
    with tempfile.TemporaryDirectory() as scratch:
        made = {texture: Path(scratch) / texture for texture in ("model", "photo")}
        for texture, out in made.items():
            if code := probsym(["reconstruct", str(PHOTOS), "--texture", texture, "--out", str(out)]):
                return code
        with atomic_write(target) as temporary:
            sheet(made).save(temporary, quality=86, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
