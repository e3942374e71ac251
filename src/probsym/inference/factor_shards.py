"""Factors of many photos in few files: shards of stacked arrays, and a Parquet index of one row per crop.

``shard-000012.safetensors`` holds ``canonical_depth`` (uint16, from the smallest to the largest depth of the model),
``albedo`` (uint8) and, where the model has them, ``sigma`` and ``sigma_flip`` (float16), each with one row per crop.
``index/shard-000012.parquet`` says which photo a row is of, and holds light and viewpoint; the folder ``index`` reads
as one table. Needs the package pyarrow.
"""

import importlib.util
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float32
from safetensors.torch import save
from torch import Tensor

from probsym.errors import FileFormatError, InputError
from probsym.inference.photo_crops import PhotoCrop, Skipped
from probsym.io import write_bytes
from probsym.readers.archives import reason_of
from probsym.readers.arrays import check_array
from probsym.readers.plain import entries, parse_json
from probsym.readers.tensors import parse_safetensors, safetensors_metadata
from probsym.types import Factors, Light, Viewpoint

SHARD_ARRAYS, SHARD_INDEX = "shard-{:06d}.safetensors", "index/shard-{:06d}.parquet"
_STEPS = 65535
_RANGE, _MADE_OF = "depth_range", "probsym_made_of"
_SQUARE = ("left", "top", "side", "crop_roll_deg")
"""The crop in pixels of the photo, and its clockwise rotation."""
_FACTORS = (
    *("pitch_deg", "yaw_deg", "roll_deg", "tx", "ty", "tz"),
    *("ambient", "diffuse", "light_x", "light_y", "light_z"),
)
"""Viewpoint and light."""
_NUMBERS = (*_SQUARE, *_FACTORS)


def need_pyarrow() -> None:
    """Check that pyarrow is installed.

    Raises:
        InputError: it is not.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise InputError("bulk needs the package pyarrow; install it with: pip install 'probsym[bulk]'")


def _arrow() -> tuple[Any, Any]:
    """The package pyarrow, which may not be installed, and its module for Parquet."""
    return import_module("pyarrow"), import_module("pyarrow.parquet")


@dataclass
class ShardContent:
    """The rows of one shard, collected batch by batch."""

    depth_range: tuple[float, float]
    """Smallest and largest canonical depth of the model, scene units."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    arrays: dict[str, list[Tensor]] = field(default_factory=dict)
    count: int = 0
    """Crops so far."""

    def add(self, crops: Sequence[PhotoCrop], factors: Factors) -> None:
        """Take a batch of crops and their factors."""
        factors = factors.detach().to("cpu")
        low, high = self.depth_range
        steps = ((factors.canonical_depth - low) / (high - low)).clamp(0, 1).mul(_STEPS).round()
        parts = {"canonical_depth": steps.to(torch.uint16), "albedo": factors.albedo.mul(255).round().byte()}
        for name in ("sigma", "sigma_flip"):
            if (values := getattr(factors, name)) is not None:
                parts[name] = values.half()
        for name, values in parts.items():
            self.arrays.setdefault(name, []).append(values)
        view, light = factors.viewpoint, factors.light
        numbers = torch.cat(
            [
                view.rotation_rad.rad2deg(),
                view.translation,
                torch.stack([light.ambient, light.diffuse], 1),
                light.direction,
            ],
            dim=1,
        ).tolist()
        for crop, values in zip(crops, numbers, strict=True):
            box = (crop.box.left, crop.box.top, crop.box.side, math.degrees(crop.box.roll_rad))
            row: dict[str, Any] = {"name": crop.name, "row": self.count, "detector": crop.detector, "skipped": None}
            row["warnings"] = list(crop.warnings)
            self.rows.append(row | dict(zip(_NUMBERS, (*box, *values), strict=True)))
            self.count += 1

    def skip(self, photos: Sequence[Skipped]) -> None:
        """Note photos that were not reconstructed."""
        empty = {"row": None, "detector": "none", "warnings": [], **dict.fromkeys(_NUMBERS)}
        self.rows += [{"name": photo.name, "skipped": photo.reason, **empty} for photo in photos]

    def write(self, folder: Path, number: int, made_of: str) -> None:
        """Write both files, each atomically, the index last: a shard without one is not finished.

        Args:
            folder: exists.
            number: of the shard, from 0.
            made_of: identifies photos and settings, for :func:`made_of`.

        Raises:
            OSError: a file cannot be written.
        """
        pyarrow, parquet = _arrow()
        tensors = {name: torch.cat(parts).contiguous() for name, parts in self.arrays.items()}
        write_bytes(folder / SHARD_ARRAYS.format(number), save(tensors, {_RANGE: json.dumps(self.depth_range)}))
        columns = {
            name: [row[name] for row in self.rows] for name in ("name", "row", "detector", "skipped", "warnings")
        }
        columns |= {name: [row[name] for row in self.rows] for name in _NUMBERS}
        types = [("name", pyarrow.string()), ("shard", pyarrow.int32()), ("row", pyarrow.int32())]
        types += [("detector", pyarrow.string()), ("skipped", pyarrow.string())]
        types += [("warnings", pyarrow.list_(pyarrow.string()))]
        types += [(name, pyarrow.float32()) for name in _NUMBERS]
        schema = pyarrow.schema(types, metadata={_MADE_OF: made_of})
        table = pyarrow.table({**columns, "shard": [number] * len(self.rows)}, schema=schema)
        buffer = io.BytesIO()
        parquet.write_table(table, buffer, compression="zstd")
        (folder / SHARD_INDEX).parent.mkdir(exist_ok=True)
        write_bytes(folder / SHARD_INDEX.format(number), buffer.getvalue())


