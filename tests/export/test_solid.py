from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import trimesh

from probsym.errors import InputError
from probsym.export.outline import boundary_edges
from probsym.export.solid import PLATE_SHARE, as_trimesh, build_solid, write_stl
from probsym.export.surface import BORDER
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct

PHOTOS = sorted((Path(__file__).parents[1] / "photos").glob("*.png"))


def with_depth(reconstruction, depth):
    return replace(reconstruction, factors=replace(reconstruction.factors, canonical_depth=depth))


def assert_printable(body):
    assert body.is_watertight
    assert body.is_winding_consistent
    assert body.is_volume
    assert body.volume > 0
    assert body.euler_number == 2  # one body without handles


@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: path.stem)
def test_every_sample_photo_makes_a_closed_body(path, tmp_path):
    model = load("face-64")
    write_stl(build_solid(reconstruct(path, model, detect="none"), 0, model.camera), tmp_path / "solid.stl")
    body = trimesh.load_mesh(tmp_path / "solid.stl")
    assert_printable(body)
    np.testing.assert_allclose(body.extents[:2], 80, atol=1e-3)
    assert 10 < body.extents[2] < 80
    np.testing.assert_allclose(body.bounds[0], [-40, -40, 0], atol=1e-3)


def test_a_flat_depth_is_a_plate_by_hand(bump, camera):
    flat = with_depth(bump, torch.full((2, 64, 64), 1.02))
    solid = build_solid(flat, 0, camera, size_mm=100, upsample=1, most_triangles=None)
    body = as_trimesh(solid)
    assert_printable(body)
    side = 64 - 2 * BORDER
    rim = 4 * (side - 1)
    assert len(solid.vertices) == 2 * side**2
    assert len(solid.faces) == 4 * (side - 1) ** 2 + 2 * rim
    # a frustum: the camera's rays meet at its top
    width = 2 * (camera.center - BORDER) / camera.focal  # at depth 1
    back = 1.02 * (1 + PLATE_SHARE * width)
    to_mm = 100 / (width * back)
    expected = width**2 * (back**3 - 1.02**3) / 3 * to_mm**3
    assert body.volume == pytest.approx(expected, rel=1e-4)
    np.testing.assert_allclose(body.bounds, [[-50, -50, 0], [50, 50, (back - 1.02) * to_mm]], atol=1e-3)


def disc(points=64):
    axis = torch.linspace(-1, 1, points)
    return ((0.6 - torch.hypot(axis[:, None], axis[None])) * 20 + 0.5).clamp(0, 1)


def test_the_body_follows_the_silhouette(bump, camera, tmp_path):
    solid = build_solid(bump, 0, camera, size_mm=100, opacity=disc())
    body = as_trimesh(solid)
    assert_printable(body)
    np.testing.assert_allclose(body.bounds[:, :2], [[-50, -50], [50, 50]], atol=0.3)
    plate = solid.vertices[solid.vertices[:, 2] < 1e-4, :2]
    assert np.hypot(*plate.T).max() < 51  # round, without corners
    write_stl(solid, tmp_path / "solid.stl")
    assert 0.5e6 < (tmp_path / "solid.stl").stat().st_size <= 1e6


def test_the_outline_of_a_reduced_body_has_no_stairs(bump, camera):
    solid = build_solid(bump, 0, camera, opacity=disc(253))
    count = len(solid.vertices) // 2
    edges = boundary_edges(solid.faces[(solid.faces < count).all(axis=1)]) + count  # of the plate
    radius = np.hypot(*solid.vertices[np.unique(edges), :2].T)
    assert radius.std() < 0.05


def test_full_bodies_keep_every_triangle(bump, camera):
    small = build_solid(bump, 0, camera)
    full = build_solid(bump, 0, camera, most_triangles=None)
    assert len(small.faces) <= 40_000 < len(full.faces) == 4 * 228**2 + 8 * 228
    np.testing.assert_allclose(as_trimesh(small).volume, as_trimesh(full).volume, rtol=0.01)


def test_the_relief_points_up_and_is_not_mirrored(bump, camera):
    depth = torch.full((2, 64, 64), 1.05)
    depth[:, 16:24, 40:48] = 1.0  # a stud at the photo's upper right
    body = as_trimesh(build_solid(with_depth(bump, depth), 0, camera))
    assert_printable(body)
    top = body.vertices[body.vertices[:, 2].argmax()]
    assert top[0] > 5  # right
    assert top[1] > 5  # up
    assert body.bounds[0, 2] == pytest.approx(0, abs=1e-4)


def test_the_wildest_depth_is_still_closed(bump, camera):
    noise = 0.9 + 0.2 * torch.rand(2, 64, 64, generator=torch.Generator().manual_seed(0))
    body = as_trimesh(build_solid(with_depth(bump, noise), 1, camera, upsample=1))
    assert_printable(body)


def test_size_is_settable_and_proportions_stay(bump, camera):
    small, large = (as_trimesh(build_solid(bump, 0, camera, size_mm=size)) for size in (40, 120))
    np.testing.assert_allclose(large.extents, small.extents * 3, rtol=1e-4)


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments(bump, camera):
    cases: list[tuple[dict[str, Any], str]] = [
        ({"size_mm": 1}, "size_mm: expected a number from 5 to 2000"),
        ({"index": 2}, "index"),
        ({"upsample": 9}, "factor"),
    ]
    for arguments, message in cases:
        with pytest.raises(InputError, match=message):
            build_solid(bump, **({"index": 0, "camera": camera} | arguments))
    with pytest.raises(InputError, match="finite, positive depth"):
        build_solid(with_depth(bump, torch.full((2, 64, 64), torch.nan)), 0, camera)
