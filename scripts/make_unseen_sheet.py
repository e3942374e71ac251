"""Sheet of held-out photos, selected by hash and not by hand, each as an object cut out of its ground.

    python scripts/make_unseen_sheet.py PHOTOS RUN sheet.webp --count 8
    python scripts/make_unseen_sheet.py HELD_OUT cat-128 cats.webp --all --no-photos --compact

Of the held-out photos, or of a folder that was never trained on (``--all``), those come first whose files have the
smallest SHA-256. Columns: the photo (``--no-photos`` leaves it out, where photos may not be passed on), the object with
the texture of the photo from several sides, depth and normals. ``--coarse`` shows the model's own texture instead,
before refinement: the photo's would be nearly the photo. ``--compact`` shows two sides, and two photos in a row.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import DataConfig
from probsym.data.decoding import decode_detail
from probsym.data.image_folder import load_image_folder
from probsym.data.photos import open_photo_source
from probsym.data.sampling import split_validation
from probsym.data.transforms import to_tensor
from probsym.export.cutout import cutout
from probsym.export.object_sheet import OVERVIEW, default_label_height, object_tiles, overview, overview_row
from probsym.export.photo_texture import MAX_TEXTURE_SIZE, photo_texture
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.io import atomic_write, check_new_file

COMPACT = ("photo", "yaw -30°", "yaw +30°", "depth", "normals")
GAP = 48
"""Between two photos in a row, pixels."""


def first_by_hash(photos: Path, names: tuple[str, ...], held_out: np.ndarray, count: int) -> dict[int, bytes]:
    """Index and file of each of the ``count`` held-out photos with the smallest SHA-256."""
    wanted = {names[index]: int(index) for index in held_out}
    with open_photo_source(photos) as files:
        data = {file.name: file.read() for file in files if file.name in wanted}
    digests = {name: hashlib.sha256(bytes_).hexdigest() for name, bytes_ in data.items()}
    return {wanted[name]: data[name] for name in sorted(wanted, key=digests.__getitem__)[:count]}


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
    parser.add_argument("--coarse", action="store_true", help="use the model's texture, before refinement")
    parser.add_argument("--compact", action="store_true", help="show two sides, and two photos in a row")
    parser.add_argument("--quality", type=int, default=75, help="of WebP and JPEG")
    arguments = parser.parse_args()
    check_new_file("out", arguments.out, (".webp", ".jpg", ".png"))
    check_at_least(1, count=arguments.count, quality=arguments.quality)
    model, defaults = load(arguments.model), DataConfig()
    if arguments.coarse:
        model.refinement_net = None
    found = load_image_folder(arguments.photos, model.camera.size, arguments.crop)
    _, held_out = split_validation(len(found), defaults.validation_share, defaults.validation_limit, arguments.seed)
    held_out = np.arange(len(found)) if arguments.all else held_out
    chosen = first_by_hash(arguments.photos, found.names, held_out, arguments.count)
    seen = reconstruct(to_tensor(np.stack([found.images[index] for index in chosen])), model)
    labels = (COMPACT if arguments.compact else OVERVIEW)[int(arguments.no_photos) :]
    rows = []
    for index, data in enumerate(chosen.values()):
        photo = to_tensor(decode_detail(data, MAX_TEXTURE_SIZE, arguments.crop)[None])[0]
        opacity = cutout(photo, seen, index, model.camera, silhouette=model.silhouette, object_net=model.object_net)
        texture = None if arguments.coarse else photo_texture(photo, seen, index, model.camera)
        tiles = object_tiles(photo, seen, index, model.camera, texture, opacity)
        rows.append(overview_row(tiles, labels))
    sheet = beside_each_other(rows, labels, 2 if arguments.compact else 1)
    with atomic_write(arguments.out) as temporary:
        sheet.save(temporary, quality=arguments.quality, method=6)


def beside_each_other(rows: list[Image.Image], labels: Sequence[str], groups: int) -> Image.Image:
    """Rows as in :func:`overview`, several beside each other."""
    width = groups * (rows[0].width + GAP) - GAP
    points = default_label_height(width)
    parts = [overview(rows[start::groups], labels, points) for start in range(min(groups, len(rows)))]
    whole = Image.new("RGB", (width, parts[0].height), "white")
    for number, part in enumerate(parts):
        whole.paste(part, (number * (rows[0].width + GAP), 0))
    return whole


if __name__ == "__main__":
    sys.exit(exit_code(main))
