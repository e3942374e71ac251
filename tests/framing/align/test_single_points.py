"""Points are found one by one near where they are expected."""

import math

import cv2
import numpy as np
import pytest

from probsym.config import Framing
from probsym.framing.align.oriented_box import OrientedBox, box_of_points, framed_box, points_of_box, unit_box
from probsym.framing.align.regression_cascade import Example
from probsym.framing.align.single_points import PointRegressor, learn_point_regressors, place_points

FRAMING = Framing("learned", side=2.0, offset_y=0.3, upright=True)


def face(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two dark eyes, whose distance varies, on a pale disc, and their centres."""
    generator = np.random.default_rng(seed)
    distance, roll = generator.uniform(30, 46), generator.uniform(-0.2, 0.2)
    grey = cv2.GaussianBlur(generator.integers(60, 160, (110, 110), dtype=np.uint8), (0, 0), 3)
    cv2.circle(grey, (55, 58), 46, 220, -1)
    across = np.array([math.cos(roll), math.sin(roll)]) * distance / 2
    points = np.array([(55, 50), (55, 50)]) + np.outer((-1, 1), across)
    for x, y in points:
        centre = (round(16 * (x - 0.5)), round(16 * (y - 0.5)))
        cv2.circle(grey, centre, 16 * 5, 30, -1, cv2.LINE_AA, 4)
    return grey, points


@pytest.fixture(scope="module")
def regressors() -> list[PointRegressor]:
    examples = [Example(grey, framed_box(box_of_points(points), FRAMING)) for grey, points in map(face, range(8))]
    return learn_point_regressors(examples, FRAMING, np.random.default_rng(0))


def misplaced(points: np.ndarray, generator: np.random.Generator) -> OrientedBox:
    box = framed_box(box_of_points(points), FRAMING)
    dx, dy, scale, turn = generator.normal(0, (0.02, 0.02, 0.05, 0.04))
    return box.moved(dx, dy, math.exp(scale), turn)


def test_points_come_nearer(regressors):
    before, after = [], []
    generator = np.random.default_rng(1)
    for grey, points in map(face, range(20, 32)):
        start = Example(grey, misplaced(points, generator), 0.5)
        found = place_points(start, regressors, FRAMING)
        assert found.weight == 0.5
        before.append(points_of_box(unit_box(start.box, FRAMING)) - points)
        after.append(points_of_box(unit_box(found.box, FRAMING)) - points)
    assert np.abs(after).mean() < 0.5 * np.abs(before).mean()


def test_a_point_that_would_move_far_stays(regressors):
    grey, points = face(20)
    first = regressors[0]
    wild = PointRegressor(first.context, first.weights * 0, first.bias * 0 + 0.5)
    start = Example(grey, framed_box(box_of_points(points), FRAMING))
    assert wild.place(start, FRAMING) is start


def test_a_mirrored_photo_gives_mirrored_points(regressors):
    grey, points = face(21)
    width = grey.shape[1]
    mirrored = np.ascontiguousarray(grey[:, ::-1])
    start = framed_box(box_of_points(points + 1), FRAMING)
    other = OrientedBox(width - start.x, start.y, start.side, -start.roll_rad)
    found = place_points(Example(grey, start), regressors, FRAMING).box
    again = place_points(Example(mirrored, other), regressors, FRAMING).box
    assert (width - again.x, again.y, again.side) == pytest.approx((found.x, found.y, found.side), abs=0.3)
