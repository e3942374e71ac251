"""Sheet of a synthetic set: its first 64 test images, with depth and normals under each row.

python scripts/make_synface_sheet.py FACES docs/images/synface.webp
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from probsym.cli.exit_code import exit_code
from probsym.errors import InputError
from probsym.export.pictures import normal_colours
from probsym.io import atomic_write, check_new_file
from probsym.synthetic.storage import load_synthetic

COUNT, COLUMNS = 64, 16


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faces", type=Path, help="folder written by probsym synth, with 64 test images or more")
    parser.add_argument("out", type=Path, help="picture to write (.webp, .jpg or .png)")
    arguments = parser.parse_args()
    check_new_file("out", arguments.out, (".webp", ".jpg", ".png"))
    faces = load_synthetic(arguments.faces, "test")
    if len(faces) < COUNT:
        raise InputError(f"{arguments.faces}: expected {COUNT} test images or more, got {len(faces)}")
    mask = np.array(faces.mask[:COUNT])[..., None]
    depth = np.array(faces.depth[:COUNT])[..., None]
    near = np.where(mask, depth, np.inf).min((1, 2, 3), keepdims=True)
    far = np.nanquantile(np.where(mask, depth, np.nan), 0.9, axis=(1, 2, 3), keepdims=True)  # the skull is far behind
    nearness = np.where(mask, (far - depth) / (far - near), 0).clip(0, 1).repeat(3, 3)
    normals = torch.from_numpy(np.array(faces.normals[:COUNT]) / 127).float().permute(0, 3, 1, 2)
    colours = np.where(mask, normal_colours(normals).permute(0, 2, 3, 1).numpy(), 0)
    photos = np.array(faces.images[:COUNT]) / 255
    rows = []
    for start in range(0, COUNT, COLUMNS):
        chosen = slice(start, start + COLUMNS)
        rows += [np.concatenate(list(values[chosen]), 1) for values in (photos, nearness, colours)]
    levels = np.rint(np.concatenate(rows).clip(0, 1) * 255).astype(np.uint8)
    with atomic_write(arguments.out) as temporary:
        Image.fromarray(levels).save(temporary, quality=60, method=6)


if __name__ == "__main__":
    sys.exit(exit_code(main))
