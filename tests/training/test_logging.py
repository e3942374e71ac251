import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from rich.console import Console
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from probsym.training.logging import Tracker, write_record


@pytest.fixture
def accelerator(tmp_path: Path) -> Iterator[Accelerator]:
    yield Accelerator(cpu=True, log_with="tensorboard", project_dir=tmp_path)
    AcceleratorState._reset_state(reset_partial_state=True)


def _steps(run: Path) -> list[int]:
    return [json.loads(line)["step"] for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_every_record_goes_to_both_files(tmp_path: Path, accelerator: Accelerator) -> None:
    text = io.StringIO()
    with Tracker(tmp_path, accelerator, Console(file=text), 0) as tracker:
        tracker.log(20, "train", {"total": 1.5})
        tracker.log(20, "validation", {"error": 0.25})
        tracker.show(20, 0.5, 1.5, 3.0)
        tracker.say("step 20: [good]")
    lines = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert lines == [
        {"step": 20, "kind": "train", "total": 1.5},
        {"step": 20, "kind": "validation", "error": 0.25},
    ]
    assert "step 20: [good]" in text.getvalue()
    (events,) = tmp_path.rglob("events.out.tfevents.*")
    board = EventAccumulator(str(events.parent)).Reload()
    assert [(event.step, event.value) for event in board.Scalars("train/total")] == [(20, 1.5)]
    assert [event.value for event in board.Scalars("validation/error")] == [0.25]


def test_resuming_drops_records_of_the_steps_to_come(tmp_path: Path, accelerator: Accelerator) -> None:
    lines = "".join(json.dumps({"step": step, "kind": "train"}) + "\n" for step in (20, 40, 60))
    (tmp_path / "metrics.jsonl").write_text(lines + '{"step": 80, "ki')  # cut off
    with Tracker(tmp_path, accelerator, Console(file=io.StringIO()), 40) as tracker:
        tracker.log(50, "train", {})
    assert _steps(tmp_path) == [20, 40, 50]


def test_a_new_run_starts_afresh(tmp_path: Path, accelerator: Accelerator) -> None:
    (tmp_path / "metrics.jsonl").write_text('{"step": 20}\n')
    with Tracker(tmp_path, accelerator, Console(file=io.StringIO()), 0):
        pass
    assert _steps(tmp_path) == []


def test_record(tmp_path: Path) -> None:
    write_record(tmp_path, {"data": {"images": 3}})
    record = json.loads((tmp_path / "record.json").read_text())
    assert record["data"] == {"images": 3}
    assert {"python", "torch", "probsym", "threads"} <= set(record["machine"])
