"""Build an entry of the cache of decoded images; an interrupted build continues where it stopped.

While an entry is built, ``.partial-PROCESS-KEY/`` holds its images and a journal with one line per block of files: how
many files were done, their names, and the checksum of their pixels. The next process that needs the entry takes over
the folder of a process that has ended, checks the blocks, and drops what is damaged or incomplete.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from jaxtyping import UInt8

from probsym.data.cache import new_checksum, parse_unreadable, write_index
from probsym.errors import FileFormatError, InputError
from probsym.readers.plain import entries, entry, parse_json
from probsym.temporaries import active_name, is_abandoned

FILES_PER_LINE = 512
"""Files per line of the journal."""
_PARTIAL = ".partial-"
_IMAGES, _JOURNAL = "images.npy", "journal.jsonl"
_KEPT_SECONDS = 7 * 24 * 3600
"""How long an interrupted build of another entry is kept."""

Decoded = tuple[str, UInt8[np.ndarray, "size size 3"] | str]
"""Name of a file, and its picture or the reason why it has none."""


def build_cache(
    folder: Path,
    key: str,
    size: int,
    decode: Callable[[int], Iterable[Decoded]],
    check: Callable[[int, list[tuple[str, str]]], None],
) -> None:
    """Write the entry ``key``; see :func:`probsym.data.cache.read_cache`.

    Args:
        folder: of the cache; created if missing.
        key: name of the entry.
        size: height and width of each image.
        decode: gives all files from the one with this index on, always in the same order.
        check: called with the number of images and (name, reason) of the unreadable files before the entry is written;
            raises to refuse it.

    Raises:
        InputError: raised by ``decode`` or ``check``; nothing is left.
        OSError: the folder cannot be written to; nothing is left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _claimed(folder, key) as partial:
        try:
            build = _Build(partial, size)
            build.resume()
            build.append(decode(build.files))
            check(len(build.names), build.unreadable)
            checksum = build.finish()
            (partial / _IMAGES).replace(folder / f"{key}.npy")
            write_index(folder, key, build.names, build.unreadable, checksum)
        except (InputError, OSError):
            shutil.rmtree(partial, ignore_errors=True)
            raise
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def _claimed(folder: Path, key: str) -> Iterator[Path]:
    """A folder for this build: that of an interrupted one, or a new one."""
    with active_name(_PARTIAL, f"-{key}") as name:
        mine = folder / name
        for path in sorted(folder.glob(f"{_PARTIAL}*")):
            if not is_abandoned(path.name):
                continue
            try:
                if path.name.endswith(f"-{key}") and not mine.exists():
                    path.rename(mine)
                elif time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                    shutil.rmtree(path, ignore_errors=True)
            except OSError:  # another process was faster
                continue
        mine.mkdir(exist_ok=True)
        yield mine


class _Build:
    """The images and the journal of one folder."""

    def __init__(self, folder: Path, size: int) -> None:
        self._images, self._journal, self._size = folder / _IMAGES, folder / _JOURNAL, size
        self.names: list[str] = []
        self.unreadable: list[tuple[str, str]] = []
        self._checksum = new_checksum()

    @property
    def files(self) -> int:
        """Number of files that are done."""
        return len(self.names) + len(self.unreadable)

    def resume(self) -> None:
        """Take over the blocks that are complete and undamaged; drop what follows them."""
        self._images.touch()
        self._journal.touch()
        with self._images.open("r+b") as images, self._journal.open("r+b") as journal:
            self._write_header(images)
            kept = 0
            for line in journal:
                if not self._take_over(line, images):
                    break
                kept += len(line)
            journal.truncate(kept)
            images.truncate(self._offset + len(self.names) * self._image_bytes)

    def append(self, decoded: Iterable[Decoded]) -> None:
        """Write images, and a line of the journal after each block."""
        names: list[str] = []
        unreadable: list[tuple[str, str]] = []
        checksum = new_checksum()
        with self._images.open("ab") as images, self._journal.open("ab") as journal:
            for name, picture in decoded:
                if isinstance(picture, str):
                    unreadable.append((name, picture))
                else:
                    data = picture.tobytes()
                    images.write(data)
                    checksum.update(data)
                    self._checksum.update(data)
                    names.append(name)
                if len(names) + len(unreadable) == FILES_PER_LINE:
                    images.flush()  # before the journal says that they are there
                    line = {"names": names, "unreadable": unreadable, "checksum": checksum.hexdigest()}
                    journal.write(json.dumps(line).encode() + b"\n")
                    journal.flush()
                    self._count(names, unreadable)
                    names, unreadable, checksum = [], [], new_checksum()
            self._count(names, unreadable)

    def finish(self) -> str:
        """Write the final count into the header; returns the checksum of the pixels."""
        with self._images.open("r+b") as images:
            self._write_header(images)
        return self._checksum.hexdigest()

    @property
    def _image_bytes(self) -> int:
        return self._size * self._size * 3

    def _count(self, names: list[str], unreadable: Iterable[tuple[str, str]]) -> None:
        self.names += names
        self.unreadable += unreadable

    def _write_header(self, images: BinaryIO) -> None:
        # numpy pads the header so that the first axis can grow without moving the data
        shape = (len(self.names), self._size, self._size, 3)
        header = {"descr": "|u1", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(images, header)
        self._offset = images.tell()

    def _take_over(self, line: bytes, images: BinaryIO) -> bool:
        """Check a block of the journal against the pixels."""
        try:
            block = parse_json(line, _JOURNAL)
            names = entries(entry(block, "names", list, _JOURNAL), str, _JOURNAL)
            unreadable = parse_unreadable(entry(block, "unreadable", list, _JOURNAL), _JOURNAL)
            expected = entry(block, "checksum", str, _JOURNAL)
        except FileFormatError:
            return False
        data = images.read(len(names) * self._image_bytes)
        checksum = new_checksum()
        checksum.update(data)
        if checksum.hexdigest() != expected or len(names) + len(unreadable) != FILES_PER_LINE:
            return False
        self._checksum.update(data)
        self._count(names, unreadable)
        return True
