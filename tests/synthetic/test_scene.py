import numpy as np
import pytest
import torch

from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import transform
from probsym.synthetic.morphable import MorphableModel
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.scene import Outline, Placement, place, sample_expression, sample_light, truncated_normal
from probsym.synthetic.settings import SceneSettings
from probsym.types import Viewpoint


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


def _place(seed: int, head: MorphableModel, settings: SceneSettings) -> Placement:
    assert isinstance(head, Outline)
    return place(np.random.default_rng(seed), head.neutral, head, settings)


def test_placement_is_the_packages_rigid_motion() -> None:
    head = procedural_head()
    placed = _place(1, head, SceneSettings())
    viewpoint = Viewpoint(torch.from_numpy(placed.rotation_rad[None]), torch.from_numpy(placed.translation[None]))
    moved = transform(torch.from_numpy(placed.canonical[None]), viewpoint)[0].numpy()
    np.testing.assert_allclose(placed.view, moved, rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_face_fills_the_frame_around_the_middle(seed: int) -> None:
    head = procedural_head()
    settings = SceneSettings(size=101, fill=(0.9, 0.9), jitter=0.0)
    placed = _place(seed, head, settings)
    pixels = PinholeCamera(101).project(torch.from_numpy(placed.view[head.crop])).numpy()
    low, high = pixels.min(0), pixels.max(0)
    assert (high - low).max() == pytest.approx(90, abs=5)  # the box's edges lie up to 5 % behind depth 1
    assert (low + high) / 2 == pytest.approx(50, abs=2)


def test_front_is_centred_at_depth_one() -> None:
    head = procedural_head()
    placed = _place(0, head, SceneSettings())
    assert (head.front_weight * placed.canonical[:, 2]).sum() == pytest.approx(1.0, abs=1e-6)
    nose = placed.canonical[head.landmarks[30], 2]
    assert 0.9 < nose < 0.99
    assert placed.canonical[head.landmarks[[0, 16]], 0] == pytest.approx(
        -placed.canonical[head.landmarks[[16, 0]], 0], abs=1e-6
    )


def test_no_spread_is_frontal() -> None:
    head = procedural_head()
    settings = SceneSettings(yaw_std_deg=0, pitch_std_deg=0, roll_std_deg=0)
    placed = _place(0, head, settings)
    assert (placed.rotation_rad == 0).all()


def test_a_mean_pitch_is_a_view_from_above() -> None:
    head = procedural_head()
    settings = SceneSettings(yaw_std_deg=0, pitch_std_deg=0, roll_std_deg=0, pitch_mean_deg=12)
    placed = _place(0, head, settings)
    assert np.degrees(placed.rotation_rad) == pytest.approx([12, 0, 0], abs=1e-5)
    nose, back = placed.view[head.landmarks[30]], placed.view[head.neutral[:, 2].argmax()]
    assert nose[1] > back[1]  # the nearer point is lower in the image


@pytest.mark.parametrize(
    ("width", "limit", "stretch"), [(3.0, 2.0, 2.0), (1.5, 2.0, 1.5), (0.5, 2.0, 1.0), (3.0, 1.0, 1.0)]
)
def test_squeezing_makes_a_wide_box_square_up_to_its_limit(width: float, limit: float, stretch: float) -> None:
    class Plate:
        crop = np.ones(4, bool)
        front_weight = np.full(4, 0.25)

    points = np.array([[x, y, 0.0] for x in (-width / 2, width / 2) for y in (-0.5, 0.5)])
    settings = SceneSettings(
        yaw_std_deg=0, pitch_std_deg=0, roll_std_deg=0, jitter=0, fill=(1.0, 1.0), squeeze_max=limit
    )
    view = place(np.random.default_rng(0), points, Plate(), settings).view
    assert np.ptp(view[:, 1]) / np.ptp(view[:, 0]) == pytest.approx(stretch / width)
