import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from probsym.data.cache import read_cache
from probsym.data.cache_build import FILES_PER_LINE, Decoded, build_cache
from probsym.errors import InputError

COUNT = 3 * FILES_PER_LINE + 10
PIXELS = np.random.default_rng(0).integers(0, 256, (COUNT, 2, 2, 3), dtype=np.uint8)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes cannot be probed on Windows")


def decode(first: int, started: list[int] | None = None) -> Iterator[Decoded]:
    """Every tenth file is unreadable."""
    if started is not None:
        started.append(first)
    for index in range(first, COUNT):
        yield f"{index}.png", PIXELS[index] if index % 10 else "bad"


def build(folder: Path) -> int:
    """Build the entry; returns the file that decoding started from."""
    started: list[int] = []
    build_cache(folder, "key", 2, lambda first: decode(first, started), lambda *_: None)
    return started[0]


def check_entry(folder: Path) -> None:
    entry = read_cache(folder, "key")
    assert entry is not None
    good = [index for index in range(COUNT) if index % 10]
    np.testing.assert_array_equal(entry.images, PIXELS[good])
    assert entry.names == tuple(f"{index}.png" for index in good)
    assert entry.unreadable == tuple((f"{index}.png", "bad") for index in range(0, COUNT, 10))
    assert sorted(path.name for path in folder.iterdir()) == ["key.json", "key.npy"]


@pytest.fixture
def interrupted(tmp_path: Path) -> Path:
    """A build that was killed after two and a half blocks; the partial folder."""
    code = (
        "import os, signal, sys; from pathlib import Path; import numpy as np\n"
        "from probsym.data.cache_build import FILES_PER_LINE, build_cache\n"
        "pixels = np.random.default_rng(0).integers(0, 256, (int(sys.argv[2]), 2, 2, 3), dtype=np.uint8)\n"
        "def decode(first):\n"
        "    for index in range(first, len(pixels)):\n"
        "        if index == FILES_PER_LINE * 5 // 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        yield f'{index}.png', pixels[index] if index % 10 else 'bad'\n"
        "build_cache(Path(sys.argv[1]), 'key', 2, decode, lambda *_: None)"
    )
    result = subprocess.run([sys.executable, "-c", code, tmp_path, str(COUNT)], check=False)
    assert result.returncode == -signal.SIGKILL
    (partial,) = tmp_path.iterdir()
    return partial


def test_a_killed_build_goes_on_from_its_last_block(interrupted: Path) -> None:
    assert build(interrupted.parent) == 2 * FILES_PER_LINE
    check_entry(interrupted.parent)


def damage_first_pixel(partial: Path) -> None:
    with (partial / "images.npy").open("r+b") as file:
        file.seek(200)
        file.write(b"\0\1\2\3")


def damage_second_pixels(partial: Path) -> None:
    with (partial / "images.npy").open("r+b") as file:
        file.truncate(128 + 12 * (FILES_PER_LINE + 5))


def damage_second_line(partial: Path) -> None:
    first, *_ = (partial / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (partial / "journal.jsonl").write_bytes(first + b'{"names": 3}\n')


@pytest.mark.parametrize(
    ("damage", "start"),
    [(damage_first_pixel, 0), (damage_second_pixels, FILES_PER_LINE), (damage_second_line, FILES_PER_LINE)],
)
def test_damaged_blocks_are_decoded_again(interrupted: Path, damage, start: int) -> None:
    damage(interrupted)
    assert build(interrupted.parent) == start
    check_entry(interrupted.parent)


def test_the_same_process_may_go_on_after_an_interruption(tmp_path: Path) -> None:
    def interrupt(first: int) -> Iterator[Decoded]:
        yield from list(decode(first))[: FILES_PER_LINE + 3]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_cache(tmp_path, "key", 2, interrupt, lambda *_: None)
    assert build(tmp_path) == FILES_PER_LINE
    check_entry(tmp_path)


def test_builds_of_other_keys_are_removed_after_a_week(interrupted: Path) -> None:
    other = interrupted.rename(interrupted.with_name(interrupted.name.replace("-key", "-other")))
    build(other.parent)
    assert other.exists()
    week_ago = time.time() - 8 * 24 * 3600
    os.utime(other, (week_ago, week_ago))
    build(other.parent)
    check_entry(other.parent)


@pytest.mark.parametrize("error", [InputError("refused"), OSError("disk full")])
def test_a_failure_leaves_nothing(error: Exception, tmp_path: Path) -> None:
    def fail(usable: int, unreadable: list[tuple[str, str]]) -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        build_cache(tmp_path, "key", 2, decode, fail)
    assert not list(tmp_path.iterdir())