def made_of(folder: Path, number: int) -> str | None:
    """What a finished shard was made of; None if it is not finished.

    Raises:
        InputError: its index is damaged or of another program.
    """
    pyarrow, parquet = _arrow()
    path = folder / SHARD_INDEX.format(number)
    if not path.is_file():
        return None
    try:
        return (parquet.read_schema(path).metadata or {})[_MADE_OF.encode()].decode()
    except (KeyError, OSError, UnicodeDecodeError, pyarrow.ArrowException):
        raise InputError(
            f"{path}: damaged, or not written by probsym bulk; delete it to make the shard again"
        ) from None


def read_shard(folder: str | Path, number: int) -> Factors:
    """The factors of one shard, in the order of ``row``; ``Autoencoder.render`` makes everything else of them.

    Args:
        folder: written by ``probsym bulk``.
        number: of the shard, from 0.

    Returns:
        Factors with the rounding of the file: depth to 3e-6 scene units, albedo to 1/510.

    Raises:
        InputError: no such shard, or it is damaged.
        OSError: a file cannot be read.
    """
    folder = Path(folder)
    if made_of(folder, number) is None:
        raise InputError(f"{folder}: expected a finished shard {number}, found none")
    numbers = torch.from_numpy(_read_numbers(folder / SHARD_INDEX.format(number)))
    arrays, (low, high) = _read_arrays(folder / SHARD_ARRAYS.format(number), len(numbers))
    sigma = {name: arrays[name].float() for name in ("sigma", "sigma_flip") if name in arrays}
    return Factors(
        canonical_depth=low + arrays["canonical_depth"].float() / _STEPS * (high - low),
        albedo=arrays["albedo"].float() / 255,
        light=Light(numbers[:, 6], numbers[:, 7], numbers[:, 8:11]),
        viewpoint=Viewpoint(numbers[:, :3].deg2rad(), numbers[:, 3:6]),
        **sigma,
    )


def _read_numbers(path: Path) -> Float32[np.ndarray, "crops 11"]:
    """Viewpoint and light of each crop, in the order of ``_FACTORS``."""
    pyarrow, parquet = _arrow()
    try:
        rows = parquet.read_table(path, columns=["row", *_FACTORS]).to_pylist()
        values = [[row[name] for name in _FACTORS] for row in rows if row["row"] is not None]
        found = np.array(values, np.float32).reshape(len(values), len(_FACTORS))
    except (KeyError, OSError, TypeError, ValueError, pyarrow.ArrowException) as error:
        raise FileFormatError(f"{path}: damaged: {reason_of(error)}") from None
    return check_array(found, str(path), (None, len(_FACTORS)), "f")


def _read_arrays(path: Path, count: int) -> tuple[dict[str, Tensor], tuple[float, float]]:
    """The arrays of ``count`` crops, and smallest and largest depth."""
    content = path.read_bytes()
    arrays, where = parse_safetensors(content, str(path)), str(path)
    limits = parse_json(safetensors_metadata(content, where).get(_RANGE, ""), where)
    low, high = (*entries(limits, float, f"{where}: {_RANGE}"), 0.0, 0.0)[:2]
    size = arrays["canonical_depth"].shape[-1] if "canonical_depth" in arrays else 0
    shapes = {"canonical_depth": (count, size, size), "albedo": (count, 3, size, size)}
    for name, kind in (("canonical_depth", torch.uint16), ("albedo", torch.uint8)):
        if count and (name not in arrays or arrays[name].shape != shapes[name] or arrays[name].dtype != kind):
            raise FileFormatError(f"{where}: damaged: expected {name} of {count} crops")
    return arrays, (low, high)
