import pytest
import torch

from probsym.errors import CheckpointError, InputError
from probsym.inference.loading import load


def test_load_takes_a_model_folder_and_the_run_above_it(model_path):
    direct, by_run = load(model_path), load(str(model_path.parent))
    assert not direct.training
    found = by_run.state_dict()
    for name, tensor in direct.state_dict().items():
        assert torch.equal(tensor, found[name])


def test_unknown_model_names_the_choices(tmp_path):
    with pytest.raises(CheckpointError, match="or owner/name on the Hugging Face Hub; got 'no-such'"):
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
    with pytest.raises(InputError, match="device: expected auto, cpu, cuda, mps, available on this machine"):
        load(model_path, device="cupboard")
