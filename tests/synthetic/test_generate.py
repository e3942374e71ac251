import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from probsym.config import SPLITS
from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.geometry.viewpoint import rotation_matrix, transform
from probsym.synthetic import workers
from probsym.synthetic.generate import generate, render_range
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings
from probsym.synthetic.storage import load_synthetic
from probsym.types import Viewpoint

IMAGE_MEAN, LANDMARK_MEAN, REALISTIC_MEAN = 105.191, 16.5693, 122.0296
COUNTS = {"train": 40, "val": 2, "test": 3}


def _viewpoint(stored: np.ndarray) -> Viewpoint:
    values = torch.tensor(np.array(stored), dtype=torch.float64)
    return Viewpoint(values[:, :3], values[:, 3:])


def _inner(mask: np.ndarray) -> np.ndarray:
    """The mask without its outermost two pixels."""
    for _ in range(2):
        mask = np.pad(mask, ((0, 0), (1, 1), (1, 1)))
        mask = mask[:, 1:-1, 1:-1] & mask[:, :-2, 1:-1] & mask[:, 2:, 1:-1] & mask[:, 1:-1, :-2] & mask[:, 1:-1, 2:]
    return mask


def test_one_and_two_workers_write_the_same_bytes(tmp_path: Path, written: Path) -> None:
    first = json.loads((written / "card.json").read_text())
    counts = {name: entry["count"] for name, entry in first["splits"].items()}
    second = generate(procedural_head(), tmp_path / "again", counts, SceneSettings(size=32), seed=5, workers=2)
    assert second == first


