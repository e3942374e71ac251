"""Seeded damage to files: of bytes, and of the values of each format."""

import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import torch
from safetensors.torch import load, save
from scipy.io import loadmat, savemat
from scipy.sparse import csc_array

Mutation = Callable[[bytes, np.random.Generator], bytes]

_EXTREMES = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x80\0\0\0", b"\0\0\0\x80")
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 3, 2**31, 2**63, -(2**63), 10**30, 10**400, 0.5, -0.5, 1e300, 1e-300),
    *(float("nan"), float("inf"), float("-inf"), "", "text", "\ud800", "a\0b", "x" * 5000, "../../etc/passwd", "1"),
    *([], {}, [[]], [None], ["a"], [1, 2], {"a": 1}, [[1, 2], [3]], [{}], {"": {}}, [1e999]),
)


def mutate_bytes(content: bytes, rng: np.random.Generator) -> bytes:
    """One to four random changes."""
    data = bytearray(content)
    for _ in range(int(rng.integers(1, 5))):
        size = max(len(data), 1)
        start = int(rng.integers(0, size)) if rng.random() < 0.6 else int(rng.integers(0, min(size, 400)))
        run = int(min(2 ** rng.uniform(0, 12), size))
        kind = rng.integers(0, 10)
        if kind == 0 and data:
            data[min(start, len(data) - 1)] ^= 1 << int(rng.integers(0, 8))
        elif kind == 1:
            data[start : start + run] = rng.bytes(run)
        elif kind == 2:
            del data[start : start + run]
        elif kind == 3:
            data[start:start] = data[start : start + run]
        elif kind == 4:
            del data[start:]
        elif kind == 5:
            data[start:start] = rng.bytes(run)
        elif kind == 6:
            data[start : start + 4] = _EXTREMES[int(rng.integers(0, len(_EXTREMES)))]
        elif kind == 7:
            data[start : start + run] = bytes(run)
        elif kind == 8:
            other = int(rng.integers(0, size))
            data[start : start + run] = data[other : other + run]
        else:
            data[start : start + 1] = b'0123456789-.eE[]{}",:\n \0\xff'[int(rng.integers(0, 25)) :][:1]
    return bytes(data)


