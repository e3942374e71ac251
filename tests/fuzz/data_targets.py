"""Targets of the fuzzer: archives, tables and caches of many photos."""

import importlib.util
import io
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from fuzz import mutations
from fuzz.target import CONFIG, Target, landmark_points, only, picture
from probsym.data.cache import read_cache
from probsym.data.cache_build import FILES_PER_LINE, build_cache
from probsym.data.face_features import read_face_photos
from probsym.data.hub_dataset import open_hub_dataset
from probsym.data.tar_images import open_tar_images
from probsym.framing.crops import central_box
from probsym.inference.factor_shards import SHARD_ARRAYS, SHARD_INDEX, ShardContent, read_shard
from probsym.models.autoencoder import Autoencoder


def _tar(folder: Path) -> Path:
    path = folder / "a.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for number in range(3):
            buffer = io.BytesIO()
            picture(8 + number).save(buffer, "PNG")
            entry = tarfile.TarInfo(f"{number}{'é' * (60 * number)}.png")
            entry.size = buffer.tell()
            buffer.seek(0)
            archive.addfile(entry, buffer)
    return path


def _read_tar(path: Path) -> None:
    np.asarray(open_tar_images(path, 8, cache_dir=path.parent / "cache"))


def _tar_places(folder: Path) -> Path:
    _read_tar(_tar(folder))
    return next((folder / "cache" / "tars").iterdir())


def _read_tar_places(path: Path) -> None:
    content, archive = path.read_bytes(), path.parents[2] / "a.tar"
    shutil.rmtree(path.parent)
    _read_tar(archive)
    next(path.parent.iterdir()).write_bytes(content)  # under the name that belongs to the archive's own
    _read_tar(archive)


def _datasets_table() -> Any:
    datasets = import_module("datasets")
    datasets.disable_progress_bars()
    files = []
    for number in range(4):
        buffer = io.BytesIO()
        picture(8 + number).save(buffer, "PNG")
        files.append({"bytes": buffer.getvalue(), "path": f"{number}.png"})
    features = datasets.Features({"image": datasets.Image()})
    return datasets.Dataset.from_dict({"image": files}, features=features)


def _parquet(folder: Path) -> Path:
    _datasets_table().to_parquet(folder / "a.parquet")
    return folder / "a.parquet"


def _arrow(folder: Path) -> Path:
    _datasets_table().save_to_disk(folder / "set")
    return next((folder / "set").glob("*.arrow"))


def _read_datasets(source: Path) -> None:
    for images in open_hub_dataset(source, 8, cache_dir=source.parent / "cache").values():
        np.asarray(images)


def _shard(name: str) -> Callable[[Path], Path]:
    def prepare(folder: Path) -> Path:
        content = ShardContent((0.9, 1.1))
        model = Autoencoder(CONFIG).eval()
        with torch.inference_mode():
            factors = model.factors(torch.full((2, 3, 32, 32), 0.5))
        crops: list[Any] = [
            SimpleNamespace(name=f"{number}.png", box=central_box(32, 32), detector="none", warnings=())
            for number in range(2)
        ]
        content.add(crops, factors)
        content.write(folder, 0, "made of")
        return folder / name.format(0)

    return prepare


def _journal(folder: Path) -> Path:
    pixels = np.zeros((4, 4, 3), np.uint8)

    def decode(first: int) -> Iterator[tuple[str, np.ndarray]]:
        yield from ((f"{number}.png", pixels) for number in range(first, 2 * FILES_PER_LINE))
        raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        build_cache(folder, "key", 4, decode, lambda *_: None)
    partial = next(folder.glob(".partial-*"))
    (folder / "name").write_text(partial.name)
    return partial.rename(folder / "kept") / "journal.jsonl"


def _read_journal(path: Path) -> None:
    pixels = np.zeros((4, 4, 3), np.uint8)
    folder = path.parents[1]
    shutil.copytree(path.parent, folder / (folder / "name").read_text())
    build_cache(
        folder,
        "key",
        4,
        lambda first: [(f"{n}.png", pixels) for n in range(first, 2 * FILES_PER_LINE)],
        lambda *_: None,
    )
    read_cache(folder, "key")


def _landmark_file(folder: Path) -> Path:
    names = []
    for number in range(2):
        picture().save(folder / f"{number}.png")
        names.append(f"{number}.png")
    points = np.stack([landmark_points(number)[:2].T for number in range(2)])
    np.savez(folder / "landmarks.npz", names=np.array(names), points=points)
    return folder / "landmarks.npz"


DATA_TARGETS: dict[str, Target] = {
    "cache-journal": Target(_journal, _read_journal, only(mutations.mutate_json)),
    "tar": Target(_tar, _read_tar),
    "tar-places": Target(_tar_places, _read_tar_places, only(mutations.mutate_npz)),
    "shard": Target(_shard(SHARD_ARRAYS), lambda path: read_shard(path.parent, 0), only(mutations.mutate_safetensors)),
    "shard-index": Target(_shard(SHARD_INDEX), lambda path: read_shard(path.parents[1], 0)),
    "landmarks": Target(_landmark_file, lambda path: read_face_photos(path.parent, 16), only(mutations.mutate_npz)),
}
"""Name -> target."""
if importlib.util.find_spec("datasets") is not None:
    DATA_TARGETS["parquet"] = Target(_parquet, _read_datasets)
    DATA_TARGETS["arrow"] = Target(_arrow, lambda path: _read_datasets(path.parent))
