"""Render a reconstruction under another light and from other views.

python examples/04_relight_and_turn.py --photo examples/photos/eileen.jpg --out outputs/relit.png
"""

import argparse
import sys
from pathlib import Path

import torch

import probsym
from probsym.cli.exit_code import exit_code
from probsym.export.cutout import cutout
from probsym.export.pictures import to_picture, write_png
from probsym.export.render import extend_colours, on_background, opacity_or_border, render_object, surface_triangles
from probsym.export.surface import refine_depth, refine_image, yaw_viewpoint
from probsym.rendering.shading import shade
from probsym.types import Light

PHOTO = Path(__file__).parent / "photos" / "eileen.jpg"
TILE, FACTOR = 256, 2


def main() -> None:
    """Write a grid: rows of lights from left, front and right; columns of yaws from -40 to 40 degrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photo", type=Path, default=PHOTO)
    parser.add_argument("--out", type=Path, default=Path("outputs/relit.png"), help="PNG to write")
    arguments = parser.parse_args()

    model = probsym.load("face-128")
    result = probsym.reconstruct(arguments.photo, model=model)
    depth = refine_depth(result.factors.canonical_depth, FACTOR)  # 1 255 255, scene units, on a grid twice as fine
    albedo = refine_image(result.factors.albedo, FACTOR)
    camera = model.camera.resized(depth.shape[-1])
    known = (None, model.silhouette, model.object_net)
    silhouette = cutout(result.input_images[0], result, 0, model.camera, *known)
    opacity = opacity_or_border(silhouette, model.camera.size, FACTOR)
    triangles = surface_triangles(camera.unproject(depth).reshape(-1, 3), opacity)

    rows = []
    for light_x in (1.0, 0.0, -1.0):  # the light travels along (lx, ly, 1): +1 comes from the left
        direction = torch.nn.functional.normalize(torch.tensor([[light_x, 0.0, 1.0]]))
        light = Light(ambient=torch.tensor([0.3]), diffuse=torch.tensor([0.7]), direction=direction)
        shading, _ = shade(depth, light, camera, result.shading_gamma)
        colours = extend_colours((albedo * shading)[0].clamp(0, 1), opacity)

        yaws = (yaw_viewpoint(torch.tensor([yaw_deg])) for yaw_deg in (-40.0, -20.0, 0.0, 20.0, 40.0))
        layers = [render_object(colours, depth[0], triangles, opacity, yaw, model.camera.resized(TILE)) for yaw in yaws]
        rows.append(torch.cat([on_background(view) for view in layers], dim=2))

    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    write_png(to_picture(torch.cat(rows, dim=1)), arguments.out)
    print(f"wrote {arguments.out}")


if __name__ == "__main__":
    sys.exit(exit_code(main))  # bad input: one line, exit code 2
