"""Whole trainings, as small as they come."""

import dataclasses
import io
import json
import math
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from rich.console import Console
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from probsym.config import DataConfig, ModelConfig, Recipe, Stage, from_dict
from probsym.errors import CheckpointError, InputError, TrainingDivergedError
from probsym.losses.objective import Objective, Terms
from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import Checkpoint, list_checkpoints, load_checkpoint
from probsym.training.dataset import open_training_data
from probsym.training.lock import lock_run_folder
from probsym.training.processes import release_accelerator
from probsym.training.run import run_training, train
from probsym.training.train import Trainer


def _quiet() -> Console:
    return Console(file=io.StringIO())


def _assert_same(first: Checkpoint, second: Checkpoint) -> None:
    """Bit for bit: weights, average and optimizer state."""
    assert dataclasses.replace(first.state, seconds=0) == dataclasses.replace(second.state, seconds=0)
    for one, other in ((first.model, second.model), (first.average, second.average)):
        assert one is not None
        assert other is not None
        found = other.state_dict()
        for name, tensor in one.state_dict().items():
            assert torch.equal(tensor, found[name]), name
    assert first.optimizer.keys() == second.optimizer.keys()
    for name, moments in first.optimizer.items():
        for key, value in moments.items():
            assert torch.equal(value, second.optimizer[name][key]), (name, key)


def _metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, Recipe], Checkpoint]:
    """What a training from start to end saves; once for each recipe, for the photos are always the same."""
    saved: dict[Recipe, Checkpoint] = {}

    def train_once(photos: Path, recipe: Recipe) -> Checkpoint:
        if recipe not in saved:
            run = tmp_path_factory.mktemp("uninterrupted") / "run"
            assert run_training(photos, run, recipe, console=_quiet()).signal == 0
            saved[recipe] = load_checkpoint(run)
        return saved[recipe]

    return train_once


