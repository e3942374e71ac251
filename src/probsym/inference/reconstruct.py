"""Reconstruct photos end to end: decode, detect, crop, predict; for Python and for the command line.

import probsym
result = probsym.reconstruct("cat.jpg", model="cat-64")
result.factors.canonical_depth  # 1 x 64 x 64, scene units
result.save("out", formats=("glb",))
"""

import dataclasses
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from probsym.checks import check_floating, check_range, check_shape
from probsym.config.aliases import with_former_arguments
from probsym.cpus import use_single_thread
from probsym.data.decoding import check_size_and_crop
from probsym.data.image_files import quiet_pillow
from probsym.data.masks import Mask, check_masks, with_masks
from probsym.data.photos import ImageFile, Photo, ResultNames, as_image_file, open_photos
from probsym.errors import InputError
from probsym.export.bundle import BundleOptions
from probsym.export.page import PHOTO_SIZE
from probsym.export.photo_texture import MAX_TEXTURE_SIZE
from probsym.framing.crops import central_box
from probsym.framing.find_crops import CropSearch, FoundCrop
from probsym.inference.loading import enlarge_model, learned_detector, load
from probsym.inference.parallel import Shard, parallel_map_ordered
from probsym.inference.photo_crops import Detect, Framer, PhotoCrop, Skipped, crop_in_batches, make_framer
from probsym.inference.photo_log import FolderResult, PhotoLog
from probsym.inference.predict import BATCH_SIZE, predict, predict_batch
from probsym.inference.refine import crop_refinement
from probsym.inference.results import Reconstruction
from probsym.inference.writing import ResultsWriter
from probsym.io import remove_new_folder_on_error
from probsym.models.autoencoder import Autoencoder
from probsym.progress import Progress
from probsym.types import ModelOutput, concatenate

_THREADS = 4


class ReconstructedBatch(NamedTuple):
    """A batch of crops and what the model made of them."""

    crops: list[PhotoCrop]
    images: Float[Tensor, "batch 3 size size"]
    reconstruction: ModelOutput


@with_former_arguments
def reconstruct(
    photos: Photo | Sequence[Photo] | Float[Tensor, "batch 3 size size"],
    model: str | Path | Autoencoder = "face-128",
    *,
    detect: Detect = "auto",
    crop: float = 1.0,
    all: bool = False,
    refine_crop: bool = True,
    mask: Mask | None = None,
    size: int = 0,
    device: str | None = None,
) -> Reconstruction:
    """Reconstruct photos: depth, albedo, light, viewpoint, confidence, and the rendered maps.

    Like the command ``probsym reconstruct``. The object that the model was trained on, such as a face, is detected in
    each photo and cropped like the training photos; if nothing is detected, the centre crop is used, with a warning.
    Unreadable photos are skipped with a warning.

    Args:
        photos: one or more of: path of a photo, folder or zip archive; Pillow image; uint8 array of height x width x
            3. Or a batch of finished crops: a float tensor in [0, 1] of the model's size, which is used unchanged.
        model: name of a shipped model, folder of a run or model, "owner/name" on the Hugging Face Hub, or a loaded
            model.
        detect: "auto": what the model was trained on, or centre crops if ``crop`` is given; "face" or "cat": only
            that, photos without one are skipped; "none": centre crops.
        crop: side of the crop as a fraction of the photo's shorter side, or of the crop around the detection, in
            (0, 1].
        all: reconstruct all detections in a photo, not only the largest.
        refine_crop: shift, scale and rotate each crop slightly to where the model explains the photo best. This runs
            the model about 50 times per photo.
        mask: the silhouette of the object, instead of the photo's own opacity or a computed one. For one photo: path
            of an image, Pillow image, or array of height x width (bool, uint8, or floating-point in [0, 1]); for
            several, a folder with a mask for each under the same name with any extension. It has the size or aspect
            ratio of the upright photo. White or opaque is object, grey soft.
        size: reconstruct at this many pixels, at most 256, for a sharper albedo, if the model has a refinement network;
            0: at its own size.
        device: "auto", "cpu", "cuda" or "mps"; by default "cpu", or the device of a loaded model.

    Returns:
        One batch, in the order of the photos. ``result.photos`` has name, crop box, detector and warnings of each
        crop; ``result.skipped`` lists skipped photos.

    Raises:
        InputError: a path does not exist, no photo is readable or has a detection, a photo has no mask in the folder
            of masks, or an array, tensor or mask is not as described.
        CheckpointError: no such model, or it is damaged.
    """
    if isinstance(model, Autoencoder) and device is not None:
        raise InputError("device: expected none with a loaded model, which has a device; use model.to()")
    loaded = model if isinstance(model, Autoencoder) else load(model, device or "cpu")
    network = enlarge_model(loaded, size)
    name = network.name or "(unnamed)"
    if isinstance(photos, Tensor):
        if mask is not None:
            raise InputError("mask: expected none with a tensor of finished crops")
        return _reconstruct_tensor(photos, network, name)
    several = [photos] if isinstance(photos, str | Path | Image.Image | np.ndarray) else list(photos)
    framing, learned = network.config.framing, learned_detector(network)
    refine = crop_refinement(loaded, refine_crop)  # which the pixels of the larger one would only slow down
    framer = make_framer(network.camera.size, framing, detect, crop, all, MAX_TEXTURE_SIZE, learned, refine)
    check_size_and_crop(network.camera.size, crop)
    with open_photos(several, keep=True) as files, quiet_pillow():
        if mask is not None:
            files = with_masks(files, mask)
            check_masks(files)
        log, names = PhotoLog(len(files)), ResultNames()
        named = [(file, names.add(file.name)) for file in files]
        parts = list(reconstruct_in_batches(named, names, network, framer, log))
    log.raise_if_nothing(framer.framing.detector)
    if log.lines():
        warnings.warn("probsym.reconstruct: " + "; ".join(log.lines()), stacklevel=2)
    return _as_one(parts, network, name, tuple(log.skipped))