def _place(values: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """A random container inside nested values, and a key of it."""
    while True:
        keys = list(values) if isinstance(values, dict) else list(range(len(values)))
        if not keys:
            return values, None
        key = keys[int(rng.integers(0, len(keys)))]
        below = values[key]
        if not isinstance(below, dict | list) or not below or rng.random() < 0.3:
            return values, key
        values = below


def _deep(rng: np.random.Generator) -> str:
    depth = int(10 ** rng.uniform(1, 5))
    return ("[" * depth + "]" * depth) if rng.random() < 0.5 else '{"a":' * depth + "1" + "}" * depth


def mutate_json(content: bytes, rng: np.random.Generator) -> bytes:
    """Replace, remove or add a value."""
    try:
        values = json.loads(content)
    except ValueError:  # several lines, of which one is changed
        lines = content.splitlines(keepends=True)
        index = int(rng.integers(0, len(lines)))
        lines[index] = mutate_json(lines[index], rng).replace(b"\n", b"") + b"\n"
        return b"".join(lines)
    if not isinstance(values, dict | list):
        return mutate_bytes(content, rng)
    deep = ""
    for _ in range(int(rng.integers(1, 3))):
        container, key = _place(values, rng)
        kind = rng.random()
        if key is None:
            break
        if kind < 0.1:
            container[key], deep = "DEEP", _deep(rng)
        elif kind < 0.75:
            container[key] = VALUES[int(rng.integers(0, len(VALUES)))]
        elif kind < 0.9:
            del container[key]
        elif isinstance(container, dict):
            container["another"] = VALUES[int(rng.integers(0, len(VALUES)))]
    if rng.random() < 0.05:
        values = VALUES[int(rng.integers(0, len(VALUES)))]
    text = json.dumps(values).replace('"DEEP"', deep or "0")
    encoding = ("utf-8-sig", "utf-16", "latin-1")[int(rng.integers(0, 3))] if rng.random() < 0.1 else "utf-8"
    return text.encode(encoding)


def mutate_toml(content: bytes, rng: np.random.Generator) -> bytes:
    """Replace the value of a line, or damage a line."""
    lines = content.decode().splitlines()
    index = int(rng.integers(0, len(lines)))
    value = VALUES[int(rng.integers(0, len(VALUES)))]
    texts = [
        json.dumps(value),
        "[" * 3000,
        "1" + "0" * 5000,
        "nan",
        "2020-01-01T00:00:00Z",
        "{a = 1}",
        "'''",
        "0x" + "f" * 99,
    ]
    text = texts[int(rng.integers(0, len(texts)))] if rng.random() < 0.5 else texts[0]
    lines[index] = re.sub(r"=.*", lambda _: f"= {text}", lines[index]) if "=" in lines[index] else f"[{text}]"
    if rng.random() < 0.2:
        lines.insert(int(rng.integers(0, len(lines))), lines[index])
    encoding = ("utf-8-sig", "utf-16", "latin-1")[int(rng.integers(0, 3))] if rng.random() < 0.1 else "utf-8"
    return "\n".join(lines).encode(encoding, "replace")


def mutate_csv(content: bytes, rng: np.random.Generator) -> bytes:
    """Replace a field, or a whole line."""
    rows = [line.split(",") for line in content.decode().splitlines()]
    row = rows[int(rng.integers(0, len(rows)))]
    fields = ["", "nan", "inf", "-1e999", "1e400", "text", '"', "1" * 5000, "\0", "9" * 30, " ", "1e308", "None"]
    row[int(rng.integers(0, len(row)))] = fields[int(rng.integers(0, len(fields)))]
    if rng.random() < 0.3:
        del rows[int(rng.integers(0, len(rows)))]
    if rng.random() < 0.3 and rows:
        rows.append(rows[0] * int(rng.integers(0, 3)))
    return "\n".join(",".join(row) for row in rows).encode()


def mutate_array(array: np.ndarray, rng: np.random.Generator) -> Any:
    """Another type, shape or content."""
    changes: list[Callable[[], Any]] = [
        lambda: array.astype(("f8", "f2", ">f4", "i8", "u1", "?", "c16", "U7", "S3", "O")[int(rng.integers(0, 10))]),
        lambda: array.reshape(-1),
        lambda: array[..., None],
        lambda: array[:0] if array.ndim else array,
        lambda: array[: int(rng.integers(0, max(len(array), 1)))] if array.ndim else array,
        lambda: array.swapaxes(0, -1) if array.ndim > 1 else array,
        lambda: np.concatenate([array, array]) if array.ndim else array,
        lambda: np.zeros((), array.dtype),
        lambda: np.full_like(array, -1 if array.dtype.kind in "if" else 0),
        lambda: np.full(array.shape, (np.nan, np.inf, -np.inf, 1e300)[int(rng.integers(0, 4))]),
        lambda: np.full(array.shape, 2**62),
        lambda: np.zeros(array.shape, [("a", "f4")]),
        lambda: np.array([{}]),
        lambda: np.zeros((1,) * 20),
    ]
    try:
        return changes[int(rng.integers(0, len(changes)))]()
    except (ValueError, TypeError):  # texts as numbers
        return np.zeros((2, 2))


def mutate_npy(content: bytes, rng: np.random.Generator) -> bytes:
    """Another array, or another header."""
    buffer = io.BytesIO()
    if rng.random() < 0.3:
        shape = ("(9999999999, 9)", "(-1,)", "(2, 'a')", "((((", "(1.5,)", "()", "(0, 0)", "(" + "1, " * 60 + ")")
        header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape[int(rng.integers(0, len(shape)))]}}}"
        text = header.encode().ljust(118) + b"\n"
        return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content[128:]
    np.save(buffer, mutate_array(np.load(io.BytesIO(content)), rng), allow_pickle=True)
    return buffer.getvalue()


def mutate_npz(content: bytes, rng: np.random.Generator) -> bytes:
    """Another array, a missing one, or another file in its place."""
    with np.load(io.BytesIO(content)) as stored:
        arrays: dict[str, Any] = dict(stored)
    name = list(arrays)[int(rng.integers(0, len(arrays)))]
    buffer = io.BytesIO()
    kind = rng.random()
    if kind < 0.8:
        arrays[name] = mutate_array(arrays[name], rng)
    elif kind < 0.9:
        del arrays[name]
    np.savez(buffer, allow_pickle=True, **arrays)
    if kind < 0.9:
        return buffer.getvalue()
    other = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(other, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry, mutate_bytes(data, rng) if entry.filename == f"{name}.npy" else data)
    return other.getvalue()


def mutate_mat(content: bytes, rng: np.random.Generator) -> bytes:
    """Another variable of MATLAB's types."""
    stored = {name: value for name, value in loadmat(io.BytesIO(content)).items() if not name.startswith("__")}
    name = list(stored)[int(rng.integers(0, len(stored)))]
    others: list[Any] = ["text", {"a": 1.0}, csc_array(np.eye(3)), np.array([1, "a"], object), np.zeros((0, 3)), 1 + 2j]
    others += [np.array(["a", "bc"]), np.zeros((2, 2, 2)), True, np.full((3, 68), np.nan), np.full((3, 68), 1e300)]
    if rng.random() < 0.5:
        array = mutate_array(stored[name], rng)
        stored[name] = array if array.dtype.kind in "biufcU" else 1.0
    else:
        stored[name] = others[int(rng.integers(0, len(others)))]
    if rng.random() < 0.15:
        del stored[name]
    buffer = io.BytesIO()
    savemat(buffer, stored, do_compression=bool(rng.random() < 0.5))
    return buffer.getvalue()


