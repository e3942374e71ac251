import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from probsym.errors import FileFormatError
from probsym.readers.arrays import check_array, check_indices, map_npy, parse_npy, read_npz


def npy(array: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def with_header(header: str) -> bytes:
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["<f4", ">f4", "u1", "<i8", "?", "<U3"])
def test_arrays_are_read(order: Any, dtype: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(dtype, order=order)
    read = parse_npy(npy(array), "a.npy")
    np.testing.assert_array_equal(read, array)
    assert read.dtype.isnative
    read[0, 0] = read[1, 1]  # a copy that may be written to


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"expected an \.npy array"),
        (b"PK\x03\x04 a zip", r"expected an \.npy array"),
        (npy(np.arange(100))[:-1], "cut off: expected 800 bytes of values, got 799"),
        (npy(np.array([{}]), allow_pickle=True), "expected an array of numbers of at most 64 bits, got object"),
        (npy(np.zeros(2, [("a", "f4")])), "expected an array of numbers"),
        (npy(np.zeros(2, "c16")), "expected an array of numbers"),
        (npy(np.zeros(2, "S0")), "expected an array of numbers"),
        (npy(np.frombuffer(b"\xff\xff\xff\x7f", "<U1")), "expected Unicode texts"),
        (with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, 8)}"), "cut off"),
        (with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 8)}"), "expected a shape"),
        (with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (True,)}"), "expected a shape"),
        (with_header("((((((((((((((((((((((((((("), r"expected an \.npy array"),
        (with_header("3"), r"expected an \.npy array"),
    ],
)
def test_damaged_and_foreign_arrays(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=f"^a.npy: {message}"):
        parse_npy(content, "a.npy")
    (tmp_path / "a.npy").write_bytes(content)
    if "Unicode" not in message:
        with pytest.raises(FileFormatError, match=message):
            map_npy(tmp_path / "a.npy")


def test_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez_compressed(path, a=np.arange(3), b=np.zeros((2, 2), np.float32))
    assert list(read_npz(path)) == ["a", "b"]
    assert list(read_npz(path, ("b",))) == ["b"]
    with pytest.raises(FileFormatError, match=r"a\.npz: expected an \.npz archive with a, c; found no c"):
        read_npz(path, ("a", "c"))
    path.write_bytes(npy(np.arange(3)))
    with pytest.raises(FileFormatError, match=r"expected an \.npz archive, got something else"):
        read_npz(path)


def test_an_archive_that_unpacks_to_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probsym.readers.arrays.MAX_BYTES", 2**20)
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", npy(np.zeros(2**18)))
    with pytest.raises(FileFormatError, match="expected at most 1 MiB, got 2"):
        read_npz(tmp_path / "a.npz")


def test_empty_arrays_are_not_mapped(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((0, 3)))
    with pytest.raises(FileFormatError, match="expected values"):
        map_npy(tmp_path / "a.npy")


def test_checks() -> None:
    array = np.ones((2, 3), np.float32)
    assert check_array(array, "a", (None, 3), "f") is array
    for bad, message in (
        (array.astype(int), "a: expected floating-point numbers, got int64"),
        (array[0], "a: expected shape any x 3, got 3"),
        (array * np.nan, "a: expected finite numbers"),
    ):
        with pytest.raises(FileFormatError, match=message):
            check_array(bad, "a", (None, 3), "f")
    assert check_array(array * np.nan, "a", (2, 3), finite=False).shape == (2, 3)


def test_indices() -> None:
    assert check_indices(np.array([0.0, 4.0]), "a", 5).tolist() == [0, 4]
    for bad in ([5], [-1], ["a"]):
        with pytest.raises(FileFormatError, match="a: expected indices from 0 to 4, got"):
            check_indices(np.array(bad), "a", 5)
