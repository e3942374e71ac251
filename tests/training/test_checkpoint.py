import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
import torch

from probsym.config import ModelConfig, Recipe
from probsym.errors import CheckpointError, ConfigError
from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import TrainState, list_checkpoints, load_checkpoint, save_checkpoint

DATA = {"kind": "photos", "content_hash": "abc"}


def _model(seed: int) -> Autoencoder:
    torch.manual_seed(seed)
    return Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8))


def _moments() -> dict[str, Any]:
    return {"depth_net.code.1.bias": {"step": torch.tensor(3.0), "exp_avg": torch.tensor([0.1, 0.2])}}


def _save(run: Path, recipe: Recipe, step: int, average: bool = True) -> Path:
    position = TrainState(step=step, samples=4 * step, stage=0, seconds=1.5)
    return save_checkpoint(run, position, recipe, DATA, _model(step), _model(99) if average else None, _moments())


def test_round_trip(tmp_path: Path, recipe: Recipe) -> None:
    path = _save(tmp_path, recipe, 7)
    assert path == tmp_path / "checkpoints" / "step-00000007"
    saved = load_checkpoint(tmp_path)
    assert saved.position == TrainState(step=7, samples=28, stage=0, seconds=1.5)
    assert saved.recipe == recipe
    assert saved.data == DATA
    for loaded, seed in ((saved.model, 7), (saved.average, 99)):
        assert loaded is not None
        for name, tensor in _model(seed).state_dict().items():
            assert torch.equal(loaded.state_dict()[name], tensor)
    moments = saved.optimizer["depth_net.code.1.bias"]
    assert moments["step"].item() == 3
    assert torch.equal(moments["exp_avg"], torch.tensor([0.1, 0.2]))


@pytest.mark.parametrize("moments", [16, 400_000])
def test_a_disk_without_room_is_an_operating_system_error(tmp_path: Path, recipe: Recipe, moments: int) -> None:
    """Whether the weights or the optimizer's state do not fit; not an error of the library that writes them."""
    resource = pytest.importorskip("resource")
    kept = _save(tmp_path, recipe, 3)
    model, state = _model(4), {"depth_net.code.1.bias": {"exp_avg": torch.zeros(moments)}}
    size = (kept / "model.safetensors").stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1 if moments == 16 else size + 1000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            save_checkpoint(tmp_path, TrainState(step=4), recipe, DATA, model, None, state)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == [kept.name]


def test_without_an_average(tmp_path: Path, recipe: Recipe) -> None:
    _save(tmp_path, recipe, 1, average=False)
    assert load_checkpoint(tmp_path).average is None


def test_the_newest_two_are_kept(tmp_path: Path, recipe: Recipe) -> None:
    for step in (5, 100, 20, 3000):
        _save(tmp_path, recipe, step)
    assert [path.name for path in list_checkpoints(tmp_path)] == ["step-00000100", "step-00003000"]
    assert load_checkpoint(tmp_path).position.step == 3000


def test_saving_the_same_step_again_replaces_it(tmp_path: Path, recipe: Recipe) -> None:
    _save(tmp_path, recipe, 4)
    _save(tmp_path, dataclasses.replace(recipe, steps=99), 4)
    assert len(list_checkpoints(tmp_path)) == 1
    assert load_checkpoint(tmp_path).recipe.steps == 99


def test_interrupted_checkpoints_are_ignored(tmp_path: Path, recipe: Recipe) -> None:
    _save(tmp_path, recipe, 4)
    leftover = tmp_path / "checkpoints" / ".writing-step-00000008"
    leftover.mkdir()
    (leftover / "state.json").write_text("{")
    assert load_checkpoint(tmp_path).position.step == 4
    _save(tmp_path, recipe, 8)
    assert load_checkpoint(tmp_path).position.step == 8


def test_a_failure_while_writing_leaves_the_old_one(
    tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    _save(tmp_path, recipe, 4)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        _save(tmp_path, recipe, 8)
    assert [path.name for path in list_checkpoints(tmp_path)] == ["step-00000004"]
    assert load_checkpoint(tmp_path).position.step == 4


@pytest.mark.parametrize("name", ["state.json", "optimizer.pt", "model.safetensors", "config.json"])
@pytest.mark.parametrize("damage", ["cut", "empty", "garbage", "gone"])
def test_damaged_files(tmp_path: Path, recipe: Recipe, name: str, damage: str) -> None:
    path = _save(tmp_path, recipe, 4) / name
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "garbage": b"garbage " * 40}[damage])
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(tmp_path)
    assert "step-00000004" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_state_of_another_version(tmp_path: Path, recipe: Recipe) -> None:
    path = _save(tmp_path, recipe, 4) / "state.json"
    state = json.loads(path.read_text())
    for change in ({"position": {"epoch": 3}}, {"position": None}, {"recipe": state["recipe"] | {"colour": 1}}):
        path.write_text(json.dumps(state | change))
        with pytest.raises((CheckpointError, ConfigError), match="step-00000004: damaged checkpoint"):
            load_checkpoint(tmp_path)
    del state["data"]
    path.write_text(json.dumps(state))
    with pytest.raises(CheckpointError, match="step-00000004: damaged checkpoint"):
        load_checkpoint(tmp_path)


def test_nothing_there(tmp_path: Path) -> None:
    assert list_checkpoints(tmp_path / "none") == []
    with pytest.raises(CheckpointError, match="no checkpoint to resume from; expected a folder checkpoints/step-"):
        load_checkpoint(tmp_path)
