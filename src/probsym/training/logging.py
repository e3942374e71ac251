"""Logs of a run: metrics.jsonl always, TensorBoard through accelerate, a progress bar on a terminal."""

import json
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from PIL import Image
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from probsym import __version__
from probsym.errors import FileFormatError
from probsym.io import write_text
from probsym.readers.plain import parse_json

METRICS, RECORD, SHEETS = "metrics.jsonl", "record.json", "sheets"
_TENSORBOARD = "tensorboard"
_REFRESH_SECONDS = 1.0


def make_bar(console: Console) -> Progress:
    """A progress bar on a console, silent unless that is a terminal; it stays at the end."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )


@contextmanager
def show_reading(console: Console) -> Iterator[Callable[[int, int], None]]:
    """Yield a function of (photos read, photos in all) that draws a bar; without a call it disappears at the end."""
    with make_bar(console) as bar:
        task = bar.add_task("reading the photos", total=None)
        try:
            yield lambda done, total: bar.update(task, completed=done, total=total)
        finally:
            bar.update(task, visible=bar.tasks[0].total is not None)


class Tracker:
    """Writes the logs of a run, on the main process only."""

    def __init__(
        self, run: Path, accelerator: Accelerator, console: Console, first_step: int, settings: dict[str, Any]
    ) -> None:
        """Open the logs.

        Args:
            run: folder of the run.
            accelerator: with ``log_with="tensorboard"`` and ``project_dir=run``.
            console: for lines and the progress bar.
            first_step: where this training starts. Earlier records of the run are kept, later ones, of steps that are
                repeated, are dropped; TensorBoard's files are rebuilt from ``metrics.jsonl`` and the sheets.
            settings: of the run, shown as text in TensorBoard.
        """
        self._main = accelerator.is_main_process
        self._accelerator, self._path = accelerator, run / METRICS
        if not self._main:
            return
        records = [record for record in read_metrics(self._path) if record["step"] <= first_step] if first_step else []
        self._run, self._settings = run, settings
        self._begin(records, first_step)
        self._console, self._shown_at, self._text = console, 0.0, "training"
        self._progress = make_bar(console)
        self._bar = self._progress.add_task("first step: compiles the kernels when they are new", total=1.0)

    def _begin(self, records: list[dict[str, Any]], first_step: int) -> None:
        """Rewrite all logs from the stored records."""
        write_text(self._path, "".join(json.dumps(record) + "\n" for record in records))
        for events in (self._run / _TENSORBOARD).glob("events.out.tfevents.*"):
            events.unlink()
        self._accelerator.init_trackers(_TENSORBOARD)
        self._board = self._accelerator.get_tracker(_TENSORBOARD, unwrap=True)
        self._board.add_text("settings", f"```json\n{json.dumps(self._settings, indent=2)}\n```")  # pyright: ignore[reportAttributeAccessIssue]
        for record in records:
            self._log_to_tensorboard(record)
        for sheet in sorted((self._run / SHEETS).glob("step-*.png")):
            step = sheet.stem.removeprefix("step-")
            if step.isdecimal() and int(step) <= first_step:
                self.log_sheet(int(step), sheet)
        self._logged = {(record["step"], record["kind"]) for record in records}

    def restart(self) -> None:
        """Drop all records and sheets: the training starts again."""
        if self._main:
            self._board.close()  # pyright: ignore[reportAttributeAccessIssue]
            self._accelerator.trackers = []
            for sheet in (self._run / SHEETS).glob("step-*.png"):
                sheet.unlink()
            self._begin([], 0)

    def __enter__(self) -> "Tracker":
        if self._main:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._main:
            self._progress.stop()
            self._board.close()  # pyright: ignore[reportAttributeAccessIssue]

    def log(self, step: int, kind: str, values: dict[str, float]) -> None:
        """Append one record.

        Args:
            step: number of steps done.
            kind: "train" or "validation".
            values: name to value.
        """
        if not self._main:
            return
        record = {"step": step, "kind": kind, **values}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        self._log_to_tensorboard(record)
        self._logged.add((step, kind))

    def log_sheet(self, step: int, picture: Path) -> None:
        """Show a sheet in TensorBoard too; one that cannot be read is left out.

        Args:
            step: number of steps done.
            picture: its file.
        """
        if not self._main:
            return
        try:
            with Image.open(picture) as image:
                pixels = np.asarray(image.convert("RGB"))
        except (OSError, SyntaxError):  # damaged
            return
        self._board.add_image("sheet", pixels, step, dataformats="HWC")  # pyright: ignore[reportAttributeAccessIssue]

    def has_record(self, step: int, kind: str) -> bool:
        """Whether a record of this step and kind has been written, on the main process."""
        return self._main and (step, kind) in self._logged

    def show(self, progress: float, text: str | None = None) -> None:
        """Move the bar, at most once a second unless ``text`` changes or the bar is full.

        Args:
            progress: share of the budget, 0 to 1.
            text: beside the bar; None keeps it.
        """
        if not self._main:
            return
        now = time.monotonic()
        if text is None and progress < 1 and now - self._shown_at < _REFRESH_SECONDS:
            return
        self._shown_at, self._text = now, text or self._text
        self._progress.update(self._bar, completed=progress, description=self._text)

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        if self._main:
            self._console.print(text, highlight=False, soft_wrap=True, markup=False)

    def _log_to_tensorboard(self, record: dict[str, Any]) -> None:
        values = {f"{record['kind']}/{name}": record[name] for name in record if name not in ("step", "kind")}
        self._accelerator.log(values, step=record["step"])


def read_metrics(path: Path) -> list[dict[str, Any]]:
    """Records of a ``metrics.jsonl``; damaged lines are left out, and a missing file has none."""
    if not path.is_file():
        return []
    records = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            record = parse_json(line, METRICS)
        except FileFormatError:
            continue
        if _is_record(record):
            records.append(record)
    return records


def _is_record(record: Any) -> bool:
    if not isinstance(record, dict) or type(record.get("step")) is not int or record["step"] < 0:
        return False
    values = (value for name, value in record.items() if name != "kind")
    return record.get("kind") in ("train", "validation") and all(type(value) in (int, float) for value in values)


def record_restart(run: Path, number: int, values: dict[str, Any]) -> None:
    """Add a restart to ``record.json``.

    Args:
        run: folder of the run.
        number: of the restart, from 1. Later ones, which a resumed training repeats, are dropped.
        values: describe it.
    """
    record = json.loads((run / RECORD).read_text(encoding="utf-8"))
    record["restarts"] = [*record.get("restarts", [])[: number - 1], values]
    write_text(run / RECORD, json.dumps(record, indent=2) + "\n")


def write_record(run: Path, values: dict[str, Any]) -> None:
    """Write ``record.json``: what made this run, with the versions and the machine."""
    machine = {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "probsym": __version__,
        "processor": platform.processor() or platform.machine(),
        "threads": torch.get_num_threads(),
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
    }
    write_text(run / RECORD, json.dumps({**values, "machine": machine}, indent=2) + "\n")
