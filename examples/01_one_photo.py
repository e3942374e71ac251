"""Reconstruct one photo, read what the model found, and save files.

python examples/01_one_photo.py --photo examples/photos/eileen.jpg --out outputs/one-photo
"""

import argparse
import sys
from pathlib import Path

import probsym
from probsym.cli.exit_code import exit_code

PHOTO = Path(__file__).parent / "photos" / "eileen.jpg"


def main() -> None:
    """Print the factors of one photo, and write its mesh, maps and 3D page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photo", type=Path, default=PHOTO)
    parser.add_argument("--model", default="face-128", help="shipped model, or folder of a run")
    parser.add_argument("--detect", default="auto", help="auto: find and crop the face; none: the photo is cropped")
    parser.add_argument("--out", type=Path, default=Path("outputs/one-photo"))
    arguments = parser.parse_args()

    result = probsym.reconstruct(arguments.photo, model=arguments.model, detect=arguments.detect)
    print(result)

    factors = result.factors
    pitch, yaw, roll = factors.viewpoint.rotation_rad[0].rad2deg().tolist()
    print(f"canonical depth: {tuple(factors.canonical_depth.shape)}, scene units")
    print(f"albedo:          {tuple(factors.albedo.shape)}, 0 to 1")
    print(f"viewpoint:       pitch {pitch:.1f}, yaw {yaw:.1f}, roll {roll:.1f} degrees")
    print(f"light direction: {[round(value, 2) for value in factors.light.direction[0].tolist()]}")

    result.save(arguments.out, formats=("glb",), turntable=False, page=True)
    print(f"open {arguments.out / 'page.html'} in a browser")


if __name__ == "__main__":
    sys.exit(exit_code(main))  # bad input: one line, exit code 2
