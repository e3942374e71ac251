"""Where the time of a training step goes, part by part.

    python benchmarks/train_step.py --recipes quick cpu --out train_step.json
    python benchmarks/train_step.py --recipes paper --batch 4
    python benchmarks/train_step.py --recipes quick paper --compiled

Runs the very step of ``probsym train`` at a recipe's last stage on random pictures: first untouched, for the time of a
step, then under torch's profiler, for the shares. The plain design (``reference.py``) is timed in the same run, and
the step without ``keep_freed_memory``, each in a separate process. Every
operator's own time goes to the part whose code called it; what autograd runs goes to the part whose forward made the
node. VGG16 gets random weights: its time is the same.

On a GPU, if there is one, a step is timed as ``probsym train`` runs it, captured as a CUDA graph, and then eagerly,
which is also how it is profiled; with ``--compiled`` as ``probsym train --compile`` runs it, too.
"""

import dataclasses
import functools
import multiprocessing
import operator
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

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
from reference import default_allocator, make_plain, plain_design
from rich.console import Console
from step_parts import CONVOLUTIONS, FEATURE_CONVOLUTIONS, PARTS, SPAN, shares_of, spans
from torch.profiler import ProfilerActivity, profile, record_function
from torch.utils.flop_counter import FlopCounterMode

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import Recipe, load_recipe
from probsym.models.features.vgg16 import VGG16Features
from probsym.training.dataset import TrainingData
from probsym.training.processes import release_accelerator
from probsym.training.train import Trainer

VARIANTS = {
    "compiled_ms": "compiled, ms",
    "compile_seconds": "seconds to compile and warm up",
    "eager_ms": "eager, ms",
    "default_allocator_ms": "memory as the C library keeps it, ms",
    "reference_ms": "the plain design, ms",
}
"""What else a step takes -> the same, as printed."""


@dataclass(frozen=True)
class Settings:
    """Time a training step and its parts."""

    recipes: tuple[str, ...] = ("quick", "cpu", "paper")
    """Recipes that come with the package, or TOML files."""
    batch: int = 0
    """Images in a step; 0: the recipe's."""
    precision: Literal["", "auto", "float32", "bfloat16"] = ""
    """Of the convolutions; empty: the recipe's."""
    steps: int = 20
    """Steps that are timed."""
    profiled: int = 5
    """Steps that are profiled after them."""
    warmup: int = 6
    """Steps before that do not count."""
    compiled: bool = False
    """Time the compiled step, too: a minute or two more for each recipe."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


def measure(name: str, settings: Settings) -> dict[str, Any]:
    """Milliseconds of a step of the recipe, of its variants, and the share of each part."""
    works = [_default_allocator, _plain_design, _own_design]
    if torch.cuda.is_available():  # whose memory the C library does not keep
        works = [_plain_design, _own_design]
    if settings.compiled:
        works.append(_compiled)
    return functools.reduce(operator.or_, [_alone(work, name, settings) for work in works])


def _alone(work: Callable[[str, Settings], dict[str, Any]], name: str, settings: Settings) -> dict[str, Any]:
    """The result of ``work``, on a CPU in a new process: how the C library keeps memory can be changed only once."""
    if torch.cuda.is_available():
        return work(name, settings)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, name, settings).result()


def _default_allocator(name: str, settings: Settings) -> dict[str, Any]:
    with default_allocator(), ready(name, settings) as (_, step):
        return {"default_allocator_ms": statistics.median(run_times_ms(step, settings.steps))}


def _plain_design(name: str, settings: Settings) -> dict[str, Any]:
    with plain_design(), ready(name, settings, plain=True) as (_, step):
        return {"reference_ms": statistics.median(run_times_ms(step, max(settings.steps // 2, 1)))}


def _compiled(name: str, settings: Settings) -> dict[str, Any]:
    begin = time.perf_counter()
    with ready(name, settings, compiled=True) as (_, step):
        warm = time.perf_counter() - begin
        return {"compiled_ms": statistics.median(run_times_ms(step, settings.steps)), "compile_seconds": warm}


def _own_design(name: str, settings: Settings) -> dict[str, Any]:
    on_gpu = torch.cuda.is_available()
    found: dict[str, Any] = {"recipe": name}
    with ready(name, settings) as (trainer, step):
        if on_gpu:
            torch.cuda.reset_peak_memory_stats()
        found["step_ms"] = statistics.median(run_times_ms(step, settings.steps))
        if on_gpu:
            found["peak_mib"] = torch.cuda.max_memory_allocated() / 2**20
        found["precision"] = trainer.accelerator.mixed_precision
        trainer.networks.step.captured = False
        with FlopCounterMode(display=False) as counter:
            step()
        found["gflop"] = counter.get_total_flops() / 1e9
        if on_gpu:
            found["eager_ms"] = statistics.median(run_times_ms(step, settings.steps))
        activities = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if on_gpu else [])]
        with (
            spans(trainer, lambda span: record_function(SPAN + span)),
            profile(activities=activities) as profiler,
        ):
            for _ in range(settings.profiled):
                with record_function(SPAN + "step"):
                    step()
        stage = trainer.recipe.stages[0]
    # A GPU's own events repeat the spans; its kernels' times come with the operators that launched them.
    events = [event for event in profiler.events() or [] if event.device_type.name == "CPU"]
    shares = shares_of(events, on_gpu)
    found |= {"image_size": stage.image_size, "batch": stage.batch_size, "shares": shares}
    return found | {"outside_convolutions": 1 - shares[CONVOLUTIONS] - shares[FEATURE_CONVOLUTIONS]}


@contextmanager
def ready(
    name: str, settings: Settings, plain: bool = False, compiled: bool = False
) -> Iterator[tuple[Trainer, Callable[[], object]]]:
    """A training of the recipe's last stage, warm, and its step, which ``memory.py`` measures too."""
    with tempfile.TemporaryDirectory() as scratch, torch.random.fork_rng():
        recipe = _recipe(name, settings, Path(scratch))
        if plain:
            recipe = dataclasses.replace(recipe, precision="float32")
        stage = recipe.stages[0]
        source, silent = _random_source(stage.image_size), Console(quiet=True)
        trainer = Trainer(source, Path(scratch), recipe, False, silent, compiled)
        try:
            if plain:
                make_plain(trainer)
            step = functools.partial(trainer.train_step, stage)
            for _ in range(settings.warmup):
                step()
            yield trainer, step
        finally:
            trainer.accelerator.end_training()  # TensorBoard's thread would write into a folder that is gone
            release_accelerator()


