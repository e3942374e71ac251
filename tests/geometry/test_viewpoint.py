import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from geometry.views import mirror
from probsym.errors import InputError
from probsym.geometry.viewpoint import apply_motion, inverse_motion, motion, rotation_matrix, transform
from probsym.types import Viewpoint

QUARTER = math.pi / 2
angles = st.lists(st.floats(-math.pi, math.pi), min_size=3, max_size=3)
shifts = st.lists(st.floats(-0.5, 0.5), min_size=3, max_size=3)


def _view(rotation: list[float], translation: list[float] | None = None) -> Viewpoint:
    shift = torch.tensor([translation or [0.0, 0.0, 0.0]], dtype=torch.float64)
    return Viewpoint(torch.tensor([rotation], dtype=torch.float64), shift)


def _points(*rows: list[float]) -> Tensor:
    return torch.tensor([rows], dtype=torch.float64)


@pytest.mark.parametrize(
    ("rotation", "before", "after"),
    [
        ([QUARTER, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]),  # pitch takes y to z
        ([0.0, QUARTER, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]),  # yaw takes z to x
        ([0.0, 0.0, QUARTER], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]),  # roll takes x to y
        ([QUARTER, QUARTER, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]),  # pitch first, then yaw
        ([0.0, QUARTER, QUARTER], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]),  # yaw first, then roll
    ],
)
def test_quarter_turns(rotation: list[float], before: list[float], after: list[float]) -> None:
    turned = rotation_matrix(torch.tensor([rotation])) @ torch.tensor(before)
    torch.testing.assert_close(turned[0], torch.tensor(after), rtol=0, atol=1e-6)


@given(angles)
def test_matrices_are_rotations(rotation: list[float]) -> None:
    matrix = rotation_matrix(torch.tensor([rotation], dtype=torch.float64))[0]
    torch.testing.assert_close(matrix @ matrix.T, torch.eye(3, dtype=torch.float64), rtol=0, atol=1e-12)
    assert torch.linalg.det(matrix).item() == pytest.approx(1, abs=1e-12)


@given(angles)
def test_matrix_is_the_product_of_the_three(rotation: list[float]) -> None:
    single = [
        rotation_matrix(torch.tensor([[value if axis == own else 0.0 for axis in range(3)]], dtype=torch.float64))[0]
        for own, value in enumerate(rotation)
    ]
    product = single[2] @ single[1] @ single[0]
    matrix = rotation_matrix(torch.tensor([rotation], dtype=torch.float64))[0]
    torch.testing.assert_close(matrix, product, rtol=0, atol=1e-12)


def test_rotation_is_about_the_object_center() -> None:
    moved = transform(_points([0, 0, 1], [0, 0, 0.9]), _view([0, QUARTER, 0], [0.0, 0.0, 0.0]))
    torch.testing.assert_close(moved, _points([0, 0, 1], [-0.1, 0, 1]), rtol=0, atol=1e-12)
    moved = transform(_points([0, 0, 1]), _view([0.3, -0.8, 0.1], [0.1, -0.2, 0.05]))
    torch.testing.assert_close(moved, _points([0.1, -0.2, 1.05]), rtol=0, atol=1e-12)


@given(angles, shifts)
def test_inverse_motion_undoes_motion(rotation: list[float], translation: list[float]) -> None:
    view = _view(rotation, translation)
    points = torch.rand(1, 6, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    for there, back in ((motion, inverse_motion), (inverse_motion, motion)):
        moved = apply_motion(points, *there(view))
        torch.testing.assert_close(apply_motion(moved, *back(view)), points, rtol=0, atol=1e-12)


@given(angles, shifts)
def test_mirrored_view_of_mirrored_points(rotation: list[float], translation: list[float]) -> None:
    view, flip = _view(rotation, translation), torch.tensor([-1.0, 1.0, 1.0], dtype=torch.float64)
    points = torch.rand(1, 6, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(transform(points * flip, mirror(view)), transform(points, view) * flip)


def test_each_sample_has_its_own_view() -> None:
    view = Viewpoint(torch.tensor([[0.0, 0.0, 0.0], [0.0, 0.0, math.pi]]), torch.zeros(2, 3))
    moved = transform(torch.tensor([[[1.0, 2.0, 1.0]], [[1.0, 2.0, 1.0]]]), view)
    torch.testing.assert_close(moved[:, 0], torch.tensor([[1.0, 2.0, 1.0], [-1.0, -2.0, 1.0]]))


def test_gradients() -> None:
    rotation = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    translation = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    points = torch.randn(2, 4, 3, dtype=torch.float64, requires_grad=True)
    for way in (motion, inverse_motion):
        assert torch.autograd.gradcheck(
            lambda r, t, p, way=way: apply_motion(p, *way(Viewpoint(r, t))), (rotation, translation, points)
        )


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments() -> None:
    with pytest.raises(InputError, match="rotation_rad: expected a tensor of shape any x 3, got 3"):
        rotation_matrix(torch.zeros(3))
    view = Viewpoint(torch.zeros(2, 3), torch.zeros(2, 3))
    with pytest.raises(InputError, match="points: expected a tensor of shape 2 x any x 3, got 1 x 5 x 3"):
        transform(torch.zeros(1, 5, 3), view)
