"""Bytes and processor time a photo: training from tar archives, and the shards of ``probsym bulk``.

python benchmarks/streaming.py --photos faces.zip --count 1000
"""

import argparse
import io
import json
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.data.photos import open_photo_source
from probsym.data.tar_images import open_tar_images
from probsym.inference.bulk import reconstruct_in_bulk
from probsym.inference.model_folders import model_folder

BATCH = 64


def main(argv: Sequence[str] | None = None) -> dict[str, float]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True, help="folder or zip archive")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--model", default="face-64")
    parser.add_argument("--size", type=int, default=64, help="pixels of a training image")
    arguments = parser.parse_args(argv)
    check_at_least(1, count=arguments.count, size=arguments.size)
    model_folder(arguments.model)
    with tempfile.TemporaryDirectory() as scratch:
        folder, copies, out = (Path(scratch) / name for name in ("shards", "photos", "out"))
        count = copy_photos(arguments.photos, arguments.count, folder, copies)
        found = {"photos": count, "tar_kb": (folder / "0.tar").stat().st_size / count / 1e3}
        start = time.process_time()
        images = open_tar_images(folder, arguments.size, cache_dir=Path(scratch) / "cache")
        found["list_ms_cpu"] = per_photo_ms(start, count)
        start = time.process_time()
        for rows in np.array_split(np.random.default_rng(0).permutation(count), max(1, count // BATCH)):
            images[rows]
        found["decode_ms_cpu"] = per_photo_ms(start, count)
        start = time.process_time()
        reconstruct_in_bulk([copies], out, arguments.model, detect="none", per_shard=count)
        found["bulk_ms_cpu"] = per_photo_ms(start, count)
        found["bulk_kb"] = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / count / 1e3
    print(json.dumps({name: round(value, 3) for name, value in found.items()}, indent=2))
    return found


def copy_photos(source: Path, limit: int, tars: Path, copies: Path) -> int:
    """The first photos as one tar archive and as a folder; returns their number."""
    tars.mkdir()
    copies.mkdir()
    with open_photo_source(source) as files, tarfile.open(tars / "0.tar", "w") as archive:
        for number, file in enumerate(files[:limit]):
            data, entry = file.read(), tarfile.TarInfo(f"{number:06d}{Path(file.name).suffix}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
            (copies / entry.name).write_bytes(data)
        return min(limit, len(files))


def per_photo_ms(start: float, count: int) -> float:
    return 1e3 * (time.process_time() - start) / count


if __name__ == "__main__":
    sys.exit(exit_code(main))
