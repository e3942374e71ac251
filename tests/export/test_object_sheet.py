from dataclasses import replace

import numpy as np
import pytest
import torch

from probsym.errors import InputError
from probsym.export.object_sheet import TILE, YAW_DEG, object_sheet, object_tiles


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


def test_a_model_without_confidence(bump, camera):
    plain = replace(bump, factors=replace(bump.factors, sigma=None, sigma_flip=None))
    assert not {"confidence", "symmetry"} & {*object_tiles(bump.image[0], plain, 1, camera)}


def test_the_sheet_has_labels_and_two_rows(tiles):
    picture = np.asarray(object_sheet(tiles))
    assert picture.shape == (2 * (30 + TILE + 8), (1 + len(YAW_DEG)) * (TILE + 8) - 8, 3)
    for top in (0, 30 + TILE + 8):
        header = picture[top : top + 30]
        assert (header < 100).any(axis=(0, 2)).sum() > 100
    photo = tiles["photo"].permute(1, 2, 0).numpy() * 255
    assert np.abs(picture[30 : 30 + TILE, :TILE] - photo).max() <= 0.51


def test_a_missing_sample_is_refused(bump, camera):
    with pytest.raises(InputError, match="index"):
        object_tiles(bump.image[0], bump, 5, camera)
