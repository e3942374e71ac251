import json
from pathlib import Path

import numpy as np
import pytest

from probsym.data.cache import read_cache
from probsym.data.cache_build import build_cache
from probsym.errors import FileFormatError

PIXELS = np.random.default_rng(0).integers(0, 256, (300, 4, 4, 3), dtype=np.uint8)
NAMES = [f"{index}.png" for index in range(300)]
BAD = [("bad.png", "empty file")]


def write_cache(folder: Path, key: str, pixels: np.ndarray = PIXELS) -> None:
    def decode(first: int):
        return [*zip(NAMES, pixels, strict=False), *BAD][first:]

    build_cache(folder, key, 4, decode, lambda *_: None)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_cache(tmp_path / "new", "key")
    entry = read_cache(tmp_path / "new", "key")
    assert entry is not None
    np.testing.assert_array_equal(entry.images, PIXELS)
    assert entry.names == tuple(NAMES)
    assert entry.unreadable == tuple(BAD)
    assert isinstance(entry.images, np.memmap)
    assert not entry.images.flags.writeable
    # an ordinary .npy that anybody may open, and nothing besides
    np.testing.assert_array_equal(np.load(tmp_path / "new" / "key.npy"), PIXELS)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["key.json", "key.npy"]


def test_missing_entry(tmp_path: Path) -> None:
    assert read_cache(tmp_path / "absent", "key") is None


@pytest.mark.parametrize("suffix", ["npy", "json"])
@pytest.mark.parametrize("damage", ["absent", "empty", "cut", "changed"])
def test_damaged_entries_are_ignored(suffix: str, damage: str, tmp_path: Path) -> None:
    write_cache(tmp_path, "key")
    path = tmp_path / f"key.{suffix}"
    data = path.read_bytes()
    if damage == "absent":
        path.unlink()
    elif damage == "changed":
        path.write_bytes(data[:-20] + bytes([data[-20] ^ 1]) + data[-19:])
    else:
        path.write_bytes(data[: 0 if damage == "empty" else len(data) // 2])
    assert read_cache(tmp_path, "key") is None


@pytest.mark.parametrize("content", ["[]", "3", "{}", '{"names": 1, "unreadable": [], "checksum": ""}'])
def test_an_index_of_another_format_is_ignored(content: str, tmp_path: Path) -> None:
    write_cache(tmp_path, "key")
    (tmp_path / "key.json").write_text(content)
    assert read_cache(tmp_path, "key") is None


def test_entries_with_a_wrong_number_of_names_are_ignored(tmp_path: Path) -> None:
    write_cache(tmp_path, "key")
    index = json.loads((tmp_path / "key.json").read_text())
    index["names"].pop()
    (tmp_path / "key.json").write_text(json.dumps(index))
    assert read_cache(tmp_path, "key") is None


def test_an_open_map_outlives_its_replacement(tmp_path: Path) -> None:
    write_cache(tmp_path, "key")
    entry = read_cache(tmp_path, "key")
    write_cache(tmp_path, "key", PIXELS[:1])
    assert entry is not None
    np.testing.assert_array_equal(entry.images, PIXELS)


def test_a_map_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    """Reading beyond the end of a mapped file would kill the process."""
    write_cache(tmp_path, "key")
    entry = read_cache(tmp_path, "key")
    assert entry is not None
    with (tmp_path / "key.npy").open("r+b") as file:
        file.truncate(1000)
    for index in (299, slice(None), np.array([1, 250])):
        with pytest.raises(FileFormatError, match=r"key\.npy: cut off while in use: expected 14528 bytes, got 1000"):
            entry.images[index]
