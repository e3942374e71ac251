import numpy as np
import pytest
import torch
from PIL import Image

import probsym
from probsym.errors import InputError
from probsym.inference.loading import load
from probsym.inference.reconstruct import prepare, reconstruct


def test_public_names_are_lazy_and_listed():
    assert probsym.load is load
    assert probsym.reconstruct is reconstruct
    assert {"load", "reconstruct", "Reconstruction"} <= set(dir(probsym))
    with pytest.raises(AttributeError, match="no attribute 'recontruct'"):
        _ = probsym.recontruct


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
