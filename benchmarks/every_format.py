"""Ten photos with every format: processor time, time on the clock, and the size of what is written.

    python benchmarks/every_format.py --photos faces_utk_128.zip --out every-format.json

Runs ``probsym reconstruct --page`` with every format in a separate process, on photos spread evenly over a folder or
zip. A first run is not counted. Processor time is that of the whole process, all threads included.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import tyro
from boxes import evenly_spaced
from machine import check_report, describe_machine, machine_line, write_report

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.data.photos import open_photo_source
from probsym.errors import InputError
from probsym.export.formats import FORMATS


@dataclass(frozen=True)
class Settings:
    """Measure every format."""

    photos: Path
    """Folder or zip of photos."""
    model: str = "face-128"
    """Shipped model, or the folder of a run or of a model."""
    count: int = 10
    """Photos, spread evenly over all."""
    rounds: int = 1
    """Runs that count; the median is reported."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


def copy_photos(source: Path, count: int, folder: Path) -> list[Path]:
    """Some photos of a source as files of a folder."""
    with open_photo_source(source) as files:
        chosen = [
            (folder / f"{number}{PurePosixPath(file.name).suffix}", file)
            for number, file in enumerate(evenly_spaced(files, count))
        ]
        if not chosen:
            raise InputError(f"{source}: expected photos, found none")
        for path, file in chosen:
            path.write_bytes(file.read())
    return [path for path, _ in chosen]


def one_run(photos: list[Path], model: str) -> dict[str, float]:
    """Seconds of the program, of the system, and on the clock; and megabytes."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        command = [
            "reconstruct",
            *map(str, photos),
            "--model",
            model,
            "--out",
            str(out),
            "--page",
            "--formats",
            *FORMATS,
        ]
        before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, "-m", "probsym", *command], check=True, stdout=subprocess.DEVNULL)
        after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begin
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return {
        "program_s": after.ru_utime - before.ru_utime,
        "system_s": after.ru_stime - before.ru_stime,
        "clock_s": seconds,
        "megabytes": size / 1e6,
    }


def main(settings: Settings) -> dict[str, Any]:
    """Print and return the figures."""
    check_report(settings.out)
    check_at_least(1, count=settings.count, rounds=settings.rounds)
    machine = {**describe_machine(), "cores_used": len(os.sched_getaffinity(0))}
    print(machine_line(machine))
    with tempfile.TemporaryDirectory() as folder:
        photos = copy_photos(settings.photos, settings.count, Path(folder))
        one_run(photos[:1], settings.model)  # compiles kernels
        runs = sorted(
            (one_run(photos, settings.model) for _ in range(settings.rounds)), key=lambda run: run["program_s"]
        )
    report = {"machine": machine, "model": settings.model, "photos": len(photos), **runs[len(runs) // 2]}
    print("{photos} photos, every format: {program_s:.1f} s of processor time in the program, {system_s:.1f} s in the"
          " system, {clock_s:.1f} s in all; {megabytes:.1f} MB".format(**report))  # fmt: skip
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
