import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from probsym.errors import InputError
from probsym.synthetic.storage import array_shapes, content_hash, create_arrays, is_synthetic, load_synthetic


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "copy"))


def test_stored_arrays_are_memory_mapped_and_read_only(written: Path) -> None:
    stored = load_synthetic(written, "test")
    assert len(stored) == 3
    assert stored.size == 32
    assert isinstance(stored.images, np.memmap)
    assert stored.images.shape == (3, 32, 32, 3)
    with pytest.raises(ValueError, match="read-only"):
        stored.images[0] = 0


def test_hash_on_the_card_is_that_of_the_arrays(written: Path) -> None:
    arrays = {file.stem: np.load(file) for file in (written / "val").glob("*.npy")}
    assert content_hash(arrays) == json.loads((written / "card.json").read_text())["splits"]["val"]["sha256"]
    arrays["depth"][0, 0, 0] += 1
    assert content_hash(arrays) != json.loads((written / "card.json").read_text())["splits"]["val"]["sha256"]


def test_is_synthetic(written: Path, tmp_path: Path) -> None:
    assert is_synthetic(written)
    assert not is_synthetic(tmp_path)
    assert not is_synthetic(tmp_path / "nowhere")
    (tmp_path / "card.json").write_text("[1, 2]")
    assert not is_synthetic(tmp_path)


def test_not_a_set(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a folder written by probsym synth"):
        load_synthetic(tmp_path)


def test_unknown_split(written: Path) -> None:
    with pytest.raises(InputError, match="split: expected one of train, val, test"):
        load_synthetic(written, "rest")


def _change_card(folder: Path, **changes: object) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, **changes}))


def test_other_version(copy: Path) -> None:
    _change_card(copy, version=99)
    with pytest.raises(InputError, match="expected version 1 of the synthetic format, got 99"):
        load_synthetic(copy)


def test_split_left_out(copy: Path) -> None:
    _change_card(copy, splits={"train": {"count": 40}})
    with pytest.raises(InputError, match="expected a split test, got only train"):
        load_synthetic(copy, "test")


def test_card_without_sizes(copy: Path) -> None:
    _change_card(copy, scene=None)
    with pytest.raises(InputError, match="scene: expected a table, got None"):
        load_synthetic(copy)


def test_missing_and_damaged_arrays(copy: Path) -> None:
    depth = copy / "val" / "depth.npy"
    depth.write_bytes(depth.read_bytes()[:500])
    with pytest.raises(InputError, match=r"depth\.npy: expected an array .* missing or damaged"):
        load_synthetic(copy, "val")
    depth.unlink()
    with pytest.raises(InputError, match=r"depth\.npy: .* missing or damaged"):
        load_synthetic(copy, "val")
    np.save(depth, np.zeros((2, 8, 8), np.float32))
    with pytest.raises(InputError, match=r"depth\.npy: expected shape \(2, 32, 32\)"):
        load_synthetic(copy, "val")


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="this system cannot reserve room for a file")
def test_disk_space_is_reserved_before_rendering(tmp_path: Path) -> None:
    """A sparse file on a full disk ends the process with a bus error when a map of it is written to."""
    arrays = create_arrays(tmp_path / "train", 40, array_shapes(64))
    for name, array in arrays.items():
        assert (tmp_path / "train" / f"{name}.npy").stat().st_blocks * 512 >= array.nbytes
