"""Runs are trained once, gone on with where they stopped, and never mixed up."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

import probsym.benchmark.runs as runs_module
from benchmark.conftest import RECIPE
from probsym.benchmark.runs import StoppedError, budget_spent, run_folder, train_run
from probsym.benchmark.variants import FULL
from probsym.errors import InputError
from probsym.losses.objective import Terms
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings
from probsym.training.train import Trainer


def test_a_finished_run_is_not_trained_again(request_of, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_of(out=tmp_path)
    run = train_run(request, FULL, 1)
    assert run == run_folder(tmp_path, FULL.name, 1) == tmp_path / "runs" / "full" / "seed-1"
    assert budget_spent(run)["steps"] == 3
    with monkeypatch.context() as patch:
        patch.setattr(runs_module, "run_training", None)
        assert train_run(request, FULL, 1) == run
        smaller = request_of(out=tmp_path, recipe=replace(RECIPE, steps=2))
        assert train_run(smaller, FULL, 1) == run
    larger = request_of(out=tmp_path, recipe=replace(RECIPE, steps=5))
    assert budget_spent(train_run(larger, FULL, 1))["steps"] == 5


def test_a_stopped_run_is_gone_on_with(request_of, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_of(out=tmp_path)
    original = Trainer.train_step

    def train_step(self: Trainer, *arguments: object) -> Terms:
        if self.state.step == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        return original(self, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "train_step", train_step)
        with pytest.raises(StoppedError) as stopped:
            train_run(request, FULL, 0)
    assert stopped.value.number == signal.SIGTERM
    assert budget_spent(run_folder(tmp_path, FULL.name, 0))["steps"] == 2
    assert budget_spent(train_run(request, FULL, 0)) | {"seconds": 0} == {"steps": 3, "images": 12, "seconds": 0}


def test_runs_of_other_settings_or_data_are_refused(request_of, tmp_path: Path) -> None:
    request = request_of(out=tmp_path / "out")
    train_run(request, FULL, 0)
    other = replace(RECIPE, objective=replace(RECIPE.objective, lambda_flip=0.25))
    with pytest.raises(InputError, match="holds a run of other settings"):
        train_run(request_of(out=tmp_path / "out", recipe=other), FULL, 0)
    generate(procedural_head(), tmp_path / "set", {"train": 4, "val": 2, "test": 2}, SceneSettings(size=32), seed=9)
    with pytest.raises(InputError, match="was trained on other data"):
        train_run(request_of(out=tmp_path / "out", data=tmp_path / "set"), FULL, 0)
