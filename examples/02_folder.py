"""Reconstruct a folder of photos, sort them by yaw, and write maps only.

python examples/02_folder.py --photos examples/photos --out outputs/folder
"""

import argparse
import sys
from pathlib import Path

import probsym
from probsym.cli.exit_code import exit_code

PHOTOS = Path(__file__).parent / "photos"


def main() -> None:
    """Print the photos from left to right, and write their maps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="folder or zip archive")
    parser.add_argument("--model", default="face-128")
    parser.add_argument("--out", type=Path, default=Path("outputs/folder"))
    arguments = parser.parse_args()

    model = probsym.load(arguments.model)  # load once, use for many calls
    result = probsym.reconstruct(arguments.photos, model=model)  # finds and crops the faces
    for skipped in result.skipped:
        print(f"skipped {skipped.name}: {skipped.reason}")

    def yaw_deg(one: probsym.Reconstruction) -> float:
        return one.factors.viewpoint.rotation_rad[0, 1].rad2deg().item()

    for one in sorted(result, key=yaw_deg):  # iterating gives batches of one
        nearest = one.depth[one.mask].min().item()
        print(f"{one.photos[0].name}: yaw {yaw_deg(one):+.1f} degrees, nearest point at depth {nearest:.3f}")

    result.save(arguments.out, maps_only=True, formats=("npz",))


if __name__ == "__main__":
    sys.exit(exit_code(main))  # bad input: one line, exit code 2
