"""Objects on plain ground."""

import numpy as np
import pytest

from probsym.framing.align.foreground import foreground_box


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
