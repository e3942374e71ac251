"""Scores of viewpoints on photos with landmarks."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from rich.console import Console

from probsym.config import ModelConfig
from probsym.errors import InputError
from probsym.evaluation.landmarks import evaluate_landmarks, score_viewpoints
from probsym.evaluation.print_scores import print_scores
from probsym.models.autoencoder import Autoencoder


def test_scores_by_hand() -> None:
    shown = torch.tensor([[0.1, -0.2, 0.0], [0.3, 0.1, 0.2], [0.2, 0.4, -0.2]])
    scores = score_viewpoints(shown * torch.tensor([2.0, -1.0, 0.5]) + 0.1, shown)
    assert scores == pytest.approx(
        {"pitch_correlation": 1, "yaw_correlation": -1, "roll_correlation": 1, "roll_slope": 0.5}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three faces of noise with random landmarks."""
    random = np.random.default_rng(0)
    names = ["a.png", "b.png", "c.png"]
    for name in names:
        Image.fromarray(random.integers(0, 256, (32, 32, 3), dtype=np.uint8)).save(tmp_path / name)
    np.savez(tmp_path / "landmarks.npz", names=np.array(names), points=random.uniform(0, 32, (3, 49, 2)))
    return tmp_path


def test_given_and_refined(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.manual_seed(0)
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(folder / "model")
    given = evaluate_landmarks(folder / "model", folder, refine_crop=False, batch_size=2)
    assert given.faces == 3
    assert given.refined is None
    found = evaluate_landmarks(folder / "model", folder)
    assert found.scores == pytest.approx(given.scores, rel=1e-4)
    assert found.refined is not None
    assert all(math.isfinite(value) for value in found.refined.values())
    assert json.loads(json.dumps(found.to_dict()))["refined"] == found.refined
    print_scores(found, Console())
    assert "photos in their refined crops: roll slope" in capsys.readouterr().out.replace("\n", " ")
    with pytest.raises(InputError, match="batch_size: expected"):
        evaluate_landmarks(folder / "model", folder, batch_size=0)
    with pytest.raises(InputError, match="limit: expected"):
        evaluate_landmarks(folder / "model", folder, limit=-1)
    assert len(evaluate_landmarks(folder / "model", folder, refine_crop=False, limit=2).to_dict()["scores"]) == 4
