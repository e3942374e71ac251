from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.errors import InputError
from probsym.export.object_sheet import (
    OVERVIEW,
    TILE,
    YAW_DEG,
    ContactSheet,
    default_label_height,
    object_sheet,
    object_tiles,
    overview,
    overview_row,
)


@pytest.fixture(scope="module")
def opacity():
    axis = torch.linspace(-1, 1, 127)
    return ((0.7 - (axis[:, None].square() + axis[None].square()).sqrt()) * 15 + 0.5).clamp(0, 1)


@pytest.fixture(scope="module")
def tiles(bump, camera, opacity):
    return object_tiles(bump.image[0], bump, 0, camera, opacity=opacity)


def test_every_tile_is_large_enough_to_see(tiles):
    assert TILE >= 256
    assert all(tile.shape == (3, TILE, TILE) for tile in tiles.values())
    assert next(iter(tiles)) == "photo"
    assert {"model", "albedo", "shading", "depth", "normals", "confidence", "symmetry"} <= {*tiles}


def test_around_the_object_all_is_white(tiles):
    for label, tile in tiles.items():
        if label not in ("photo", "confidence", "symmetry"):
            assert tile[:, :16].min() == tile[:, :, :10].min() == 1
            assert 0.15 < (tile.min(0).values < 0.99).float().mean() < 0.5


def test_edges_are_antialiased(tiles):
    """Between the object and white there are values in between, along the whole outline."""
    covered = tiles["albedo"].mean(0)
    between = (covered > 0.75) & (covered < 0.98)
    assert 0.003 < between.float().mean() < 0.2


def test_views_turn_and_nearer_is_brighter(tiles):
    left, right = tiles["yaw -45°"], tiles["yaw +45°"]
    assert (left - right).abs().mean() > 0.03
    depth = tiles["depth"][0]
    assert depth[TILE // 2, TILE // 2] > depth[TILE // 2, TILE // 4]


def test_depth_spans_all_greys_within_the_object(bump, camera, opacity):
    """Ground that is far behind the object would make it white all over."""
    depth = bump.factors.canonical_depth.clone()
    depth[:, :6] = 2
    far_ground = replace(bump, factors=replace(bump.factors, canonical_depth=depth))
    tile = object_tiles(bump.image[0], far_ground, 0, camera, opacity=opacity)["depth"][0]
    middle = tile[TILE // 2 - 40 : TILE // 2 + 40, TILE // 2 - 80 : TILE // 2 + 80]
    assert middle.max() - middle.min() > 0.5


def test_a_model_without_confidence(bump, camera):
    plain = replace(bump, factors=replace(bump.factors, sigma=None, sigma_flip=None))
    assert not {"confidence", "symmetry"} & {*object_tiles(bump.image[0], plain, 1, camera)}


def test_the_sheet_has_labels_and_two_rows(tiles):
    picture = np.asarray(object_sheet(tiles))
    width = (1 + len(YAW_DEG)) * (TILE + 8) - 8
    header = round(1.6 * default_label_height(width))
    assert picture.shape == (2 * (header + TILE + 8), width, 3)
    for top in (0, header + TILE + 8):
        labels = picture[top : top + header]
        assert (labels < 100).any(axis=(0, 2)).sum() > 100
    photo = tiles["photo"].permute(1, 2, 0).numpy() * 255
    assert np.abs(picture[header : header + TILE, :TILE] - photo).max() <= 0.51


@pytest.mark.parametrize("columns", [2, 7, 12])
def test_labels_grow_with_the_sheet(tiles, columns):
    """A wide sheet is shown smaller: at 900 pixels, letters of labels are 10 pixels high or more."""
    labels = ["depth"] * columns
    row = overview_row(tiles, labels)
    header = np.asarray(overview([row, row], labels))[: -2 * (TILE + 8)]
    written = (header < 128).any(axis=(1, 2))
    rows = np.flatnonzero(written)
    assert (rows[-1] - rows[0]) * min(1, 900 / row.width) >= 10
    middles = [column * (TILE + 8) + TILE // 2 for column in range(columns)]
    assert all((header[:, middle - 60 : middle + 60] < 128).any() for middle in middles)


def test_edges_fade_within_some_pixels(bump, camera):
    """An outline that fades over a quarter of the square is drawn crisp, at the place where meshes end."""
    soft = torch.linspace(2.5, -1.5, 127).clamp(0, 1).expand(127, 127)
    tile = object_tiles(bump.image[0], bump, 0, camera, opacity=soft)["depth"][0]
    row = tile[TILE // 2]
    inside = row[: int((row < 0.99).nonzero().max()) + 1]
    whole = (soft[0] > 0.5).sum() / 127 * TILE
    assert abs(len(inside) - whole) < 12


def test_a_missing_sample_is_refused(bump, camera):
    with pytest.raises(InputError, match="index"):
        object_tiles(bump.image[0], bump, 5, camera)


def test_the_first_rows_one_by_one(bump, camera, tmp_path, monkeypatch):
    monkeypatch.setattr("probsym.export.object_sheet.MAX_ROWS", 2)
    tiles = object_tiles(bump.image[0], bump, 0, camera)
    collected = ContactSheet()
    for _ in range(3):
        collected.add(tiles)
    collected.write(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as picture:
        assert picture.width == len(OVERVIEW) * (TILE + 8) - 8
        header = round(1.6 * default_label_height(picture.width))
        assert picture.height == header + 2 * (TILE + 8)
        values = np.asarray(picture)
    first, second = values[header : header + TILE], values[header + TILE + 8 : header + 2 * TILE + 8]
    assert np.array_equal(first, second)
    photo = tiles["photo"].permute(1, 2, 0).numpy() * 255
    assert np.abs(first[:, :TILE] - photo).max() <= 1.51
    assert values[:header].min() < 100  # labels are written
