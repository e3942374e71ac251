import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera


def test_intrinsics_by_hand() -> None:
    camera = PinholeCamera(size=3, fov_deg=90)  # half the field is 45 degrees, its tangent 1
    assert camera.center == 1
    assert camera.focal == pytest.approx(1)
    assert PinholeCamera(64).center == 31.5
    assert PinholeCamera(64).focal == pytest.approx(31.5 / 0.08748866, rel=1e-6)  # tan 5 degrees


def test_pixel_grid_is_u_then_v() -> None:
    grid = PinholeCamera(3).pixel_grid(torch.zeros((), dtype=torch.float64))
    assert grid.dtype == torch.float64
    assert grid[2, 0].tolist() == [0.0, 2.0]
    assert grid[0, 1].tolist() == [1.0, 0.0]


def test_unproject_by_hand() -> None:
    points = PinholeCamera(3, 90).unproject(torch.full((1, 3, 3), 2.0))
    torch.testing.assert_close(points[0, 0, 0], torch.tensor([-2.0, -2.0, 2.0]))  # top left: x left, y up
    torch.testing.assert_close(points[0, 1, 2], torch.tensor([2.0, 0.0, 2.0]))
    torch.testing.assert_close(points[0, 1, 1], torch.tensor([0.0, 0.0, 2.0]))


def test_project_by_hand() -> None:
    pixels = PinholeCamera(3, 90).project(torch.tensor([[1.0, -2.0, 2.0], [0.0, 0.0, 5.0]]))
    torch.testing.assert_close(pixels, torch.tensor([[1.5, 0.0], [1.0, 1.0]]))


def test_outermost_centres_span_the_field_of_view() -> None:
    camera = PinholeCamera(33, 10)
    points = camera.unproject(torch.ones(33, 33))
    angle = math.degrees(math.atan(points[0, -1, 0].item()) - math.atan(points[0, 0, 0].item()))
    assert angle == pytest.approx(10, abs=1e-4)


@given(size=st.integers(2, 40), fov=st.floats(1, 120), seed=st.integers(0, 2**32 - 1))
def test_project_undoes_unproject(size: int, fov: float, seed: int) -> None:
    camera = PinholeCamera(size, fov)
    depth = torch.rand(2, size, size, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)) + 0.5
    pixels = camera.project(camera.unproject(depth))
    torch.testing.assert_close(pixels, camera.pixel_grid(depth).expand(2, -1, -1, -1), rtol=0, atol=1e-9)


def test_resized_keeps_the_field_of_view() -> None:
    assert PinholeCamera(32, 20).resized(64) == PinholeCamera(64, 20)


def test_gradients() -> None:
    camera = PinholeCamera(4, 30)
    depth = (torch.rand(1, 4, 4, dtype=torch.float64) + 0.5).requires_grad_()
    assert torch.autograd.gradcheck(camera.unproject, (depth,))
    points = (torch.rand(5, 3, dtype=torch.float64) + 0.5).requires_grad_()
    assert torch.autograd.gradcheck(camera.project, (points,))


def test_wrong_arguments() -> None:
    with pytest.raises(InputError, match="size: expected at least 2 pixels, got 1"):
        PinholeCamera(1)
    for fov in (0.0, 180.0, -3.0, math.nan):
        with pytest.raises(InputError, match="fov_deg: expected an angle in"):
            PinholeCamera(8, fov)


@pytest.mark.usefixtures("untyped")
def test_wrong_depth() -> None:
    with pytest.raises(InputError, match=r"depth: expected 8 x 8 pixels, got \(8, 9\)"):
        PinholeCamera(8).unproject(torch.ones(2, 8, 9))