def mutate_h5(content: bytes, rng: np.random.Generator) -> bytes:
    """Another dataset, or a group in its place."""
    buffer = io.BytesIO(content)
    with h5py.File(buffer, "r+") as file:
        names: list[str] = []
        file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
        name = names[int(rng.integers(0, len(names)))]
        array = np.asarray(file[name])
        del file[name]
        kind = rng.integers(0, 8)
        if kind == 0:
            file.create_group(name)
        elif kind == 1:
            file[name] = "text"
        elif kind == 2:
            file.create_dataset(name, (2**40,), "f8", chunks=(1024,))
        elif kind == 3:
            file[name] = h5py.Empty("f4")
        elif kind == 4:
            file[name] = h5py.SoftLink("/nowhere")
        elif kind < 7:
            changed = mutate_array(array, rng)
            file[name] = changed if changed.dtype.kind in "biufS" else np.zeros(3)
    return buffer.getvalue()


_TENSORS: tuple[Any, ...] = (
    *(
        None,
        1,
        "text",
        [],
        {},
        torch.zeros(()),
        torch.zeros(3, 3),
        torch.ones(2, dtype=torch.int64),
        torch.eye(3).to_sparse(),
    ),
    *(torch.full((4,), torch.nan), [torch.zeros(2)], {"step": torch.ones(())}, torch.zeros(2, dtype=torch.complex64)),
)


def mutate_pth(content: bytes, rng: np.random.Generator) -> bytes:
    """Another value somewhere, or other content altogether."""
    values = torch.load(io.BytesIO(content), weights_only=True)
    container, key = _place(values, rng)
    kind = rng.random()
    if kind < 0.1:
        values = (*_TENSORS, Path("a"))[int(rng.integers(0, len(_TENSORS) + 1))]
    elif kind < 0.25:
        del container[key]
    elif kind < 0.35:
        container[5] = 1
    elif kind < 0.6 and isinstance(container[key], torch.Tensor):
        tensor = container[key]
        container[key] = (tensor * torch.nan, tensor.long(), tensor[None], tensor.half())[int(rng.integers(0, 4))]
    else:
        container[key] = _TENSORS[int(rng.integers(0, len(_TENSORS)))]
    buffer = io.BytesIO()
    torch.save(values, buffer)
    return buffer.getvalue()


def mutate_safetensors(content: bytes, rng: np.random.Generator) -> bytes:
    """Another header, or other tensors under the same one."""
    length = int.from_bytes(content[:8], "little")
    header = content[8 : 8 + length]
    if rng.random() < 0.6:
        changed = mutate_json(header, rng)
        return len(changed).to_bytes(8, "little") + changed + content[8 + length :]
    tensors = load(content)
    name = list(tensors)[int(rng.integers(0, len(tensors)))]
    tensor = tensors[name]
    options = [
        tensor * torch.nan,
        tensor.long(),
        tensor[None].contiguous(),
        tensor.half(),
        torch.zeros(0),
        torch.ones(3),
    ]
    tensors[name] = options[int(rng.integers(0, len(options)))]
    if rng.random() < 0.2:
        del tensors[name]
    return save(tensors, metadata=json.loads(header).get("__metadata__"))


def mutate_zip(content: bytes, rng: np.random.Generator) -> bytes:
    """Other names, or damaged entries."""
    buffer = io.BytesIO()
    names = ["../a.png", "/a.png", "a\\b.png", "a.png/", "", "a" * 300 + ".png", "\udcff.png", ".png", "framing.json"]
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            name, data = entry.filename, source.read(entry)
            if rng.random() < 0.3:
                name = names[int(rng.integers(0, len(names)))].encode("utf-8", "replace").decode()
            if rng.random() < 0.3:
                data = mutate_bytes(data, rng)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # two entries may have one name
                target.writestr(name or "x", data)
    return buffer.getvalue()


def either(values: Mutation, share: float = 0.5) -> Mutation:
    """Damage of bytes, or with probability ``share`` of values."""

    def mutate(content: bytes, rng: np.random.Generator) -> bytes:
        return values(content, rng) if rng.random() < share else mutate_bytes(content, rng)

    return mutate
