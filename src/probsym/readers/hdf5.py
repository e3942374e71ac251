"""HDF5 files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from probsym.errors import FileFormatError, InputError
from probsym.readers.archives import reason_of
from probsym.readers.arrays import MAX_BYTES


class Hdf5File:
    """An open file; made by :func:`open_hdf5`."""

    def __init__(self, path: Path, file: Any) -> None:
        self._path, self._file = path, file

    def __contains__(self, name: str) -> bool:
        with _own_errors(self._path):
            return name in self._file

    def numbers(self, name: str, columns: int | None = None) -> np.ndarray:
        """The dataset ``name``, of real numbers, or the first ``columns`` of a two-dimensional one.

        Raises:
            FileFormatError: it is missing, of another type, or larger than 4 GiB.
        """
        data = self._dataset(name)
        if data.dtype.kind not in "biuf":
            raise FileFormatError(f"{self._path}: {name}: expected real numbers, got {data.dtype}")
        if columns is not None and data.ndim != 2:
            raise FileFormatError(f"{self._path}: {name}: expected a matrix, got {data.ndim} axes")
        with _own_errors(self._path):
            return np.asarray(data[()] if columns is None else data[:, :columns])

    def content(self, name: str) -> bytes:
        """The dataset ``name``, of text or of bytes, as bytes.

        Raises:
            FileFormatError: it is missing, of another type, or larger than 4 GiB.
        """
        data = self._dataset(name)
        with _own_errors(self._path):
            value = np.asarray(data[()])
        if value.ndim == 0 and isinstance(value.item(), str | bytes):
            item = value.item()
            return item.encode(errors="surrogateescape") if isinstance(item, str) else item
        if value.dtype.kind not in "iuS":
            raise FileFormatError(f"{self._path}: {name}: expected text, got {value.dtype}")
        return value.tobytes()

    def _dataset(self, name: str) -> Any:
        if name not in self:
            raise FileFormatError(f"{self._path}: found no {name}")
        with _own_errors(self._path):
            data = self._file[name]
            if getattr(data, "shape", None) is None or getattr(data, "dtype", None) is None:
                raise FileFormatError(f"{self._path}: {name}: expected an array")
            if data.size * data.dtype.itemsize > MAX_BYTES:
                raise FileFormatError(f"{self._path}: {name}: expected at most {MAX_BYTES >> 30} GiB")
            return data


@contextmanager
def open_hdf5(path: Path) -> Iterator[Hdf5File]:
    """An open HDF5 file.

    Raises:
        FileFormatError: it is no HDF5 file, or damaged.
        InputError: h5py is not installed.
    """
    try:
        import h5py
    except ImportError:
        raise InputError(f"{path}: expected the package h5py to read it with; pip install 'probsym[basel]'") from None
    with _own_errors(path):
        file = h5py.File(path, "r")
    with file:
        yield Hdf5File(path, file)


@contextmanager
def _own_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileFormatError:
        raise
    except Exception as error:  # OSError, RuntimeError, KeyError, TypeError, ... for damaged files
        raise FileFormatError(f"{path}: expected an HDF5 file: {reason_of(error)}") from None
