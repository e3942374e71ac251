import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probsym.synthetic.cars.car_appearance import CarMarks, CarPaint, sample_car_appearance
from probsym.synthetic.cars.car_painting import paint_car
from probsym.synthetic.cars.measures import STYLES, mean_measures
from probsym.synthetic.cars.strokes import GLASS, LAMP, PAINT
from probsym.synthetic.cars.topology import BODY, BOTTOM, CABIN, FRONT, REAR, SIDE, TYRE, WHEEL


def draw(seed: int, style: str = "sedan") -> tuple[CarPaint, CarMarks]:
    return sample_car_appearance(np.random.default_rng(seed), mean_measures(style), style)


def plain(seed: int = 0) -> tuple[CarPaint, CarMarks]:
    """A red car without dirt whose places are known."""
    car, marks = draw(seed)
    car = car._replace(
        paint=(0.8, 0.1, 0.1), dirt=0.0, seats=0.0, glass_low=(0.1, 0.1, 0.1), glass_high=(0.3, 0.3, 0.3),
        lamp=(0.7, 0.7, 0.7), head=(0.75, 0.65, 0.15, 0.1, 0.0, 4.0), tail=(0.8, 0.7, 0.15, 0.1, 0.0, 4.0),
        reverse=0.0, plate_rear=(0.35, 0.3, 0.1), plate_color=(0.9, 0.9, 0.9), screen=(0.9, 0.2, 0.9), bars=(0.0, 0.0),
        grille=(0.62, 0.3, 0.1, 0.0, 0.0), badge=(0.05, 1.5), plastic_height=0.1, crease=0.5, tail_band=0.0,
    )  # fmt: skip
    return car, marks._replace(sticker=(0.0, 0.0, 0.0, 0.0), driver=0.0, exhaust=2.0, badge_side=0.0)


def paint(x: float, v: float, z: float, region: int, car: CarPaint, marks: CarMarks) -> np.ndarray:
    """Colour and reflectance at one place; ``v`` is the height's share."""
    places = np.array([[x], [1 - 2 * v], [z]])
    return paint_car(places, np.array([region], np.uint8), car, marks)[0][0]


def test_parts_have_their_materials() -> None:
    car, marks = plain()
    at = {
        "side": paint(1.0, 0.65, -0.2, BODY + SIDE, car, marks),
        "grille": paint(0.1, 0.62, -1, BODY + FRONT, car, marks),
        "headlight": paint(0.82, 0.65, -1, BODY + FRONT, car, marks),
        "tail light": paint(0.8, 0.7, 1, BODY + REAR, car, marks),
        "screen's foot": paint(0.0, 0.21, -1, CABIN + FRONT, car, marks),
        "screen's top": paint(0.0, 0.88, -1, CABIN + FRONT, car, marks),
        "underside": paint(0.0, 0.0, 0.0, BODY + BOTTOM, car, marks),
        "tyre": paint(1.0, 0.0, 0.0, TYRE, car, marks),
    }
    assert at["side"] == pytest.approx([0.8, 0.1, 0.1, PAINT])
    assert at["grille"] == pytest.approx([0.035, 0.035, 0.04, 0.0])
    assert at["headlight"] == pytest.approx([0.7, 0.7, 0.7, LAMP], abs=0.03)
    assert at["tail light"] == pytest.approx([0.6, 0.03, 0.04, LAMP])
    assert at["screen's foot"][3] == pytest.approx(GLASS, abs=0.02)
    assert at["screen's foot"][0] < 0.15 < 0.25 < at["screen's top"][0]
    assert at["underside"] == pytest.approx([0.02, 0.02, 0.02, 0.0])
    assert at["tyre"] == pytest.approx([0.04, 0.04, 0.04, 0.0])


def test_a_wheel_is_a_rim_in_a_tyre() -> None:
    car, marks = plain()
    car = car._replace(spokes=0.0, rim=(0.6, 0.6, 0.6))
    rim, tyre = (paint(1.0, (1 - down) / 2, 0.0, WHEEL, car, marks) for down in (0.4, 0.8))
    assert rim[:3] == pytest.approx([0.6, 0.6, 0.6])
    assert tyre[:3] == pytest.approx([0.045, 0.045, 0.05])


def test_signs_break_the_symmetry_of_the_plate_alone() -> None:
    car, marks = plain()
    xs = np.linspace(-0.26, 0.26, 57)
    places = np.stack([xs, np.full_like(xs, 1 - 2 * 0.35), np.ones_like(xs)])
    signs, blank = paint_car(places, np.full(len(xs), BODY + REAR, np.uint8), car, marks)
    assert np.abs(blank - blank[::-1]).max() < 1e-12
    assert np.abs(blank[:, :3] - 0.9).max() < 1e-9
    assert np.abs(signs - signs[::-1]).max() > 0.3
    away = np.stack([xs, np.full_like(xs, 1 - 2 * 0.6), np.ones_like(xs)])
    marked, unmarked = paint_car(away, np.full(len(xs), BODY + REAR, np.uint8), car, marks)
    assert (marked == unmarked).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(STYLES))
def test_albedo_is_in_range_and_symmetric_without_marks(seed: int, style: str) -> None:
    car, marks = draw(seed, style)
    rng = np.random.default_rng(seed)
    places = rng.uniform(-1, 1, (3, 200))
    regions = rng.choice([*range(BODY, BODY + 5), *range(CABIN, CABIN + 5), WHEEL, TYRE], 200).astype(np.uint8)
    out, unmarked = paint_car(places, regions, car, marks)
    assert out[:, :3].min() >= 0
    assert out.max() <= 1
    _, mirrored = paint_car(places * [[-1], [1], [1]], regions, car, marks)
    assert (unmarked == mirrored).all()
