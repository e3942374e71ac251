"""Records of a run: metrics.jsonl always, TensorBoard through accelerate, a progress bar for the person."""

import json
import platform
from pathlib import Path
from types import TracebackType
from typing import Any

import torch
from accelerate import Accelerator
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from probsym import __version__
from probsym.io import write_text

METRICS, RECORD = "metrics.jsonl", "record.json"


class Tracker:
    """Writes on the main process only."""

    def __init__(self, run: Path, accelerator: Accelerator, console: Console, first_step: int) -> None:
        """``first_step``: where this training starts; later records, of a run that was cut off, are dropped."""
        self._main = accelerator.is_main_process
        self._accelerator = accelerator
        self._path = run / METRICS
        if not self._main:
            return
        kept = []
        if first_step and self._path.is_file():
            lines = self._path.read_text(encoding="utf-8").splitlines()
            kept = [f"{line}\n" for line in lines if line.endswith("}") and json.loads(line)["step"] <= first_step]
        write_text(self._path, "".join(kept))
        accelerator.init_trackers("tensorboard")
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._bar = self._progress.add_task("training", total=1.0)

    def __enter__(self) -> "Tracker":
        if self._main:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._main:
            self._progress.stop()
            self._accelerator.get_tracker("tensorboard", unwrap=True).close()  # pyright: ignore[reportAttributeAccessIssue]

    def log(self, step: int, kind: str, values: dict[str, float]) -> None:
        """Append one record; ``kind`` is "train" or "validation"."""
        if not self._main:
            return
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"step": step, "kind": kind, **values}) + "\n")
        self._accelerator.log({f"{kind}/{name}": value for name, value in values.items()}, step=step)

    def show(self, step: int, done: float, loss: float, rate: float) -> None:
        """Move the bar: share of the budget, loss, steps per second."""
        if self._main:
            text = f"step {step:,}  loss {loss:.3f}  {rate:.1f} steps/s"
            self._progress.update(self._bar, completed=done, description=text)

    def say(self, text: str) -> None:
        """A line for the person, above the bar."""
        if self._main:
            self._console.print(text, highlight=False, soft_wrap=True, markup=False)


def write_record(run: Path, values: dict[str, Any]) -> None:
    """``record.json``: what made this run, with the versions and the machine."""
    machine = {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "probsym": __version__,
        "processor": platform.processor() or platform.machine(),
        "threads": torch.get_num_threads(),
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
    }
    write_text(run / RECORD, json.dumps({**values, "machine": machine}, indent=2) + "\n")
