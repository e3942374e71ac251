"""Learn the silhouette of a trained model from photos, and store it with the model."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np

from probsym.config import SILHOUETTE_FILE
from probsym.data.decoding import check_size_and_crop, decode_image
from probsym.data.image_files import UnreadableImageError
from probsym.data.photos import open_photo_source
from probsym.errors import InputError
from probsym.export.object_probability import GRID
from probsym.export.silhouette import PHOTOS, learn_silhouette
from probsym.inference.loading import load
from probsym.inference.model_folders import model_folder
from probsym.inspection.content import find_empty_content
from probsym.io import write_bytes
from probsym.models.silhouette_file import encode_silhouette


def add_silhouette(
    model: Path,
    data: Path,
    crop: float = 1.0,
    photos: int = PHOTOS,
    progress: Callable[[str, int, int], None] | None = None,
) -> Path:
    """Write ``silhouette.png`` into a model's folder; an earlier one is replaced.

    Args:
        model: folder of a run or of a model.
        data: folder or zip archive of photos, framed as those that the model was trained on.
        crop: side of the centre crop as a fraction of the photo's shorter side, as in training.
        photos: at most this many are used, evenly spread.
        progress: called with what is being done, the items done and the items in all.

    Returns:
        The file.

    Raises:
        CheckpointError: no such model, or it is damaged.
        InputError: ``model`` is no folder, or the photos are none, or mostly of a single colour, noise or copies.
        OSError: the file cannot be written.
    """
    if not model.is_dir():
        raise InputError(f"model: expected the folder of a run or model, got {model}")
    if photos < 1:
        raise InputError(f"photos: expected at least 1, got {photos}")

    def show(what: str) -> Callable[[int, int], None] | None:
        return None if progress is None else partial(progress, what)

    network, folder = load(model), model_folder(model)
    size = max(network.camera.size, GRID)
    check_size_and_crop(size, crop)
    crops = []
    with open_photo_source(data) as files:
        for row in np.linspace(0, len(files) - 1, min(len(files), photos)).round().astype(int):
            with suppress(UnreadableImageError):
                crops.append(decode_image(files[row].read(), size, crop))
    if len(crops) > 1 and (reason := find_empty_content(np.stack(crops))):
        raise InputError(f"data: {reason}; no silhouette can be learned from them")
    silhouette = learn_silhouette(network, crops, show("learning the silhouette"))
    write_bytes(folder / SILHOUETTE_FILE, encode_silhouette(silhouette))
    return folder / SILHOUETTE_FILE
