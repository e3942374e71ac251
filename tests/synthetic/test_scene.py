import numpy as np
import pytest

from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.scene import sample_expression, sample_light, truncated_normal
from probsym.synthetic.settings import SceneSettings


def test_truncated_normal_stays_within_the_limit() -> None:
    rng = np.random.default_rng(0)
    values = np.array([truncated_normal(rng, 22.0, 60.0) for _ in range(2000)])
    assert np.abs(values).max() <= 60
    assert values.std() == pytest.approx(22, abs=1.5)
    assert truncated_normal(rng, 0.0, 60.0) == 0


def test_light_is_of_unit_length_and_never_over_exposed() -> None:
    rng = np.random.default_rng(0)
    lights = np.array([sample_light(rng, SceneSettings()) for _ in range(200)])
    assert np.linalg.norm(lights[:, 2:], axis=1) == pytest.approx(1)
    assert (lights[:, 4] > 0).all()
    assert (lights[:, 0] + lights[:, 1]).max() <= 1.1 + 1e-12


def test_light_of_a_given_angle() -> None:
    rng = np.random.default_rng(0)
    settings = SceneSettings(light_angle_deg=(20.0, 70.0))
    lights = np.array([sample_light(rng, settings) for _ in range(400)])
    angle = np.degrees(np.arccos(lights[:, 4]))
    assert angle.min() >= 20 - 1e-9
    assert angle.max() <= 70 + 1e-9
    assert angle.mean() == pytest.approx(45, abs=2)
    assert np.abs(lights[:, 2:4].mean(0)).max() < 0.1


def test_expression_share() -> None:
    head, rng = procedural_head(), np.random.default_rng(0)
    drawn = np.array([sample_expression(rng, head, SceneSettings(expression_share=0.25)) for _ in range(400)])
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert drawn.any(1).mean() == pytest.approx(0.25, abs=0.07)
    assert not sample_expression(rng, head, SceneSettings(expression_share=0.0)).any()
