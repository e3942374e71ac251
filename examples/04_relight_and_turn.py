"""Render a reconstruction under another light and from other views.

python examples/04_relight_and_turn.py --photo examples/photos/ben.png --out outputs/relit.png
"""

import argparse
import math
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import probsym
from probsym.rendering.reprojection import reproject
from probsym.rendering.shading import shade
from probsym.types import Light, Viewpoint

PHOTO = Path(__file__).parent / "photos" / "ben.png"


def main() -> None:
    """Write a grid: rows of lights from left, front and right; columns of yaws from -40 to 40 degrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photo", type=Path, default=PHOTO)
    parser.add_argument("--out", type=Path, default=Path("outputs/relit.png"))
    arguments = parser.parse_args()

    model = probsym.load("face-64")
    factors = probsym.reconstruct(arguments.photo, model=model, detect="none").factors
    depth = factors.canonical_depth  # 1 64 64, scene units

    rows = []
    for light_x in (1.0, 0.0, -1.0):  # the light travels along (lx, ly, 1): +1 comes from the left
        direction = torch.nn.functional.normalize(torch.tensor([[light_x, 0.0, 1.0]]))
        light = Light(ambient=torch.tensor([0.3]), diffuse=torch.tensor([0.7]), direction=direction)
        shading, _ = shade(depth, light, model.camera)
        canonical_image = factors.albedo * shading

        views = []
        for yaw_deg in (-40, -20, 0, 20, 40):
            rotation = torch.tensor([[0.0, math.radians(yaw_deg), 0.0]])
            viewpoint = Viewpoint(rotation_rad=rotation, translation=torch.zeros(1, 3))
            image, _, _ = reproject(canonical_image, depth, viewpoint, model.camera)
            views.append(image[0])
        rows.append(torch.cat(views, dim=2))

    grid = torch.cat(rows, dim=1).clamp(0, 1).permute(1, 2, 0).numpy()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray((grid * 255).round().astype(np.uint8)).save(arguments.out)
    print(f"wrote {arguments.out}")


if __name__ == "__main__":
    main()
