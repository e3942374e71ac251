import math
import shutil
from pathlib import Path

import pytest
import torch

from probsym.config import ModelConfig
from probsym.evaluation.depth import DepthEvaluation
from probsym.evaluation.evaluate import evaluate
from probsym.evaluation.ground_truth import open_labelled
from probsym.evaluation.metrics import mad
from probsym.evaluation.published import PublishedScores, published_mad
from probsym.geometry.camera import PinholeCamera
from probsym.models.autoencoder import Autoencoder


def test_equal_planes_are_six_degrees_apart_by_the_authors_code() -> None:
    camera = PinholeCamera(64)
    plane, everywhere = torch.ones(1, 64, 64), torch.ones(1, 64, 64, dtype=torch.bool)
    # tangents of two pixels: |t_u x t_v| = (2 / f)^2 with f = 31.5 / tan 5 degrees
    length = (2 * math.tan(math.radians(5)) / 31.5) ** 2
    by_hand = math.degrees(math.acos((length / (length + 1e-7)) ** 2))
    assert by_hand == pytest.approx(6.5, abs=0.05)
    inner = everywhere.clone()
    inner[:, [0, -1]] = inner[:, :, [0, -1]] = False
    assert published_mad(plane, plane, inner, camera).item() == pytest.approx(by_hand, abs=1e-3)
    assert mad(plane, plane, inner, camera).item() == pytest.approx(0, abs=1e-4)


def test_scores_by_hand() -> None:
    """5 x 5 pixels, of which erosion leaves the inner 3 x 3, and of those one row lies too deep."""
    camera = PinholeCamera(5)
    true, everywhere = torch.ones(1, 5, 5), torch.ones(1, 5, 5, dtype=torch.bool)
    predicted = torch.full((1, 5, 5), 1.1)
    predicted[0, 3, 3] = 0.5  # clamped to 0.8
    predicted[0, 0] = 1.3  # clamped to 1.2: invalid, and so, eroded, is the row below
    scores = PublishedScores(camera)
    scores.add(predicted, everywhere, true, everywhere)
    scores.add(predicted, everywhere, true, everywhere)
    logs = torch.tensor([1.1, 1.1, 1.1, 1.1, 1.1, 0.8], dtype=torch.float64).log()
    found = scores.summary()
    assert found["side"] == pytest.approx(logs.std(correction=0).item(), rel=1e-6)
    assert found["coverage"] == pytest.approx(6 / 25)
    assert found["side_std"] == 0
    assert found["mad_deg"] > found["mad_exact_deg"]


def test_the_deviation_over_images_divides_by_one_less() -> None:
    scores, true = PublishedScores(PinholeCamera(5)), torch.ones(2, 5, 5)
    predicted = torch.ones(2, 5, 5)
    predicted[1, 2, 2] = 1.1
    scores.add(predicted, true > 0, true, true > 0)
    first, second = scores.per_image()["side"].tolist()
    assert scores.summary()["side_std"] == pytest.approx(abs(first - second) / math.sqrt(2))


def test_evaluate_takes_the_archive(published_pairs: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "synface"), "zip", published_pairs.parent, "synface")
    torch.manual_seed(0)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()
    found, folder = evaluate(model, archive), evaluate(model, published_pairs)
    assert isinstance(found, DepthEvaluation)
    assert found.scores == folder.scores
    assert (found.images, found.split) == (3, "test")
    assert found.scores["mad_deg"] > found.scores["mad_exact_deg"]
    assert "yaw_correlation" not in found.scores
    assert "yaw" not in str(found)
    truth = open_labelled(published_pairs, "test", 32).truth
    assert truth.published
    assert 0.9 <= truth.depth.min() < truth.depth.max() == pytest.approx(1.1)
    assert found.baselines["mean depth"]["side"] < found.baselines["constant depth"]["side"]
    assert "mad_exact_deg" in found.baselines["mean depth"]
