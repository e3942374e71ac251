"""Picture of what ``probsym crop --preview`` writes, on rendered heads.

python scripts/make_crop_preview.py ICT docs/images/crop-preview.webp
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from probsym.cli.main import main
from probsym.synthetic.generate import render_range
from probsym.synthetic.ict_facekit import load_ict_facekit
from probsym.synthetic.settings import SceneSettings

SCENE = SceneSettings(size=256, fill=(0.55, 0.8), jitter=0.08, yaw_std_deg=10, pitch_std_deg=4)
COUNT = 12


def write_picture(shapes: Path, out: Path) -> None:
    """Render heads, crop them, and convert the preview."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "photos"
        folder.mkdir()
        images = render_range(load_ict_facekit(shapes), SCENE, 0, "test", 0, COUNT)["images"]
        for number, image in enumerate(images):
            Image.fromarray(image).save(folder / f"{number:02d}.png")
        preview = Path(scratch) / "preview.png"
        code = main(["crop", str(folder), "--detect", "face", "--out", f"{scratch}/out", "--preview", str(preview)])
        if code:
            raise SystemExit(code)
        with Image.open(preview) as picture:
            picture.save(out, quality=75)


if __name__ == "__main__":
    write_picture(Path(sys.argv[1]), Path(sys.argv[2]))
