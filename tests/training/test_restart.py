"""A training whose shapes are hollow after a tenth of its budget starts again; resuming does not change what comes."""

import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from rich.console import Console

from probsym.config import Recipe
from probsym.errors import InputError
from probsym.training import train as train_module
from probsym.training.checkpoint import load_checkpoint
from probsym.training.run import run_training, train
from probsym.training.train import Trainer


@pytest.fixture
def verdicts(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the checks after a tenth of the budget find, in turn."""
    verdicts: list[bool] = []
    monkeypatch.setattr(train_module, "is_hollow", lambda factors, config: verdicts.pop(0))
    return verdicts


@pytest.fixture
def recipe(recipe: Recipe) -> Recipe:
    return dataclasses.replace(recipe, steps=10, validate_every=1000, restart_hollow=True)


def _train(photos: Path, run: Path, recipe: Recipe, **options: Any) -> str:
    text = io.StringIO()
    run_training(photos, run, recipe, console=Console(file=text, width=500), **options)
    return text.getvalue()


def _assert_same(one: Path, other: Path) -> None:
    first, second = load_checkpoint(one), load_checkpoint(other)
    weights = second.model.state_dict()
    for name, tensor in first.model.state_dict().items():
        assert torch.equal(tensor, weights[name]), name
    assert dataclasses.replace(first.state, seconds=0) == dataclasses.replace(second.state, seconds=0)
    for name, state in first.optimizer.items():
        assert torch.equal(state["exp_avg_sq"], second.optimizer[name]["exp_avg_sq"]), name


def test_restart_is_said_and_recorded_and_resumable(
    photos: Path, tmp_path: Path, recipe: Recipe, verdicts: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts += [True, False]
    straight = tmp_path / "straight"
    said = _train(photos, straight, recipe)
    assert "most shapes are hollow at step 1: starting again from the weights of seed 1" in said
    (restart,) = _restarts(straight)
    assert (restart["step"], restart["seed"], restart["reason"]) == (1, 1, "hollow")
    saved = load_checkpoint(straight).state
    assert (saved.step, saved.samples, saved.restarts, saved.hollow_checked) == (10, 40, 1, True)
    assert [json.loads(line)["step"] for line in (straight / "metrics.jsonl").read_text().splitlines()] == [10]
    assert len(list(straight.rglob("events.out.tfevents.*"))) == 1

    # Resumed at the check, and after the restart, it ends in the same weights, bit for bit.
    for stop_after, found in ((1, [True, False]), (4, [True, False])):
        verdicts += found
        stopped = tmp_path / f"stopped-{stop_after}"
        with monkeypatch.context() as patch:
            patch.setattr(Trainer, "train_step", _stopping(stop_after))
            with pytest.raises(KeyboardInterrupt):
                _train(photos, stopped, recipe)
        _train(photos, stopped, recipe, resume=True)
        assert verdicts == []
        _assert_same(straight, stopped)
        assert [(one["step"], one["seed"]) for one in _restarts(stopped)] == [(1, 1)]


def _restarts(run: Path) -> list[dict[str, Any]]:
    return json.loads((run / "record.json").read_text())["restarts"]


def _stopping(stop_after: int) -> Any:
    """A step that saves and stops after ``stop_after`` calls."""
    original, taken = Trainer.train_step, [0]

    def step(trainer: Trainer, *arguments: Any) -> Any:
        terms = original(trainer, *arguments)
        taken[0] += 1
        if taken[0] == stop_after:
            trainer.save()
            raise KeyboardInterrupt
        return terms

    return step


def test_at_most_two_restarts(photos: Path, tmp_path: Path, recipe: Recipe, verdicts: list[bool]) -> None:
    verdicts += [True, True]
    said = _train(photos, tmp_path / "run", recipe)
    assert said.count("starting again") == 2
    record = json.loads((tmp_path / "run" / "record.json").read_text())
    assert [restart["seed"] for restart in record["restarts"]] == [1, 2]
    assert load_checkpoint(tmp_path / "run").state.restarts == 2


def test_no_restart_when_it_is_turned_off_or_weights_are_given(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither when it is turned off nor when the weights are given. Trouble is named at validations all the same."""
    monkeypatch.setattr(train_module, "is_hollow", lambda *_: pytest.fail("checked"))
    first = tmp_path / "first"
    said = _train(photos, first, dataclasses.replace(recipe, steps=2, restart_hollow=False))
    # Two steps leave the viewpoints where they were.
    assert "warning at step 2: all photos get the same viewpoint; see docs/how-to/" in said
    _train(photos, tmp_path / "second", dataclasses.replace(recipe, steps=2, init=str(first)))


def test_photos_that_teach_nothing_are_refused(tmp_path: Path, recipe: Recipe) -> None:
    folder = tmp_path / "black"
    folder.mkdir()
    for number in range(4):
        Image.fromarray(np.zeros((40, 40, 3), np.uint8)).save(folder / f"{number}.png")
    run = tmp_path / "run"
    with pytest.raises(InputError, match=r"^data: 4 of 4 photos are of a single colour; nothing can be"):
        train(folder, run, recipe)
    assert not run.exists()
    recipe = dataclasses.replace(recipe, restart_hollow=False)
    assert train(folder, run, recipe, steps=1, force=True).step == 1
    assert train(folder, run, steps=2, resume=True).step == 2
