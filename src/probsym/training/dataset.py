"""Training data: photos, photos that come with a split, or images with ground truth."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from probsym.config import DETECTOR_FILE, DataConfig
from probsym.data.depth_pairs import DepthView, ForegroundView, depth_of, foreground_of, load_depth_pairs
from probsym.data.hub_dataset import is_hub_dataset, open_hub_dataset
from probsym.data.image_folder import ImageSet, load_image_folder
from probsym.data.lazy_images import LazyImages
from probsym.data.perturbation import perturb_bytes
from probsym.data.sampling import split_validation
from probsym.data.splits import has_depth, has_splits
from probsym.data.tar_images import is_tar_set, open_tar_images
from probsym.errors import InputError
from probsym.evaluation.ground_truth import GroundTruth, ground_truth_of
from probsym.framing.align.detector_file import detector_from_bytes
from probsym.framing.crops import read_card, read_detector
from probsym.progress import Progress
from probsym.synthetic.storage import check_content, is_synthetic, load_synthetic


@dataclass(frozen=True)
class TrainingData:
    """Images for training and validation."""

    images: NDArray[np.uint8] | LazyImages
    """N H W 3, memory-mapped or decoded when indexed."""
    train: NDArray[np.int64]
    """Indices of the training images."""
    validation_images: NDArray[np.uint8]
    """M H W 3."""
    truth: GroundTruth | None
    """Ground truth of the validation images; None for photos."""
    record: dict[str, Any]
    """Description of the data for ``record.json``: kind, name, number of images, hash of their content."""
    notes: tuple[str, ...] = ()
    """Messages to print, such as the number of unreadable photos."""
    depth: NDArray[np.float32] | DepthView | None = None
    """N H W, not in memory: true depth of ``images``, scene units; None for photos."""
    mask: NDArray[np.bool_] | ForegroundView | None = None
    """N H W, not in memory: true foreground of ``images``; None for photos."""
    detector: bytes | None = None
    """Content of the learned detector's file next to the photos, to be stored with the model; None: no such file."""


def open_training_data(
    path: Path, size: int, config: DataConfig, seed: int, progress: Progress | None = None
) -> TrainingData:
    """Open photos or images with ground truth, whichever layout they have.

    Args:
        path: folder or zip archive of photos, with or without ``train/`` and ``val/``; folder of tar archives of
            photos; folder of the package ``datasets``, or of Parquet files; pairs as unsup3d's authors publish them,
            ``{train,val}/{image,depth}``; or a folder made by ``probsym synth``.
        size: height and width that the model sees, pixels.
        config: crop and validation split, for photos; other data has its own split.
        seed: of the validation split and, with ``config.perturb``, of the rectangles on the validation images.
        progress: called with (photos decoded, photos in all) where they are not in the cache.

    Raises:
        InputError: no usable images, or synthetic images of another size or that differ from their checksum.
    """
    if is_synthetic(path):
        data = _open_synthetic(path, size, config)
    elif is_tar_set(path):
        data = _open_lazy(path, open_tar_images(path, size, config.crop), config, seed)
    elif is_hub_dataset(path):
        data = _open_hub_dataset(path, size, config, seed)
    elif not has_splits(path):
        data = _open_photos(path, size, config, seed, progress)
    elif has_depth(path):
        data = _open_pairs(path, size, config, progress)
    else:
        data = _open_split_photos(path, size, config, progress)
    if config.perturb:
        images, _ = perturb_bytes(data.validation_images, seed)
        data = dataclasses.replace(data, validation_images=images)
    return data


def _record(kind: str, path: Path, images: int, content_hash: str) -> dict[str, Any]:
    return {"kind": kind, "name": path.name, "images": images, "content_hash": content_hash}


def _open_photos(path: Path, size: int, config: DataConfig, seed: int, progress: Progress | None) -> TrainingData:
    photos = load_image_folder(path, size, config.crop, progress=progress)
    train, validation = split_validation(len(photos), config.validation_share, config.validation_limit, seed)
    record = _record("photos", path, len(photos), photos.content_hash)
    validation_images = np.array(photos.images[validation])
    return TrainingData(photos.images, train, validation_images, None, record, _notes(photos), detector=_detector(path))


