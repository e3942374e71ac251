import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.data import image_folder
from probsym.data.image_folder import load_image, load_image_folder
from probsym.errors import InputError


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Nine images; number i has the colour (25 i, 100, 0)."""
    folder = tmp_path / "photos"
    (folder / "sub").mkdir(parents=True)
    for index in range(9):
        name = f"sub/{index}.png" if index % 2 else f"{index}.png"
        Image.new("RGB", (20, 10), (25 * index, 100, 0)).save(folder / name)
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def no_decoding(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Call its ``setattr``-ed decoder and the test fails: the cache has to serve."""

    def fail(*_: object) -> None:
        raise AssertionError("decoded again")

    monkeypatch.setattr(image_folder, "decode_image", fail)
    return monkeypatch


def pack(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.png"), reverse=True):
            archive.write(file, file.relative_to(folder).as_posix())
    return path


def test_images_names_and_values(photos: Path, cache: Path) -> None:
    images = load_image_folder(photos, 8, cache_dir=cache)
    assert len(images) == 9
    assert images.names == (*(f"{i}.png" for i in range(0, 9, 2)), *(f"sub/{i}.png" for i in range(1, 9, 2)))
    assert images.images.shape == (9, 8, 8, 3)
    assert images.images.dtype == np.uint8
    assert not images.images.flags.writeable
    assert images.images[:, 0, 0, 0].tolist() == [0, 50, 100, 150, 200, 25, 75, 125, 175]
    assert images.unreadable == ()
    assert images.source == photos
    for row, name in zip(images.images, images.names, strict=True):
        np.testing.assert_array_equal(row, load_image(photos / name, 8))


def test_a_zip_of_the_folder_is_the_same_set(photos: Path, cache: Path, tmp_path: Path) -> None:
    of_folder = load_image_folder(photos, 8, cache_dir=cache)
    of_zip = load_image_folder(pack(photos, tmp_path / "photos.zip"), 8, cache_dir=cache)
    np.testing.assert_array_equal(of_folder.images, of_zip.images)
    assert of_folder.names == of_zip.names
    assert of_folder.content_hash == of_zip.content_hash
    assert len(list(cache.rglob("*.npy"))) == 1


def test_the_second_time_nothing_is_decoded(
    photos: Path, cache: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    first = load_image_folder(photos, 8, cache_dir=cache)
    request.getfixturevalue("no_decoding")
    for file in photos.rglob("*.png"):
        os.utime(file, (0, 0))
    moved = photos.rename(tmp_path / "elsewhere")
    second = load_image_folder(moved, 8, cache_dir=cache)
    np.testing.assert_array_equal(first.images, second.images)
    assert first.content_hash == second.content_hash


def test_the_cache_key_depends_on_the_content_alone(photos: Path, cache: Path) -> None:
    hashes = [load_image_folder(photos, 8, cache_dir=cache).content_hash]
    load_image_folder(photos, 16, cache_dir=cache)
    load_image_folder(photos, 8, 0.5, cache_dir=cache)
    assert len(list(cache.rglob("*.npy"))) == 3
    (photos / "0.png").rename(photos / "00.png")
    hashes.append(load_image_folder(photos, 8, cache_dir=cache).content_hash)
    Image.new("RGB", (20, 10), (255, 255, 255)).save(photos / "00.png")
    changed = load_image_folder(photos, 8, cache_dir=cache)
    hashes.append(changed.content_hash)
    assert changed.images[0].min() == 255
    assert len(set(hashes)) == 3


def test_a_damaged_cache_is_rebuilt(photos: Path, cache: Path) -> None:
    expected = np.array(load_image_folder(photos, 8, cache_dir=cache).images)
    (array,) = cache.rglob("*.npy")
    data = bytearray(array.read_bytes())
    data[-1] ^= 255
    array.write_bytes(data)
    np.testing.assert_array_equal(load_image_folder(photos, 8, cache_dir=cache).images, expected)
    np.testing.assert_array_equal(np.load(array), expected)


def test_the_default_cache(photos: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROBSYM_CACHE", str(cache))
    load_image_folder(photos, 8)
    assert len(list(cache.rglob("*.npy"))) == 1


def test_unreadable_files_are_listed_and_skipped(photos: Path, cache: Path, request: pytest.FixtureRequest) -> None:
    (photos / "1-empty.jpg").touch()
    (photos / "3-text.jpg").write_text("no picture")
    images = load_image_folder(photos, 8, cache_dir=cache)
    assert len(images) == 9
    assert images.unreadable == (("1-empty.jpg", "empty file"), ("3-text.jpg", "not an image of a known format"))
    assert images.names[1] == "2.png"
    assert images.images[1, 0, 0, 0] == 50
    request.getfixturevalue("no_decoding")
    assert load_image_folder(photos, 8, cache_dir=cache).unreadable == images.unreadable


@pytest.mark.parametrize(("bad", "accepted"), [(2, True), (3, False)])
def test_at_most_a_fifth_may_be_unreadable(bad: int, accepted: bool, tmp_path: Path, cache: Path) -> None:
    for index in range(10):
        path = tmp_path / f"{index}.png"
        path.touch() if index < bad else Image.new("L", (4, 4)).save(path)
    if accepted:
        assert len(load_image_folder(tmp_path, 4, cache_dir=cache)) == 8
        return
    message = r"at most 20 % unreadable images, got 3 of 10; the first: 0.png \(empty file\)"
    with pytest.raises(InputError, match=message):
        load_image_folder(tmp_path, 4, cache_dir=cache)
    assert not list(cache.rglob("*.*"))


def test_fewer_than_two_images(tmp_path: Path, cache: Path) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    with pytest.raises(InputError, match="expected at least 2 readable images, got 1"):
        load_image_folder(tmp_path, 4, cache_dir=cache)


def test_bad_arguments(photos: Path, cache: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent: no such folder"):
        load_image_folder(tmp_path / "absent", 8, cache_dir=cache)
    with pytest.raises(InputError, match="crop"):
        load_image_folder(photos, 8, 0.0, cache)
    with pytest.raises(InputError, match="size"):
        load_image_folder(photos, 0, cache_dir=cache)
    cache.write_text("a file where the folder should be")
    with pytest.raises(InputError, match=r"cannot cache decoded images.*PROBSYM_CACHE"):
        load_image_folder(photos, 8, cache_dir=cache)


def test_files_that_change_meanwhile_are_refused(photos: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_cache = image_folder.read_cache

    def change_first(folder: Path, key: str) -> object:
        (photos / "4.png").write_bytes(b"other")
        return read_cache(folder, key)

    monkeypatch.setattr(image_folder, "read_cache", change_first)
    with pytest.raises(InputError, match=r"4\.png changed while it was being read"):
        load_image_folder(photos, 8, cache_dir=cache)


def test_progress_reaches_the_end(photos: Path, cache: Path) -> None:
    calls: list[tuple[int, int]] = []
    load_image_folder(photos, 8, cache_dir=cache, progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (9, 9)


def test_processes_may_build_the_same_cache(photos: Path, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from probsym.data.image_folder import load_image_folder\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(load_image_folder(Path(sys.argv[1]), 8, cache_dir=Path(sys.argv[2])).images.tobytes().hex())"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen([sys.executable, "-c", code, photos, cache], **pipes) for _ in range(2)]
    for process in processes:  # neither decodes before both have done their imports
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    results = [process.communicate(timeout=60) for process in processes]
    expected = load_image_folder(photos, 8, cache_dir=cache).images.tobytes().hex()
    assert results == [(expected + "\n", "")] * 2
    assert sorted(path.suffix for path in cache.rglob("*.*")) == [".json", ".npy"]
