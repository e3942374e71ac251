import math

import numpy as np
import pytest
import torch

from probsym.data.synthetic.procedural import procedural_head
from probsym.data.synthetic.scene import (
    SceneSettings,
    place,
    sample_expression,
    sample_light,
    shade,
    truncated_normal,
)
from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import transform
from probsym.types import Viewpoint


def test_shading_by_hand() -> None:
    albedo = np.full((1, 2, 3), [0.5, 0.4, 0.2])
    normals = np.array([[[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0]]])
    direction = np.array([0.6, 0.0, 0.8])
    lit = shade(albedo, normals, 0.3, 0.5, direction)
    assert lit[0, 0] == pytest.approx(np.array([0.5, 0.4, 0.2]) * 0.7)  # 0.3 + 0.5 * 0.8
    assert lit[0, 1] == pytest.approx(np.array([0.5, 0.4, 0.2]) * 0.3)  # turned away: ambient only


def test_placement_is_the_packages_rigid_motion() -> None:
    head = procedural_head()
    placed = place(np.random.default_rng(1), head.neutral, head, SceneSettings())
    viewpoint = Viewpoint(torch.from_numpy(placed.rotation_rad[None]), torch.from_numpy(placed.translation[None]))
    moved = transform(torch.from_numpy(placed.canonical[None]), viewpoint)[0].numpy()
    assert placed.view == pytest.approx(moved, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_face_fills_the_frame_around_the_middle(seed: int) -> None:
    head = procedural_head()
    settings = SceneSettings(size=101, fill=(0.9, 0.9), jitter=0.0)
    placed = place(np.random.default_rng(seed), head.neutral, head, settings)
    pixels = PinholeCamera(101).project(torch.from_numpy(placed.view[head.crop])).numpy()
    low, high = pixels.min(0), pixels.max(0)
    assert (high - low).max() == pytest.approx(90, abs=5)  # the box's edges lie up to 5 % behind depth 1
    assert (low + high) / 2 == pytest.approx(50, abs=2)


def test_front_is_centred_at_depth_one() -> None:
    head = procedural_head()
    placed = place(np.random.default_rng(0), head.neutral, head, SceneSettings())
    assert (head.front_weight * placed.canonical[:, 2]).sum() == pytest.approx(1.0, abs=1e-6)
    nose = placed.canonical[head.landmarks[30], 2]
    assert 0.9 < nose < 0.99
    assert placed.canonical[head.landmarks[[0, 16]], 0] == pytest.approx(
        -placed.canonical[head.landmarks[[16, 0]], 0], abs=1e-6
    )


def test_no_spread_is_frontal() -> None:
    head = procedural_head()
    settings = SceneSettings(yaw_std_deg=0, pitch_std_deg=0, roll_std_deg=0)
    placed = place(np.random.default_rng(0), head.neutral, head, settings)
    assert (placed.rotation_rad == 0).all()


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


def test_expression_share() -> None:
    head, rng = procedural_head(), np.random.default_rng(0)
    drawn = np.array([sample_expression(rng, head, SceneSettings(expression_share=0.25)) for _ in range(400)])
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert drawn.any(1).mean() == pytest.approx(0.25, abs=0.07)
    assert not sample_expression(rng, head, SceneSettings(expression_share=0.0)).any()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"size": 1}, "size: expected at least 2"),
        ({"yaw_std_deg": -1.0}, "yaw_std_deg: expected 0 or more"),
        ({"roll_max_deg": 120.0}, "roll_max_deg"),
        ({"expression_share": 1.5}, "expression_share"),
        ({"pitch_std_deg": math.nan}, "pitch_std_deg"),
    ],
)
def test_wrong_settings(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        SceneSettings(**wrong)  # type: ignore[arg-type]
