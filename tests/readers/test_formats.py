"""Formats whose libraries raise nearly anything: each failure is one error of ours, without a line break."""

from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from safetensors.torch import save
from scipy.io import savemat

from probsym.errors import FileFormatError
from probsym.readers.arrays import read_mat
from probsym.readers.hdf5 import open_hdf5
from probsym.readers.plain import parse_json, read_json_table, read_toml
from probsym.readers.tensors import parse_safetensors, read_pth, safetensors_metadata


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "1" * 5000, '{"a": NaN}', '{"a": 1e999}', '"\\ud800"', "\ufeff "]
)
def test_json(text: str, tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"a\.json: ") as caught:
        parse_json(text, "a.json")
    assert "\n" not in str(caught.value)
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(FileFormatError, match=r"a\.json: "):
        read_json_table(tmp_path / "a.json")


def test_json_of_a_list_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[1]")
    with pytest.raises(FileFormatError, match=r"expected a table, got \[1\]"):
        read_json_table(tmp_path / "a.json")


@pytest.mark.parametrize(
    "text", ["a =", "a = " + "[" * 10_000, "a = 1" + "0" * 5000, "a = inf", "a = 2020-99-99", "a = '\x00'"]
)
def test_toml(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(FileFormatError, match=r"a\.toml: "):
        read_toml(tmp_path / "a.toml")


def test_mat(tmp_path: Path) -> None:
    path = tmp_path / "a.mat"
    savemat(path, {"a": np.eye(2), "text": "text", "cell": np.array([1, "a"], object)})
    np.testing.assert_array_equal(read_mat(path, ("a",))["a"], np.eye(2))
    for name, message in (
        ("b", "found no b"),
        ("text", "text: expected an array"),
        ("cell", "cell: expected an array"),
    ):
        with pytest.raises(FileFormatError, match=message):
            read_mat(path, (name,))
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(FileFormatError, match="expected a MATLAB file of version 5"):
        read_mat(path, ("a",))


def test_hdf5(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["a"] = np.arange(6.0).reshape(2, 3)
        file["text"] = "text"
        file["group/b"] = np.frombuffer(b"bytes", np.uint8)
        file.create_dataset("huge", (2**40,), "f8", chunks=(2**10,))
    with open_hdf5(path) as stored:
        assert "a" in stored
        assert "b" not in stored
        assert stored.numbers("a", columns=2).tolist() == [[0, 1], [3, 4]]
        assert (stored.content("text"), stored.content("group/b")) == (b"text", b"bytes")
        for name, message in (
            ("c", "found no c"),
            ("text", "text: expected real numbers"),
            ("group", "group: expected an array"),
            ("huge", "huge: expected at most 4 GiB"),
        ):
            with pytest.raises(FileFormatError, match=message):
                stored.numbers(name)
        with pytest.raises(FileFormatError, match="b: expected a matrix, got 1 axes"):
            stored.numbers("group/b", columns=2)
        with pytest.raises(FileFormatError, match="a: expected text"):
            stored.content("a")
    path.write_bytes(b"no")
    with pytest.raises(FileFormatError, match="expected an HDF5 file"), open_hdf5(path):
        pass


def test_pth(tmp_path: Path) -> None:
    path = tmp_path / "a.pth"
    torch.save({"a": torch.ones(2)}, path)
    assert read_pth(path)["a"].tolist() == [1, 1]
    torch.save({"a": Path()}, path)
    with pytest.raises(FileFormatError, match="it holds other objects"):
        read_pth(path)
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(FileFormatError, match="not a file of tensors"):
        read_pth(path)


def test_safetensors() -> None:
    content = save({"a": torch.ones(2)}, metadata={"task": "test"})
    assert parse_safetensors(content, "a")["a"].tolist() == [1, 1]
    assert safetensors_metadata(content, "a")["task"] == "test"
    for bad, message in (
        (b"", "expected a safetensors file"),
        (content[:-1], "expected a safetensors file"),
        (save({"a": torch.tensor([1, torch.inf])}), "a holds NaN or infinite values"),
    ):
        with pytest.raises(FileFormatError, match=f"m.safetensors: {message}"):
            parse_safetensors(bad, "m.safetensors")
    with pytest.raises(FileFormatError, match="damaged"):
        safetensors_metadata(b"\x02\0\0\0\0\0\0\0{]", "m")
