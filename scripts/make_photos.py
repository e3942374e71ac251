"""Render the sample photos of ``examples/photos``: people that do not exist.

    python scripts/make_photos.py --model-path ICT-FaceKit/FaceXModel

The face shapes are ICT-FaceKit's, everything else is this package's own. Any change to the generator changes the
pictures, so that they are kept and not rendered anew.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import tyro
from PIL import Image

from probsym.cli.exit_code import exit_code
from probsym.io import atomic_folder_update
from probsym.synthetic.generate import render_range
from probsym.synthetic.ict_facekit import load_ict_facekit
from probsym.synthetic.settings import SceneSettings

PEOPLE = {"ada": 18, "ben": 8, "cleo": 20}
"""Name of the file -> number of the person in the test split of seed 0."""


@dataclass(frozen=True)
class Settings:
    """Render the sample photos."""

    model_path: Path
    """ICT-FaceKit: its folder of OBJ files, or an .npz of its arrays."""
    out: Path = Path(__file__).parents[1] / "examples" / "photos"
    """Folder of the PNG files."""
    size: int = 448
    """Height and width, pixels."""


def _portrait(size: int) -> SceneSettings:
    """The whole head under realistic light, turned little, as in photos that are taken of people."""
    return SceneSettings(size=size, fill=(0.82, 0.86), yaw_std_deg=14.0, pitch_std_deg=4.0, realistic_share=1.0)


def main(settings: Settings) -> None:
    """Write one PNG per person."""
    scene = _portrait(settings.size)
    scene.check()
    shapes = load_ict_facekit(settings.model_path)
    with atomic_folder_update(settings.out) as folder:
        for name, person in PEOPLE.items():
            image = render_range(shapes, scene, 0, "test", person, person + 1)["images"][0]
            Image.fromarray(image).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
