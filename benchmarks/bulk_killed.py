"""``probsym bulk`` on many photos, killed midway and continued by another number of processes.

    python benchmarks/bulk_killed.py --photos faces_utk_128.zip cats_afhq_128.zip --count 10000

Two processes start and are killed; three finish. Prints processor time a photo, bytes, and what is in the index.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.data.photos import open_photo_source
from probsym.inference.model_folders import model_folder


def main(argv: Sequence[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, nargs="+", required=True, help="folders or zip archives")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--model", default="face-64")
    parser.add_argument("--per-shard", type=int, default=500)
    parser.add_argument("--kill-at", type=int, default=8, help="finished shards")
    arguments = parser.parse_args(argv)
    check_at_least(1, **{name: getattr(arguments, name) for name in ("count", "per_shard", "kill_at")})
    model_folder(arguments.model)
    with tempfile.TemporaryDirectory() as scratch:
        photos, out = Path(scratch) / "photos", Path(scratch) / "out"
        count = copy_photos(arguments.photos, arguments.count, photos)
        command = [sys.executable, "-m", "probsym", "bulk", photos, "--out", out, "--model", arguments.model]
        command += ["--detect", "none", "--per-shard", arguments.per_shard, "--part"]
        words = [str(word) for word in command]
        finished = run_and_kill(words, out, arguments.kill_at)
        before = _cpu_seconds()
        for part in range(3):
            subprocess.run([*words, f"{part + 1}/3"], check=True, stdout=subprocess.DEVNULL, env=_environment())
        left = count - min(finished * arguments.per_shard, count)
        found = {"photos": count, "shards_at_kill": finished, "ms_cpu": 1e3 * (_cpu_seconds() - before) / max(left, 1)}
        found |= contents(out, count)
    print(json.dumps(found, indent=2))
    return found


def copy_photos(sources: Sequence[Path], limit: int, folder: Path) -> int:
    """The first photos of the sources, in turn, as one folder; returns their number."""
    folder.mkdir()
    number = 0
    for source in sources:
        with open_photo_source(source) as files:
            for file in files[: limit - number]:
                (folder / f"{number:07d}{Path(file.name).suffix}").write_bytes(file.read())
                number += 1
    return number


def run_and_kill(command: list[str], out: Path, shards: int) -> int:
    """Start two processes and kill both when ``shards`` shards are finished; returns how many are."""
    started = [
        subprocess.Popen([*command, f"{part}/2"], stdout=subprocess.DEVNULL, env=_environment()) for part in (1, 2)
    ]
    while _finished(out) < shards and any(process.poll() is None for process in started):
        time.sleep(0.05)
    for process in started:
        process.kill()
        process.wait()
    return _finished(out)


def contents(out: Path, count: int) -> dict[str, Any]:
    """Rows of the index, how many photos have one, and bytes a photo."""
    from pyarrow import parquet

    rows = parquet.read_table(out / "index").to_pylist()
    return {
        "rows": len(rows),
        "different_photos": len({row["name"] for row in rows}),
        "reconstructed": sum(row["row"] is not None for row in rows),
        "kb": sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / count / 1e3,
    }


def _finished(out: Path) -> int:
    return len(list(out.glob("index/*.parquet")))


def _environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1"}


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(exit_code(main))