def reconstruct_to_folder(
    photos: Sequence[Photo],
    out: Path,
    options: BundleOptions,
    *,
    detect: Detect = "auto",
    crop: float = 1.0,
    all: bool = False,
    refine_crop: bool = True,
    mask: Mask | None = None,
    size: int = 0,
    page: bool = False,
    preview: bool = False,
    limit: int = 0,
    device: str = "cpu",
    shard: Shard | None = None,
    progress: Progress | None = None,
) -> FolderResult:
    """Reconstruct any number of photos and write the results as they come; memory does not grow with the photos.

    Args:
        photos: as for :func:`reconstruct`.
        out: folder of the results, with one subfolder per crop.
        options: the model, and which files are written; as for :meth:`Reconstruction.save`.
        detect: as for :func:`reconstruct`, and so are ``crop``, ``all``, ``refine_crop``, ``mask`` and
            ``size``.
        crop: see above.
        all: see above.
        refine_crop: see above.
        mask: see above; the file or the masks are for the first ``limit`` photos.
        size: see above.
        page: also write page.html.
        preview: also write detection.png.
        limit: reconstruct only this many photos, from the first; 0: all.
        device: see :func:`probsym.devices.choose_device`; of several GPUs, each process takes its own.
        shard: part of the photos to reconstruct; by default all.
        progress: told how many photos are done.

    Raises:
        ProbsymError: as :func:`reconstruct`; nothing has been written then.
        OSError: the results cannot be written.
    """
    check_range("limit", limit, 0, 10**9)
    shard = shard or Shard()
    if out.exists() and not out.is_dir():
        raise InputError(f"out: expected a folder, got the file {out}")
    with open_photos(photos, out) as files, quiet_pillow():
        files = files[: limit or None]
        if mask is not None:
            files = with_masks(files, mask)
            check_masks(shard.of(files))
        loaded = load(options.model, shard.device(device))
        model = enlarge_model(loaded, size)
        check_size_and_crop(model.camera.size, crop)
        # The model's texture needs no detail, but the silhouette does, which is the alpha channel where there is one.
        native = MAX_TEXTURE_SIZE if not options.maps_only else PHOTO_SIZE if page else 0
        framing, learned = model.config.framing, learned_detector(model)
        refine = crop_refinement(loaded, refine_crop)
        framer = make_framer(model.camera.size, framing, detect, crop, all, native, learned, refine)
        names = ResultNames()
        # Names are those among all photos: no two processes may write to one folder.
        named = shard.of([(file, names.add(file.name)) for file in files])
        log = PhotoLog(len(named))
        with remove_new_folder_on_error(out):
            with ResultsWriter(out, model, options, page, preview, shard) as writer:
                for part in reconstruct_in_batches(named, names, model, framer, log, progress):
                    writer.add(*part)
            if shard.world_size == 1:  # where one process fails, launchers end the others
                log.raise_if_nothing(framer.framing.detector)
    return FolderResult(out, log, shard.describe(len(files)), writer.contact_sheet, writer.page)


