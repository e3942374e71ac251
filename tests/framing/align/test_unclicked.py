"""A detector is learned from boxes without clicks, and used before them."""

import dataclasses

import numpy as np
import pytest
import torch

from probsym.framing.align import unclicked
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.filters import FILTER_CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.oriented_box import OrientedBox, box_overlap
from probsym.framing.align.regression_cascade import FEATURES
from probsym.framing.align.unclicked import FRAMING, detected_or, learn_from_boxes
from probsym.framing.align.verify import Verifier

BOX = OrientedBox(30.0, 20.0, 24.0)


def striped(noise: float, seed: int) -> np.ndarray:
    """Stripes of 40 x 60 pixels, more or less visible."""
    generator = np.random.default_rng(seed)
    grey = 128 + 60 * np.sin(np.arange(60) / 3)[None] * (1 - noise) + generator.normal(0, 60 * noise, (40, 60))
    return grey.clip(0, 255).astype(np.uint8)[..., None].repeat(3, 2)


def test_examples_are_those_that_agree_best(monkeypatch):
    taken = []
    monkeypatch.setattr(unclicked, "learn_detector", lambda *arguments, marked: taken.extend((*arguments, marked)))
    monkeypatch.setattr(unclicked, "EXAMPLES", 8)
    clear, noisy = [striped(0.05, seed) for seed in range(8)], [striped(0.95, seed) for seed in range(8, 12)]
    learn_from_boxes([*noisy, *clear], lambda photo: BOX)
    clicked, others, framing, marked = taken
    assert framing == FRAMING
    assert not marked
    assert all(one.box == BOX for one in clicked)
    assert {one.grey.tobytes() for one in clicked} == {photo[..., 0].tobytes() for photo in clear}
    assert {grey.tobytes() for grey in others} == {photo[..., 0].tobytes() for photo in noisy}


def test_boxes_are_in_pixels_of_the_working_image(monkeypatch):
    taken = []
    monkeypatch.setattr(unclicked, "learn_detector", lambda *arguments, marked: taken.extend((*arguments, marked)))
    large = [np.kron(striped(0.05, seed), np.ones((24, 24, 1), np.uint8)) for seed in range(8)]  # 1440 wide: a third
    learn_from_boxes(large, lambda photo: OrientedBox(720.0, 480.0, 576.0))
    assert taken[0][0].box == OrientedBox(240.0, 160.0, 192.0)


def test_seven_boxes_are_too_few():
    photos = [striped(0.05, seed) for seed in range(9)]
    none = {photos[0].tobytes(), photos[1].tobytes()}
    assert learn_from_boxes(photos, lambda photo: None if photo.tobytes() in none else BOX) is None


@pytest.fixture
def detector() -> LearnedDetector:
    filters = RollFilters((0.0,), torch.ones(1, CHANNELS, FILTER_CELLS, FILTER_CELLS), torch.zeros(1))
    return LearnedDetector(FRAMING, filters, (), Verifier(torch.zeros(FEATURES), 5.0))


def test_the_detection_comes_first_and_the_box_is_the_fallback(detector):
    photo = np.full((120, 160, 3), 100, np.uint8)
    photo[50:80, 90:120] = 220
    found = detected_or(detector, lambda photo: BOX)(photo)
    assert found is not None
    assert box_overlap(found, OrientedBox(105.0, 65.0, 30.0)) > 0.9
    unsure = dataclasses.replace(detector, verifier=Verifier(torch.zeros(FEATURES), -5.0))
    assert detected_or(unsure, lambda photo: BOX)(photo) == BOX
    assert detected_or(unsure, lambda photo: None)(photo) is None
