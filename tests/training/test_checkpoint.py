import dataclasses
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from probsym.config import ModelConfig, Recipe
from probsym.errors import CheckpointError
from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import list_checkpoints, load_checkpoint, load_state, save_checkpoint
from probsym.training.optimizer import make_optimizer, state_by_name
from probsym.training.train_state import SavedState, TrainState

DATA = {"kind": "photos", "content_hash": "abc"}
MOMENT = "depth_net.code.1.bias"


def _model(seed: int) -> Autoencoder:
    torch.manual_seed(seed)
    return Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8))


def _optimizer_state(recipe: Recipe) -> dict[str, Any]:
    """Adam's after one step of gradients of 1."""
    model = _model(0)
    optimizer = make_optimizer(model, recipe.optimizer)
    for weight in model.parameters():
        weight.grad = torch.ones_like(weight)
    optimizer.step()
    return state_by_name(model, optimizer)


def _save(run: Path, recipe: Recipe, step: int, average: bool = True, optimizer: Any = None) -> Path:
    state = TrainState(step=step, samples=4 * step, stage=0, seconds=1.5)
    saved = SavedState(state, recipe, DATA, ((1.0, 0.1, 2.0, 3.0, 4.0, 5.0),))
    optimizer = _optimizer_state(recipe) if optimizer is None else optimizer
    return save_checkpoint(run, saved, _model(step), _model(99) if average else None, optimizer)


def test_round_trip(tmp_path: Path, recipe: Recipe) -> None:
    path = _save(tmp_path, recipe, 7)
    assert path == tmp_path / "checkpoints" / "step-00000007"
    checkpoint = load_checkpoint(tmp_path)
    assert checkpoint.folder == path
    assert checkpoint.state == TrainState(step=7, samples=28, stage=0, seconds=1.5)
    assert checkpoint.recipe == recipe
    assert checkpoint.saved.data == DATA
    assert checkpoint.saved.recent_losses == ((1.0, 0.1, 2.0, 3.0, 4.0, 5.0),)
    assert checkpoint.skipped == ()
    for loaded, seed in ((checkpoint.model, 7), (checkpoint.average, 99)):
        assert loaded is not None
        found = loaded.state_dict()
        for name, tensor in _model(seed).state_dict().items():
            assert torch.equal(found[name], tensor)
    moments, expected = checkpoint.optimizer[MOMENT], _optimizer_state(recipe)[MOMENT]
    assert moments.keys() == expected.keys()
    assert all(torch.equal(moments[key], expected[key]) for key in expected)


@pytest.mark.parametrize("moments", [16, 400_000])
def test_a_disk_without_room_is_an_operating_system_error(tmp_path: Path, recipe: Recipe, moments: int) -> None:
    """Whether the weights or the optimizer state does not fit."""
    resource = pytest.importorskip("resource")
    kept = _save(tmp_path, recipe, 3)
    model, state = _model(4), {MOMENT: {"exp_avg": torch.zeros(moments)}}
    size = (kept / "model.safetensors").stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1 if moments == 16 else size + 1000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            save_checkpoint(tmp_path, SavedState(TrainState(step=4), recipe, DATA), model, None, state)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == [kept.name]


def test_without_an_average(tmp_path: Path, recipe: Recipe) -> None:
    optimizer = dataclasses.replace(recipe.optimizer, ema_decay=0)
    _save(tmp_path, dataclasses.replace(recipe, optimizer=optimizer), 1, average=False)
    assert load_checkpoint(tmp_path).average is None


def test_a_lost_average_is_noticed_without_a_manifest(tmp_path: Path, recipe: Recipe) -> None:
    folder = _save(tmp_path, recipe, 4)
    (folder / "manifest.json").unlink()
    shutil.rmtree(folder / "average")
    with pytest.raises(CheckpointError, match=r"step-00000004: damaged checkpoint: .*average"):
        load_checkpoint(tmp_path)


def test_the_newest_two_are_kept(tmp_path: Path, recipe: Recipe) -> None:
    for step in (5, 20, 100, 3000):
        _save(tmp_path, recipe, step)
    assert [path.name for path in list_checkpoints(tmp_path)] == ["step-00000100", "step-00003000"]
    assert load_checkpoint(tmp_path).state.step == 3000


def test_saving_the_same_step_again_replaces_it(tmp_path: Path, recipe: Recipe) -> None:
    _save(tmp_path, recipe, 3)
    for steps in (98, 99):
        _save(tmp_path, dataclasses.replace(recipe, steps=steps), 4)
    assert [path.name for path in list_checkpoints(tmp_path)] == ["step-00000003", "step-00000004"]
    assert load_checkpoint(tmp_path).recipe.steps == 99


