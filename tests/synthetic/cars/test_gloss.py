import numpy as np
import pytest

from probsym.synthetic.cars.gloss import Surroundings, add_reflections, sample_surroundings

AROUND = Surroundings((1.0, 1.0, 1.0), (0.8, 0.8, 0.8), (0.1, 0.1, 0.1), (0.2, 0.2, 0.2), 0.3, 0.0, 0)


def reflected(normal: tuple[float, float, float], reflectance: float, face: int = 0) -> float:
    """Colour of a black sample at (0, 0, 1), seen from the origin, with a normal towards +z."""
    color = np.zeros((1, 1, 3))
    add_reflections(
        color, np.array([[face]], np.int32), np.array([[normal]]) / np.linalg.norm(normal),
        np.array([[[0.0, 0.0, 1.0]]]), np.array([[reflectance]]), np.zeros(3), AROUND,
    )  # fmt: skip
    assert (color == color[0, 0, 0]).all()
    return float(color[0, 0, 0])


def test_a_surface_that_faces_the_camera_reflects_what_is_behind_it() -> None:
    """The mirror image is level: the skyline (0.1), into which the road's soft edge (0.2) reaches by 5 / 32."""
    assert reflected((0, 0, 1), 0.1) == pytest.approx(0.1 * (0.1 + 0.1 * 5 / 32))


def test_a_slope_that_looks_up_reflects_the_sky_and_one_that_looks_down_the_road() -> None:
    # Normals into the surface: y down. At 45 degrees the zenith is seen, and Schlick's factor is (1 - cos 45)^5.
    share = 0.1 + 0.9 * (1 - np.sqrt(0.5)) ** 5
    assert reflected((0, 1, 1), 0.1) == pytest.approx(share * 1.0)
    assert reflected((0, -1, 1), 0.1) == pytest.approx(share * 0.2)


def test_reflections_grow_towards_grazing_angles() -> None:
    values = [reflected((slope, 0, 1), 0.05) for slope in (0.0, 2.0, 8.0)]
    assert values == sorted(values)
    assert values[-1] > 5 * values[0]


def test_matt_samples_and_the_background_stay() -> None:
    assert reflected((0, 1, 1), 0.0) == 0
    assert reflected((0, 1, 1), 0.5, face=-1) == 0


def test_surroundings_are_positive() -> None:
    for seed in range(50):
        around = sample_surroundings(np.random.default_rng(seed))
        assert min(*around.zenith, *around.horizon, *around.skyline, *around.road) > 0
