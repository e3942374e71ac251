"""Learn the silhouette of a trained model from photos, and store it with the model."""

from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from probsym.config import OBJECT_NET_FILE, SILHOUETTE_FILE
from probsym.data.decoding import check_size_and_crop, decode_image
from probsym.data.image_files import UnreadableImageError
from probsym.data.photos import open_photo_source
from probsym.errors import InputError
from probsym.export.object_learning import OBJECT_NET_PHOTOS, learn_object_net
from probsym.export.object_probability import GRID
from probsym.export.silhouette import SILHOUETTE_PHOTOS, learn_silhouette
from probsym.inference.loading import load
from probsym.inference.model_folders import model_folder
from probsym.inspection.content import find_empty_content
from probsym.io import atomic_folder_update
from probsym.models.object_net import encode_object_net
from probsym.models.pretrained import encode_silhouette
from probsym.progress import Progress, TaskProgress


def add_silhouette(
    model: Path,
    data: Path,
    crop: float = 1.0,
    photos: int = SILHOUETTE_PHOTOS,
    network_steps: int = 0,
    network_photos: int = OBJECT_NET_PHOTOS,
    seed: int = 0,
    progress: TaskProgress | None = None,
) -> Path:
    """Write ``silhouette.png`` and, if asked for, ``object.safetensors`` into a model's folder.

    Earlier files are replaced. Without ``network_steps``, an earlier object net is removed: it belongs to the
    silhouette that it was learned with.

    Args:
        model: folder of a run or of a model.
        data: folder or zip archive of photos, framed as those that the model was trained on.
        crop: side of the centre crop as a fraction of the photo's shorter side, as in training.
        photos: at most this many are used for the silhouette, evenly spread.
        network_steps: steps of training for a network that tells object from ground; 0: none.
        network_photos: at most this many photos are used for it, evenly spread.
        seed: of the network's training.
        progress: called with what is being done, the items done and the items in all.

    Returns:
        The silhouette's file.

    Raises:
        CheckpointError: no such model, or it is damaged.
        InputError: ``model`` is no folder, or the photos are none, or mostly of a single colour, noise or copies.
        OSError: the file cannot be written.
    """
    if not model.is_dir():
        raise InputError(f"model: expected the folder of a run or model, got {model}")
    for name, value, least in (
        ("photos", photos, 1),
        ("network_steps", network_steps, 0),
        ("network_photos", network_photos, 1),
    ):
        if value < least:
            raise InputError(f"{name}: expected at least {least}, got {value}")

    def show(what: str) -> Progress | None:
        return None if progress is None else partial(progress, what)

    network, folder = load(model), model_folder(model)
    size = max(network.camera.size, GRID)
    check_size_and_crop(size, crop)
    crops = _read_crops(data, size, crop, photos)
    if len(crops) > 1 and (reason := find_empty_content(np.stack(crops))):
        raise InputError(f"data: {reason}; no silhouette can be learned from them")
    silhouette = learn_silhouette(network, crops, show("learning the silhouette"))
    object_net = None
    if network_steps:
        crops = _read_crops(data, GRID, crop, network_photos)
        object_net = learn_object_net(network, crops, silhouette, network_steps, seed, show("learning the object net"))
    with atomic_folder_update(folder) as update:  # a full disk leaves what was there
        (update / SILHOUETTE_FILE).write_bytes(encode_silhouette(silhouette))
        if object_net is not None:
            (update / OBJECT_NET_FILE).write_bytes(encode_object_net(object_net))
    if object_net is None:
        (folder / OBJECT_NET_FILE).unlink(missing_ok=True)
    return folder / SILHOUETTE_FILE


def _read_crops(data: Path, size: int, crop: float, count: int) -> list[UInt8[np.ndarray, "side side 3"]]:
    """At most ``count`` photos, evenly spread; those that cannot be read are left out."""
    crops = []
    with open_photo_source(data) as files:
        for row in np.linspace(0, len(files) - 1, min(len(files), count)).round().astype(int):
            with suppress(UnreadableImageError):
                crops.append(decode_image(files[row].read(), size, crop))
    return crops
