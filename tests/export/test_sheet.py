from dataclasses import replace

import numpy as np
import pytest
import torch

from probsym.errors import InputError
from probsym.export.sheet import sheet

CELL, STEP = 128, 132


def column(picture, place, row=0):
    header = picture.height - 2 * STEP
    top = header + row * STEP
    return np.asarray(picture)[top : top + CELL, place * STEP : place * STEP + CELL].astype(float)


def test_layout_and_first_columns(bump, camera):
    images = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    picture = sheet(images, bump, bump.image.flip(3), camera)
    assert picture.width == 14 * STEP
    smooth = torch.nn.functional.interpolate(images, size=(CELL, CELL), mode="bicubic")[1].clamp(0, 1)
    np.testing.assert_allclose(column(picture, 0, row=1), smooth.permute(1, 2, 0).numpy() * 255, atol=0.6)
    np.testing.assert_allclose(column(picture, 1), column(picture, 2)[:, ::-1])
    assert np.asarray(picture)[: picture.height - 2 * STEP].min() < 100  # headings are written


def test_columns_of_unknown_values_are_left_out(bump, camera):
    plain = replace(bump, factors=replace(bump.factors, sigma=None, sigma_flip=None))
    assert sheet(bump.image, plain, None, camera, novel_yaw_deg=(0.0,)).width == 7 * STEP
    assert sheet(bump.image, plain, None, camera, novel_yaw_deg=(), scale=1).width == 6 * STEP // 2


def test_nearer_is_brighter_and_views_turn(bump, camera):
    picture = sheet(bump.image, bump, None, camera, novel_yaw_deg=(-45.0, 0.0, 45.0))
    depth = column(picture, 3)
    assert depth[64 + 6, 64].mean() > depth[64, 20].mean() > depth[4, 64].mean()
    left, frontal, right = (column(picture, 8 + place) for place in range(3))
    covered = [(view < 250).any(axis=2).mean() for view in (left, frontal, right)]
    assert covered[0] < covered[1] > covered[2]
    assert np.abs(left - right).mean() > 10


def test_views_have_smooth_edges(bump, camera):
    picture = sheet(bump.image, bump, None, camera, novel_yaw_deg=(30.0,))
    view = column(picture, 8)
    row = view[64].mean(axis=1)
    assert row.min() < 200 < row.max()
    assert len(np.unique(view[..., 0])) > 20


def test_needs_no_gradient(bump, camera):
    factors = replace(bump.factors, albedo=bump.factors.albedo.clone().requires_grad_())
    live = replace(bump, factors=factors, canonical_image=factors.albedo * bump.shading)
    assert sheet(bump.image, live, None, camera).width == 13 * STEP


@pytest.mark.usefixtures("untyped")
def test_wrong_input(bump, camera):
    with pytest.raises(InputError, match="images: expected a tensor of shape 2 x 3 x 64 x 64"):
        sheet(bump.image[:1], bump, None, camera)
    with pytest.raises(InputError, match="flipped_image: expected"):
        sheet(bump.image, bump, bump.image[:, :, :32], camera)
    with pytest.raises(InputError, match="scale: expected a number from 1 to 8"):
        sheet(bump.image, bump, None, camera, scale=0)
