"""How much memory a training step takes, against what it has to keep.

    python benchmarks/memory.py --recipes quick cpu --out memory.json
    python benchmarks/memory.py --recipes paper --batch 16

*Counted*: weights with their running mean and the feature encoder, gradients, Adam's moments, and what autograd saves
for the backward pass, each block of memory once. *Peak*: of torch's own allocations in a step, from the profiler's
record of every one of them; what libraries take for themselves (oneDNN's scratch space, code) is in neither.
"""

import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import tyro
from machine import check_report, describe_machine, machine_line, markdown_table, write_report
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks
from torch.profiler import ProfilerActivity, profile
from train_step import Settings as StepSettings
from train_step import ready

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import load_recipe
from probsym.training.train import Trainer

KEPT = ("weights", "running mean", "feature encoder", "moments", "gradients", "saved for backward")


@dataclass(frozen=True)
class Settings:
    """Compare the memory of a training step with what it has to keep."""

    recipes: tuple[str, ...] = ("quick", "cpu", "paper")
    """Recipes that come with the package, or TOML files."""
    batch: int = 0
    """Images in a step; 0: the recipe's."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


def measure(name: str, settings: Settings) -> dict[str, Any]:
    """Bytes of a step at the recipe's last stage: each part of what is kept, and the peak."""
    with ready(name, StepSettings(batch=settings.batch, warmup=2)) as (trainer, step):
        stage = trainer.recipe.stages[-1]
        kept = resident(trainer)
        saved = saved_for_backward(trainer)
        # The last step's gradients are there until this one's take their place.
        gradients = sum(weight.nbytes for weight in trainer.networks.model.parameters() if weight.requires_grad)
        peak = sum(kept.values()) + gradients + peak_of(step)
    kept |= {"gradients": gradients, "saved for backward": saved}
    counted = sum(kept.values())
    return {
        "recipe": name,
        "image_size": stage.image_size,
        "batch": stage.batch_size,
        "kept": kept,
        "counted": counted,
        "peak": peak,
        "ratio": peak / counted,
    }


def resident(trainer: Trainer) -> dict[str, int]:
    """Bytes that are there between two steps, but for gradients."""
    state = [value for entry in trainer.networks.optimizer.state.values() for value in entry.values()]
    return {
        "weights": _bytes_of(trainer.networks.model),
        "running mean": 0 if trainer.networks.average is None else _bytes_of(trainer.networks.average.average),
        "feature encoder": 0 if trainer.networks.features is None else _bytes_of(trainer.networks.features),
        "moments": sum(value.nbytes for value in state if isinstance(value, Tensor)),
    }


def _bytes_of(module: nn.Module) -> int:
    return sum(tensor.nbytes for tensor in (*module.parameters(), *module.buffers()))


def saved_for_backward(trainer: Trainer) -> int:
    """Bytes of everything that autograd keeps from the forward to the backward pass of a step, less the weights."""
    blocks: dict[int, int] = {}
    own = {tensor.untyped_storage().data_ptr() for tensor in _all_weights(trainer)}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            blocks[storage.data_ptr()] = storage.nbytes()
        return tensor

    stage = trainer.recipe.stages[-1]
    with saved_tensors_hooks(keep, lambda tensor: tensor):
        trainer.networks.step.loss(*trainer.batches.batch_at(trainer.state.samples, stage))
    return sum(blocks.values())


def _all_weights(trainer: Trainer) -> Iterable[Tensor]:
    yield from trainer.networks.model.parameters()
    if trainer.networks.features is not None:
        yield from trainer.networks.features.parameters()


def peak_of(step: Any) -> int:
    """The most bytes that torch has allocated at once during a step, above those from before."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        step()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "trace.json"
        profiler.export_chrome_trace(str(path))
        events = json.loads(path.read_text(encoding="utf-8"))["traceEvents"]
    return highest(event for event in events if event.get("name") == "[memory]")


def highest(events: Iterable[dict[str, Any]]) -> int:
    """The highest sum that allocations (positive bytes) and releases (negative) reach, in the order of time."""
    now = most = 0
    for event in sorted(events, key=lambda event: event["ts"]):
        now += event["args"]["Bytes"]
        most = max(most, now)
    return most


def main(settings: Settings) -> dict[str, Any]:
    """Measure every recipe, print the table, write the file."""
    check_report(settings.out)
    check_at_least(0, batch=settings.batch)
    for name in settings.recipes:
        load_recipe(name)
    machine = describe_machine()
    print(machine_line(machine), flush=True)
    results = [measure(name, settings) for name in settings.recipes]
    header = ["MiB", *(f"{row['recipe']}, {row['image_size']} px, batch {row['batch']}" for row in results)]
    rows = [[part, *(f"{row['kept'][part] / 2**20:,.1f}" for row in results)] for part in KEPT]
    rows.append(["counted", *(f"{row['counted'] / 2**20:,.1f}" for row in results)])
    rows.append(["peak", *(f"{row['peak'] / 2**20:,.1f}" for row in results)])
    rows.append(["peak / counted", *(f"{row['ratio']:.2f}" for row in results)])
    print(markdown_table(header, rows))
    report = {"machine": machine, "results": results}
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    torch.manual_seed(0)
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
