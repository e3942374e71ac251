import numpy as np
import pytest
import torch

from probsym.errors import InputError
from probsym.inference.loading import load
from probsym.inference.predict import predict
from probsym.types import ModelOutput


@pytest.fixture(scope="module")
def model(model_path):
    return load(model_path)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(0, 256, (7, 32, 32, 3), dtype=np.uint8)


def test_every_image_in_order_and_without_gradients(model, images):
    batches = list(predict(model, images, batch_size=3))
    assert [len(batch) for batch, _ in batches] == [3, 3, 1]
    seen = torch.cat([batch for batch, _ in batches])
    torch.testing.assert_close(seen, torch.from_numpy(images).permute(0, 3, 1, 2) / 255)
    for batch, part in batches:
        assert isinstance(part, ModelOutput)
        assert not part.image.requires_grad
        torch.testing.assert_close(part.depth, model(batch).depth.detach(), rtol=0, atol=1e-6)


def test_bytes_and_floats_are_the_same(model, images):
    ((_, bytes_in),) = predict(model, images)
    ((_, floats_in),) = predict(model, torch.from_numpy(images).permute(0, 3, 1, 2) / 255)
    assert torch.equal(bytes_in.depth, floats_in.depth)


def test_another_function_of_the_batch_is_computed(model, images):
    depth = torch.cat([depth for _, depth in predict(model, images, model.depth, batch_size=4)])
    assert depth.shape == (7, 32, 32)
    brightness = [mean.item() for _, mean in predict(model, images, lambda batch: batch.mean(), batch_size=4)]
    assert np.allclose(brightness, [images[:4].mean() / 255, images[4:].mean() / 255])


def test_the_caller_stays_out_of_inference_mode(model, images):
    for _ in predict(model, images, batch_size=4):
        assert not torch.is_inference_mode_enabled()


def test_wrong_arguments(model, images):
    with pytest.raises(InputError, match="batch_size"):
        next(predict(model, images, batch_size=0))
    with pytest.raises(InputError, match="32 x 32"):
        next(predict(model, images[:, :16, :16]))


def test_no_images(model, images):
    assert list(predict(model, images[:0])) == []