def _open_split_photos(path: Path, size: int, config: DataConfig, progress: Progress | None) -> TrainingData:
    photos = load_image_folder(path, size, config.crop, split="train", progress=progress)
    held_out = load_image_folder(path, size, config.crop, split="val")
    record = _record("photos", path, len(photos), photos.content_hash)
    images = np.array(held_out.images[: config.validation_limit])
    notes = (*_notes(photos), *_notes(held_out))
    return TrainingData(photos.images, np.arange(len(photos)), images, None, record, notes, detector=_detector(path))


def _notes(photos: ImageSet) -> tuple[str, ...]:
    if not photos.unreadable:
        return ()
    name, reason = photos.unreadable[0]
    return (f"skipped {len(photos.unreadable)} unreadable file(s), the first: {name} ({reason})",)


def _open_pairs(path: Path, size: int, config: DataConfig, progress: Progress | None) -> TrainingData:
    train = load_depth_pairs(path, "train", size, config.crop, progress=progress)
    held_out = load_depth_pairs(path, "val", size, config.crop)
    _check_scored(path, len(held_out), config.validation_limit)
    images, values = (np.array(part[: config.validation_limit]) for part in (held_out.images, held_out.values))
    depth, mask = torch.from_numpy(depth_of(values)), torch.from_numpy(foreground_of(values))
    truth = GroundTruth(depth, mask, published=True)
    record = _record("pairs", path, len(train), train.content_hash)
    depths, masks = DepthView(train.values), ForegroundView(train.values)
    return TrainingData(train.images, np.arange(len(train)), images, truth, record, depth=depths, mask=masks)


def _open_hub_dataset(path: Path, size: int, config: DataConfig, seed: int) -> TrainingData:
    splits = open_hub_dataset(path, size, config.crop)
    if "train" not in splits:
        raise InputError(f"{path}: expected a split named train, got {', '.join(splits)}")
    images = splits["train"]
    if "val" not in splits:
        return _open_lazy(path, images, config, seed)
    held_out = splits["val"][np.arange(min(len(splits["val"]), config.validation_limit))]
    record = _record("photos", path, len(images), images.content_hash)
    return TrainingData(images, np.arange(len(images)), held_out, None, record)


def _open_lazy(path: Path, images: LazyImages, config: DataConfig, seed: int) -> TrainingData:
    train, validation = split_validation(len(images), config.validation_share, config.validation_limit, seed)
    record = _record("photos", path, len(images), images.content_hash)
    return TrainingData(images, train, images[validation], None, record)


def _detector(path: Path) -> bytes | None:
    """The detector that framed the photos, if one was learned and can be used."""
    content = read_detector(path) if read_card(path).detector == "learned" else None
    if content is not None:
        detector_from_bytes(content, str(path / DETECTOR_FILE))
    return content


def _open_synthetic(path: Path, size: int, config: DataConfig) -> TrainingData:
    train, held_out = load_synthetic(path, "train"), load_synthetic(path, "val")
    if train.images.shape[1] != size:
        raise InputError(f"{path}: expected images of {size} pixels as in the recipe, got {train.images.shape[1]}")
    limit = config.validation_limit
    _check_scored(path, len(held_out), limit)
    check_content(train, path, "train")
    check_content(held_out, path, "val")
    record = _record("synthetic", path, len(train), train.card["splits"]["train"]["sha256"])
    images = np.array(held_out.images[:limit])
    truth = ground_truth_of(held_out, limit)
    return TrainingData(train.images, np.arange(len(train)), images, truth, record, depth=train.depth, mask=train.mask)


def _check_scored(path: Path, held_out: int, limit: int) -> None:
    if min(held_out, limit) < 2:
        count, place = (held_out, path) if held_out < 2 else (limit, "data.validation_limit")
        raise InputError(f"{place}: expected at least 2 validation images to score, got {count}")
