import pytest
import torch

from probsym.errors import CheckpointError, InputError
from probsym.inference.loading import enlarge_model, load


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


@pytest.mark.parametrize("size", [0, 128])
def test_a_model_of_this_size_is_not_enlarged(size):
    model = load("face-128")
    assert enlarge_model(model, size) is model


def test_an_enlarged_model_keeps_what_comes_with_it():
    model = load("cat-128")
    larger = enlarge_model(model, 256)
    assert larger.camera.size == 256
    assert not larger.training
    assert larger.name == "cat-128"
    assert model.object_net is not None
    assert larger.object_net is model.object_net
    assert larger.silhouette is model.silhouette
    assert larger.detector is model.detector


@pytest.mark.parametrize(
    ("model", "size", "message"),
    [
        ("face-128", 200, "size: expected one of 128, 256; got 200"),
        ("face-128", 64, "size: expected one of 128, 256; got 64"),
        ("synface-64", 128, "size: expected 64, for synface-64 has no refinement network to use more pixels; got 128"),
    ],
)
def test_sizes_that_a_model_cannot_have(model, size, message):
    with pytest.raises(InputError, match=message):
        enlarge_model(load(model), size)
