import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.data.depth_pairs import DepthView, ForegroundView, decode_published, depth_of, foreground_of
from probsym.data.depth_pairs import load_depth_pairs as load
from probsym.errors import InputError


def test_depth_by_hand() -> None:
    values = np.array([0, 255, 51], np.uint8)
    assert depth_of(values) == pytest.approx([1.1, 0.9, 1.06])
    assert foreground_of(values).tolist() == [False, True, True]
    rows = np.array([[[0, 255], [0, 0]], [[51, 0], [0, 0]]], np.uint8)
    assert DepthView(rows)[np.array([1])] == pytest.approx(np.array([[[1.06, 1.1], [1.1, 1.1]]]))
    assert ForegroundView(rows)[np.array([1])].tolist() == [[[True, False], [False, False]]]


def test_the_crop_is_the_central_170_pixels(tmp_path: Path) -> None:
    picture = np.zeros((256, 256, 3), np.uint8)
    picture[43:213, 43:213] = 200  # (256 - 170) / 2
    Image.fromarray(picture).save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    assert (decode_published(data, 17) == 200).all()
    picture[43] = picture[:, 212] = 0
    Image.fromarray(picture).save(tmp_path / "a.png")
    whole = decode_published((tmp_path / "a.png").read_bytes(), 170)
    assert (whole[0] == 0).all()
    assert (whole[:, -1] == 0).all()
    assert (whole[1:, :-1] == 200).all()


def test_pairs_are_resized_bilinearly_and_cached(published_pairs: Path, tmp_path: Path) -> None:
    pairs = load(published_pairs, "test", 34, cache_dir=tmp_path)
    assert pairs.images.shape == (3, 34, 34, 3)
    assert pairs.values.shape == (3, 34, 34)
    assert pairs.names == tuple(f"test/image/image_000{number}.png" for number in range(3))
    for name, array in (("image/image_0001.png", pairs.images[1]), ("depth/depth_0001.png", pairs.values[1])):
        with Image.open(published_pairs / "test" / name) as picture:
            expected = picture.crop((15, 15, 185, 185)).resize((34, 34), Image.Resampling.BILINEAR)
            assert np.array_equal(array, np.asarray(expected))
    again = load(published_pairs, "test", 34, cache_dir=tmp_path)
    assert np.array_equal(again.values, pairs.values)
    assert again.content_hash == pairs.content_hash != load(published_pairs, "val", 34, cache_dir=tmp_path).content_hash
    halved = load(published_pairs, "test", 34, crop=0.5, cache_dir=tmp_path)
    assert (halved.values > 0).mean() > (pairs.values > 0).mean()


def test_a_damaged_file_is_named(published_pairs: Path, tmp_path: Path) -> None:
    shutil.copytree(published_pairs, tmp_path / "set")
    (tmp_path / "set" / "val" / "depth" / "depth_0002.png").write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"unreadable images, got 1 of 3; the first: val/depth/depth_0002\.png"):
        load(tmp_path / "set", "val", 34)
