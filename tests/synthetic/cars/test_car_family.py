"""Sets of cars: what is stored, and how it hangs together."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from probsym.errors import InputError
from probsym.synthetic.cars.body import LANDMARKS
from probsym.synthetic.cars.car_family import CarFamily, CarSubject
from probsym.synthetic.generate import generate, render_range
from probsym.synthetic.settings import SceneSettings
from probsym.synthetic.storage import SET_CARD, load_synthetic

PLAIN = SceneSettings(size=48, yaw_std_deg=0, pitch_std_deg=0, roll_std_deg=0, jitter=0, fill=(0.9, 0.9))
NAMES = list(LANDMARKS)


@pytest.fixture(scope="module")
def cars() -> dict[str, np.ndarray]:
    """Twelve fronts, straight on."""
    return render_range(CarFamily(), PLAIN, 1, "test", 0, 12)


def draw(settings: SceneSettings, count: int = 8) -> list[CarSubject]:
    identities, own = ([np.random.default_rng([seed, kind]) for seed in range(count)] for kind in (0, 1))
    return [subject for subject in CarFamily().draw(identities, own, settings) if isinstance(subject, CarSubject)]


def test_a_set_of_cars_is_written_and_read(tmp_path: Path) -> None:
    settings = SceneSettings(size=32, facing="both", gamma=2.2, realistic_share=0.5)
    cards = [generate(CarFamily(), tmp_path / str(n), {"test": 34}, settings, seed=3, workers=n) for n in (1, 2)]
    assert cards[0] == cards[1]
    assert cards[0]["shape"]["model"] == "car"
    assert cards[0]["landmarks"] == NAMES
    stored = load_synthetic(tmp_path / "1", "test")
    assert stored.landmarks.shape == stored.canonical_landmarks.shape == (34, len(NAMES), 3)
    assert np.array(stored.images).std((1, 2, 3)).min() > 5
    card = json.loads((tmp_path / "1" / SET_CARD).read_text())
    (tmp_path / "1" / SET_CARD).write_text(json.dumps({**card, "landmarks": NAMES[:5]}))
    with pytest.raises(InputError, match=r"landmarks\.npy: expected shape \(34, 5, 3\)"):
        load_synthetic(tmp_path / "1", "test")


def test_masks_and_depth_of_frontal_cars_are_symmetric(cars: dict[str, np.ndarray]) -> None:
    assert (cars["viewpoint"][:, :3] == 0).all()
    assert (cars["mask"] != cars["mask"][:, :, ::-1]).mean() < 0.003  # pixels that an edge cuts in two
    both = cars["mask"] & cars["mask"][:, :, ::-1]
    assert np.abs(cars["depth"] - cars["depth"][:, :, ::-1])[both].mean() < 2e-4
    differ = np.abs(cars["albedo"].astype(float) - cars["albedo"][:, :, ::-1]).max(-1)
    # But for the marks and for edges of the paint, albedo is symmetric.
    assert (differ[both & (cars["asymmetry"] + cars["asymmetry"][:, :, ::-1] == 0)] > 60).mean() < 0.02


def test_normals_face_the_camera_and_follow_the_depth(cars: dict[str, np.ndarray]) -> None:
    normals = cars["normals"].astype(float) / 127
    inside = cars["mask"]
    assert np.abs(np.linalg.norm(normals[inside], axis=-1) - 1).max() < 0.02
    assert (normals[inside][:, 2] > -0.25).all()
    assert normals[inside][:, 2].mean() > 0.5


def test_cars_fill_the_frame(cars: dict[str, np.ndarray]) -> None:
    """The box without mirrors is 0.9 of the image on its longer side, which is the width or the height."""
    for mask in cars["mask"]:
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert 0.86 * 48 <= max(height, width) <= 1.08 * 48  # mirrors reach farther


def test_the_rear_is_the_same_car_turned_round() -> None:
    front, rear = (draw(replace(PLAIN, facing=end)) for end in ("front", "rear"))
    for one, other in zip(front, rear, strict=True):
        assert not one.rear
        assert other.rear
        assert one.measures == other.measures
        assert (other.points == one.points * [-1, 1, -1]).all()
        assert one.front_weight.sum() == pytest.approx(1)
        depth = [float((car.front_weight * car.points[:, 2]).sum()) for car in (one, other)]
        assert 0 < depth[0] < one.measures.length / 2
        assert -one.measures.length < depth[1] < -one.measures.length / 2
    both = draw(replace(PLAIN, facing="both"), 40)
    assert 10 < sum(car.rear for car in both) < 30


def test_a_front_squeezed_into_a_square_is_taller() -> None:
    free, squeezed = (
        render_range(CarFamily(), replace(PLAIN, squeeze_max=stretch), 1, "test", 0, 12) for stretch in (1.0, 1.42)
    )
    shapes = []
    for rows in (free, squeezed):
        points = rows["canonical_landmarks"]
        high = np.ptp(points[:, :, 1], axis=1)
        wide = np.ptp(points[:, [NAMES.index("front_hub_left"), NAMES.index("front_hub_right")], 0], axis=1)
        shapes.append(high / wide)
    grown = shapes[1] / shapes[0]
    assert (grown >= 0.999).all()
    assert (grown <= 1.42 + 1e-3).all()
    assert grown.max() > 1.1


def test_realistic_light_adds_gloss_to_cars_alone() -> None:
    matt = render_range(CarFamily(), PLAIN, 1, "test", 0, 6)
    glossy = render_range(CarFamily(), replace(PLAIN, realistic_share=1.0), 1, "test", 0, 6)
    for name in ("depth", "normals", "albedo", "mask", "landmarks"):
        assert (matt[name] == glossy[name]).all(), name
    outside = ~matt["mask"]
    for _ in range(2):  # image pixels at the outline mix both
        outside[:, 1:] &= outside[:, :-1]
        outside[:, :-1] &= outside[:, 1:]
        outside[:, :, 1:] &= outside[:, :, :-1]
        outside[:, :, :-1] &= outside[:, :, 1:]
    assert (matt["images"][outside] == glossy["images"][outside]).all()
    assert np.abs(matt["images"].astype(float) - glossy["images"])[matt["mask"]].mean() > 5


def test_texture_noise_is_dirt_in_the_paint() -> None:
    assert {car.marking[0].dirt for car in draw(replace(PLAIN, texture_noise=0.3))} == {0.3}