def test_interrupted_checkpoints_are_ignored(tmp_path: Path, recipe: Recipe) -> None:
    _save(tmp_path, recipe, 4)
    leftover = tmp_path / "checkpoints" / ".writing-step-00000008"
    leftover.mkdir()
    (leftover / "state.json").write_text("{")
    assert load_checkpoint(tmp_path).state.step == 4
    _save(tmp_path, recipe, 8)
    assert load_checkpoint(tmp_path).state.step == 8


_WATCHED = """
import os, pathlib, pickle, shutil, sys
from probsym.training.checkpoint import save_checkpoint

folder = pathlib.Path(sys.argv[1])
os.fsync = lambda _: None  # which matters to a power cut and not to a kill
arguments = pickle.loads((folder / "arguments.pickle").read_bytes())
operations = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "open"}
run, count, copying = folder / "before", 0, False

def keep():
    global count, copying
    copying, count = True, count + 1
    shutil.copytree(run, folder / f"run-{count}")
    copying = False

def watch(event, values):
    if not copying and event in operations and any("checkpoints" in str(value) for value in values):
        keep()

sys.addaudithook(watch)
save_checkpoint(run, *arguments)
keep()
"""
"""Copies the folder before each file operation of a checkpoint: a process that is killed there leaves just that."""


def _content(folder: Path) -> frozenset[tuple[str, bytes | None]]:
    """All that is in a folder: folders and files with their bytes."""
    return frozenset(
        (str(path.relative_to(folder)), path.read_bytes() if path.is_file() else None) for path in folder.rglob("*")
    )


@pytest.mark.slow
def test_a_kill_at_any_file_operation_leaves_a_run_that_resumes(
    tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the only checkpoint is replaced by one of the same step."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    saved = SavedState(TrainState(step=4, samples=16), dataclasses.replace(recipe, steps=99), DATA)
    arguments = (saved, _model(5), _model(99), _optimizer_state(recipe))
    (tmp_path / "arguments.pickle").write_bytes(pickle.dumps(arguments))
    _save(tmp_path / "before", recipe, 4)
    command = [sys.executable, "-W", "ignore", "-c", _WATCHED, str(tmp_path)]
    subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    runs = sorted(tmp_path.glob("run-*"), key=lambda run: int(run.name[4:]))
    assert len(runs) > 20
    runs = list({_content(run): run for run in reversed(runs)}.values())[::-1]  # many operations change no file
    budgets = [load_checkpoint(run).recipe.steps for run in runs]
    assert budgets == sorted(budgets)  # the old one, and from some point on the new one
    assert set(budgets) == {recipe.steps, 99}
    state = _optimizer_state(recipe)
    for run in runs:
        _save(run, recipe, 5, optimizer=state)  # and it continues
        assert load_checkpoint(run).state.step == 5
        assert len(list_checkpoints(run)) == 2


def test_a_failure_while_writing_leaves_the_old_one(
    tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    _save(tmp_path, recipe, 4)
    state = _optimizer_state(recipe)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        _save(tmp_path, recipe, 8, optimizer=state)
    assert [path.name for path in list_checkpoints(tmp_path)] == ["step-00000004"]
    assert load_checkpoint(tmp_path).state.step == 4


FILES = ["state.json", "optimizer.pt", "model.safetensors", "config.json", "average/model.safetensors"]


def _damage(path: Path, damage: str) -> None:
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "bit":
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    else:
        path.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "garbage": b"garbage " * 40}[damage])


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
@pytest.mark.parametrize("damage", ["cut", "empty", "garbage"])
def test_damaged_files(tmp_path: Path, recipe: Recipe, name: str, damage: str) -> None:
    _damage(_save(tmp_path, recipe, 4) / name, damage)
    with pytest.raises(CheckpointError, match="step-00000004: damaged checkpoint") as caught:
        load_checkpoint(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["bit", "gone", "cut"])
def test_the_older_checkpoint_serves_if_the_newest_is_damaged(
    tmp_path: Path, recipe: Recipe, name: str, damage: str
) -> None:
    _save(tmp_path, recipe, 3)
    _damage(_save(tmp_path, recipe, 4) / name, damage)
    checkpoint = load_checkpoint(tmp_path)
    assert checkpoint.state.step == 3
    (reason,) = checkpoint.skipped
    assert "step-00000004: damaged checkpoint" in reason
    _save(tmp_path, recipe, 4)
    assert load_checkpoint(tmp_path).state.step == 4
    assert len(list_checkpoints(tmp_path)) == 2


