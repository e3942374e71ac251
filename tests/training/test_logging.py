import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from PIL import Image
from rich.console import Console
from rich.progress import Progress
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from probsym.training.logging import Tracker, show_reading, write_record


@pytest.fixture
def accelerator(tmp_path: Path) -> Iterator[Accelerator]:
    yield Accelerator(cpu=True, log_with="tensorboard", project_dir=tmp_path)
    AcceleratorState._reset_state(reset_partial_state=True)


def _steps(run: Path) -> list[int]:
    return [json.loads(line)["step"] for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_every_record_goes_to_both_files(tmp_path: Path, accelerator: Accelerator) -> None:
    text = io.StringIO()
    with Tracker(tmp_path, accelerator, Console(file=text), 0, {}) as tracker:
        tracker.log(20, "train", {"total": 1.5})
        tracker.log(20, "validation", {"error": 0.25})
        tracker.show(0.5, "step 20")
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


RECORDS = [{"step": step, "kind": "train", "total": 1.0 * step} for step in (20, 40, 60)]


def _lines(records: list[dict[str, object]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_resuming_drops_records_of_the_steps_to_come(tmp_path: Path, accelerator: Accelerator) -> None:
    (tmp_path / "metrics.jsonl").write_text(_lines(RECORDS) + '{"step": 80, "ki')  # cut off
    with Tracker(tmp_path, accelerator, Console(file=io.StringIO()), 40, {}) as tracker:
        assert tracker.has_record(40, "train")
        assert not tracker.has_record(60, "train")
        tracker.log(50, "train", {"total": 3.0})
        assert tracker.has_record(50, "train")
    assert _steps(tmp_path) == [20, 40, 50]
    (events,) = tmp_path.rglob("events.out.tfevents.*")
    board = EventAccumulator(str(events.parent)).Reload()
    assert [(event.step, event.value) for event in board.Scalars("train/total")] == [(20, 20), (40, 40), (50, 3)]


@pytest.mark.parametrize(
    "damage",
    [b"{", b"\xff\xfe\x00", b"[1]", b'{"kind": "train"}', b'{"step": "3", "kind": "train"}', b'{"step": 3, "kind": 1}',
     b'{"step": 3, "kind": "train", "total": {}}', b"[" * 100_000, b"}", b'{"step": true, "kind": "train"}',
     b'{"step": -3, "kind": "train"}', b'{"step": 3, "kind": "train", "total": 1' + 400 * b"0" + b"}", b"\0" * 50,
     b'{"step": 3, "kind": "train", "total": true}', b'{"step": 3, "kind": "train", "total": 1e999}'],
)  # fmt: skip
def test_damaged_lines_never_block_a_resume(tmp_path: Path, accelerator: Accelerator, damage: bytes) -> None:
    first, second, _ = _lines(RECORDS).encode().splitlines()
    (tmp_path / "metrics.jsonl").write_bytes(b"\n".join([first, damage, b"", second]))
    with Tracker(tmp_path, accelerator, Console(file=io.StringIO()), 40, {}):
        pass
    assert _steps(tmp_path) == [20, 40]


def test_the_board_has_settings_and_sheets(tmp_path: Path, accelerator: Accelerator) -> None:
    (tmp_path / "sheets").mkdir()
    for step in (20, 60, 30):
        Image.new("RGB", (8, 4), (step, 0, 0)).save(tmp_path / "sheets" / f"step-{step:08d}.png")
    (tmp_path / "sheets" / "step-00000010.png").write_bytes(b"damaged")
    with Tracker(tmp_path, accelerator, Console(file=io.StringIO()), 40, {"steps": 77}) as tracker:
        tracker.log_sheet(60, tmp_path / "sheets" / "step-00000060.png")
    (events,) = tmp_path.rglob("events.out.tfevents.*")
    board = EventAccumulator(str(events.parent), size_guidance={"images": 0}).Reload()
    images = board.Images("sheet")
    assert [event.step for event in images] == [20, 30, 60]
    assert (images[0].width, images[0].height) == (8, 4)
    (text,) = board.Tensors("settings/text_summary")
    assert b'"steps": 77' in text.tensor_proto.string_val[0]


class _Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


def test_the_bar_moves_every_second_and_ends_full(
    tmp_path: Path, accelerator: Accelerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[float] = []
    monkeypatch.setattr("probsym.training.logging.time", clock := _Clock())
    monkeypatch.setattr(Progress, "update", lambda *_, completed, **__: shown.append(completed))
    with Tracker(tmp_path, accelerator, Console(file=io.StringIO()), 0, {}) as tracker:
        for number in range(30):  # a step takes a tenth of a second
            tracker.show(number / 100)
            clock.now += 0.1
        assert len(shown) == 3
        tracker.show(0.31, "step 31")
        assert shown[-1] == 0.31
        tracker.show(1.0)
        assert shown[-1] == 1.0


def test_a_new_run_starts_afresh(tmp_path: Path, accelerator: Accelerator) -> None:
    (tmp_path / "metrics.jsonl").write_text('{"step": 20}\n')
    with Tracker(tmp_path, accelerator, Console(file=io.StringIO()), 0, {}):
        pass
    assert _steps(tmp_path) == []


def test_record(tmp_path: Path) -> None:
    write_record(tmp_path, {"data": {"images": 3}})
    record = json.loads((tmp_path / "record.json").read_text())
    assert record["data"] == {"images": 3}
    assert {"python", "torch", "probsym", "threads"} <= set(record["machine"])


@pytest.mark.parametrize("reads", [True, False])
def test_the_bar_of_reading_stays_if_there_was_something_to_read(reads: bool) -> None:
    text = io.StringIO()
    with show_reading(Console(file=text, force_terminal=True)) as progress:
        if reads:
            progress(64, 64)
    erased = "\x1b[2K"
    assert ("100%" in text.getvalue().rsplit(erased, 1)[-1]) == reads
