"""Animation of the README: the sample photos' objects turn, then the light goes round them.

python scripts/make_turning.py docs/images/turning.webp
"""

import argparse
import io
import sys
from pathlib import Path
from typing import Literal

import torch
from PIL import Image
from sample_photos import SAMPLES

from probsym.cli.exit_code import exit_code
from probsym.data.transforms import to_tensor
from probsym.export.cutout import cutout
from probsym.export.photo_texture import photo_texture
from probsym.export.turntable import turntable
from probsym.inference.loading import load
from probsym.inference.photo_crops import Detect
from probsym.inference.reconstruct import reconstruct
from probsym.io import check_new_file, write_bytes
from probsym.models.autoencoder import Autoencoder

MOTIONS: tuple[Literal["turn", "relight"], ...] = ("turn", "relight")
FRAMES, SECONDS = 36, 3.0
"""Of each motion."""
SIZE = 320


def frames(path: Path, model: Autoencoder, detect: Detect) -> list[Image.Image]:
    result = reconstruct(path, model, detect=detect)
    crop = result.photos[0]
    photo = to_tensor((crop.pixels if crop.native is None else crop.native)[None])[0]
    texture = photo_texture(photo, result, 0, model.camera)
    opacity = cutout(photo, result, 0, model.camera, silhouette=model.silhouette, object_net=model.object_net)
    return [
        frame
        for motion in MOTIONS
        for frame in turntable(result, 0, model.camera, motion, 35, FRAMES, SIZE, photo=texture, opacity=opacity)
    ]


def main() -> None:
    """Write the animation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="animation to write (.webp)")
    out = parser.parse_args().out
    check_new_file("out", out, (".webp",))
    with torch.inference_mode():
        columns = [frames(photo, load(model), detect) for photo, (model, detect) in SAMPLES.items()]
    pictures = []
    for row in zip(*columns, strict=True):
        picture = Image.new("RGB", (SIZE * len(row), SIZE))
        for place, frame in enumerate(row):
            picture.paste(frame, (place * SIZE, 0))
        pictures.append(picture)
    file = io.BytesIO()
    step = round(1000 * SECONDS / FRAMES)
    pictures[0].save(
        file, "WEBP", save_all=True, append_images=pictures[1:], duration=step, loop=0, quality=92, method=4
    )
    write_bytes(out, file.getvalue())


if __name__ == "__main__":
    sys.exit(exit_code(main))
