"""Scores of a model on a file of photos under known lights."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console

from probsym.config import ModelConfig
from probsym.errors import InputError
from probsym.evaluation.photometric import evaluate_photometric
from probsym.evaluation.print_scores import print_scores
from probsym.models.autoencoder import Autoencoder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two people of noise, cylinders of two widths, under two frontal lights."""
    photos = np.random.default_rng(0).integers(0, 256, (2, 2, 32, 32), dtype=np.uint8)
    angle = np.linspace(-1, 1, 32) * np.array([[0.9], [0.6]])
    path = tmp_path / "lights.npz"
    normals = np.stack([np.sin(angle), np.zeros_like(angle), np.cos(angle)], 2)[:, None].repeat(32, 1)
    light = np.array([[[0, 0, 1], [0.2, 0, 1]]] * 2, np.float32)
    np.savez(path, photos=photos, normals=normals, mask=np.ones((2, 32, 32), bool), light=light)
    return path


def test_from_python(model: Path, archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = evaluate_photometric(model, archive, batch_size=3)
    assert (found.model, found.data) == (str(model), str(archive))
    assert (found.scores["people"], found.scores["photos"]) == (2, 4)
    written = json.loads(json.dumps(found.to_dict(), allow_nan=False))["scores"]
    assert written["normals_mad_deg"] == found.scores["normals_mad_deg"] > 0
    assert math.isnan(found.scores["light_y_correlation"])  # the light never moves up or down
    assert written["light_y_correlation"] is None
    assert 0 < written["mean_person_depth_error"] < written["depth_error"] <= 1
    assert found.refined is not None
    assert 0 < found.refined["depth_error"] <= 1
    print_scores(found, Console())
    printed = capsys.readouterr().out
    assert f"{found.scores['coverage']:.3f} of all" in printed
    assert f"{written['depth_error']:.3f} ± {written['depth_error_std']:.3f} of the relief" in printed
    with pytest.raises(InputError, match="batch_size: expected"):
        evaluate_photometric(model, archive, batch_size=0)