def test_checkpoints_of_version_0_1_0(tmp_path: Path, recipe: Recipe) -> None:
    """They have no manifest, and another name for the train state."""
    folder = _save(tmp_path, recipe, 4)
    (folder / "manifest.json").unlink()
    state = json.loads((folder / "state.json").read_text())
    state["position"] = state.pop("train_state")
    del state["recent_losses"]
    (folder / "state.json").write_text(json.dumps(state))
    assert load_checkpoint(tmp_path).state.step == 4
    (folder / "model.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"step-00000004: damaged checkpoint: .*no such file"):
        load_checkpoint(tmp_path)


def test_the_state_is_read_without_the_weights(tmp_path: Path, recipe: Recipe) -> None:
    folder = _save(tmp_path, recipe, 4)
    for name in ("model.safetensors", "average/model.safetensors", "optimizer.pt"):
        (folder / name).write_bytes(b"")
    assert load_state(tmp_path).train_state.step == 4
    assert load_state(tmp_path).recipe == recipe


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step": -1}, "step: expected a number of 0 or more"),
        ({"step": 1.5}, "step: expected an integer, got 1.5"),
        ({"samples": True}, "samples: expected an integer, got True"),
        ({"stage": 1}, "stage: expected an integer from 0 to 0, got 1"),
        ({"seconds": float("nan")}, "expected finite numbers, got nan"),
        ({"seconds": float("inf")}, "expected finite numbers, got inf"),
        ({"seconds": "3"}, "seconds: expected a number, got '3'"),
        ({"epoch": 3}, "got also 'epoch'"),
    ],
)
def test_impossible_states_are_refused(tmp_path: Path, recipe: Recipe, change: dict[str, Any], message: str) -> None:
    folder = _save(tmp_path, recipe, 4)
    (folder / "manifest.json").unlink()  # nothing tells that it was changed
    state = json.loads((folder / "state.json").read_text())
    state["train_state"] |= change
    (folder / "state.json").write_text(json.dumps(state))
    for load in (load_checkpoint, load_state):
        with pytest.raises(CheckpointError, match=f"step-00000004: damaged checkpoint: state.json: .*{message}"):
            load(tmp_path)


def test_a_state_of_another_version(tmp_path: Path, recipe: Recipe) -> None:
    path = _save(tmp_path, recipe, 4) / "state.json"
    state = json.loads(path.read_text())
    unknown = state["recipe"] | {"colour": 1}
    for change in ({"train_state": None}, {"recipe": unknown}, {"data": None}, {"recent_losses": 3}):
        path.write_text(json.dumps(state | change))
        with pytest.raises(CheckpointError, match="step-00000004: damaged checkpoint"):
            load_state(tmp_path)
    del state["data"]
    path.write_text(json.dumps(state))
    with pytest.raises(CheckpointError, match="step-00000004: damaged checkpoint"):
        load_state(tmp_path)


def test_missing_or_foreign_optimizer_states_are_refused(tmp_path: Path, recipe: Recipe) -> None:
    good = _optimizer_state(recipe)
    moments = good[MOMENT]
    wrong_shape = moments | {"exp_avg": torch.zeros(3, 3)}
    for number, (optimizer, message) in enumerate(
        (
            ({"some": 1}, "expected the state of this model, got one with a parameter 'some'"),
            ({"other.weight": moments}, "expected the state of this model, got one with a parameter 'other.weight'"),
            (good | {MOMENT: wrong_shape}, f"{MOMENT}: expected exp_avg of shape"),
            (good | {MOMENT: {"momentum_buffer": torch.zeros(2)}}, f"{MOMENT}: expected the state of Adam"),
            (good | {MOMENT: moments | {"exp_avg_sq": moments["exp_avg_sq"] / 0}}, "exp_avg_sq holds NaN or infinite"),
            ({name: state for name, state in good.items() if name != MOMENT}, f"got none of {MOMENT}"),
        )
    ):
        run = tmp_path / str(number)
        _save(run, recipe, 4, optimizer=optimizer)
        with pytest.raises(CheckpointError, match=f"damaged checkpoint: optimizer.pt: .*{message}") as caught:
            load_checkpoint(run)
        assert "\n" not in str(caught.value)


def test_weights_that_are_not_finite_are_refused(tmp_path: Path, recipe: Recipe) -> None:
    model = _model(4)
    with torch.no_grad():
        next(model.parameters()).fill_(float("nan"))
    saved = SavedState(TrainState(step=4), recipe, DATA)
    save_checkpoint(tmp_path, saved, model, None, _optimizer_state(recipe))
    with pytest.raises(CheckpointError, match=r"damaged checkpoint: .*holds NaN or infinite values"):
        load_checkpoint(tmp_path)


def test_a_run_without_checkpoints_cannot_be_resumed(tmp_path: Path) -> None:
    assert list_checkpoints(tmp_path / "none") == []
    for load in (load_checkpoint, load_state):
        with pytest.raises(CheckpointError, match="no checkpoint to resume from; expected a folder checkpoints/step-"):
            load(tmp_path)
