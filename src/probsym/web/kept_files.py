"""Files of the web app that are slow to make, kept in the cache."""

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from probsym.data.cache_folder import default_cache_dir
from probsym.io import write_bytes

ENTRY = "entry.json"
"""Among the files of a model or of detectors: its part of app.json."""
PACKAGE = Path(__file__).parents[1]
MOST_KEPT = 8
"""Older sets of files are removed."""


def kept_files(name: str, inputs: Iterable[bytes], make: Callable[[], dict[str, bytes]]) -> dict[str, bytes]:
    """What ``make`` returns, from the cache if it was called before for the same inputs by the same program.

    Args:
        name: what the files are for.
        inputs: contents of files that the result depends on; those of the package count anyway.
        make: returns contents by name.
    """
    digest = hashlib.blake2b(f"{name} {version('torch')} {_package_state()}".encode(), digest_size=16)
    for content in inputs:
        digest.update(hashlib.blake2b(content).digest())
    path = default_cache_dir() / "app" / f"{digest.hexdigest()}.zip"
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        os.utime(path)
        return files
    files = make()
    with suppress(OSError):  # without a writable cache they are made again next time
        _keep(path, files)
    return files


def _keep(path: Path, files: dict[str, bytes]) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, one in files.items():
            archive.writestr(name, one)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, content.getvalue())
    latest = sorted(path.parent.glob("*.zip"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for old in latest[MOST_KEPT:]:
        old.unlink(missing_ok=True)


def _package_state() -> str:
    """Changes with every file of the package but what is compiled: they say how the kept files are made."""
    found = []
    for folder, folders, names in os.walk(PACKAGE):
        folders[:] = [name for name in folders if name != "__pycache__"]  # numba's kernels are there, too
        for name in names:
            status = Path(folder, name).stat()
            found.append(f"{folder}/{name} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(sorted(found))
