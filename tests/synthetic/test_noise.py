import numpy as np
import pytest

from probsym.synthetic.noise import hash_unit, octaves, smoothstep, value_noise


def test_noise_is_the_hash_at_lattice_points() -> None:
    for x, y, z in ((0, 0, 0), (3, -2, 5), (-7, 1, 0)):
        assert value_noise(float(x), float(y), float(z), 9) == pytest.approx(2 * hash_unit(x, y, z, 9) - 1)


def test_noise_is_halfway_between_neighbours() -> None:
    middle = value_noise(0.5, 2.0, 1.0, 3)
    assert middle == pytest.approx(hash_unit(0, 2, 1, 3) + hash_unit(1, 2, 1, 3) - 1)


def test_hash_is_spread_evenly() -> None:
    values = np.array([hash_unit(x, y, 1, 2) for x in range(-40, 40) for y in range(40)])
    assert values.min() >= 0
    assert values.max() < 1
    assert values.mean() == pytest.approx(0.5, abs=0.02)
    assert values.std() == pytest.approx(12**-0.5, abs=0.02)


def test_octaves_sum_finer_noise() -> None:
    points = np.array([[0.3, -5.2], [0.4, 3.0], [0.5, 1.7]])
    expected = [value_noise(x, y, z, 7) + 0.25 * value_noise(2 * x, 2 * y, 2 * z, 8) for x, y, z in points.T.tolist()]
    assert octaves(points, 7, 2, 0.25) == pytest.approx(expected)


@pytest.mark.parametrize(("value", "expected"), [(-1.0, 0.0), (1.0, 0.0), (2.0, 0.5), (3.0, 1.0), (9.0, 1.0)])
def test_smoothstep(value: float, expected: float) -> None:
    assert smoothstep(1.0, 3.0, value) == expected
