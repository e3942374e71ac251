import pytest
import torch

from probsym.errors import CheckpointError, InputError
from probsym.inference.loading import load, model_folder, model_names


def test_load_takes_a_model_folder_and_the_run_above_it(model_path):
    direct, by_run = load(model_path), load(str(model_path.parent))
    assert not direct.training
    for name, tensor in direct.state_dict().items():
        assert torch.equal(tensor, by_run.state_dict()[name])


def test_shipped_models_are_found_by_name():
    for name in model_names():
        assert model_folder(name).name == name


def test_unknown_model_names_the_choices(tmp_path):
    with pytest.raises(CheckpointError, match="or the folder of a run or of a model; got 'no-such'"):
        load("no-such")
    with pytest.raises(CheckpointError, match=r"holds no model\.safetensors"):
        load(tmp_path)


def test_damaged_weights(model_path, tmp_path):
    (tmp_path / "config.json").write_bytes((model_path / "config.json").read_bytes())
    whole = (model_path / "model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError, match="damaged"):
        load(tmp_path)


def test_unknown_device(model_path):
    with pytest.raises(InputError, match="device: expected a torch device"):
        load(model_path, device="cupboard")


def test_a_mistyped_name_gets_the_nearest_one():
    for typed, meant in (("face64", "face-64"), ("Cat-64", "cat-64"), ("synface_64", "synface-64")):
        with pytest.raises(CheckpointError, match=f"got '{typed}'; did you mean {meant}"):
            model_folder(typed)
