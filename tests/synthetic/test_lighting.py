import numpy as np
import pytest

from probsym.synthetic.lighting import shade_samples


def test_shading_by_hand() -> None:
    albedo = np.full((1, 2, 3), [0.5, 0.4, 0.2])
    normals = np.array([[[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0]]])
    direction = np.array([0.6, 0.0, 0.8])
    lit = shade_samples(albedo, normals, 0.3, 0.5, direction)
    assert lit[0, 0] == pytest.approx(np.array([0.5, 0.4, 0.2]) * 0.7)  # 0.3 + 0.5 * 0.8
    assert lit[0, 1] == pytest.approx(np.array([0.5, 0.4, 0.2]) * 0.3)  # turned away: ambient only
