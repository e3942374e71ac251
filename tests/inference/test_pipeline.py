import numpy as np
import pytest
import torch
from PIL import Image

import probsym
from probsym.config import ModelConfig
from probsym.errors import CheckpointError, InputError
from probsym.inference.pipeline import joined, load, model_folder, model_names, prepare, reconstruct
from probsym.models.autoencoder import Autoencoder


@pytest.fixture(scope="module")
def model_path(tmp_path_factory):
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("run") / "model"
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(folder)
    return folder


def test_public_names_are_lazy_and_listed():
    assert probsym.load is load
    assert probsym.reconstruct is reconstruct
    assert {"load", "reconstruct", "Reconstruction"} <= set(dir(probsym))
    with pytest.raises(AttributeError, match="no attribute 'recontruct'"):
        _ = probsym.recontruct


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


def test_all_kinds_of_input_agree(model_path, tmp_path):
    model = load(model_path)
    values = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    picture = Image.fromarray(values)
    picture.save(tmp_path / "a.png")
    tensor = torch.from_numpy(values).permute(2, 0, 1)[None].float() / 255
    kinds = [tensor, values, picture, tmp_path / "a.png", str(tmp_path / "a.png"), [values], [picture]]
    results = [reconstruct(kind, model) for kind in kinds]
    for result in results:
        assert result.image.shape == (1, 3, 32, 32)
        assert result.factors.canonical_depth.shape == (1, 32, 32)
        assert not result.image.requires_grad
        torch.testing.assert_close(result.shading, results[0].shading, rtol=0, atol=1e-4)


def test_prepare_crops_the_central_square():
    wide = np.zeros((40, 80, 3), dtype=np.uint8)
    wide[:, 16:64] = 255  # the filter looks a little beyond the square
    assert prepare(wide, 32).min() == 1
    half = np.zeros((40, 40, 3), dtype=np.uint8)
    half[6:34, 6:34] = 255
    assert prepare([half], 32, crop=0.5).min() == 1


def test_large_batches_keep_their_order(model_path):
    model = load(model_path)
    images = torch.rand(35, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    result = reconstruct(images, model)
    assert result.mask.shape == (35, 32, 32)
    torch.testing.assert_close(result.depth[33:], reconstruct(images[33:], model).depth, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        ([], "at least one photo"),
        (np.zeros((4, 4), dtype=np.uint8), "height x width x 3"),
        (np.zeros((4, 4, 3)), "uint8"),
        (torch.zeros(1, 3, 16, 16), "expected a tensor of shape any x 3 x 32 x 32"),
        (torch.full((1, 3, 32, 32), 2.0), "values from 0 to 1"),
        (torch.full((1, 3, 32, 32), float("nan")), "values from 0 to 1"),
        ("no/such/photo.jpg", "no such file"),
    ],
)
def test_wrong_images(images, message):
    with pytest.raises(InputError, match=message):
        prepare(images, 32)


def test_joining_nothing():
    with pytest.raises(InputError, match="at least one image"):
        joined([])
