import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from probsym.config import DataConfig
from probsym.data.image_folder import load_image_folder
from probsym.errors import InputError
from probsym.evaluation.ground_truth import ground_truth_of
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings
from probsym.synthetic.storage import load_synthetic
from probsym.training.dataset import open_training_data


def test_photos_are_split(photos: Path) -> None:
    source = open_training_data(photos, 32, DataConfig(validation_share=0.25), seed=0)
    assert isinstance(source.images, np.ndarray)
    assert source.images.shape == (12, 32, 32, 3)
    assert source.validation_images.shape == (3, 32, 32, 3)
    assert len(source.train) == 9
    held_out = np.array(sorted(set(range(12)) - set(source.train.tolist())))
    assert np.array_equal(source.validation_images, source.images[held_out])
    assert source.truth is None
    assert source.notes == ()
    assert source.record["kind"] == "photos"
    assert source.record["images"] == 12


def test_the_record_does_not_name_the_users_folders(photos: Path) -> None:
    record = open_training_data(photos, 32, DataConfig(), seed=0).record
    assert record["name"] == "photos"
    assert str(photos.parent) not in str(record)


def test_the_content_hash_follows_the_content(photos: Path) -> None:
    first = open_training_data(photos, 32, DataConfig(), seed=0).record["content_hash"]
    shutil.copy(photos / "00.png", photos / "99.png")
    assert open_training_data(photos, 32, DataConfig(), seed=0).record["content_hash"] != first


def test_a_limit_on_validation(photos: Path) -> None:
    source = open_training_data(photos, 32, DataConfig(validation_share=0.5, validation_limit=2), seed=0)
    assert len(source.validation_images) == 2
    assert len(source.train) == 10


def test_unreadable_files_are_noted(photos: Path) -> None:
    (photos / "broken.png").write_bytes(b"not a picture")
    source = open_training_data(photos, 32, DataConfig(), seed=0)
    assert len(source.images) == 12
    (note,) = source.notes
    assert note.startswith("skipped 1 unreadable file(s), the first: broken.png")


def test_held_out_images_are_in_memory(photos: Path, faces: Path, published_pairs: Path) -> None:
    """Reading a mapped file that another program cuts off kills the process, and these are read again and again."""
    split = photos.parent / "split"
    for part in ("train", "val"):
        shutil.copytree(photos, split / part)
    for source in (photos, split, faces, published_pairs):
        assert open_training_data(source, 32, DataConfig(), seed=0).validation_images.flags.owndata


def test_synthetic_sets_bring_their_own_split_and_truth(faces: Path) -> None:
    source = open_training_data(faces, 32, DataConfig(), seed=0)
    assert isinstance(source.images, np.ndarray)
    assert source.images.shape == (8, 32, 32, 3)
    assert source.train.tolist() == list(range(8))
    assert source.validation_images.shape == (4, 32, 32, 3)
    assert source.truth is not None
    assert source.truth.depth.shape == source.truth.mask.shape == (4, 32, 32)
    assert source.truth.mask.dtype == torch.bool
    assert source.truth.viewpoint is not None
    assert source.truth.viewpoint.rotation_rad.shape == (4, 3)
    assert source.record["kind"] == "synthetic"
    # x right, y down, radians: the stored six numbers in the order of a viewpoint
    stored = load_synthetic(faces, "val").viewpoint
    assert source.truth.viewpoint.rotation_rad[2].tolist() == stored[2, :3].tolist()
    assert source.truth.viewpoint.translation[2].tolist() == stored[2, 3:].tolist()
    assert len(ground_truth_of(load_synthetic(faces, "val"), 3).depth) == 3


def test_synthetic_sets_of_another_size(faces: Path) -> None:
    with pytest.raises(InputError, match="expected images of 64 pixels as in the recipe, got 32"):
        open_training_data(faces, 64, DataConfig(), seed=0)


def test_synthetic_sets_that_differ_from_their_checksum(faces: Path, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(faces, tmp_path / "changed"))
    array = np.load(changed / "val" / "depth.npy", mmap_mode="r+")
    array[0, 0, 0] += 1
    array.flush()
    with pytest.raises(InputError, match=r"changed/val: expected arrays of SHA-256 \w+ as in card\.json, got"):
        open_training_data(changed, 32, DataConfig(), seed=0)


