"""Depth from normals: surfaces whose depth is known."""

import math

import pytest
import torch
from torch import Tensor

from probsym.errors import InputError
from probsym.geometry.integration import LEAST_NZ, depth_from_normals


def _grid(height: int, width: int) -> tuple[Tensor, Tensor]:
    """x and y of all pixels, about the centre."""
    y, x = torch.meshgrid(torch.arange(height).double(), torch.arange(width).double(), indexing="ij")
    return x - (width - 1) / 2, y - (height - 1) / 2


def _normals(dz_dx: Tensor, dz_dy: Tensor) -> Tensor:
    """Unit normals towards +z of a surface with these slopes."""
    normals = torch.stack([-dz_dx, -dz_dy, torch.ones_like(dz_dx)])
    return normals / normals.norm(dim=0)


def _centred(depth: Tensor, region: Tensor) -> Tensor:
    return torch.where(region, depth - depth[region].mean(), 0.0)


def test_surfaces_of_second_order_are_exact_around_a_hole() -> None:
    """The mean of two slopes is the difference quotient of a parabola."""
    x, y = _grid(14, 20)
    depth = 0.02 * x**2 - 0.03 * y**2 + 0.01 * x * y + 0.2 * x - 0.1 * y
    mask = torch.ones(14, 20, dtype=torch.bool)
    mask[4:7, 5:12] = False
    mask[9:, :8] = False
    found, region = depth_from_normals(_normals(0.04 * x + 0.01 * y + 0.2, -0.06 * y + 0.01 * x - 0.1), mask)
    assert torch.equal(region, mask)
    torch.testing.assert_close(found, _centred(depth, region), atol=1e-7, rtol=0)
    assert not found[~mask].any()


def test_a_hemisphere_bulges_towards_the_camera_within_the_error_of_the_grid() -> None:
    """z = -s, s = sqrt(R^2 - x^2 - y^2), up to 0.6 R from the axis, where s >= 0.8 R.

    The mean of two slopes is off by z''' / 12 at most, with z''' = 3 x (s^2 + x^2) / s^5 <= 1.8 / 0.8^5 / R^2. The
    differences of the depth's error are the projection of these errors e of all pairs, of which each pixel has at most
    two: their RMS over pixels is at most sqrt(2) e. By Poincaré's inequality the error's RMS on a convex region of
    diameter d is at most d / pi times that (Payne and Weinberger 1960).
    """
    radius = 20.0
    x, y = _grid(31, 31)
    mask = (x**2 + y**2).sqrt() <= 0.6 * radius
    height = (radius**2 - x**2 - y**2).clamp(min=1).sqrt()
    found, region = depth_from_normals(_normals(x / height, y / height), mask)
    assert torch.equal(region, mask)
    error = (found - _centred(-height, region))[region].square().mean().sqrt()
    of_a_pair = 1.8 / 0.8**5 / radius**2 / 12
    assert error < 1.2 * radius / math.pi * math.sqrt(2) * of_a_pair
    assert found[15, 15] == found.min() < -1.8


def test_a_plane_and_normals_of_any_length() -> None:
    x, y = _grid(8, 8)
    normals = 3 * _normals(torch.full_like(x, 0.5), torch.full_like(y, -0.25))
    found, _ = depth_from_normals(normals.float(), torch.ones(8, 8, dtype=torch.bool))
    torch.testing.assert_close(found, 0.5 * x - 0.25 * y, atol=1e-5, rtol=0)


def test_only_the_largest_part_without_steep_pixels_is_integrated() -> None:
    """Parts that touch at a corner are separate; NaN and steep normals are left out."""
    mask = torch.zeros(6, 6, dtype=torch.bool)
    mask[:3, :3] = True
    mask[3:, 3:] = True
    mask[0, 0] = False
    normals = torch.tensor([0.0, 0.0, 1.0])[:, None, None].repeat(1, 6, 6)
    normals[:, 5, 5] = torch.tensor([1.0, 0.0, LEAST_NZ / 2])
    normals[:, 5, 4] = torch.tensor([0.0, 1.0, -0.5])
    normals[:, 0, 5] = torch.nan
    found, region = depth_from_normals(normals, mask)
    expected = mask.clone()
    expected[3:] = False
    assert torch.equal(region, expected)
    assert not found.any()


def test_nothing_to_integrate() -> None:
    found, region = depth_from_normals(torch.ones(3, 4, 5), torch.zeros(4, 5, dtype=torch.bool))
    assert not found.any()
    assert not region.any()


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments() -> None:
    with pytest.raises(InputError, match="normals: expected a tensor of shape 3 x"):
        depth_from_normals(torch.ones(2, 4, 4), torch.ones(4, 4, dtype=torch.bool))
    with pytest.raises(InputError, match="mask: expected a tensor of shape 4 x 5"):
        depth_from_normals(torch.ones(3, 4, 5), torch.ones(5, 4, dtype=torch.bool))
