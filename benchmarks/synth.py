"""How fast synthetic faces and cars are rendered and written.

    python benchmarks/synth.py --out synth.json
    python benchmarks/synth.py --shape ict --model-path ICT-FaceKit/FaceXModel

Whole sets, written to a scratch folder as ``probsym synth`` writes them: sizes and numbers of workers in turn, medians
of some rounds after one that does not count.
"""

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import tyro
from machine import check_report, describe_machine, machine_line, markdown_table, write_report

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.synthetic.family import Family
from probsym.synthetic.generate import generate
from probsym.synthetic.morphable import MorphableModel
from probsym.synthetic.settings import SceneSettings
from probsym.synthetic.shapes import load_shape


@dataclass(frozen=True)
class Settings:
    """Time the generator of synthetic faces and cars."""

    shape: Literal["procedural", "ict", "basel", "car"] = "procedural"
    """As for "probsym synth"."""
    model_path: Path | None = None
    """Their file, as for "probsym synth"."""
    sizes: tuple[int, ...] = (32, 64, 128)
    """Heights and widths, pixels."""
    workers: tuple[int, ...] = (1, 2)
    """Numbers of threads."""
    count: int = 512
    """Images of a set."""
    rounds: int = 3
    """Rounds that count."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


def measure(model: MorphableModel | Family, settings: Settings) -> list[dict[str, Any]]:
    """Seconds, and processor seconds, of a set for every size and number of workers, which take turns."""
    cases = [(size, workers) for size in settings.sizes for workers in settings.workers]
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {case: [] for case in cases}
    for _ in range(settings.rounds + 1):
        for size, workers in cases:
            with tempfile.TemporaryDirectory() as scratch:
                wall, cpu = time.perf_counter(), time.process_time()
                counts = {"train": settings.count}
                generate(model, Path(scratch) / "set", counts, SceneSettings(size=size), workers=workers)
                taken[size, workers].append((time.perf_counter() - wall, time.process_time() - cpu))
    rows = []
    for (size, workers), times in taken.items():
        wall, cpu = (statistics.median(column) for column in zip(*times[1:], strict=True))
        rates = {"images_per_second": settings.count / wall, "cpu_ms_per_image": 1e3 * cpu / settings.count}
        rows.append({"size": size, "workers": workers, "seconds": wall, **rates})
    return rows


def main(settings: Settings) -> dict[str, Any]:
    """Measure everything, print the table, write the file."""
    check_report(settings.out)
    check_at_least(1, **{name: getattr(settings, name) for name in ("sizes", "workers", "count", "rounds")})
    shape = load_shape(settings.shape, settings.model_path, None)
    machine = describe_machine()
    print(machine_line(machine), flush=True)
    results = measure(shape, settings)
    header = [f"{settings.shape}, size", "workers", "images a second", "processor ms an image"]
    rows = [
        [
            f"{row['size']} px",
            str(row["workers"]),
            f"{row['images_per_second']:.0f}",
            f"{row['cpu_ms_per_image']:.1f}",
        ]
        for row in results
    ]
    print(markdown_table(header, rows))
    report = {"machine": machine, "shape": settings.shape, "count": settings.count, "results": results}
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
