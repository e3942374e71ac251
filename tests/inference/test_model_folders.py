import json
import shutil

import pytest
import torch

from probsym.errors import CheckpointError
from probsym.inference.loading import load
from probsym.inference.model_folders import model_folder, model_names


def test_shipped_models_are_found_by_name():
    for name in model_names():
        assert model_folder(name).name == name


def test_a_mistyped_name_gets_the_nearest_one():
    for typed, meant in (("face64", "face-64"), ("Cat-64", "cat-64"), ("synface_64", "synface-64")):
        with pytest.raises(CheckpointError, match=f"got '{typed}'; did you mean {meant}"):
            model_folder(typed)


@pytest.fixture
def hub(model_path, tmp_path, monkeypatch):
    """The hub's cache with one model, in the layout that a download leaves; the hub cannot be reached."""
    snapshot = tmp_path / "models--owner--name" / "snapshots" / "0123456789"
    shutil.copytree(model_path, snapshot)
    (tmp_path / "models--owner--name" / "refs").mkdir()
    (tmp_path / "models--owner--name" / "refs" / "main").write_text("0123456789")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return snapshot


def test_a_model_of_the_hub(hub, model_path):
    assert model_folder("owner/name") == hub
    model = load("owner/name")
    assert model.name == "owner/name"
    found = model.state_dict()
    for name, tensor in load(model_path).state_dict().items():
        assert torch.equal(tensor, found[name])


def test_a_model_that_the_hub_does_not_give(hub):
    with pytest.raises(CheckpointError, match=r"got owner/other: not available .*: config\.json is not"):
        load("owner/other")
    (hub / "model.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"got owner/name: not available .*: model\.safetensors is not"):
        load("owner/name")


def test_a_model_of_the_hub_brings_its_detector(hub):
    config = json.loads((hub / "config.json").read_text())
    (hub / "config.json").write_text(json.dumps(config | {"framing_detector": "learned"}))
    with pytest.raises(CheckpointError, match=r"detector\.safetensors"):
        model_folder("owner/name")
    (hub / "detector.safetensors").write_bytes(b"detector")
    assert model_folder("owner/name") == hub
    assert load("owner/name").detector == b"detector"


def test_a_mistyped_path_is_not_looked_for_on_the_hub(tmp_path, monkeypatch):
    (tmp_path / "runs").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("huggingface_hub.hf_hub_download", lambda *_: pytest.fail("asks the hub"))
    for name in ("runs/cats", "./cats/model", "/cats", "a/b/c"):
        with pytest.raises(CheckpointError, match=f"got '{name}'"):
            load(name)
