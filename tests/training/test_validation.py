import math
from pathlib import Path

import pytest
import torch
from PIL import Image

from probsym.config import DataConfig, ModelConfig
from probsym.models.autoencoder import Autoencoder
from probsym.training.dataset import open_training_data
from probsym.training.validation import validate

pytestmark = pytest.mark.sheets


@pytest.fixture
def model() -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()


def test_photos_get_an_error_and_a_sheet(model: Autoencoder, photos: Path, tmp_path: Path) -> None:
    data = open_training_data(photos, 32, DataConfig(validation_share=0.25), seed=0)
    scores = validate(model, data, tmp_path / "sheet.png")
    assert set(scores) == {"error"}
    images = torch.from_numpy(data.validation_images).permute(0, 3, 1, 2) / 255
    with torch.no_grad():
        result = model(images)
    difference = (result.image - images).abs().mean(1)[result.mask]
    assert scores["error"] == pytest.approx(difference.mean().item(), rel=1e-4)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.height >= 3 * 32
        assert len(sheet.convert("RGB").getcolors(10**6) or []) > 50


def test_fewer_images_than_the_sheet_shows(model: Autoencoder, photos: Path, tmp_path: Path) -> None:
    data = open_training_data(photos, 32, DataConfig(validation_share=0.0), seed=0)
    assert len(data.validation_images) == 1
    assert math.isfinite(validate(model, data, tmp_path / "sheet.png")["error"])


def test_synthetic_images_are_scored_against_their_truth(model: Autoencoder, faces: Path, tmp_path: Path) -> None:
    scores = validate(model, open_training_data(faces, 32, DataConfig(), seed=0), tmp_path / "sheet.png")
    expected = {
        "error",
        "side",
        "mad_deg",
        "coverage",
        "side_ratio",
        "mad_ratio",
        "images",
        "unscored",
        "light_error_deg",
    }
    angles = {f"{angle}_{name}" for angle in ("yaw", "pitch", "roll") for name in ("correlation", "slope")}
    assert expected | angles <= set(scores)
    assert all(math.isfinite(value) for value in scores.values())
    assert scores["images"] == 4
