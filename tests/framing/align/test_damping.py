"""Boxes keep what makes the photos agree, and lose the rest."""

import cv2
import numpy as np
import pytest

from probsym.framing.align.damping import damp
from probsym.framing.align.oriented_box import OrientedBox


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