def test_missing_and_empty_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none"):
        open_training_data(tmp_path / "none", 32, DataConfig(), seed=0)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="empty"):
        open_training_data(tmp_path / "empty", 32, DataConfig(), seed=0)


def test_training_images_bring_their_truth(faces: Path, photos: Path) -> None:
    source, stored = open_training_data(faces, 32, DataConfig(), seed=0), load_synthetic(faces, "train")
    assert isinstance(source.depth, np.ndarray)
    assert isinstance(source.mask, np.ndarray)
    assert np.array_equal(source.depth, stored.depth)
    assert np.array_equal(source.mask, stored.mask)
    assert open_training_data(photos, 32, DataConfig(), seed=0).depth is None


def test_perturbed_validation_images(faces: Path) -> None:
    clean, first = (open_training_data(faces, 32, DataConfig(perturb=perturb), seed=3) for perturb in (False, True))
    differ = (clean.validation_images != first.validation_images).any(-1).mean((1, 2))
    assert ((differ > 0.03) & (differ < 0.27)).all()
    assert np.array_equal(first.images, clean.images)  # those get theirs when they are drawn
    again = open_training_data(faces, 32, DataConfig(perturb=True), seed=3)
    assert np.array_equal(again.validation_images, first.validation_images)


@pytest.mark.parametrize(("limit", "words"), [(1, "data.validation_limit: expected at least 2"), (4, None)])
def test_one_validation_image_cannot_be_scored(faces: Path, limit: int, words: str | None) -> None:
    config = DataConfig(validation_limit=limit)
    if words is None:
        assert len(open_training_data(faces, 32, config, 0).validation_images) == limit
        return
    with pytest.raises(InputError, match=words):
        open_training_data(faces, 32, config, 0)


def test_a_set_with_one_validation_image_is_refused(tmp_path: Path) -> None:
    generate(procedural_head(), tmp_path / "faces", {"train": 4, "val": 1}, SceneSettings(size=32))
    with pytest.raises(InputError, match=r"faces: expected at least 2 validation images to score, got 1"):
        open_training_data(tmp_path / "faces", 32, DataConfig(), 0)


def test_photos_are_cropped_as_the_config_says(photos: Path) -> None:
    cropped = open_training_data(photos, 32, DataConfig(crop=0.5), 0)
    assert np.all(cropped.images == load_image_folder(photos, 32, 0.5).images)
    assert np.any(cropped.images != open_training_data(photos, 32, DataConfig(), 0).images)


def test_photos_with_a_split_of_their_own(photos: Path, tmp_path: Path) -> None:
    source = tmp_path / "cat_combined"
    for split, numbers in (("train", range(7)), ("val", range(7, 10)), ("test", range(10, 12))):
        (source / split).mkdir(parents=True)
        for number in numbers:
            shutil.copy(photos / f"{number:02d}.png", source / split)
    (source / "train" / "broken.png").write_bytes(b"not a picture")
    found, whole = open_training_data(source, 32, DataConfig(), 0), load_image_folder(photos, 32)
    assert np.array_equal(found.images, whole.images[:7])
    assert np.array_equal(found.validation_images, whole.images[7:10])
    assert found.train.tolist() == list(range(7))
    assert found.truth is None
    assert found.notes == (
        "skipped 1 unreadable file(s), the first: train/broken.png (not an image of a known format)",
    )
    assert len(open_training_data(source, 32, DataConfig(validation_limit=2), 0).validation_images) == 2


def test_published_pairs(published_pairs: Path) -> None:
    source = open_training_data(published_pairs, 32, DataConfig(validation_limit=2), 0)
    assert isinstance(source.images, np.ndarray)
    assert source.images.shape == (6, 32, 32, 3)
    assert source.validation_images.shape == (2, 32, 32, 3)
    assert source.record["kind"] == "pairs"
    assert source.truth is not None
    assert source.truth.published
    assert source.depth is not None
    assert source.mask is not None
    depth, mask = source.depth[np.array([4, 1])], source.mask[np.array([4, 1])]
    assert depth.shape == mask.shape == (2, 32, 32)
    assert (depth[~mask] == np.float32(1.1)).all()
    assert depth[mask].max() < 1.1
    with pytest.raises(InputError, match=r"data\.validation_limit: expected at least 2"):
        open_training_data(published_pairs, 32, DataConfig(validation_limit=1), 0)
