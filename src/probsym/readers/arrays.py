"""numpy's formats .npy and .npz, without pickles, and MATLAB files; and checks of arrays from any file."""

import io
import math
import mmap
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from probsym.errors import FileFormatError, InputError
from probsym.readers.archives import open_zip, read_entry, reason_of

MAX_BYTES = 2**32
"""Most bytes of an array that is read into memory."""
_KINDS = {"b": "truth values", "i": "integers", "u": "integers", "f": "floating-point numbers", "U": "texts"}
_MAX_HEADER, _MAX_TEXT = 10_000, 4000
_MAX_AXES = 32


class NpyHeader(NamedTuple):
    """What the header of an .npy file says."""

    shape: tuple[int, ...]
    dtype: np.dtype
    fortran_order: bool
    offset: int
    """Bytes before the values."""

    @property
    def nbytes(self) -> int:
        """Bytes of the values."""
        return math.prod(self.shape) * self.dtype.itemsize


def read_npy_header(file: io.BufferedIOBase, size: int, where: str) -> NpyHeader:
    """Read and check the header of an .npy file.

    Args:
        file: at its start; is left behind the header.
        size: of the file, bytes.
        where: the file, for the message.

    Raises:
        FileFormatError: it is no .npy file, holds something else than numbers or texts, or is cut off.
    """
    try:
        version = np.lib.format.read_magic(file)
        read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
        shape, fortran_order, dtype = read(file, max_header_size=_MAX_HEADER)
        offset = file.tell()
    except OSError:
        raise
    except Exception as error:  # the header is Python source: SyntaxError, TypeError, MemoryError, ...
        raise FileFormatError(f"{where}: expected an .npy array: {reason_of(error)}") from None
    if dtype.kind not in _KINDS or not 0 < dtype.itemsize <= (_MAX_TEXT if dtype.kind == "U" else 8):
        raise FileFormatError(f"{where}: expected an array of numbers of at most 64 bits, got {dtype}")
    if len(shape) > _MAX_AXES or any(type(axis) is not int or axis < 0 for axis in shape):
        raise FileFormatError(f"{where}: expected a shape, got {str(shape)[:80]}")
    header = NpyHeader(shape, dtype, fortran_order, offset)
    if header.nbytes > size - offset:
        raise FileFormatError(f"{where}: cut off: expected {header.nbytes} bytes of values, got {size - offset}")
    return header


def parse_npy(content: bytes, where: str) -> np.ndarray:
    """The array in the bytes of an .npy file, in this machine's byte order.

    Raises:
        FileFormatError: as for :func:`read_npy_header`.
    """
    header = read_npy_header(io.BytesIO(content), len(content), where)
    values = np.frombuffer(content, header.dtype, math.prod(header.shape), header.offset)
    native = values.astype(header.dtype.newbyteorder("="))  # a copy that can be written to
    if header.dtype.kind == "U" and (native.view(np.uint32) > sys.maxunicode).any():
        raise FileFormatError(f"{where}: expected Unicode texts")
    return native.reshape(header.shape, order="F" if header.fortran_order else "C")


def read_npz(path: Path, names: Sequence[str] = ()) -> dict[str, np.ndarray]:
    """Arrays of an .npz archive.

    Args:
        path: of the archive.
        names: of the arrays to read; none: all.

    Raises:
        FileFormatError: it is no .npz archive, an array is missing, damaged, larger than 4 GiB, or of objects.
        OSError: it cannot be read.
    """
    with _open_npz(path) as archive:
        found = {entry.filename.removesuffix(".npy"): entry for entry in archive.infolist()}
        missing = [name for name in names if name not in found]
        if missing:
            raise FileFormatError(f"{path}: expected an .npz archive with {', '.join(names)}; found no {missing[0]}")
        arrays, left = {}, MAX_BYTES
        for name in names or found:
            where = f"{path}: {name}"
            content = read_entry(archive, found[name], left, where)
            arrays[name] = parse_npy(content, where)
            left -= len(content)
    return arrays


@contextmanager
def _open_npz(path: Path) -> Iterator[zipfile.ZipFile]:
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(open_zip(path))
        except FileFormatError:
            raise FileFormatError(f"{path}: expected an .npz archive, got something else") from None
        yield archive


