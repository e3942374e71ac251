from typing import Any

import numpy as np
import pytest

from probsym.synthetic.face_appearance import Marks, sample_appearance
from probsym.synthetic.face_painting import paint_points as paint_columns
from probsym.synthetic.morphable import EYE, GUMS, SKIN, TEETH
from probsym.synthetic.procedural import procedural_head

LINES = procedural_head().lines
NO_MARKS = Marks((0.5, 0.5, 0.5), 0.0, np.zeros((0, 3)), np.zeros((0, 6)), 0)


def paint_points(points: np.ndarray, *rest: Any) -> tuple[np.ndarray, np.ndarray]:
    return paint_columns(np.ascontiguousarray(points.T, np.float64), *rest)


def _points(count: int = 4000) -> np.ndarray:
    rng = np.random.default_rng(3)
    return rng.uniform([-1.3, -1.6, -0.2], [1.3, 1.9, 1.8], (count, 3)).astype(np.float32)


@pytest.mark.parametrize("seed", range(6))
def test_symmetric_part_is_symmetric_to_the_last_bit(seed: int) -> None:
    paint, marks = sample_appearance(np.random.default_rng(seed))
    points = _points()
    regions = np.random.default_rng(seed).integers(0, 4, len(points)).astype(np.uint8)
    _, plain = paint_points(points, regions, LINES, paint, marks)
    _, mirrored = paint_points(points * np.array([-1, 1, 1], np.float32), regions, LINES, paint, marks)
    assert (plain == mirrored).all()
    assert plain.min() >= 0


def test_without_marks_nothing_breaks_the_symmetry() -> None:
    paint, _ = sample_appearance(np.random.default_rng(0))
    out, plain = paint_points(_points(), np.zeros(4000, np.uint8), LINES, paint, NO_MARKS)
    assert (out == plain).all()


def test_a_mole_darkens_its_own_side_only() -> None:
    paint, _ = sample_appearance(np.random.default_rng(0))
    marks = NO_MARKS._replace(moles=np.array([[0.6, 0.7, 0.05]]))
    points = np.array([[0.6, 0.7, 0.1], [-0.6, 0.7, 0.1], [0.6, 0.7, 1.5]], np.float32)
    out, plain = paint_points(points, np.zeros(3, np.uint8), LINES, paint, marks)
    # In the middle of a mole the skin is scaled by 0.6 * color.
    assert out[0] == pytest.approx(plain[0] * 0.3)
    assert (out[1:] == plain[1:]).all()


def test_a_scar_follows_its_segment() -> None:
    paint, _ = sample_appearance(np.random.default_rng(0))
    marks = NO_MARKS._replace(scars=np.array([[0.5, 0.6, 0.8, 0.6, 0.02, 0.5]]))
    points = np.array([[0.65, 0.6, 0.0], [0.65, 0.75, 0.0]], np.float32)
    out, plain = paint_points(points, np.zeros(2, np.uint8), LINES, paint, marks)
    assert out[0, 0] == pytest.approx(plain[0, 0] + 0.5 * (min(1.0, 1.15 * plain[0, 0] + 0.08) - plain[0, 0]))
    assert (out[1] == plain[1]).all()


def test_regions_have_their_colours() -> None:
    paint, _ = sample_appearance(np.random.default_rng(4))
    center = np.array([*LINES.eye_center, 0.0], np.float32)
    points = np.stack([center, center + np.array([0.15, 0, 0], np.float32), center, center])
    out, _ = paint_points(points, np.array([EYE, EYE, TEETH, GUMS], np.uint8), LINES, paint, NO_MARKS)
    assert out[0].max() < 0.1  # pupil
    assert out[1] == pytest.approx([0.86, 0.83, 0.81])  # white of the eye
    assert out[2] == pytest.approx([0.82, 0.78, 0.70])
    assert out[3, 0] > 2 * out[3, 1]


def test_lips_brows_and_hair_stand_out_from_the_skin() -> None:
    for seed in range(8):
        paint, _ = sample_appearance(np.random.default_rng(seed))
        paint = paint._replace(hair_strength=1.0, texture=0.0, stubble=0.0, brow_strength=0.9)
        brow = LINES.brow[1]
        points = np.array([[0.1, 1.16, 0], [*brow, 0], [0, -1.5, 0.2], [0.75, 0.1, 0.3]], np.float32)
        out, _ = paint_points(points, np.full(4, SKIN, np.uint8), LINES, paint, NO_MARKS)
        for other in out[:3]:
            assert np.abs(other - out[3]).max() > 0.02