def _recipe(name: str, settings: Settings, scratch: Path) -> Recipe:
    """The recipe at its last stage alone."""
    recipe = load_recipe(name)
    batch = settings.batch or recipe.stages[-1].batch_size
    stage = dataclasses.replace(recipe.stages[-1], batch_size=batch, share=1.0)
    objective = recipe.objective
    if objective.features == "vgg16":
        weights = scratch / "vgg16.pth"
        torch.save(VGG16Features().state_dict(), weights)
        objective = dataclasses.replace(objective, features_weights=str(weights))
    precision = settings.precision or recipe.precision
    return dataclasses.replace(recipe, stages=(stage,), objective=objective, precision=precision)


def _random_source(size: int) -> TrainingData:
    images = np.random.default_rng(0).integers(0, 256, (256, size, size, 3), dtype=np.uint8)
    return TrainingData(images, np.arange(len(images)), images[:2], None, {"kind": "random", "content_hash": ""})


def main(settings: Settings) -> dict[str, Any]:
    """Measure every recipe, print the table, write the file."""
    check_report(settings.out)
    check_at_least(1, steps=settings.steps, profiled=settings.profiled)
    check_at_least(0, batch=settings.batch, warmup=settings.warmup)
    for name in settings.recipes:
        load_recipe(name)
    machine = describe_machine()
    print(machine_line(machine), flush=True)
    results = [measure(name, settings) for name in settings.recipes]
    peak = {"no": matrix_peak(torch.float32), "bf16": matrix_peak(torch.bfloat16)}
    header = ["", *(f"{row['recipe']}, {row['image_size']} px, batch {row['batch']}" for row in results)]
    rows = [["whole step, ms", *(f"{row['step_ms']:.{_digits(row)}f}" for row in results)]]
    for key, label in VARIANTS.items():
        if key in results[0]:
            rows.append([label, *(f"{row[key]:.{_digits(row)}f}" for row in results)])
    rows.append(["times as fast as that", *(f"{row['reference_ms'] / row['step_ms']:.2f}" for row in results)])
    rows.append(["GFLOP", *(f"{row['gflop']:,.1f}" for row in results)])
    shares_of_peak = [row["gflop"] / row["step_ms"] * 1e3 / peak[row["precision"]] for row in results]
    rows.append(["share of the peak of matrix products", *(f"{share:.0%}" for share in shares_of_peak)])
    if "peak_mib" in results[0]:
        rows.append(["memory at the peak, MiB", *(f"{row['peak_mib']:,.0f}" for row in results)])
    rows += [[part, *(f"{row['shares'][part]:.1%}" for row in results)] for part in PARTS]
    rows.append(["share outside convolutions", *(f"{row['outside_convolutions']:.1%}" for row in results)])
    print(markdown_table(header, rows))
    report = {"machine": machine, "peak_gflops": peak, "results": results}
    write_report(report, settings.out)
    return report


def _digits(row: dict[str, Any]) -> int:
    """After the point, for the times of a step."""
    return 0 if row["step_ms"] > 20 else 2


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
