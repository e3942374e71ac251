"""What a figure was measured on, and how a table is printed."""

import json
import math
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch


def describe_machine() -> dict[str, Any]:
    """Processor, cores, threads, load and versions: without them a time says nothing."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "torch_threads": torch.get_num_threads(),
        "load_average": os.getloadavg()[0],
        "python": platform.python_version(),
        "torch": torch.__version__,
        "system": f"{platform.system()} {platform.machine()}",
    }


def machine_line(machine: dict[str, Any]) -> str:
    """The same on one line."""
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['torch_threads']} torch threads, "
        f"load {machine['load_average']:.1f} at the start; Python {machine['python']}, torch {machine['torch']}"
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def matrix_peak(dtype: torch.dtype, side: int = 1024, seconds: float = 1.0) -> float:
    """GFLOP/s of square matrix products on random data, the best of those that fit into so many seconds."""
    left, right = (torch.randn(side, side).to(dtype) for _ in range(2))
    return 2 * side**3 / best_seconds(lambda: torch.mm(left, right), seconds) / 1e9


def best_seconds(run: Callable[[], object], seconds: float) -> float:
    """What the fastest of the runs took that fit into so many seconds."""
    best, begin = math.inf, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def write_report(report: dict[str, Any], path: Path | None) -> None:
    """The figures as JSON, if a file is wanted."""
    if path is not None:
        path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def markdown_table(header: list[str], rows: list[list[str]]) -> str:
    """A table as the documentation takes it: the first column to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]

    def line(cells: list[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        return "| " + " | ".join(padded) + " |"

    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]) + "|"
    return "\n".join([line(header), rule, *map(line, rows)])