def reconstruct_in_batches(
    photos: Sequence[tuple[ImageFile, str]],
    names: ResultNames,
    model: Autoencoder,
    framer: Framer,
    log: PhotoLog,
    progress: Progress | None = None,
) -> Iterator[ReconstructedBatch]:
    """Crop and reconstruct photos, batch by batch; the next ones are decoded and predicted meanwhile.

    Args:
        photos: each with the folder of its first crop, which ``names`` gave.
        names: gives the folders of further crops.
        model: in ``eval`` mode.
        framer: crops the photos.
        log: takes what was skipped, and warnings.
        progress: told how many photos are done.
    """
    # On a CPU, several batches with one thread each are faster than one batch with several threads, which wait for
    # each other at every layer.
    on_cpu = next(model.parameters()).device.type == "cpu"
    workers = min(torch.get_num_threads(), _THREADS) if on_cpu and len(photos) > BATCH_SIZE else 1
    finished = 0

    def run(batch: tuple[int, list[PhotoCrop], list[Skipped]]) -> tuple[Tensor, ModelOutput] | None:
        crops = batch[1]
        return predict_batch(model, np.stack([crop.pixels for crop in crops]), model) if crops else None

    with ThreadPoolExecutor(_THREADS, initializer=use_single_thread) as pool:
        try:
            batches = crop_in_batches(photos, names, framer, BATCH_SIZE, pool)
            with closing(parallel_map_ordered(batches, run, workers, use_single_thread)) as results:
                for (done, crops, skipped), result in results:
                    log.add(crops, skipped)
                    finished += done
                    if result is not None:
                        yield ReconstructedBatch(crops, *result)
                    if progress is not None:
                        progress(finished, len(photos))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _reconstruct_tensor(images: Tensor, model: Autoencoder, name: str) -> Reconstruction:
    size = model.camera.size
    check_shape("photos", images, (None, 3, size, size))
    check_floating("photos", images)
    if not len(images):
        raise InputError("photos: expected at least one image, got none")
    if not ((images >= 0) & (images <= 1)).all():
        raise InputError("photos: expected values from 0 to 1, got values outside or NaN")
    levels = images.detach().mul(255).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    crops = []
    for number, pixels in enumerate(levels, start=1):
        file, box = as_image_file(pixels, f"image {number}"), central_box(size, size)
        crops.append(
            PhotoCrop(file, pixels, box, (size, size), CropSearch((FoundCrop(box),)), folder=f"image_{number}")
        )
    parts = [ReconstructedBatch([], *batch) for batch in predict(model, images.detach())]
    return dataclasses.replace(_as_one(parts, model, name), photos=tuple(crops))


def _as_one(
    parts: Sequence[ReconstructedBatch], model: Autoencoder, name: str, skipped: tuple[Skipped, ...] = ()
) -> Reconstruction:
    whole = concatenate([part.reconstruction for part in parts])
    return Reconstruction(
        **vars(whole),
        input_images=torch.cat([part.images for part in parts]),
        photos=tuple(crop for part in parts for crop in part.crops),
        model=model,
        model_name=name,
        skipped=skipped,
    )
