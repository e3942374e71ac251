import numpy as np
import pytest
import torch

from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import transform
from probsym.synthetic.morphable import MorphableModel
from probsym.synthetic.placement import Outline, Placement, place
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings
from probsym.types import Viewpoint


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
