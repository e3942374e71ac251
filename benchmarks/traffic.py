"""Bytes that the operators of a training step read and write, and how long memory takes for that.

    python benchmarks/traffic.py --recipes quick
    python benchmarks/traffic.py --recipes paper --batch 16

Each operator that autograd or the step calls, and each compiled kernel, counts its tensors once: inputs read, outputs
written. That is the least it moves: those that go over their input twice, such as norms, move more. Views cost nothing.
What caches keep makes it faster than memory alone.
"""

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import torch
import tyro
from machine import best_seconds, check_report, describe_machine, machine_line, markdown_table, write_report
from step_parts import spans
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from train_step import Settings as StepSettings
from train_step import ready

from probsym.checks import check_at_least
from probsym.cli.exit_code import exit_code
from probsym.config import load_recipe
from probsym.kernels import group_norm_numba, rasterize_numba, shading_numba, transform_project_numba
from probsym.kernels.numba_support import for_each_image

MATRIX = ("convolution", "addmm", "mm.", "bmm", "linear")
"""Parts of the names of operators that are bound by arithmetic."""
ARITHMETIC = "convolutions and matrix products"
PARTS = {
    "networks": "networks, forward",
    "features": "feature encoder, forward",
    "rendering": "shading and reprojection, forward",
    "losses": "losses, forward",
    "backward": "backward pass",
    "clipping": "gradient clipping",
    "optimizer": "optimiser and mean of the weights",
    "step": "data",
}
"""Span of ``step_parts.py`` -> as printed; without convolutions and matrix products."""
KERNELS = (group_norm_numba, rasterize_numba, transform_project_numba, shading_numba)
"""Modules with compiled kernels, which are no operators of torch's."""


@dataclass(frozen=True)
class Settings:
    """Count the bytes of a training step."""

    recipes: tuple[str, ...] = ("quick", "paper")
    """Recipes that come with the package, or TOML files."""
    batch: int = 0
    """Images in a step; 0: the recipe's."""
    steps: int = 10
    """Steps that are timed."""
    out: Path | None = None
    """Also write the figures to this JSON file."""


class Traffic(TorchDispatchMode):
    """Counts bytes by the part that is named while an operator runs."""

    def __init__(self, part: str) -> None:
        """``part``: what counts for everything that no other part names."""
        super().__init__()
        self.part = part
        self.bytes: dict[str, int] = defaultdict(int)

    @contextmanager
    def within(self, part: str) -> Iterator[None]:
        """Operators in here count for ``part``."""
        before, self.part = self.part, part
        try:
            yield
        finally:
            self.part = before

    @contextmanager
    def with_kernels(self) -> Iterator[None]:
        """Kernels in here count, too."""

        def counted(kernel: Any, batch: int, *arguments: Tensor | int) -> None:
            self.bytes[self.part] += _nbytes(arguments)
            for_each_image(kernel, batch, *arguments)

        with ExitStack() as stack:
            for module in KERNELS:
                stack.enter_context(mock.patch.object(module, "for_each_image", counted))
            yield

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run the operator and count its tensors."""
        result = func(*args, **(kwargs or {}))
        if not _is_view(func):
            arithmetic = any(mark in str(func) for mark in MATRIX)
            self.bytes[ARITHMETIC if arithmetic else self.part] += _nbytes((args, kwargs)) + _written(
                func, args, result
            )
        return result


def measure(name: str, settings: Settings, gigabytes_a_second: float) -> dict[str, Any]:
    """Bytes of a step at the recipe's last stage, by part, and how much of its time memory would take for them."""
    with ready(name, StepSettings(batch=settings.batch, warmup=2)) as (trainer, step):
        times = []
        for _ in range(settings.steps):
            begin = time.perf_counter()
            step()
            times.append(time.perf_counter() - begin)
        traffic = Traffic("step")
        backward = trainer.accelerator.backward

        def counted_backward(loss: Tensor, **kwargs: Any) -> None:
            with traffic.within("backward"):
                backward(loss, **kwargs)

        trainer.accelerator.backward = counted_backward
        try:
            with spans(trainer, traffic.within), traffic.with_kernels(), traffic:
                step()
        finally:
            trainer.accelerator.backward = backward
        stage = trainer.recipe.stages[-1]
    outside = sum(traffic.bytes[part] for part in PARTS)
    step_ms = statistics.median(times) * 1e3
    return {
        "recipe": name,
        "image_size": stage.image_size,
        "batch": stage.batch_size,
        "bytes": {part: traffic.bytes[part] for part in (*PARTS, ARITHMETIC)},
        "outside": outside,
        "step_ms": step_ms,
        "memory_ms": outside / gigabytes_a_second / 1e6,
    }


def _is_view(func: Any) -> bool:
    aliases = [returned.alias_info for returned in func._schema.returns]
    return any(alias is not None and not alias.is_write for alias in aliases)


def _written(func: Any, args: tuple[Any, ...], result: Any) -> int:
    if func._schema.returns:
        return _nbytes(result)
    # Operators on lists of tensors write over them and return nothing. (Fused Adam is said to write gradients, too.)
    changed = [argument.alias_info is not None and argument.alias_info.is_write for argument in func._schema.arguments]
    return _nbytes([value for value, written in zip(args, changed, strict=False) if written])


def _nbytes(values: Any) -> int:
    return sum(value.numel() * value.element_size() for value in tree_leaves(values) if isinstance(value, Tensor))


def bandwidth(nbytes: int = 2**28, seconds: float = 1.0) -> float:
    """GB/s, read and written, of the fastest copy of ``nbytes`` bytes within ``seconds``."""
    source = torch.zeros(nbytes, dtype=torch.uint8)
    target = torch.empty_like(source)
    return 2 * nbytes / best_seconds(lambda: target.copy_(source), seconds) / 1e9


def main(settings: Settings) -> dict[str, Any]:
    """Count for every recipe, print the table, write the file."""
    check_report(settings.out)
    check_at_least(1, steps=settings.steps)
    check_at_least(0, batch=settings.batch)
    for name in settings.recipes:
        load_recipe(name)
    machine, speed = describe_machine(), bandwidth()
    print(machine_line(machine), flush=True)
    print(f"copying: {speed:.1f} GB/s, read and written\n", flush=True)
    results = [measure(name, settings, speed) for name in settings.recipes]
    header = ["MB", *(f"{row['recipe']}, {row['image_size']} px, batch {row['batch']}" for row in results)]
    rows = [[label, *(f"{row['bytes'][part] / 1e6:,.0f}" for row in results)] for part, label in PARTS.items()]
    rows.append(["together", *(f"{row['outside'] / 1e6:,.0f}" for row in results)])
    rows.append(["time for that at the speed of copying, ms", *(f"{row['memory_ms']:.0f}" for row in results)])
    rows.append(["whole step, ms", *(f"{row['step_ms']:.0f}" for row in results)])
    rows.append(["share of the step", *(f"{row['memory_ms'] / row['step_ms']:.1%}" for row in results)])
    rows.append([ARITHMETIC, *(f"{row['bytes'][ARITHMETIC] / 1e6:,.0f}" for row in results)])
    print(markdown_table(header, rows))
    report = {"machine": machine, "gigabytes_per_second": speed, "results": results}
    write_report(report, settings.out)
    return report


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