@pytest.mark.slow
def test_processes_write_the_same_bytes(tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_PARTS", 0)
    first = json.loads((written / "card.json").read_text())
    counts = {name: entry["count"] for name, entry in first["splits"].items()}
    seen: list[tuple[str, int]] = []
    again = generate(
        procedural_head(), tmp_path / "again", counts, SceneSettings(size=32), seed=5, workers=3,
        progress=lambda *step: seen.append(step),
    )  # fmt: skip
    assert again == first
    assert [step[1] for step in seen] == sorted(step[1] for step in seen)
    assert seen[-1][1:] == (sum(counts.values()), sum(counts.values()))


def test_realistic_light_and_texture_noise_are_deterministic(tmp_path: Path) -> None:
    settings = SceneSettings(size=32, realistic_share=0.5, texture_noise=0.2, ambient=(0.2, 0.2), diffuse=(0.6, 0.6))
    cards = [
        generate(procedural_head(), tmp_path / str(workers), {"train": 70}, settings, seed=5, workers=workers)
        for workers in (1, 2)
    ]
    assert cards[0] == cards[1]
    assert cards[0]["realistic"]["share"] == 0.5
    assert "0.2" in cards[0]["appearance"]["texture"]


def test_the_default_set_is_unchanged(written: Path) -> None:
    # Means, not a hash: another machine's exp and sin may round a byte differently, a moved draw changes far more.
    stored = load_synthetic(written, "train")
    image = np.asarray(stored.images[:8]).astype(float)
    assert image.mean() == pytest.approx(IMAGE_MEAN, abs=0.01)
    assert stored.landmarks[:8, :, :2].mean() == pytest.approx(LANDMARK_MEAN, abs=1e-3)


def test_realistic_gamma_encoded_faces_are_unchanged() -> None:
    settings = SceneSettings(size=32, gamma=2.2, realistic_share=1.0)
    rows = render_range(procedural_head(), settings, 5, "train", 0, 8)
    assert rows["images"].astype(float).mean() == pytest.approx(REALISTIC_MEAN, abs=0.01)


def test_realistic_light_does_not_change_other_samples(tmp_path: Path, written: Path) -> None:
    generate(procedural_head(), tmp_path / "set", COUNTS, SceneSettings(size=32, realistic_share=0.4), seed=5)
    plain, mixed = load_synthetic(written, "train"), load_synthetic(tmp_path / "set", "train")
    assert plain.realistic is None
    assert mixed.realistic is not None
    assert mixed.harmonics is not None
    lit = np.array(mixed.realistic)
    assert 8 <= lit.sum() <= 24
    differ = (plain.images != mixed.images).any((1, 2, 3))
    assert (differ == lit).all()
    for name in ("depth", "normals", "albedo", "mask", "asymmetry", "light", "viewpoint", "landmarks"):
        assert (getattr(plain, name) == getattr(mixed, name)).all(), name
    assert (mixed.harmonics[~lit, 0] == plain.light[~lit, :1]).all()
    assert (mixed.harmonics[~lit, 1:] == 0).all()
    assert (mixed.harmonics[lit, 1:] != 0).any(2).all()


def test_texture_noise_changes_the_skin_alone(tmp_path: Path, written: Path) -> None:
    plain = load_synthetic(written, "train")
    spread = []
    for detail in (0.0, 0.4):
        rows = render_range(procedural_head(), SceneSettings(size=32, texture_noise=detail), 5, "train", 0, 8)
        assert (rows["depth"] == plain.depth[:8]).all()
        spread.append(rows["albedo"][rows["mask"]].std())
    assert spread[1] > spread[0]


def test_seeds_differ(tmp_path: Path, written: Path) -> None:
    card = generate(procedural_head(), tmp_path / "other", {"test": 3}, SceneSettings(size=32), seed=6)
    assert list(card["splits"]) == ["test"]
    assert (
        card["splits"]["test"]["sha256"] != json.loads((written / "card.json").read_text())["splits"]["test"]["sha256"]
    )


def test_a_sample_does_not_depend_on_its_neighbours(written: Path) -> None:
    stored = load_synthetic(written, "train")
    alone = render_range(procedural_head(), SceneSettings(size=32), 5, "train", 37, 38)
    for name, rows in alone.items():
        assert (rows[0] == getattr(stored, name)[37]).all(), name


def test_splits_have_different_people(written: Path) -> None:
    sets = [set(load_synthetic(written, split).identity.tolist()) for split in SPLITS]
    assert [len(people) for people in sets] == [40, 2, 3]
    assert len(set.union(*sets)) == 45


def test_canonical_landmarks_seen_from_the_viewpoint_are_the_landmarks(written: Path) -> None:
    stored = load_synthetic(written, "train")
    canonical = torch.tensor(np.array(stored.canonical_landmarks), dtype=torch.float64)
    moved = transform(canonical, _viewpoint(stored.viewpoint))
    pixels = PinholeCamera(stored.size).project(moved).numpy()
    assert np.abs(pixels - stored.landmarks[..., :2]).max() < 1e-3
    assert np.abs(moved[..., 2].numpy() - stored.landmarks[..., 2]).max() < 1e-6


def test_depth_has_the_stored_normals(written: Path) -> None:
    stored = load_synthetic(written, "train")
    depth = torch.tensor(np.array(stored.depth))
    normals = normals_from_depth(depth, PinholeCamera(stored.size)).permute(0, 2, 3, 1).numpy()
    truth = stored.normals / 127.0
    inner = _inner(np.array(stored.mask))
    cosine = (normals * truth).sum(-1)[inner] / np.linalg.norm(truth, axis=-1)[inner]
    angle = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    assert inner.mean() > 0.4
    assert angle.mean() < 6
    assert np.median(angle) < 2


def test_visible_landmarks_lie_on_the_depth_map(written: Path) -> None:
    stored = load_synthetic(written, "train")
    facing = np.flatnonzero(np.abs(stored.viewpoint[:, 1]) < np.radians(30))
    assert len(facing) > 5
    u, v, z = stored.landmarks[facing, 30].T  # the tip of the nose; in a profile its pixel may show the cheek
    row, column = np.rint(v).astype(int), np.rint(u).astype(int)
    difference = np.abs(stored.depth[facing, row, column] - z)
    assert np.median(difference) < 0.003
    assert (difference < 0.01).mean() > 0.9


def test_depth_is_in_the_models_range(written: Path) -> None:
    stored = load_synthetic(written, "train")
    depth = stored.depth[stored.mask]
    assert depth.min() > 0.9
    assert np.percentile(depth, 99) < 1.1
    assert depth.mean() == pytest.approx(1.0, abs=0.02)
    assert (stored.depth[~stored.mask] == 0).all()
    assert 0.45 < stored.mask.mean() < 0.9


@pytest.mark.parametrize("gamma", [1.0, 2.2])
def test_image_is_albedo_times_shading_away_from_edges(gamma: float) -> None:
    # Smooth paint on every pixel's four samples is close to the paint at its centre.
    rows = render_range(procedural_head(), SceneSettings(size=96, gamma=gamma), 1, "train", 0, 4)
    rotation = rotation_matrix(_viewpoint(rows["viewpoint"]).rotation_rad).numpy()
    canonical = np.einsum("bji,bhwj->bhwi", rotation, rows["normals"] / 127.0)
    ambient, diffuse, direction = rows["light"][:, 0], rows["light"][:, 1], rows["light"][:, 2:]
    cosine = np.clip((canonical * direction[:, None, None]).sum(-1), 0, None)
    strength = (ambient[:, None, None] + diffuse[:, None, None] * cosine) ** (1 / gamma)
    expected = np.clip(rows["albedo"] / 255 * strength[..., None], 0, 1)
    error = np.abs(expected - rows["images"] / 255)[_inner(rows["mask"])]
    assert np.median(error) < 0.01
    assert error.mean() < 0.03


def test_gamma_changes_the_images_alone() -> None:
    settings = SceneSettings(size=32, realistic_share=0.5)
    plain = render_range(procedural_head(), settings, 5, "train", 0, 8)
    encoded = render_range(procedural_head(), replace(settings, gamma=2.2), 5, "train", 0, 8)
    for name, values in plain.items():
        assert np.array_equal(values, encoded[name]) == (name != "images"), name
    faces = plain["mask"]
    assert encoded["images"][faces].mean() > plain["images"][faces].mean() + 10  # roots of shading below 1 are larger
    same = (encoded["images"] == plain["images"]).all(-1)
    assert same[~faces].mean() > 0.7  # background, except pixels at the face's edge


def test_background_is_never_flat(written: Path) -> None:
    stored = load_synthetic(written, "train")
    for image, mask in zip(stored.images, stored.mask, strict=True):
        assert image[~mask].std(0).max() > 3


def test_asymmetry_marks_only_the_face(written: Path) -> None:
    stored = load_synthetic(written, "train")
    assert stored.asymmetry.max() > 30
    assert (stored.asymmetry[~stored.mask] == 0).all()
    assert (stored.asymmetry > 10).mean() < 0.1


def test_the_card_holds_every_distribution(written: Path) -> None:
    card = json.loads((written / "card.json").read_text())
    assert card["seed"] == 5
    assert card["shape"]["model"] == "procedural"
    assert set(card["scene"]) == {field.name for field in fields(SceneSettings)}
    assert {"melanin", "moles", "hair"} <= set(card["appearance"])
    assert {"stripes", "shapes"} <= set(card["background"])


def test_progress_counts_every_sample(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    generate(
        procedural_head(),
        tmp_path / "set",
        {"train": 33, "val": 1},
        SceneSettings(size=16),
        progress=lambda *step: seen.append(step),
    )
    assert seen == [("rendering train", 32, 34), ("rendering train", 33, 34), ("rendering val", 34, 34)]


@pytest.mark.parametrize(
    ("counts", "seed", "workers", "message"),
    [
        ({"train": 0}, 0, 1, "counts: expected"),
        ({"train": -1, "test": 5}, 0, 1, "counts: expected"),
        ({"other": 5}, 0, 1, "expected splits from train, val, test"),
        ({"train": 1}, -1, 1, "seed: expected"),
        ({"train": 1}, 0, 0, "workers: expected"),
    ],
)
def test_wrong_requests(tmp_path: Path, counts: dict[str, int], seed: int, workers: int, message: str) -> None:
    with pytest.raises(InputError, match=message):
        generate(procedural_head(), tmp_path / "set", counts, seed=seed, workers=workers)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="which is not empty"):
        generate(procedural_head(), tmp_path, {"train": 1})
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_nothing_is_left_after_a_failure(tmp_path: Path) -> None:
    def fail(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(procedural_head(), tmp_path / "set", {"train": 40}, SceneSettings(size=16), progress=fail)
    assert list(tmp_path.iterdir()) == []
