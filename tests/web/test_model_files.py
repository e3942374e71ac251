"""Which detector the app gets for a model."""

from typing import Any, Literal

import pytest
import torch

from probsym.config import Framing, ModelConfig
from probsym.errors import CheckpointError
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.detector_file import detector_from_bytes, detector_to_bytes
from probsym.framing.align.filters import FILTER_CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.regression_cascade import FEATURES
from probsym.framing.align.verify import Verifier
from probsym.models.autoencoder import Autoencoder
from probsym.readers.tensors import parse_safetensors
from probsym.web.model_files import app_detection, kind_detectors


def untrained(detector: Literal["none", "face", "cat", "learned"], **framing: Any) -> Autoencoder:
    config = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, framing_detector=detector, **framing)
    return Autoencoder(config)


def own_detection(model: Autoencoder) -> tuple[dict[str, bytes], dict[str, Any]]:
    found = app_detection(model, "mine")
    assert found is not None
    return found


def test_the_detector_that_the_model_carries():
    model = untrained("learned", framing_side=2.5)
    filters = RollFilters((0.0,), torch.ones(1, CHANNELS, FILTER_CELLS, FILTER_CELLS), torch.zeros(1))
    detector = LearnedDetector(Framing("learned", 2.5), filters, (), Verifier(torch.zeros(FEATURES), 5.0))
    model.detector = detector_to_bytes(detector)
    files, detection = own_detection(model)
    assert files == {"mine.detector.safetensors": model.detector}
    assert (detection["kind"], detection["file"]) == ("learned", "mine.detector.safetensors")
    assert detection["search"]["levels"] == [(480, 1 / 8)]
    assert detection["framing"]["side"] == 2.5


@pytest.mark.parametrize("kind", ["face", "cat"])
def test_people_and_cats_need_the_packages_detectors(kind):
    model = untrained(kind, framing_side=1.03)
    files, detection = own_detection(model)
    assert (files, detection["kind"], detection["framing"]["side"]) == ({}, kind, 1.03)
    files, detectors = kind_detectors()
    assert detector_from_bytes(files[detectors["cats"]]).stages
    assert parse_safetensors(files[detectors["faces"]], "faces")["first.thresholds"].numel() > 1000
    assert len(detectors["search"]["levels"]) == 2


def test_a_model_without_a_detector():
    model = untrained("none")
    assert app_detection(model, "mine") is None


def test_a_missing_detector_file_is_an_error():
    with pytest.raises(CheckpointError, match="expected the file"):
        app_detection(untrained("learned"), "mine")
