"""What a figure was measured on, and how a table is printed."""

import json
import math
import os
import platform
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch

from probsym.io import check_new_file, write_text


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
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
    }


def machine_line(machine: dict[str, Any]) -> str:
    """The same on one line."""
    gpu = f"{machine['gpu']}; " if machine["gpu"] else ""
    return (
        f"{gpu}{machine['processor']}, {machine['cores']} cores, {machine['torch_threads']} torch threads, "
        f"load {machine['load_average']:.1f} at the start; Python {machine['python']}, torch {machine['torch']}"
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def matrix_peak(dtype: torch.dtype, side: int = 0, seconds: float = 1.0) -> float:
    """GFLOP/s of square matrix products on random data, the best of those that fit into ``seconds``.

    Args:
        dtype: of the matrices.
        side: of the matrices; by default one that fills a GPU if there is one, and a CPU otherwise.
        seconds: for all products.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    side = side or (8192 if device == "cuda" else 1024)
    left, right = (torch.randn(side, side, device=device).to(dtype) for _ in range(2))

    def product() -> None:
        torch.mm(left, right)
        if device == "cuda":
            torch.cuda.synchronize()

    product()
    return 2 * side**3 / best_seconds(product, seconds) / 1e9


def run_times_ms(run: Callable[[], object], count: int) -> list[float]:
    """Milliseconds that each of ``count`` runs took, one after the other.

    On a GPU from the end of one to the end of the next there: what Python does meanwhile counts only where the GPU
    waits for it.
    """
    if not torch.cuda.is_available():
        marks = [time.perf_counter()]
        for _ in range(count):
            run()
            marks.append(time.perf_counter())
        return [(after - before) * 1e3 for before, after in pairwise(marks)]
    events = [torch.cuda.Event(enable_timing=True) for _ in range(count + 1)]
    events[0].record()
    for event in events[1:]:
        run()
        event.record()
    torch.cuda.synchronize()
    return [before.elapsed_time(after) for before, after in pairwise(events)]


def best_seconds(run: Callable[[], object], seconds: float) -> float:
    """Seconds of the fastest of the runs that fit into ``seconds``."""
    best, begin = math.inf, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def check_report(path: Path | None) -> None:
    """Raise before anything is measured if the figures cannot be written.

    Raises:
        InputError: it is not a file in an existing folder.
    """
    if path is not None:
        check_new_file("out", path)


def write_report(report: Any, path: Path | None) -> None:
    """The figures as JSON, if a file is wanted."""
    if path is not None:
        write_text(path, json.dumps(report, indent=2) + "\n")


def markdown_table(header: list[str], rows: list[list[str]]) -> str:
    """A table as the documentation takes it: the first column to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]

    def line(cells: list[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        return "| " + " | ".join(padded) + " |"

    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]) + "|"
    return "\n".join([line(header), rule, *map(line, rows)])