def check_array(
    array: np.ndarray, where: str, shape: Sequence[int | None], kinds: str = "biuf", finite: bool = True
) -> np.ndarray:
    """Check an array from a file.

    Args:
        array: to check.
        where: file and name of the array, for the message.
        shape: one entry per axis; None stands for any size.
        kinds: numpy's letters of the kinds that are accepted: b, i, u, f, U.
        finite: refuse NaN and infinite values.

    Returns:
        The same array.

    Raises:
        FileFormatError: its type or shape is another, or it is not finite.
    """
    if array.dtype.kind not in kinds:
        wanted = " or ".join(dict.fromkeys(_KINDS[kind] for kind in kinds))
        raise FileFormatError(f"{where}: expected {wanted}, got {array.dtype}")
    fits = len(array.shape) == len(shape) and all(
        want is None or want == have for want, have in zip(shape, array.shape, strict=True)
    )
    if not fits:
        wanted = " x ".join("any" if axis is None else str(axis) for axis in shape) or "a scalar"
        got = " x ".join(map(str, array.shape)) or "a scalar"
        raise FileFormatError(f"{where}: expected shape {wanted}, got {got}")
    if finite and array.dtype.kind == "f" and not np.isfinite(array).all():
        raise FileFormatError(f"{where}: expected finite numbers, got NaN or infinite ones")
    return array


def check_indices(array: np.ndarray, where: str, count: int) -> np.ndarray:
    """Check that an array, of integers or whole numbers, holds indices below ``count``; returns it as int64.

    Raises:
        FileFormatError: it does not.
    """
    if array.dtype.kind not in "iuf" or (array.size and not (array.min() >= 0 and array.max() < count)):
        got = f"{array.min()} to {array.max()}" if array.size and array.dtype.kind in "iuf" else array.dtype
        raise FileFormatError(f"{where}: expected indices from 0 to {count - 1}, got {got}")
    return array.astype(np.int64)


class MappedArray(np.memmap):
    """An array in a file, read-only and read on demand; made by :func:`map_npy`.

    Reading what another program has cut off would kill the process (SIGBUS): indexing checks the file's size first.
    """

    def __getitem__(self, index: Any) -> Any:
        mapped = _mmap_of(self)
        if mapped is not None and mapped.size() < len(mapped):
            raise FileFormatError(
                f"{self.filename}: cut off while in use: expected {len(mapped)} bytes, got {mapped.size()}"
            )
        result = super().__getitem__(index)
        is_copy = isinstance(result, MappedArray) and _mmap_of(result) is None
        return result.view(np.ndarray) if is_copy else result


def _mmap_of(array: np.ndarray) -> mmap.mmap | None:
    """The map that holds the values; None for copies."""
    return getattr(array, "_mmap", None)


def map_npy(path: Path) -> MappedArray:
    """Map an .npy file into memory.

    Raises:
        FileFormatError: it is no .npy file, of another content than numbers, empty, or cut off.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        header = read_npy_header(file, path.stat().st_size, str(path))
    if header.nbytes == 0:
        raise FileFormatError(f"{path}: expected values, got an array of shape {header.shape}")
    order = "F" if header.fortran_order else "C"
    return cast(MappedArray, MappedArray(path, header.dtype, "r", header.offset, header.shape, order))


def read_mat(path: Path, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Numeric arrays of a MATLAB file.

    Args:
        path: of the file.
        names: of the variables.

    Raises:
        FileFormatError: it is no such file, or a variable is missing or not a dense array of real numbers.
        InputError: scipy is not installed.
        OSError: it cannot be read.
    """
    try:
        from scipy.io import loadmat
    except ImportError:
        raise InputError(f"{path}: expected the package scipy to read it with; pip install 'probsym[basel]'") from None
    with path.open("rb") as file:
        try:
            stored = loadmat(file, variable_names=list(names))
        except Exception as error:  # half a dozen types, also OSError and MemoryError, for damaged files
            raise FileFormatError(f"{path}: expected a MATLAB file of version 5: {reason_of(error)}") from None
    for name in names:
        if name not in stored:
            raise FileFormatError(f"{path}: expected {', '.join(names)}; found no {name}")
        if not isinstance(stored[name], np.ndarray) or stored[name].dtype.kind not in "biuf":
            raise FileFormatError(f"{path}: {name}: expected an array of real numbers")
    return {name: stored[name] for name in names}
