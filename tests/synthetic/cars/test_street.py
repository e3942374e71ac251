import numpy as np
import pytest

from probsym.synthetic.cars.street import Street, fill_street, sample_street
from probsym.synthetic.family import Fragments
from probsym.synthetic.scene import Placement

OUTLINE = np.array([[-0.1, -0.2, 0.9], [0.1, 0.0, 1.3]])
"""A car of 0.2 x 0.2 x 0.4 on the floor y = 0."""
SIZE, FOCAL = 101, 100.0


def street(**changes: float) -> Street:
    base = sample_street(np.random.default_rng(0))
    return base._replace(floor=(0.5, 0.5, 0.5), floor_share=1.0, horizon=-0.1, grain=0.0, studio=0.0)._replace(
        **changes
    )


def picture(scene: Street, light: tuple[float, float, float], covered: bool = False) -> np.ndarray:
    """The floor seen from 1 above the car's middle, looking straight down: x to the right, z upwards."""
    down = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    nothing = np.zeros((SIZE, SIZE, 3))
    placed = Placement(np.zeros(3), np.zeros(3), np.zeros((1, 3)), np.zeros((1, 3)))
    face = np.full((SIZE, SIZE), 0 if covered else -1, np.int32)
    fragments = Fragments(face, nothing, nothing, placed, down, np.array([0.0, -1.0, 1.1]), FOCAL, (SIZE - 1) / 2)
    color = np.zeros((SIZE, SIZE, 3))
    fill_street(color, fragments, np.array([0.5, 0.5, *light]), scene, OUTLINE)
    return color[..., 0]


def at(image: np.ndarray, x: float, z: float) -> float:
    center = (SIZE - 1) // 2
    return float(image[center - round((z - 1.1) * FOCAL), center + round(x * FOCAL)])


def test_the_shadow_is_the_car_s_footprint_under_frontal_light() -> None:
    image = picture(street(shadow=0.8, softness=0.2), (0.0, 0.0, 1.0))
    assert at(image, 0.0, 1.1) == pytest.approx(0.5 * 0.2)
    assert at(image, 0.09, 1.28) == pytest.approx(0.5 * 0.2)
    assert at(image, 0.2, 1.1) == pytest.approx(0.5)
    assert at(image, 0.0, 1.4) == pytest.approx(0.5)


def test_light_from_above_and_the_left_casts_the_shadow_to_the_right() -> None:
    diagonal = np.sqrt(0.5)
    image = picture(street(shadow=0.8, softness=0.2), (diagonal, diagonal, 0.0))
    # As long as the car is high: 0.2. Its darkness is 0.8 of the contact shadow's.
    assert at(image, 0.25, 1.1) == pytest.approx(0.5 * (1 - 0.8 * 0.8))
    assert at(image, -0.25, 1.1) == pytest.approx(0.5)
    assert at(image, 0.4, 1.1) == pytest.approx(0.5)


def test_covered_samples_stay() -> None:
    assert (picture(street(shadow=0.5), (0.0, 1.0, 0.0), covered=True) == 0).all()


def test_a_studio_is_bright_and_has_the_shadow_too() -> None:
    image = picture(street(floor_share=0.0, studio=0.9, shadow=0.5), (0.0, 0.0, 1.0))
    assert image[0, 0] == pytest.approx(0.9)
    assert at(image, 0.0, 1.1) == pytest.approx(0.5 * 0.9 * (1 - 0.12 * 50 / SIZE))


def test_colours_stay_in_range() -> None:
    for seed in range(20):
        image = picture(sample_street(np.random.default_rng(seed)), (0.3, 0.9, 0.3))
        assert image.min() >= 0
        assert image.max() <= 1
