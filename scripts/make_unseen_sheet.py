"""Sheet of held-out photos of a run of "probsym train", selected by hash and not by hand.

    python scripts/make_unseen_sheet.py PHOTOS MODEL sheet.webp --crop 0.78 --no-photos
    python scripts/make_unseen_sheet.py HELD_OUT MODEL sheet.webp --all --no-photos

Of the held-out photos, or of a folder that was never trained on (``--all``), those come first whose files have the
smallest SHA-256. Columns: the photo (``--no-photos`` leaves it out, where photos may not be passed on), its
reconstruction, depth, normals, and the canonical shape turned to the side. A sharpened model's reconstruction shows
nearly the photo; ``--coarse`` leaves the refinement net out. ``--objects`` shows the cut-out object with the photo's
texture from four sides instead, with depth and normals.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import DataConfig
from probsym.data.image_folder import load_image_folder
from probsym.data.photos import open_photo_source
from probsym.data.sampling import split_validation
from probsym.data.transforms import to_tensor
from probsym.export.cutout import cutout
from probsym.export.object_sheet import object_tiles
from probsym.export.photo_texture import photo_texture
from probsym.export.pictures import depth_limits, nearness, normal_colours
from probsym.export.surface import BORDER, render_view, yaw_viewpoint
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.io import atomic_write, check_new_file
from probsym.models.autoencoder import Autoencoder
from probsym.types import ModelOutput

YAWS_DEG = (-60.0, -30.0, 0.0, 30.0, 60.0)
GROUPS = 2
"""Photos side by side in a row of the sheet."""


def first_by_hash(photos: Path, names: tuple[str, ...], held_out: np.ndarray, count: int) -> list[int]:
    """Indices of the ``count`` held-out photos with the smallest SHA-256."""
    wanted = {names[index]: int(index) for index in held_out}
    with open_photo_source(photos) as files:
        digests = {file.name: hashlib.sha256(file.read()).hexdigest() for file in files if file.name in wanted}
    return [wanted[name] for name in sorted(wanted, key=digests.__getitem__)[:count]]


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, help="folder or zip that the model was trained on")
    parser.add_argument("model", help="shipped model, or folder of a run")
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    parser.add_argument("--crop", type=float, default=1.0, help="as in the training")
    parser.add_argument("--seed", type=int, default=0, help="as in the training")
    parser.add_argument("--count", type=int, default=40, help="photos")
    parser.add_argument("--all", action="store_true", help="no photo of the folder was trained on")
    parser.add_argument("--no-photos", action="store_true", help="leave the photos' column out")
    parser.add_argument("--coarse", action="store_true", help="use the albedo before refinement")
    parser.add_argument("--objects", action="store_true", help="show the object alone")
    arguments = parser.parse_args()
    check_new_file("out", arguments.out, (".webp", ".jpg", ".png"))
    check_at_least(1, count=arguments.count)
    model, defaults = load(arguments.model), DataConfig()
    if arguments.coarse:
        model.refinement_net = None
    found = load_image_folder(arguments.photos, model.camera.size, arguments.crop)
    _, held_out = split_validation(len(found), defaults.validation_share, defaults.validation_limit, arguments.seed)
    held_out = np.arange(len(found)) if arguments.all else held_out
    chosen = first_by_hash(arguments.photos, found.names, held_out, arguments.count)
    images = to_tensor(np.stack([found.images[index] for index in chosen]))
    seen = reconstruct(images, model)
    show = object_columns if arguments.objects else square_columns
    columns = show(images, seen, model)
    if arguments.no_photos:
        columns = columns[1:]
    cells = [np.concatenate(list(row), 2) for row in zip(*(column.numpy() for column in columns), strict=True)]
    rows = [np.concatenate(cells[start : start + GROUPS], 2) for start in range(0, len(cells), GROUPS)]
    rows = [row for row in rows if row.shape == rows[0].shape]  # a last row that is not full is left out
    levels = np.rint(np.concatenate(rows, 1).clip(0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
    with atomic_write(arguments.out) as temporary:
        Image.fromarray(levels).save(temporary, quality=75)


def square_columns(images: Tensor, seen: ModelOutput, model: Autoencoder) -> list[Tensor]:
    """Photos, reconstruction, depth, normals, and the canonical square turned to the side."""
    depth = seen.factors.canonical_depth
    near, far = depth_limits(depth[:, BORDER:-BORDER, BORDER:-BORDER])
    columns = [
        images,
        seen.image,
        nearness(depth, near, far).expand(-1, 3, -1, -1),
        normal_colours(seen.canonical_normals),
    ]
    turned = (yaw_viewpoint(depth.new_full((len(depth),), yaw)) for yaw in YAWS_DEG)
    return [*columns, *(render_view(seen.canonical_image, depth, viewpoint, model.camera) for viewpoint in turned)]


def object_columns(images: Tensor, seen: ModelOutput, model: Autoencoder) -> list[Tensor]:
    """Photos, and the objects: turned to four sides, depth, normals."""
    tiles = []
    for index, image in enumerate(images):
        opacity = cutout(image, seen, index, model.camera, silhouette=model.silhouette, object_net=model.object_net)
        texture = photo_texture(image, seen, index, model.camera)
        tiles.append(object_tiles(image, seen, index, model.camera, texture, opacity))
    shown = [name for name in tiles[0] if name in ("photo", "depth", "normals") or name.startswith("yaw")]
    return [torch.stack([one[name] for one in tiles]) for name in shown]


if __name__ == "__main__":
    sys.exit(exit_code(main))
