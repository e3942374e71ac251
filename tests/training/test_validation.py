import math
from pathlib import Path

import pytest
import torch
from PIL import Image

from probsym.config import DataConfig, ModelConfig
from probsym.geometry.camera import PinholeCamera
from probsym.models.autoencoder import Autoencoder
from probsym.training.dataset import open_training_data
from probsym.training.validation import Predictions, score, validate


@pytest.fixture
def model() -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()


def test_photos_have_an_error_and_a_sheet(model: Autoencoder, photos: Path, tmp_path: Path) -> None:
    source = open_training_data(photos, 32, DataConfig(validation_share=0.25), seed=0)
    scores = validate(model, source, tmp_path / "sheet.png")
    assert set(scores) == {"error"}
    images = torch.from_numpy(source.validation_images).permute(0, 3, 1, 2) / 255
    with torch.no_grad():
        result = model(images)
    difference = (result.image - images).abs().mean(1)[result.mask]
    assert scores["error"] == pytest.approx(difference.mean().item(), rel=1e-4)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.height >= 3 * 32
        assert len(sheet.convert("RGB").getcolors(10**6) or []) > 50


def test_the_sheet_needs_no_eight_images(model: Autoencoder, photos: Path, tmp_path: Path) -> None:
    source = open_training_data(photos, 32, DataConfig(validation_share=0.0), seed=0)
    assert len(source.validation_images) == 1
    assert math.isfinite(validate(model, source, tmp_path / "sheet.png")["error"])


def test_truth_is_scored(model: Autoencoder, faces: Path, tmp_path: Path) -> None:
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


def test_the_truth_itself_scores_best(faces: Path) -> None:
    truth = open_training_data(faces, 32, DataConfig(), seed=0).truth
    assert truth is not None

    def part(rows: slice) -> Predictions:
        light = truth.light_direction[rows]
        turned = torch.stack([light[:, 0], light[:, 2], -light[:, 1]], dim=1)  # a right angle about x
        return Predictions(truth.depth[rows] * 1.1, truth.mask[rows], truth.viewpoint[rows], turned)

    scores = score([part(slice(0, 3)), part(slice(3, 4))], truth, PinholeCamera(32))
    assert scores["side"] == pytest.approx(0, abs=1e-6)
    assert scores["side_ratio"] == pytest.approx(0, abs=1e-3)
    assert scores["mad_deg"] == pytest.approx(0, abs=1e-2)
    assert 0.5 < scores["coverage"] < 1
    x = truth.light_direction[:, 0]
    expected = (x.square().clamp(max=1)).acos().rad2deg().median()  # <(x, y, z), (x, z, -y)> = x²
    assert scores["light_error_deg"] == pytest.approx(expected.item(), abs=0.01)
    for angle in ("yaw", "pitch", "roll"):
        assert scores[f"{angle}_correlation"] == pytest.approx(1)
        assert scores[f"{angle}_slope"] == pytest.approx(1)
