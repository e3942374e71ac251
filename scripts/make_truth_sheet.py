"""Sheet of synthetic test images reconstructed by a model, with the ground truth beside depth and normals.

    probsym synth --out faces --shape ict --model-path ICT --count 0 --val-count 0 --test-count 8 --size 256 --seed 0
    python scripts/make_truth_sheet.py faces synface-64 synface-64.webp

The model sees the images at its own size; the texture is from the larger ones. Columns: the image, the object from four
sides, depth and normals from the predicted viewpoint, each before the truth. Depth is divided by its mean ratio to the
truth, as SIDE does, and both have the same grey levels: white at the nearest point of the truth.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.data.transforms import to_tensor
from probsym.errors import InputError
from probsym.export.cutout import cutout
from probsym.export.object_sheet import OVERVIEW, TILE, object_tiles, overview, overview_row
from probsym.export.photo_texture import photo_texture
from probsym.export.pictures import nearness, normal_colours
from probsym.export.render import fill_unknown, surface_triangles, view_object
from probsym.export.surface import inside_border, refine_depth
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.geometry.viewpoint import rotation_matrix, transform
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.io import atomic_write, check_new_file
from probsym.rendering.blur import gaussian_blur
from probsym.synthetic.storage import load_synthetic
from probsym.types import ModelOutput

LABELS = (*OVERVIEW[:-2], "depth", "true depth", "normals", "true normals")
LABEL_HEIGHT = 38


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", type=Path, help="folder written by probsym synth")
    parser.add_argument("model", help="shipped model, or folder of a run")
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    parser.add_argument("--count", type=int, default=8, help="test images, from the first")
    arguments = parser.parse_args()
    check_new_file("out", arguments.out, (".webp", ".jpg", ".png"))
    check_at_least(1, count=arguments.count)
    truth = load_synthetic(arguments.images, "test")
    if len(truth) < arguments.count:
        raise InputError(f"{arguments.images}: expected {arguments.count} test images or more, got {len(truth)}")
    model = load(arguments.model)
    camera, size = model.camera, (model.camera.size,) * 2
    photos = to_tensor(np.array(truth.images[: arguments.count]))
    small = functional.interpolate(photos, size, mode="bicubic", antialias=True).clamp(0, 1)
    seen = reconstruct(small, model)
    rows = []
    for index, photo in enumerate(photos):
        opacity = cutout(photo, seen, index, camera, silhouette=model.silhouette, object_net=model.object_net)
        tiles = object_tiles(photo, seen, index, camera, photo_texture(photo, seen, index, camera), opacity)
        depth, normals, visible = seen_by_the_photo(seen[index : index + 1], camera)
        true_depth, true_normals, foreground = (
            functional.interpolate(torch.from_numpy(np.array(values)).float()[None], (TILE, TILE))
            for values in (
                truth.depth[index][None],
                truth.normals[index].transpose(2, 0, 1) / 127,
                truth.mask[index][None],
            )
        )
        both = foreground * visible
        scale = ((true_depth.clamp(min=0.1) / depth.clamp(min=0.1)).log() * both).sum() / both.sum().clamp(min=1)
        near = true_depth[foreground > 0].min()
        far = true_depth[foreground > 0].quantile(0.9)  # the skull is far behind
        for name, values, shown in (("depth", depth * scale.exp(), both), ("true depth", true_depth, foreground)):
            tiles[name] = on_white(nearness(values[:, 0], near, far), shown).expand(3, -1, -1)
        tiles["normals"] = on_white(normal_colours(normals), both)
        tiles["true normals"] = on_white(normal_colours(true_normals), foreground)
        rows.append(overview_row(tiles, LABELS))
    with atomic_write(arguments.out) as temporary:
        overview(rows, LABELS, LABEL_HEIGHT).save(temporary, quality=75, method=6)


def seen_by_the_photo(one: ModelOutput, camera: PinholeCamera) -> tuple[Tensor, Tensor, Tensor]:
    """Depth, normals and visibility of the surface without its border, from the predicted viewpoint, as tiles."""
    factor = max(1, min(8, round(TILE / camera.size)))
    depth, viewpoint = refine_depth(one.factors.canonical_depth, factor), one.factors.viewpoint
    fine, inside = camera.resized(depth.shape[-1]), inside_border(camera.size, factor).float()
    points = fine.unproject(depth).reshape(1, -1, 3)
    along_z = transform(points, viewpoint)[0, :, 2].reshape(depth.shape)
    turned = torch.einsum("ij,jhw->ihw", rotation_matrix(viewpoint.rotation_rad)[0], normals_from_depth(depth, fine)[0])
    show = view_object(depth[0], surface_triangles(points[0], inside), inside, viewpoint, camera.resized(TILE))
    layers = show(torch.cat([along_z, turned]))[None]
    values = layers[:, :-1] / layers[:, -1:].clamp(min=1e-3)
    return values[:, :1], functional.normalize(values[:, 1:], dim=1), (layers[:, -1:] > 0.5).float()


def on_white(colours: Tensor, shown: Tensor) -> Tensor:
    """Colours where ``shown`` is 1, white elsewhere, with a soft edge."""
    edge = ((gaussian_blur(shown, 1.2, repeat_edge=True) - 0.5) * 2 + 0.5).clamp(0, 1)
    return (fill_unknown(colours, shown) * edge + 1 - edge)[0].clamp(0, 1)


if __name__ == "__main__":
    sys.exit(exit_code(main))
