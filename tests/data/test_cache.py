import json
from pathlib import Path

import numpy as np
import pytest

from probsym.data.cache import ImageWriter, default_cache_dir, read_cache, write_cache

PIXELS = np.random.default_rng(0).integers(0, 256, (300, 4, 4, 3), dtype=np.uint8)
NAMES = [f"{index}.png" for index in range(300)]
BAD = [("bad.png", "empty file")]


def fill(writer: ImageWriter) -> tuple[list[str], list[tuple[str, str]]]:
    for image in PIXELS:
        writer.append(image)
    return NAMES, BAD


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_cache(tmp_path / "new", "key", 4, fill)
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
    write_cache(tmp_path, "key", 4, fill)
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
    write_cache(tmp_path, "key", 4, fill)
    (tmp_path / "key.json").write_text(content)
    assert read_cache(tmp_path, "key") is None


def test_entries_with_a_wrong_number_of_names_are_ignored(tmp_path: Path) -> None:
    write_cache(tmp_path, "key", 4, fill)
    index = json.loads((tmp_path / "key.json").read_text())
    index["names"].pop()
    (tmp_path / "key.json").write_text(json.dumps(index))
    assert read_cache(tmp_path, "key") is None


def test_a_failed_write_keeps_the_old_entry(tmp_path: Path) -> None:
    write_cache(tmp_path, "key", 4, fill)

    def fail(writer: ImageWriter) -> tuple[list[str], list[tuple[str, str]]]:
        writer.append(PIXELS[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_cache(tmp_path, "key", 4, fail)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key.json", "key.npy"]
    entry = read_cache(tmp_path, "key")
    assert entry is not None
    assert len(entry.images) == 300


def test_an_open_map_outlives_its_replacement(tmp_path: Path) -> None:
    write_cache(tmp_path, "key", 4, fill)
    entry = read_cache(tmp_path, "key")
    write_cache(tmp_path, "key", 4, lambda writer: (writer.append(PIXELS[1]), (["only.png"], []))[1])
    assert entry is not None
    np.testing.assert_array_equal(entry.images, PIXELS)


def test_default_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PROBSYM_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert default_cache_dir() == tmp_path / ".cache" / "probsym"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_cache_dir() == tmp_path / ".cache" / "probsym"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert default_cache_dir() == tmp_path / "xdg" / "probsym"
    monkeypatch.setenv("PROBSYM_CACHE", "~/own")
    assert default_cache_dir() == tmp_path / "own"
