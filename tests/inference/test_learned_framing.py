"""A model that carries a learned detector frames new photos by it, in Python and on the command line alike."""

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save

from probsym.cli.main import main
from probsym.config import ModelConfig, Recipe, Stage
from probsym.errors import CheckpointError
from probsym.framing.align.detector import LearnedDetector, detect_learned
from probsym.framing.align.detector_file import detector_to_bytes
from probsym.framing.align.filters import FILTER_CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.regression_cascade import FEATURES
from probsym.framing.align.verify import Verifier
from probsym.framing.crops import box_around, write_card
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.models.autoencoder import Autoencoder
from probsym.training.run import run_training

CONFIG = ModelConfig(
    image_size=32, architecture="slim", width=4, latent=8,
    framing_detector="learned", framing_side=2.0, framing_offset_y=0.25, framing_upright=True,
)  # fmt: skip


@pytest.fixture
def detector() -> LearnedDetector:
    """Finds the most contrasted place of a photo, takes it as rotated by 0.3, and is sure of it."""
    filters = RollFilters((0.3,), torch.ones(1, CHANNELS, FILTER_CELLS, FILTER_CELLS), torch.zeros(1))
    return LearnedDetector(CONFIG.framing, filters, (), Verifier(torch.zeros(FEATURES), 5.0))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A bright square off the centre of a grey landscape."""
    pixels = np.full((90, 140, 3), 110, np.uint8)
    pixels[30:65, 75:110] = (220, 200, 90)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


@pytest.fixture
def model(tmp_path: Path, detector: LearnedDetector) -> Path:
    """Folder of an untrained model with the detector."""
    torch.manual_seed(0)
    network = Autoencoder(CONFIG)
    network.detector = detector_to_bytes(detector)
    network.save_pretrained(tmp_path / "model")
    return tmp_path / "model"


def test_python_frames_by_the_models_own_detector(model, photo, detector):
    result = reconstruct(photo, model)
    (crop,) = result.photos
    with Image.open(photo) as picture:
        box = box_around(detect_learned(picture, detector)[0], CONFIG.framing)
    assert crop.detector == "learned"
    assert crop.box == box
    assert crop.box.roll_rad == pytest.approx(0.3)


def test_the_command_line_frames_alike(model, photo, tmp_path):
    assert main(["reconstruct", str(photo), "--out", str(tmp_path / "out"), "--model", str(model), "--maps-only"]) == 0
    square = json.loads((tmp_path / "out" / "photo" / "factors.json").read_text())["square"]
    box = reconstruct(photo, model).photos[0].box
    assert (square["left"], square["side"]) == (round(box.left, 2), round(box.side, 2))
    assert square["roll_deg"] == pytest.approx(math.degrees(0.3), abs=0.01)
    assert square["detector"] == "learned"


def test_a_saved_model_keeps_its_detector(model, tmp_path):
    again = tmp_path / "again"
    load(model).save_pretrained(again)
    assert (again / "detector.safetensors").read_bytes() == (model / "detector.safetensors").read_bytes()


def test_a_model_without_its_detector_says_so(model, photo):
    (model / "detector.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"expected the file detector\.safetensors beside its weights"):
        reconstruct(photo, model)


@pytest.mark.parametrize(
    ("version", "message"),
    [("2", "expected a detector of version 1, got 2"), ("", "expected a detector of probsym align")],
)
def test_a_detector_that_cannot_be_used_ends_the_command_with_one_line(
    model, photo, tmp_path, capsys, version, message
):
    path = model / "detector.safetensors"
    metadata = {"task": "detector", "version": version}
    path.write_bytes(save({"a": torch.zeros(2)}, metadata) if version else b"damaged")
    assert main(["reconstruct", str(photo), "--out", str(tmp_path / "out"), "--model", str(model)]) == 2
    error = capsys.readouterr().err
    assert f"{path}: {message}" in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_training_hands_the_detector_on(photos, tmp_path, detector):
    write_card(photos, CONFIG.framing, {})
    content = detector_to_bytes(detector)
    (photos / "detector.safetensors").write_bytes(content)
    recipe = Recipe(model=CONFIG, stages=(Stage(image_size=32, batch_size=4),), steps=2)
    recipe = dataclasses.replace(
        recipe, objective=dataclasses.replace(recipe.objective, features="none", lambda_perceptual=0.0)
    )
    run_training(photos, tmp_path / "run", recipe)
    assert (tmp_path / "run" / "model" / "detector.safetensors").read_bytes() == content
    assert load(tmp_path / "run").detector == content
    run_training(photos, tmp_path / "run", dataclasses.replace(recipe, steps=3), resume=True)
    assert (tmp_path / "run" / "model" / "detector.safetensors").read_bytes() == content
