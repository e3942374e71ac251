"""Where the time of a training step goes, part by part.

    python benchmarks/train_step.py --recipes quick cpu --out train_step.json
    python benchmarks/train_step.py --recipes paper --batch 4

Runs the very step of ``probsym train`` at a recipe's last stage on random pictures: first untouched, for the time of a
step, then under torch's profiler, for the shares. The plain design (``reference.py``) is timed in the same run, and
the step without ``probsym.training.allocator``, each in a process of its own. Every
operator's own time goes to the part whose code called it; what autograd runs goes to the part whose forward made the
node. VGG16 gets random weights: its time is the same.
"""

import dataclasses
import functools
import multiprocessing
import operator
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tyro
from machine import describe_machine, machine_line, markdown_table, write_report
from reference import default_allocator, make_plain, plain_design
from rich.console import Console
from torch.profiler import ProfilerActivity, profile, record_function

from probsym.config import Recipe, load_recipe
from probsym.models.features import VGG16Features
from probsym.rendering import reprojection
from probsym.training.source import Source
from probsym.training.train import Training, release_accelerator

CONVOLUTIONS = "convolutions of the networks"
FEATURE_CONVOLUTIONS = "convolutions of the feature encoder"
PARTS = {
    CONVOLUTIONS: "",
    FEATURE_CONVOLUTIONS: "",
    "linear layers": "",
    "normalisation, activation, upsampling": "networks",
    "feature encoder without convolutions": "features",
    "rasteriser": "rasterizer",
    "shading and reprojection": "rendering",
    "losses": "losses",
    "gradient clipping": "clipping",
    "optimiser and mean of the weights": "optimizer",
    "data and the rest of Python": "step",
}
"""Part, as printed -> the span whose operators belong to it, unless an operator tells by its own name."""
_SPAN = "part: "
_BACKWARD = "autograd::engine::evaluate_function"
_CONVOLUTION_NAMES = ("conv", "mkldnn_convolution", "slow_conv")
_LINEAR_NAMES = ("aten::linear", "aten::addmm", "aten::mm", "mkldnn_linear")


@dataclass(frozen=True)
class Settings:
    """Time a training step and its parts."""

    recipes: tuple[str, ...] = ("quick", "cpu", "paper")
    """Recipes that come with the package, or TOML files."""
    batch: int = 0
    """Images in a step; 0: the recipe's."""
    steps: int = 20
    """Steps that are timed, and then profiled."""
    warmup: int = 3
    """Steps before that do not count."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


def measure(name: str, settings: Settings) -> dict[str, Any]:
    """Milliseconds of a step of the recipe, of the plain design's, and the share of each part."""
    found = [_alone(work, name, settings) for work in (_default_allocator, _plain_design, _own_design)]
    return functools.reduce(operator.or_, found)


def _alone(work: Callable[[str, Settings], dict[str, Any]], name: str, settings: Settings) -> dict[str, Any]:
    """The result of ``work`` in a new process: how the C library keeps memory can be changed only once."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, name, settings).result()


def _default_allocator(name: str, settings: Settings) -> dict[str, Any]:
    with default_allocator(), ready(name, settings) as (_, step):
        return {"default_allocator_ms": statistics.median(_timed(step) for _ in range(settings.steps)) * 1e3}


def _plain_design(name: str, settings: Settings) -> dict[str, Any]:
    with plain_design(), ready(name, settings, plain=True) as (_, step):
        times = [_timed(step) for _ in range(max(settings.steps // 2, 1))]
    return {"reference_ms": statistics.median(times) * 1e3}


def _own_design(name: str, settings: Settings) -> dict[str, Any]:
    with ready(name, settings) as (training, step):
        times = [_timed(step) for _ in range(settings.steps)]
        with (
            spans(training, lambda span: record_function(_SPAN + span)),
            profile(activities=[ProfilerActivity.CPU]) as profiler,
        ):
            for _ in range(settings.steps):
                with record_function(_SPAN + "step"):
                    step()
        stage = training.recipe.stages[0]
    shares = _shares(list(profiler.events() or []))
    outside = 1 - shares[CONVOLUTIONS] - shares[FEATURE_CONVOLUTIONS]
    return {
        "recipe": name,
        "image_size": stage.image_size,
        "batch": stage.batch_size,
        "step_ms": statistics.median(times) * 1e3,
        "shares": shares,
        "outside_convolutions": outside,
    }


@contextmanager
def ready(name: str, settings: Settings, plain: bool = False) -> Iterator[tuple[Training, Callable[[], object]]]:
    """A training of the recipe's last stage, warm, and its step, which ``memory.py`` measures too."""
    with tempfile.TemporaryDirectory() as scratch, torch.random.fork_rng():
        recipe = _recipe(name, settings.batch, Path(scratch))
        if plain:
            recipe = dataclasses.replace(recipe, precision="float32")
        stage = recipe.stages[0]
        training = Training(_random_source(stage.image_size), Path(scratch), recipe, False, Console(quiet=True))
        try:
            if plain:
                make_plain(training)
            step = functools.partial(training._one_step, stage)
            for _ in range(settings.warmup):
                step()
            yield training, step
        finally:
            release_accelerator()


