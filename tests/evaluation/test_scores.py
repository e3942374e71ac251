import dataclasses

import numpy as np
import pytest
import torch

from probsym.config import ModelConfig
from probsym.evaluation.ground_truth import GroundTruth, ground_truth_of
from probsym.evaluation.scores import Scorer, format_scores, score_model
from probsym.models.autoencoder import Autoencoder
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings
from probsym.synthetic.storage import SyntheticSet, load_synthetic
from probsym.types import Light, ModelOutput


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> SyntheticSet:
    folder = tmp_path_factory.mktemp("scores") / "faces"
    generate(procedural_head(), folder, {"test": 4}, SceneSettings(size=32), seed=3)
    return load_synthetic(folder, "test")


@pytest.fixture(scope="module")
def model() -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()


def _perfect(model: Autoencoder, truth: GroundTruth, lights: torch.Tensor) -> ModelOutput:
    """A reconstruction that is the truth, but for its scale and the given lights."""
    with torch.no_grad():
        result = model(torch.zeros(len(lights), 3, 32, 32))
    light = Light(result.factors.light.ambient, result.factors.light.diffuse, lights)
    factors = dataclasses.replace(result.factors, viewpoint=truth.viewpoint, light=light)
    return dataclasses.replace(result, factors=factors, depth=truth.depth * 1.1, mask=truth.mask)


def test_the_truth_itself_scores_best(faces: SyntheticSet, model: Autoencoder) -> None:
    truth = ground_truth_of(faces)
    light = truth.light_direction
    assert light is not None
    turned = torch.stack([light[:, 0], light[:, 2], -light[:, 1]], dim=1)  # by a right angle about x
    result, scorer = _perfect(model, truth, turned), Scorer(model.camera, truth)
    for rows in (slice(0, 3), slice(3, 4)):
        scorer.add(torch.zeros(len(light[rows]), 3, 32, 32), result[rows])
    scores = scorer.summary()
    assert scores["side"] == pytest.approx(0, abs=1e-6)
    assert scores["side_ratio"] == pytest.approx(0, abs=1e-3)
    assert scores["mad_deg"] == pytest.approx(0, abs=1e-2)
    assert 0.5 < scores["coverage"] < 1
    expected = light[:, 0].square().clamp(max=1).acos().rad2deg().median()  # <(x, y, z), (x, z, -y)> = x²
    assert scores["light_error_deg"] == pytest.approx(expected.item(), abs=0.01)
    for angle in ("yaw", "pitch", "roll"):
        assert scores[f"{angle}_correlation"] == pytest.approx(1)
        assert scores[f"{angle}_slope"] == pytest.approx(1)


def test_images_of_one_depth_have_no_ratio_to_the_mean_depth(model: Autoencoder) -> None:
    flat = GroundTruth(torch.ones(2, 32, 32), torch.ones(2, 32, 32, dtype=torch.bool))
    scores = score_model(model, np.zeros((2, 32, 32, 3), np.uint8), flat).summary()
    assert scores["side"] > 0
    assert np.isnan(scores["side_ratio"])
    assert "SIDE" in format_scores(scores)


def test_scores_do_not_depend_on_the_batch_size(faces: SyntheticSet, model: Autoencoder) -> None:
    truth, done = ground_truth_of(faces), []
    whole = score_model(model, faces.images, truth).summary()
    parts = score_model(model, faces.images, truth, batch_size=3, on_batch=done.append).summary()
    assert parts == pytest.approx(whole, rel=1e-4, abs=1e-5)
    assert done == [3, 1]


def test_without_truth_the_error_alone_is_scored(faces: SyntheticSet, model: Autoencoder) -> None:
    scores = score_model(model, faces.images).summary()
    images = torch.from_numpy(np.array(faces.images)).permute(0, 3, 1, 2) / 255
    with torch.no_grad():
        result = model(images)
    expected = (result.image - images).abs().mean(1)[result.mask].mean().item()
    assert scores == {"error": pytest.approx(expected, rel=1e-4)}
    assert format_scores(scores) == f"error {expected:.4f}"


def test_one_line_of_scores(faces: SyntheticSet, model: Autoencoder) -> None:
    text = format_scores(score_model(model, faces.images, ground_truth_of(faces)).summary())
    assert all(word in text for word in ("error", "SIDE", "MAD", "coverage", "yaw", "pitch", "roll"))
    assert "\n" not in text
