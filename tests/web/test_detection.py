"""Which detector the app gets for a model."""

import pytest
import torch

from probsym.config import Framing, ModelConfig
from probsym.errors import CheckpointError
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.filters import CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.refine import FEATURES
from probsym.framing.align.storage import detector_from_bytes, detector_to_bytes
from probsym.framing.align.verify import Verifier
from probsym.models.autoencoder import Autoencoder
from probsym.web.detection import app_detection


def untrained(detector: str, **framing: float) -> Autoencoder:
    config = ModelConfig(image_size=32, architecture="slim", width=4, latent=8, framing_detector=detector, **framing)
    return Autoencoder(config)


def test_the_detector_that_the_model_carries():
    model = untrained("learned", framing_side=2.5)
    filters = RollFilters((0.0,), torch.ones(1, CHANNELS, CELLS, CELLS), torch.zeros(1))
    detector = LearnedDetector(Framing("learned", 2.5), filters, (), Verifier(torch.zeros(FEATURES), 5.0))
    model.detector = detector_to_bytes(detector)
    content, search = app_detection(model)
    assert content == model.detector
    assert search["levels"] == [(480, 1 / 8)]
    assert search["framing"]["side"] == 2.5
    assert not search["largest_first"]


def test_the_packages_detector_of_cats():
    content, search = app_detection(untrained("cat", framing_side=1.03))
    assert detector_from_bytes(content).stages
    assert search["largest_first"]
    assert len(search["levels"]) == 2
    assert search["framing"]["side"] == 1.03


@pytest.mark.parametrize("detector", ["none", "face"])
def test_no_detector_that_a_browser_can_run(detector):
    assert app_detection(untrained(detector)) is None


def test_a_detector_that_is_missing():
    with pytest.raises(CheckpointError, match="expected the file"):
        app_detection(untrained("learned"))