def _recipe(name: str, batch: int, scratch: Path) -> Recipe:
    """The recipe at its last stage alone."""
    recipe = load_recipe(name)
    stage = dataclasses.replace(recipe.stages[-1], batch_size=batch or recipe.stages[-1].batch_size, share=1.0)
    objective = recipe.objective
    if objective.features == "vgg16":
        weights = scratch / "vgg16.pth"
        torch.save(VGG16Features().state_dict(), weights)
        objective = dataclasses.replace(objective, features_weights=str(weights))
    return dataclasses.replace(recipe, stages=(stage,), objective=objective)


def _random_source(size: int) -> Source:
    images = np.random.default_rng(0).integers(0, 256, (256, size, size, 3), dtype=np.uint8)
    return Source(images, np.arange(len(images)), images[:2], None, {"kind": "random", "content_hash": ""})


def _timed(step: Callable[[], object]) -> float:
    begin = time.perf_counter()
    step()
    return time.perf_counter() - begin


@contextmanager
def spans(training: Training, within: Callable[[str], AbstractContextManager[object]]) -> Iterator[None]:
    """Run the parts of the step ``within`` their names; ``traffic.py`` uses this too."""
    objective = training.step.objective
    named = [
        (training.model, "factors", "networks"),
        (training.model, "render_pair", "rendering"),
        (reprojection, "rasterize", "rasterizer"),
        (objective, "of_factors", "losses"),
        (training.optimizer, "step", "optimizer"),
        (training.optimizer, "zero_grad", "optimizer"),
        (training.accelerator, "clip_grad_norm_", "clipping"),
    ]
    if objective.features is not None:
        named.append((objective.features, "forward", "features"))
    if training.average is not None:
        named.append((training.average, "update", "optimizer"))
    before = [(owner, attribute, getattr(owner, attribute)) for owner, attribute, _ in named]
    try:
        for owner, attribute, span in named:
            setattr(owner, attribute, _spanned(getattr(owner, attribute), span, within))
        yield
    finally:
        for owner, attribute, function in before:
            setattr(owner, attribute, function)


def _spanned(
    function: Callable[..., Any], span: str, within: Callable[[str], AbstractContextManager[object]]
) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        with within(span):
            return function(*args, **kwargs)

    return wrapped


def _shares(events: list[Any]) -> dict[str, float]:
    """Share of the profiled steps' time that each part took itself."""
    span_of_node: dict[int, str] = {}
    for event in sorted(events, key=lambda event: event.time_range.start):
        # The last operator that carries a sequence number is the one that made the node of that number.
        if event.sequence_nr >= 0 and _backward_of(event) is None and _span_of(event) is not None:
            span_of_node[event.sequence_nr] = _span_of(event) or ""
    by_span = {span: part for part, span in PARTS.items() if span}
    spent: dict[str, float] = defaultdict(float)
    for event in events:
        backward = _backward_of(event)
        inside = _span_of(event)
        if inside is None:
            continue
        span = span_of_node.get(backward.sequence_nr, "optimizer") if backward is not None else inside
        spent[_part(event, span, by_span)] += event.self_cpu_time_total
    total = sum(spent.values())
    return {part: spent[part] / total for part in PARTS}


def _ancestors(event: Any) -> Iterator[Any]:
    while event is not None:
        yield event
        event = event.cpu_parent


def _span_of(event: Any) -> str | None:
    """The innermost span around an event; None outside the profiled steps."""
    for ancestor in _ancestors(event):
        if ancestor.name.startswith(_SPAN):
            return ancestor.name.removeprefix(_SPAN)
    return None


def _backward_of(event: Any) -> Any | None:
    """The autograd node's event that an event is part of, if it is."""
    return next((ancestor for ancestor in _ancestors(event) if ancestor.name.startswith(_BACKWARD)), None)


def _part(event: Any, span: str, by_span: dict[str, str]) -> str:
    names = [ancestor.name for ancestor in _ancestors(event) if ancestor.name.startswith("aten::")]
    if span in ("networks", "features"):
        if any(mark in name for name in names for mark in _CONVOLUTION_NAMES):
            return CONVOLUTIONS if span == "networks" else FEATURE_CONVOLUTIONS
        if any(name.startswith(_LINEAR_NAMES) for name in names):
            return "linear layers"
    return by_span[span]


def main(settings: Settings) -> dict[str, Any]:
    """Measure every recipe, print the table, write the file."""
    machine = describe_machine()
    print(machine_line(machine), flush=True)
    results = [measure(name, settings) for name in settings.recipes]
    header = ["", *(f"{row['recipe']}, {row['image_size']} px, batch {row['batch']}" for row in results)]
    rows = [["whole step, ms", *(f"{row['step_ms']:.0f}" for row in results)]]
    rows.append(["memory as the C library keeps it, ms", *(f"{row['default_allocator_ms']:.0f}" for row in results)])
    rows.append(["the plain design, ms", *(f"{row['reference_ms']:.0f}" for row in results)])
    rows.append(["times as fast", *(f"{row['reference_ms'] / row['step_ms']:.2f}" for row in results)])
    rows += [[part, *(f"{row['shares'][part]:.1%}" for row in results)] for part in PARTS]
    rows.append(["share outside convolutions", *(f"{row['outside_convolutions']:.1%}" for row in results)])
    print(markdown_table(header, rows))
    report = {"machine": machine, "results": results}
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    main(tyro.cli(Settings))