@pytest.mark.sheets
def test_from_photos_to_a_run_folder(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    run = tmp_path / "deep" / "run"
    recipe = dataclasses.replace(recipe, steps=40, validate_every=30)
    text = io.StringIO()
    assert run_training(photos, run, recipe, console=Console(file=text)).signal == 0

    model = Autoencoder.from_pretrained(str(run / "model"))
    assert model.config == recipe.model
    saved = load_checkpoint(run)
    assert (saved.state.step, saved.state.samples, saved.state.stage) == (
        40,
        160,
        0,
    )
    assert saved.average is not None
    found = model.state_dict()
    for name, tensor in saved.average.state_dict().items():
        assert torch.equal(found[name], tensor)  # the average is what is shipped

    rows = _metrics(run)
    assert [(row["step"], row["kind"]) for row in rows] == [
        (20, "train"),
        (30, "validation"),
        (40, "train"),
        (40, "validation"),
    ]
    assert {*Terms._fields, "steps_per_second", "seconds", "learning_rate"} <= set(rows[0])
    assert rows[2]["total"] < rows[0]["total"]  # it learns
    assert rows[0]["learning_rate"] > rows[2]["learning_rate"]

    for step in (30, 40):
        with Image.open(run / "sheets" / f"step-{step:08d}.png") as sheet:
            sheet.load()
    record = json.loads((run / "record.json").read_text())
    assert from_dict(Recipe, record["recipe"]) == recipe
    assert record["data"]["images"] == 12
    (events,) = run.rglob("events.out.tfevents.*")
    board = EventAccumulator(str(events.parent)).Reload()
    assert [event.step for event in board.Scalars("train/total")] == [20, 40]
    assert "step 30" in text.getvalue()


def test_sheets_come_between_validations_too(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = iter((0.0, math.inf))
    monkeypatch.setattr("probsym.training.train.next_sheet_seconds", lambda seconds: next(due))
    run_training(photos, tmp_path / "run", dataclasses.replace(recipe, steps=2), console=_quiet())
    assert sorted(path.name for path in (tmp_path / "run" / "sheets").iterdir()) == [
        "step-00000001.png",
        "step-00000002.png",
    ]


def test_ground_truth_is_scored(faces: Path, tmp_path: Path, recipe: Recipe) -> None:
    text = io.StringIO()
    run_training(faces, tmp_path / "run", recipe, console=Console(file=text))
    row = _metrics(tmp_path / "run")[-1]
    assert {"side", "mad_deg", "coverage", "yaw_correlation"} <= set(row)
    for word in ("SIDE", "MAD", "coverage", "yaw", "pitch", "roll"):
        assert word in text.getvalue()


def test_the_same_seed_gives_the_same_numbers(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    for name in ("first", "second"):
        run_training(photos, tmp_path / name, recipe, console=_quiet())
    _assert_same(load_checkpoint(tmp_path / "first"), load_checkpoint(tmp_path / "second"))
    run_training(photos, tmp_path / "other", dataclasses.replace(recipe, seed=1), console=_quiet())
    first, other = (load_checkpoint(tmp_path / name).model.state_dict() for name in ("first", "other"))
    assert not torch.equal(first["depth_net.code.1.weight"], other["depth_net.code.1.weight"])


def _stop_at(monkeypatch: pytest.MonkeyPatch, step: int, number: int = signal.SIGTERM) -> None:
    """The signal comes in the middle of the step that leads to ``step``."""
    original = Trainer.train_step

    def train_step(self: Trainer, stage: Stage) -> Terms:
        if self.state.step == step - 1:
            os.kill(os.getpid(), number)
        return original(self, stage)

    monkeypatch.setattr(Trainer, "train_step", train_step)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_by_a_signal_and_resumed_is_as_if_never_stopped(
    photos: Path,
    tmp_path: Path,
    recipe: Recipe,
    uninterrupted: Callable[[Path, Recipe], Checkpoint],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    handler = signal.getsignal(number)
    with monkeypatch.context() as patch:
        _stop_at(patch, 3, number)
        assert run_training(photos, tmp_path / "stopped", recipe, console=_quiet()).signal == number
    assert signal.getsignal(number) is handler
    assert load_checkpoint(tmp_path / "stopped").state.step == 3
    assert (tmp_path / "stopped" / "model" / "model.safetensors").is_file()
    assert run_training(photos, tmp_path / "stopped", recipe, resume=True, console=_quiet()).signal == 0
    _assert_same(uninterrupted(photos, recipe), load_checkpoint(tmp_path / "stopped"))


def test_three_steps_and_three_more_are_six(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    """With a constant rate a larger budget continues a smaller one."""
    recipe = dataclasses.replace(recipe, optimizer=dataclasses.replace(recipe.optimizer, decay="constant"))
    run_training(photos, tmp_path / "uninterrupted", recipe, console=_quiet())
    run_training(photos, tmp_path / "twice", recipe.with_budget(steps=3), console=_quiet())
    run_training(photos, tmp_path / "twice", recipe, resume=True, console=_quiet())
    _assert_same(load_checkpoint(tmp_path / "uninterrupted"), load_checkpoint(tmp_path / "twice"))


def _growing(recipe: Recipe) -> Recipe:
    stages = (Stage(32, 4, 0.5), Stage(64, 3, 0.5))
    model = dataclasses.replace(recipe.model, image_size=64)
    return dataclasses.replace(recipe, model=model, stages=stages)


def test_growing_from_32_to_64_pixels(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    run = tmp_path / "run"
    run_training(photos, run, _growing(recipe), console=_quiet())
    coarse, fine = (Autoencoder.from_pretrained(str(path)) for path in list_checkpoints(run))
    assert (coarse.config.image_size, fine.config.image_size) == (32, 64)
    saved = load_checkpoint(run)
    assert (saved.state.stage, saved.state.step, saved.state.samples) == (
        1,
        6,
        3 * 4 + 3 * 3,
    )
    # The old parts' moments went along, the new ones started afresh.
    steps = {name: int(moments["step"]) for name, moments in saved.optimizer.items()}
    assert steps["viewpoint_net.out.weight"] == 6
    new = set(fine.state_dict()) - set(coarse.state_dict())
    assert new
    assert {steps[name] for name in new if name in steps} == {3}
    assert Autoencoder.from_pretrained(str(run / "model")).config.image_size == 64


def test_the_average_of_new_stages_starts_at_the_weights(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    """The weights have no rate to move at, so that the average must lie on them, old parts and new."""
    optimizer = dataclasses.replace(recipe.optimizer, learning_rate=1e-9, learning_rate_pose=1e-9)
    run_training(photos, tmp_path / "run", dataclasses.replace(_growing(recipe), optimizer=optimizer), console=_quiet())
    saved = load_checkpoint(tmp_path / "run")
    assert saved.average is not None
    found = saved.model.state_dict()
    for name, tensor in saved.average.state_dict().items():
        torch.testing.assert_close(tensor, found[name], rtol=0, atol=1e-6)


@pytest.mark.parametrize("stop", [2, 3, 4])
def test_resuming_around_a_growth_is_exact(
    photos: Path,
    tmp_path: Path,
    recipe: Recipe,
    uninterrupted: Callable[[Path, Recipe], Checkpoint],
    monkeypatch: pytest.MonkeyPatch,
    stop: int,
) -> None:
    recipe = _growing(recipe)
    with monkeypatch.context() as patch:
        _stop_at(patch, stop)
        run_training(photos, tmp_path / "stopped", recipe, console=_quiet())
    model = Autoencoder.from_pretrained(str(tmp_path / "stopped" / "model"))
    assert model.config.image_size == 64  # what is shipped is always of the full size
    run_training(photos, tmp_path / "stopped", recipe, resume=True, console=_quiet())
    _assert_same(uninterrupted(photos, recipe), load_checkpoint(tmp_path / "stopped"))


def test_growing_does_not_disturb_the_reconstruction(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of the last coarse step and of the first fine one are of one size."""
    errors: list[float] = []
    original = Trainer.train_step

    def train_step(self: Trainer, stage: Stage) -> Terms:
        terms = original(self, stage)
        errors.append(terms.error.item())
        return terms

    monkeypatch.setattr(Trainer, "train_step", train_step)
    _stop_at(monkeypatch, 25)
    run_training(photos, tmp_path / "run", dataclasses.replace(_growing(recipe), steps=40), console=_quiet())
    before, after = sum(errors[15:20]) / 5, sum(errors[20:25]) / 5
    assert after < 1.3 * before


def test_without_average_clipping_or_flips(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    optimizer = dataclasses.replace(recipe.optimizer, ema_decay=0.0, clip_norm=0.0, warmup_steps=0)
    data = DataConfig(horizontal_flip=False, validation_share=0.25)
    run = tmp_path / "run"
    run_training(photos, run, dataclasses.replace(recipe, optimizer=optimizer, data=data), console=_quiet())
    saved = load_checkpoint(run)
    assert saved.average is None
    shipped = Autoencoder.from_pretrained(str(run / "model")).state_dict()
    for name, tensor in saved.model.state_dict().items():
        assert torch.equal(shipped[name], tensor)


def test_linear_light_and_a_decaying_penalty(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    """Six steps from 0.64 to 0.01: the last one starts at 5/6 of the budget, at 0.01 * 64^(1/6) = 0.02."""
    objective = dataclasses.replace(recipe.objective, lambda_curvature=0.64, lambda_curvature_end=0.01)
    model = dataclasses.replace(recipe.model, shading_gamma=2.2)
    recipe = dataclasses.replace(recipe, objective=objective, model=model, steps=6)
    data = open_training_data(photos, model.image_size, recipe.data, recipe.seed)
    trainer = Trainer(data, tmp_path / "run", recipe, resume=False, console=_quiet())
    assert trainer.fit() == 0
    weight = dict(trainer.networks.objective.named_buffers())["curvature_weight"]
    assert weight.item() == pytest.approx(0.02)
    release_accelerator()
    assert Autoencoder.from_pretrained(str(tmp_path / "run" / "model")).config.shading_gamma == 2.2


def test_a_budget_of_minutes(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    run = tmp_path / "run"
    run_training(photos, run, recipe.with_budget(minutes=0.02), console=_quiet())
    state = load_checkpoint(run).state
    assert state.step > 0
    assert 1.2 <= state.seconds < 20


def test_paper_networks(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    model = ModelConfig(image_size=32, architecture="paper", width=4, latent=8)
    run_training(photos, tmp_path / "run", dataclasses.replace(recipe, model=model, steps=2), console=_quiet())
    assert Autoencoder.from_pretrained(str(tmp_path / "run" / "model")).config == model


def test_a_loss_that_is_not_finite(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    recipe = dataclasses.replace(recipe, checkpoint_minutes=0.0)  # one after every step
    calls = 0
    original = Objective.forward

    def forward(self: Objective, model: Autoencoder, images: torch.Tensor) -> Terms:
        nonlocal calls
        calls += 1
        terms = original(self, model, images)
        return terms._replace(total=terms.total * float("nan")) if calls == 5 else terms

    monkeypatch.setattr(Objective, "forward", forward)
    with pytest.raises(TrainingDivergedError) as caught:
        run_training(photos, run, recipe, console=_quiet())
    kept = list_checkpoints(run)[-1]
    assert kept.name == "step-00000004"
    assert str(caught.value) == f"the loss is not finite at step 5; the last good checkpoint is {kept}"
    for tensor in load_checkpoint(run).model.state_dict().values():
        assert tensor.isfinite().all()


def test_a_loss_that_is_not_finite_at_once(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Objective.forward

    def forward(self: Objective, model: Autoencoder, images: torch.Tensor) -> Terms:
        terms = original(self, model, images)
        return terms._replace(total=terms.total / 0)

    monkeypatch.setattr(Objective, "forward", forward)
    with pytest.raises(TrainingDivergedError, match="not finite at step 1; there is no checkpoint yet"):
        run_training(photos, tmp_path / "run", recipe, console=_quiet())


def test_two_trainings_in_one_process_may_differ_in_precision(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    for number, precision in enumerate(("float32", "bfloat16", "float32")):
        chosen = dataclasses.replace(recipe, steps=1, precision=precision)
        run_training(photos, tmp_path / str(number), chosen, console=_quiet())
        record = json.loads((tmp_path / str(number) / "record.json").read_text())
        assert record["precision"] == {"float32": "no", "bfloat16": "bf16"}[precision]


def test_a_run_folder_in_use(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    run = tmp_path / "run"
    run_training(photos, run, dataclasses.replace(recipe, steps=1), console=_quiet())
    with pytest.raises(InputError, match=r"out: .*run already holds checkpoints; give another folder, or resume"):
        run_training(photos, run, recipe, console=_quiet())


def test_resume_wants_a_checkpoint(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    with pytest.raises(CheckpointError, match="no checkpoint to resume from"):
        run_training(photos, tmp_path / "run", recipe, resume=True, console=_quiet())
    other = dataclasses.replace(recipe, precision="bfloat16", steps=1)  # what failed leaves nothing behind
    assert run_training(photos, tmp_path / "other", other, console=_quiet()).signal == 0
    assert not (tmp_path / "run").exists()


def test_resume_wants_the_same_recipe_and_data(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    run = tmp_path / "run"
    run_training(photos, run, dataclasses.replace(recipe, steps=1), console=_quiet())
    for other in (
        dataclasses.replace(recipe, seed=4),
        dataclasses.replace(recipe, optimizer=dataclasses.replace(recipe.optimizer, learning_rate=1e-5)),
    ):
        with pytest.raises(CheckpointError, match="resume: the recipe differs from the run's own"):
            run_training(photos, run, other, resume=True, console=_quiet())
    (photos / "00.png").unlink()
    with pytest.raises(CheckpointError, match="resume: the data differs from the run's own: expected content"):
        run_training(photos, run, recipe, resume=True, console=_quiet())
    assert load_checkpoint(run).state.step == 1


def test_resuming_a_finished_run_changes_nothing(photos: Path, recipe: Recipe) -> None:
    run = photos / "run"  # its sheets are no photos
    run_training(photos, run, recipe, console=_quiet())
    before = load_checkpoint(run)
    assert run_training(photos, run, recipe, resume=True, console=_quiet()).signal == 0
    _assert_same(before, load_checkpoint(run))


def test_signals_need_the_main_thread_only_for_stopping(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run_training, photos, tmp_path / "run", recipe, console=_quiet()).result().signal == 0


def test_skipped_photos_are_reported(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    (photos / "broken [1].png").write_bytes(b"nothing")
    text = io.StringIO()
    run_training(photos, tmp_path / "run", dataclasses.replace(recipe, steps=1), console=Console(file=text))
    assert "skipped 1 unreadable file(s), the first: broken [1].png" in text.getvalue()


def test_missing_encoder_weights_leave_no_run_behind(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    objective = dataclasses.replace(recipe.objective, features="vgg16", features_weights=str(tmp_path / "none.pth"))
    with pytest.raises(CheckpointError, match="features_weights: no such file"):
        run_training(photos, tmp_path / "run", dataclasses.replace(recipe, objective=objective), console=_quiet())
    assert not (tmp_path / "run").exists()


def test_a_larger_budget_continues_at_the_last_image_size(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    run, growing = tmp_path / "run", _growing(recipe)
    run_training(photos, run, growing, console=_quiet())
    trained = load_checkpoint(run)
    # 6 of 14 steps are less than half: by the budget alone the stage of 32 pixels would not be over.
    run_training(photos, run, dataclasses.replace(growing, steps=14), resume=True, console=_quiet())
    sizes = [Autoencoder.from_pretrained(str(path)).config.image_size for path in list_checkpoints(run)]
    assert set(sizes[1:]) == {64}
    saved = load_checkpoint(run)
    assert (saved.state.stage, saved.state.step) == (1, 14)
    assert saved.state.samples == trained.state.samples + 8 * 3
    steps = {name: int(moments["step"]) for name, moments in saved.optimizer.items()}
    new = set(trained.model.state_dict()) - set(Autoencoder(dataclasses.replace(recipe.model)).state_dict())
    assert {steps[name] for name in new if name in steps} == {3 + 8}


@pytest.mark.parametrize("clip_norm", [0.0, 5.0])
def test_gradients_that_are_not_finite(
    clip_norm: float, photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All weights are lost by them, the loss of the next step with them, and the step after would end the process."""
    original = Trainer.train_step

    def train_step(self: Trainer, stage: Stage) -> Terms:
        if self.state.step == 2:
            next(self.networks.model.viewpoint_net.parameters()).register_hook(lambda gradient: gradient * float("nan"))
        return original(self, stage)

    monkeypatch.setattr(Trainer, "train_step", train_step)
    optimizer = dataclasses.replace(recipe.optimizer, clip_norm=clip_norm)
    with pytest.raises(TrainingDivergedError, match="the loss is not finite at step 4; there is no checkpoint yet"):
        run_training(photos, tmp_path / "run", dataclasses.replace(recipe, optimizer=optimizer), console=_quiet())


def test_weights_that_are_not_finite_are_never_saved(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Trainer.train_step

    def train_step(self: Trainer, stage: Stage) -> Terms:
        terms = original(self, stage)
        if self.state.step == 6:  # the last: no loss will tell
            with torch.no_grad():
                next(self.networks.model.parameters()).fill_(float("nan"))
        return terms

    monkeypatch.setattr(Trainer, "train_step", train_step)
    with pytest.raises(TrainingDivergedError, match="the weights are not finite after step 6; there is no checkpoint"):
        run_training(photos, tmp_path / "run", recipe, console=_quiet())
    assert list_checkpoints(tmp_path / "run") == []
    assert not (tmp_path / "run" / "model").exists()


@pytest.mark.parametrize("ended", ["budget", "stage", "signal"])
def test_on_a_gpu_the_loss_is_checked_before_anything_is_saved(
    ended: str, photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every 20th step, and whenever the training stops for something: here after three."""
    original = Trainer.train_step

    def train_step(self: Trainer, stage: Stage) -> Terms:
        terms = original(self, stage)
        if self.state.step == 3 and ended == "signal":
            signal.raise_signal(signal.SIGTERM)
        return terms._replace(total=terms.total * float("nan")) if self.state.step == 2 else terms

    monkeypatch.setattr(Trainer, "train_step", train_step)
    recipe = _growing(recipe) if ended == "stage" else dataclasses.replace(recipe, steps=6 if ended == "signal" else 3)
    with pytest.raises(TrainingDivergedError, match="the loss is not finite at step 2; there is no checkpoint yet"):
        run_training(photos, tmp_path / "run", recipe, console=_quiet())


def test_the_model_is_saved_before_it_is_validated(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("probsym.training.train.validate", fails)
    run = tmp_path / "run"
    with pytest.raises(OSError, match="no space"):
        run_training(photos, run, dataclasses.replace(recipe, steps=3), console=_quiet())
    assert load_checkpoint(run).state.step == 3


def test_resuming_does_not_need_the_initial_model(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    first, run = tmp_path / "first", tmp_path / "run"
    run_training(photos, first, dataclasses.replace(recipe, steps=1), console=_quiet())
    started = dataclasses.replace(recipe, steps=2, init=str(first))
    run_training(photos, run, started, console=_quiet())
    shutil.rmtree(first)
    run_training(photos, run, dataclasses.replace(started, steps=3), resume=True, console=_quiet())
    assert load_checkpoint(run).state.step == 3


def test_gradients_are_clipped(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    optimizer = dataclasses.replace(recipe.optimizer, clip_norm=1e-3)
    run_training(photos, tmp_path / "run", dataclasses.replace(recipe, steps=1, optimizer=optimizer), console=_quiet())
    moments = load_checkpoint(tmp_path / "run").optimizer.values()
    gradient = torch.cat([one["exp_avg"].flatten() for one in moments]) / (1 - optimizer.beta1)
    assert gradient.norm().item() == pytest.approx(1e-3, rel=1e-2)


LOGGED = (*Terms._fields, "learning_rate")


def _logged(run: Path) -> list[tuple[object, ...]]:
    """What the records say, less the times, and the same of TensorBoard's one file."""
    rows = _metrics(run)
    (events,) = run.rglob("events.out.tfevents.*")
    board = EventAccumulator(str(events.parent)).Reload()
    totals = [(event.step, event.value) for event in board.Scalars("train/total")]
    return [*((row["step"], row["kind"], *(row.get(name) for name in LOGGED)) for row in rows), *totals]


def test_logs_of_an_interrupted_run_are_those_of_an_uninterrupted_one(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = dataclasses.replace(recipe, steps=43, validate_every=30)
    run_training(photos, tmp_path / "uninterrupted", recipe, console=_quiet())
    run = tmp_path / "stopped"
    for stop in (13, 30, 33):
        with monkeypatch.context() as patch:
            _stop_at(patch, stop)
            run_training(photos, run, recipe, resume=run.exists(), console=_quiet())
        metrics = run / "metrics.jsonl"
        metrics.write_bytes(metrics.read_bytes() + b'{"step": 20, "kind": "tr\n\xff')
    run_training(photos, run, recipe, resume=True, console=_quiet())
    assert _logged(run) == _logged(tmp_path / "uninterrupted")
    run_training(photos, run, recipe, resume=True, console=_quiet())  # finished: nothing is added
    assert _logged(run) == _logged(tmp_path / "uninterrupted")


def test_resuming_from_the_older_checkpoint_is_reported(
    photos: Path,
    tmp_path: Path,
    recipe: Recipe,
    uninterrupted: Callable[[Path, Recipe], Checkpoint],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run, text = tmp_path / "run", io.StringIO()
    for stop in (2, 4):
        with monkeypatch.context() as patch:
            _stop_at(patch, stop)
            run_training(photos, run, recipe, resume=stop > 2, console=_quiet())
    older, newer = list_checkpoints(run)
    (newer / "model.safetensors").write_bytes(b"")
    run_training(photos, run, recipe, resume=True, console=Console(file=text))
    assert f"{newer}: damaged checkpoint: model.safetensors differs from its checksum" in text.getvalue()
    assert f"resuming from the older checkpoint {older}" in text.getvalue()
    _assert_same(uninterrupted(photos, recipe), load_checkpoint(run))


def test_two_trainings_never_share_a_run_folder(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, original, refused = tmp_path / "run", Trainer.train_step, []

    def train_step(self: Trainer, stage: Stage) -> Terms:
        if self.state.step == 1:
            with pytest.raises(InputError, match="is in use by process") as caught, lock_run_folder(run):
                pass
            refused.append(caught)
        return original(self, stage)

    monkeypatch.setattr(Trainer, "train_step", train_step)
    run_training(photos, run, recipe, console=_quiet())
    assert refused
    with lock_run_folder(run), pytest.raises(InputError, match="is in use by process"):
        run_training(photos, run, recipe, resume=True, console=_quiet())


def test_without_perceptual_loss_no_encoder_is_loaded(
    photos: Path, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("probsym.training.networks.load_features", None)  # a call would fail
    objective = dataclasses.replace(recipe.objective, lambda_perceptual=0.0, features="vgg16")
    run_training(photos, tmp_path / "run", dataclasses.replace(recipe, objective=objective), console=_quiet())
    assert load_checkpoint(tmp_path / "run").state.step == 6


def test_the_device_is_chosen(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    assert run_training(photos, tmp_path / "run", recipe, device="cpu", console=_quiet()).step == 6
    with pytest.raises(InputError, match=r"device: expected auto, cpu, cuda, mps, .* got 'tpu'"):
        run_training(photos, tmp_path / "other", recipe, device="tpu", console=_quiet())
    with pytest.raises(InputError, match="device: expected one of auto, cpu, cuda, mps, got 'cpu:0'"):
        run_training(photos, tmp_path / "other", recipe, device="cpu:0", console=_quiet())
    if not torch.cuda.is_available():
        with pytest.raises(InputError, match=r"device: expected .* got 'cuda': "):
            run_training(photos, tmp_path / "other", recipe, device="cuda", console=_quiet())
    assert not (tmp_path / "other").exists()


def test_the_public_call(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    run = tmp_path / "run"
    overrides = {"optimizer.clip_norm": 1.0}
    result = train(str(photos), str(run), recipe, steps=2, seed=5, overrides=overrides, console=_quiet())
    assert (result.run, result.step, result.samples, result.signal) == (run, 2, 8, 0)
    saved = load_checkpoint(run)
    assert result.seconds == saved.state.seconds
    stored = saved.recipe
    assert (stored.steps, stored.seed, stored.optimizer.clip_norm) == (2, 5, 1.0)
    longer = train(photos, run, resume=True, steps=3, console=_quiet())  # with the run's own recipe
    assert (longer.step, longer.seconds > saved.state.seconds) == (3, True)
    with pytest.raises(CheckpointError, match="resume: the recipe differs"):
        train(photos, run, resume=True, steps=4, seed=6, console=_quiet())
