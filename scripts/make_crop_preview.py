"""Picture of what ``probsym crop --preview`` writes, on rendered heads.

python scripts/make_crop_preview.py ICT docs/images/crop-preview.webp
"""

import argparse
import sys
import tempfile
from pathlib import Path

from PIL import Image

from probsym.cli.exit_code import exit_code
from probsym.cli.main import main as probsym
from probsym.io import atomic_write, check_new_file
from probsym.synthetic.generate import render_range
from probsym.synthetic.ict_facekit import load_ict_facekit
from probsym.synthetic.settings import SceneSettings

SCENE = SceneSettings(size=256, fill=(0.55, 0.8), jitter=0.08, yaw_std_deg=10, pitch_std_deg=4)
COUNT = 12


def main() -> int:
    """Render heads, crop them, and convert the preview."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", type=Path, help="ICT-FaceKit: its folder of OBJ files, or an .npz of its arrays")
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    arguments = parser.parse_args()
    check_new_file("out", arguments.out, (".webp", ".jpg", ".png"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "photos"
        folder.mkdir()
        images = render_range(load_ict_facekit(arguments.shapes), SCENE, 0, "test", 0, COUNT)["images"]
        for number, image in enumerate(images):
            Image.fromarray(image).save(folder / f"{number:02d}.png")
        preview = Path(scratch) / "preview.png"
        code = probsym(["crop", str(folder), "--detect", "face", "--out", f"{scratch}/out", "--preview", str(preview)])
        if code == 0:
            with Image.open(preview) as picture, atomic_write(arguments.out) as temporary:
                picture.save(temporary, quality=75)
    return code


if __name__ == "__main__":
    sys.exit(exit_code(main))
