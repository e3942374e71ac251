"""Boxes without clicks: before plain ground, agreeing with each other, and learned from before clicks."""

import dataclasses

import cv2
import numpy as np
import pytest
import torch

from probsym.framing.align import unclicked
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.filters import FILTER_CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.oriented_box import OrientedBox, box_overlap
from probsym.framing.align.regression_cascade import FEATURES
from probsym.framing.align.unclicked import FRAMING, damp, detected_or, foreground_box, learn_from_boxes
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


def test_a_rectangle_by_hand():
    photo = np.full((200, 300, 3), (240, 240, 235), np.uint8)
    photo[60:120, 100:200] = (40, 60, 30)
    box = foreground_box(photo)
    assert box is not None
    assert box.x == pytest.approx(150, abs=3)
    assert box.y == pytest.approx(90, abs=3)
    assert box.side == pytest.approx(112, abs=5)


def test_the_largest_of_several():
    photo = np.zeros((100, 100, 3), np.uint8)
    photo[10:16, 10:16] = 255
    photo[40:80, 40:80] = 255
    box = foreground_box(photo)
    assert box is not None
    assert box.x == pytest.approx(60, abs=2)


def test_clutter_and_empty_ground_have_none():
    clutter = np.random.default_rng(0).integers(0, 256, (12, 12, 3), dtype=np.uint8).repeat(10, 0).repeat(10, 1)
    assert foreground_box(clutter) is None
    assert foreground_box(np.full((50, 50, 3), 90, np.uint8)) is None


def placed(seed: int) -> tuple[np.ndarray, tuple[float, float, float]]:
    """A face in the middle of noise sideways, anywhere in height, and its box (x, y, side)."""
    generator = np.random.default_rng(seed)
    grey = cv2.GaussianBlur(generator.integers(90, 160, (100, 100), dtype=np.uint8), (0, 0), 2)
    x, y, side = 54, int(generator.integers(35, 66)), 60
    cv2.circle(grey, (x, y), 26, 230, -1)
    for sign in (-1, 1):
        cv2.circle(grey, (x + 10 * sign, y - 7), 5, 20, -1)
    return grey[..., None].repeat(3, 2), (x + 0.5, y + 0.5, side)


PLACED = [placed(seed) for seed in range(24)]


def noisy(across: float, down: float):
    """Boxes with errors of these standard deviations, in pixels."""
    boxes = {}
    generator = np.random.default_rng(0)
    for photo, (x, y, side) in PLACED:
        boxes[photo.tobytes()] = OrientedBox(x + generator.normal(0, across), y + generator.normal(0, down), side)
    return lambda photo: boxes[photo.tobytes()]


def errors(boxer) -> np.ndarray:
    """Standard deviations of the boxes' errors across and down, in pixels."""
    found = [(boxer(photo), truth) for photo, truth in PLACED]
    return np.std([(box.x - x, box.y - y) for box, (x, y, _) in found], axis=0)


def test_noise_is_taken_away_where_the_central_squares_are_right():
    boxer = noisy(across=4.0, down=1.0)
    across, down = errors(damp(boxer, [photo for photo, _ in PLACED]))
    assert across < 0.5 * errors(boxer)[0]
    assert down == pytest.approx(errors(boxer)[1], rel=0.3)


def test_the_axis_of_symmetry_is_in_the_middle():
    shifted = noisy(across=0.5, down=0.5)
    boxer = damp(lambda photo: shifted(photo).moved(0.05, 0), [photo for photo, _ in PLACED])
    found = [(box, x) for photo, (x, _, _) in PLACED if (box := boxer(photo)) is not None]
    assert len(found) == len(PLACED)
    assert np.mean([box.x - x for box, x in found]) == pytest.approx(0, abs=0.6)


def test_a_photo_without_a_box_has_none():
    photos = [photo for photo, _ in PLACED[:8]]
    boxer = damp(lambda photo: None if photo is photos[0] else OrientedBox(50, 50, 60), photos)
    assert boxer(photos[0]) is None
    assert boxer(photos[1]) is not None
