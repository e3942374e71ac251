from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from probsym.errors import CheckpointError
from probsym.models.features.registry import load_features
from probsym.models.features.rotation import (
    SHIPPED_ENCODER,
    RotationFeatures,
    RotationNet,
    load_encoder,
    rotate_batch,
    save_encoder,
)

EXAMPLES = Path(__file__).parents[2] / "photos"


def test_features_are_a_quarter_of_the_size_and_the_file_is_small(tmp_path: Path) -> None:
    encoder = RotationFeatures().eval()
    assert encoder(torch.rand(2, 3, 64, 32)).shape == (2, 64, 16, 8)
    save_encoder(encoder, tmp_path / "encoder.safetensors")
    assert (tmp_path / "encoder.safetensors").stat().st_size < 4e6


def test_saved_and_loaded_as_a_frozen_encoder(tmp_path: Path) -> None:
    torch.manual_seed(0)
    encoder = RotationFeatures()
    encoder(torch.rand(8, 3, 32, 32))  # moves the running means
    encoder.scale.fill_(2.5)
    save_encoder(encoder, tmp_path / "encoder.safetensors")
    loaded = load_features("selfsup", str(tmp_path / "encoder.safetensors"))
    assert isinstance(loaded, RotationFeatures)
    assert not loaded.training
    assert not any(weight.requires_grad for weight in loaded.parameters())
    assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in loaded.modules())
    loaded.freeze()  # a second time changes nothing
    images = torch.rand(2, 3, 32, 32, requires_grad=True)
    torch.testing.assert_close(loaded(images), encoder.eval()(images))
    loaded(images).sum().backward()
    assert images.grad is not None
    assert images.grad.abs().sum() > 0


@pytest.mark.parametrize("width", [4, 32])
def test_width_is_read_from_the_file(width: int, tmp_path: Path) -> None:
    save_encoder(RotationFeatures(width), tmp_path / "encoder.safetensors")
    assert load_encoder(tmp_path / "encoder.safetensors")(torch.rand(1, 3, 16, 16)).shape == (1, 4 * width, 4, 4)


def test_shipped_encoder() -> None:
    """It comes with the package, small; on pictures like those it learned from its mean square is about 1."""
    assert SHIPPED_ENCODER.stat().st_size < 4e6
    encoder = load_features("selfsup")
    assert encoder is not None
    photos = [Image.open(path).convert("RGB").resize((64, 64)) for path in sorted(EXAMPLES.glob("*.png"))]
    images = torch.stack([torch.from_numpy(np.array(photo)).permute(2, 0, 1) / 255 for photo in photos])
    features = encoder(images)
    assert features.shape == (len(photos), 64, 16, 16)
    assert 0.2 < features.square().mean() < 5
    # Features tell the photos apart: no two images look alike to them.
    assert (features[0] - features[1]).square().mean() > 0.1


def test_rotated_batches() -> None:
    images = torch.arange(12.0).reshape(1, 3, 2, 2)
    four = rotate_batch(images)
    assert four.shape == (4, 3, 2, 2)
    assert torch.equal(four[0], images[0])
    assert four[1, 0].tolist() == [[1.0, 3.0], [0.0, 2.0]]  # to the left
    assert torch.equal(four[2], images[0].flip(1, 2))
    assert RotationNet()(torch.rand(2, 3, 32, 32)).shape == (2, 4)


def test_bad_files(tmp_path: Path) -> None:
    path = tmp_path / "encoder.safetensors"
    with pytest.raises(CheckpointError, match=r"no such file: .*; make one with probsym pretrain-features"):
        load_encoder(path)
    path.write_bytes(b"no")
    with pytest.raises(CheckpointError, match="damaged, or not of probsym pretrain-features"):
        load_encoder(path)
    save_file({"weight": torch.zeros(3)}, path)
    with pytest.raises(CheckpointError, match="expected an encoder of probsym pretrain-features"):
        load_encoder(path)
    save_file({"weight": torch.zeros(3)}, path, metadata={"task": "rotation"})
    with pytest.raises(CheckpointError, match="damaged"):
        load_encoder(path)
