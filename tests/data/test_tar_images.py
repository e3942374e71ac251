import tarfile
from pathlib import Path

import numpy as np
import pytest

from probsym.config import DataConfig
from probsym.data import tar_images
from probsym.data.image_folder import load_image_folder
from probsym.data.tar_images import is_tar_set, open_tar_images
from probsym.errors import InputError
from probsym.training.dataset import open_training_data


@pytest.fixture
def shards(photos: Path, tmp_path: Path) -> Path:
    """Twelve photos in two archives, among files of other kinds."""
    folder = tmp_path / "shards"
    folder.mkdir()
    (photos / "07.json").write_text("{}")
    (photos / ".hidden.png").write_bytes(b"")
    for number, chosen in enumerate((range(7), range(7, 12))):
        with tarfile.open(folder / f"{number:03d}.tar", "w") as archive:
            archive.add(photos / "07.json", "07.json")
            archive.add(photos / ".hidden.png", "./.hidden.png")
            for photo in chosen:
                archive.add(photos / f"{photo:02d}.png", f"./{photo:02d}.png")
    return folder


def test_photos_are_those_of_the_folder(shards: Path, photos: Path, tmp_path: Path) -> None:
    images = open_tar_images(shards, 32, 0.9, tmp_path / "cache")
    expected = load_image_folder(photos, 32, 0.9).images
    assert len(images) == 12
    assert images.nbytes == expected.nbytes
    rows = np.array([11, 0, 6, 7, 7])
    assert np.array_equal(images[rows], expected[rows])
    assert np.array_equal(np.asarray(images), expected)
    assert len(list((tmp_path / "cache" / "tars").iterdir())) == 2


def test_archives_are_listed_once(shards: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_tar_images(shards, 32, cache_dir=tmp_path / "cache")
    monkeypatch.setattr(tar_images, "list_tar", lambda *_: pytest.fail("listed again"))
    again = open_tar_images(shards, 32, cache_dir=tmp_path / "cache")
    assert again.content_hash == first.content_hash
    assert np.array_equal(again[np.array([9])], first[np.array([9])])


def test_the_next_photo_replaces_an_unreadable_one(photos: Path, tmp_path: Path) -> None:
    (photos / "03.png").write_bytes(b"broken")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for number in (2, 3, 4):
            archive.add(photos / f"{number:02d}.png", f"{number:02d}.png")
    images = open_tar_images(tmp_path / "a.tar", 32)
    assert np.array_equal(images[np.array([1])], images[np.array([2])])


def test_training_data(shards: Path, photos: Path) -> None:
    assert is_tar_set(shards)
    assert not is_tar_set(photos)
    config = DataConfig(validation_share=0.25)
    found, folder = (open_training_data(path, 32, config, 5) for path in (shards, photos))
    assert found.train.tolist() == folder.train.tolist()
    assert np.array_equal(found.validation_images, folder.validation_images)
    assert np.array_equal(found.images[found.train], folder.images[folder.train])
    assert found.record["content_hash"] != folder.record["content_hash"]


def test_bad_archives(photos: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "packed.tar", "w:gz") as archive:
        archive.add(photos / "00.png", "00.png")
    with tarfile.open(tmp_path / "one.tar", "w") as archive:
        archive.add(photos / "00.png", "00.png")
    (tmp_path / "broken.tar").write_bytes(b"x" * 2000)
    for name, words in (
        ("packed", "expected an uncompressed tar archive"),
        ("broken", "expected an uncompressed tar archive"),
        ("one", "expected at least 2 photos in tar archives, got 1"),
        ("none", "cannot be read"),
    ):
        with pytest.raises(InputError, match=words):
            open_tar_images(tmp_path / f"{name}.tar", 32)
    for number in range(3):
        (photos / f"{number:02d}.png").write_bytes(b"broken")
    with tarfile.open(tmp_path / "bad.tar", "w") as archive:
        for number in range(3):
            archive.add(photos / f"{number:02d}.png", f"{number:02d}.png")
    with pytest.raises(InputError, match=r"bad\.tar: photo .* unreadable"):
        open_tar_images(tmp_path / "bad.tar", 32)[np.array([0])]


@pytest.mark.parametrize("content", [b"damaged", b"PK\x05\x06" + bytes(18), None])
def test_damaged_places_in_the_cache_are_found_again(shards: Path, tmp_path: Path, content: bytes | None) -> None:
    first = open_tar_images(shards, 32, cache_dir=tmp_path / "cache")
    for kept in (tmp_path / "cache" / "tars").iterdir():
        if content is None:
            np.savez(kept, offsets=np.array([-1, 2**62]), sizes=np.array([2**62, 1]), content_hash=np.array("a"))
        else:
            kept.write_bytes(content)
    again = open_tar_images(shards, 32, cache_dir=tmp_path / "cache")
    assert again.content_hash == first.content_hash
    assert np.array_equal(again[np.array([9])], first[np.array([9])])


def test_an_entry_beyond_the_end_of_its_archive_is_refused(photos: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        archive.add(photos / "00.png", "00.png")
        entry = tarfile.TarInfo("01.png")
        entry.size = 2**60
        archive.addfile(entry)  # its header alone
    with pytest.raises(InputError, match=r"a\.tar: expected an uncompressed tar archive|reaches beyond the end"):
        open_tar_images(tmp_path / "a.tar", 32)
