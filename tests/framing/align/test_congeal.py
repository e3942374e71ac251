"""Joint alignment."""

import cv2
import numpy as np
import pytest

from probsym.framing.align.congeal import central_oriented_box, congeal


def shifted(scene, seed: int) -> tuple[np.ndarray, tuple[float, float]]:
    """One and the same object a little off the centre of its own noise, and where it is."""
    generator = np.random.default_rng(seed)
    grey = cv2.GaussianBlur(generator.integers(90, 160, (80, 80), dtype=np.uint8), (0, 0), 2)
    x, y = (int(value) for value in generator.integers(32, 49, 2))
    cv2.circle(grey, (x, y), 22, 230, -1)
    for sign in (-1, 1):
        cv2.circle(grey, (x + 9 * sign, y - 6), 5, 20, -1)
    return grey, (x, y)


def test_boxes_move_to_the_object(scene):
    photos = [shifted(scene, seed) for seed in range(16)]
    template = congeal([grey for grey, _ in photos[:12]])
    before, after = [], []
    for grey, (x, y) in photos:
        before.append((x - 40, y - 40))
        box = template.fit(grey)
        after.append((x - box.x, y - box.y))
    assert np.std(after, axis=0).mean() < 0.5 * np.std(before, axis=0).mean()


def test_the_central_box():
    box = central_oriented_box(np.zeros((40, 60), np.uint8))
    assert (box.x, box.y, box.side) == (30, 20, pytest.approx(40))
