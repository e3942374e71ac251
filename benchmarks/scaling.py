"""How the training step grows with batch, image size and processes, beside the plain design.

    python benchmarks/scaling.py --out scaling.json --figure scaling.png
    python benchmarks/scaling.py --sizes 64 --batches 16 64 --processes 1

Every cell of the table is a process of its own (or several, over gloo), so that its peak memory is its own; cells of
the package and of the plain design (``reference.py``) take turns. A batch is the sum over the processes, which share
the cores. Cells of more pixels than ``--pixels`` are left out. On a GPU all cells are measured in this process.
"""

import contextlib
import dataclasses
import functools
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tyro
from machine import (
    check_report,
    describe_machine,
    machine_line,
    markdown_table,
    matrix_peak,
    run_times_ms,
    write_report,
)
from PIL import Image
from reference import make_plain, plain_design
from rich.console import Console
from torch.utils.flop_counter import FlopCounterMode

from probsym.benchmark.figure import Curve, Panel, curves_chart
from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import Recipe, load_recipe
from probsym.errors import InputError
from probsym.io import atomic_write, check_new_file
from probsym.training.dataset import TrainingData
from probsym.training.processes import release_accelerator
from probsym.training.train import Trainer

DESIGNS = ("probsym", "reference")


@dataclass(frozen=True)
class Settings:
    """Time training steps of many sizes."""

    recipe: str = "quick"
    """Whose networks and objective: a recipe of the package or a TOML file."""
    sizes: tuple[int, ...] = (32, 64, 128, 256)
    """Heights and widths, pixels."""
    batches: tuple[int, ...] = (1, 4, 16, 64, 256)
    """Images in a step."""
    processes: tuple[int, ...] = (1,) if torch.cuda.is_available() else (1, 2)
    """Numbers of processes."""
    pixels: int = 64 * 64 * 256
    """Leave out batches of more pixels."""
    reference_pixels: int = 64 * 64 * 64
    """Leave the plain design out of batches of more pixels: it takes minutes."""
    steps: int = 7
    """Steps that count, after six that do not."""
    out: Path | None = None
    """Also write the figures to this JSON file."""
    figure: Path | None = None
    """Also draw them into this PNG."""
    cell: str = ""
    """Used by the program for itself: what one process measures."""


@dataclass(frozen=True)
class Cell:
    """One entry of the table."""

    design: str
    size: int
    batch: int
    processes: int


def cells(settings: Settings) -> list[Cell]:
    """What is measured, in order; a batch that does not fall into equal parts for the processes is none."""
    return [
        Cell(design, size, batch, processes)
        for size in settings.sizes
        for batch in settings.batches
        for processes in settings.processes
        for design in DESIGNS
        if batch % processes == 0
        and size * size * batch <= (settings.pixels if design == DESIGNS[0] else settings.reference_pixels)
        and (design == DESIGNS[0] or processes == 1)
    ]


def measured(cell: Cell, settings: Settings) -> dict[str, Any]:
    """Run a cell in processes of its own; what its first one found."""
    if torch.cuda.is_available():  # which tells the memory of each
        return {**dataclasses.asdict(cell), **measure(cell, settings)}
    threads = max((os.cpu_count() or 1) // cell.processes, 1)
    variables = {"OMP_NUM_THREADS": str(threads), "NUMBA_NUM_THREADS": str(threads), "ACCELERATE_USE_CPU": "true"}
    if cell.processes > 1:
        variables |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(_free_port()), "WORLD_SIZE": str(cell.processes)}
    command = [sys.executable, __file__, "--recipe", settings.recipe, "--steps", str(settings.steps)]
    command += ["--cell", json.dumps(dataclasses.asdict(cell))]
    started = []
    for rank in range(cell.processes):
        mine = {"RANK": str(rank), "LOCAL_RANK": str(rank)} if cell.processes > 1 else {}
        # Errors come through: they would say why there is no figure.
        environment = {**os.environ, **variables, **mine}
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment))
    first, *_ = [process.communicate()[0] for process in started]
    if any(process.returncode for process in started):
        raise SystemExit(f"{cell}: a process failed")
    return {**dataclasses.asdict(cell), **json.loads(first.splitlines()[-1])}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def measure(cell: Cell, settings: Settings) -> dict[str, Any]:
    """Milliseconds of a step of this process, floating-point operations of all processes, peak memory of this one."""
    plain = cell.design != DESIGNS[0]
    recipe = _recipe(settings.recipe, cell, plain)
    images = np.random.default_rng(0).integers(0, 256, (max(cell.batch, 32), cell.size, cell.size, 3), dtype=np.uint8)
    source = TrainingData(images, np.arange(len(images)), images[:2], None, {"kind": "random", "content_hash": ""})
    with tempfile.TemporaryDirectory() as scratch, plain_design() if plain else contextlib.nullcontext():
        trainer = Trainer(source, Path(scratch), recipe, False, Console(quiet=True))
        try:
            precision = trainer.accelerator.mixed_precision
            if plain:
                make_plain(trainer)
            stage = recipe.stages[0]
            captured, trainer.networks.step.captured = trainer.networks.step.captured, False
            with FlopCounterMode(display=False) as counter:
                trainer.train_step(stage)
            trainer.networks.step.captured = captured
            for _ in range(5):
                trainer.train_step(stage)
            times = run_times_ms(functools.partial(trainer.train_step, stage), settings.steps)
        finally:
            release_accelerator()
    return {
        "step_ms": statistics.median(times),
        "precision": precision,
        "gflop": counter.get_total_flops() * cell.processes / 1e9,
        "peak_mib": _peak_mib(),
    }


def _peak_mib() -> float:
    """Of this process, or on a GPU of its torch since the last time."""
    if not torch.cuda.is_available():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peak = torch.cuda.max_memory_allocated() / 2**20
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    return peak


def _recipe(name: str, cell: Cell, plain: bool) -> Recipe:
    recipe = load_recipe(name)
    stage = dataclasses.replace(recipe.stages[-1], image_size=cell.size, batch_size=cell.batch, share=1.0)
    model = dataclasses.replace(recipe.model, image_size=cell.size)
    changed = dataclasses.replace(recipe, stages=(stage,), model=model)
    return dataclasses.replace(changed, precision="float32") if plain else changed


def table(results: list[dict[str, Any]], peak: dict[str, float]) -> str:
    """One line for each size, batch and number of processes."""
    plain = {(row["size"], row["batch"]): row for row in results if row["design"] != DESIGNS[0]}
    alone = {
        (row["size"], row["batch"]): row for row in results if row["design"] == DESIGNS[0] and row["processes"] == 1
    }
    rows = []
    for row in results:
        if row["design"] != DESIGNS[0]:
            continue
        key = row["size"], row["batch"]
        reference = plain.get(key) if row["processes"] == 1 else alone.get(key)
        rate = row["gflop"] / row["step_ms"]  # GFLOP a millisecond is TFLOP a second
        rows.append(
            [
                f"{row['size']} px × {row['batch']}",
                str(row["processes"]),
                f"{row['step_ms']:.0f}" if row["step_ms"] > 20 else f"{row['step_ms']:.2f}",
                f"{1e3 * row['batch'] / row['step_ms']:.0f}",
                f"{row['gflop']:.1f}",
                f"{1e3 * rate / peak[row['precision']]:.0%}",
                f"{row['peak_mib']:,.0f}",
                f"{reference['step_ms'] / row['step_ms']:.2f}" if reference else "",
            ]
        )
    header = ["size × batch", "processes", "step ms", "images/s", "GFLOP", "of peak", "memory MiB", "times as fast"]
    return markdown_table(header, rows)


def chart(results: list[dict[str, Any]]) -> Image.Image:
    """Images a second against the batch, a panel for each size."""
    panels = []
    for size in dict.fromkeys(row["size"] for row in results):
        curves = []
        for design, processes in dict.fromkeys((row["design"], row["processes"]) for row in results):
            chosen = [r for r in results if (r["size"], r["design"], r["processes"]) == (size, design, processes)]
            points = [(float(row["batch"]), 1e3 * row["batch"] / row["step_ms"]) for row in chosen]
            label = design if processes == 1 else f"{design}, {processes} processes"
            if points:
                curves.append(Curve(label, points))
        panels.append(Panel(f"{size} px", "images in a step", "images a second", curves, logarithmic=True))
    return curves_chart("Training throughput", panels)


def main(settings: Settings) -> dict[str, Any]:
    """Measure every cell, print the table, write the files."""
    check_report(settings.out)
    if settings.figure is not None:
        check_new_file("figure", settings.figure, (".png",))
    check_at_least(1, **{name: getattr(settings, name) for name in ("sizes", "batches", "processes", "steps")})
    load_recipe(settings.recipe)
    if not cells(settings):
        raise InputError(f"pixels: expected enough for a batch, got {settings.pixels}, which leaves all out")
    machine = describe_machine()
    print(machine_line(machine), flush=True)
    peak = {"no": matrix_peak(torch.float32), "bf16": matrix_peak(torch.bfloat16)}
    print(f"matrix products: {peak['no']:.0f} GFLOP/s in float32, {peak['bf16']:.0f} in bfloat16", flush=True)
    results = [measured(cell, settings) for cell in cells(settings)]
    print(table(results, peak))
    report = {"machine": machine, "peak_gflops": peak, "recipe": settings.recipe, "results": results}
    write_report(report, settings.out)
    if settings.figure is not None:
        with atomic_write(settings.figure) as temporary:
            chart(results).save(temporary, "PNG")
    return report


def run(settings: Settings) -> None:
    """Measure everything, or the one cell of this process."""
    if settings.cell:
        print(json.dumps(measure(Cell(**json.loads(settings.cell)), settings)))
    else:
        main(settings)


if __name__ == "__main__":
    sys.exit(exit_code(lambda: run(tyro.cli(Settings))))
