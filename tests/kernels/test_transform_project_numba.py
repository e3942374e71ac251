"""The transform kernel against torch's operators."""

import math

import pytest
import torch
from torch import Tensor

from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import inverse_motion, motion
from probsym.kernels.dispatch import disable_cpu_kernels
from probsym.kernels.transform_project_numba import transform_project_numba
from probsym.rendering.reprojection import reproject, transform_project
from probsym.types import Viewpoint

CAMERA = PinholeCamera(5, 40)


def _inputs(size: int, dtype: torch.dtype = torch.float64) -> list[Tensor]:
    """Depth, rotation, translation of three images."""
    generator = torch.Generator().manual_seed(0)
    depth = 1 + 0.05 * torch.randn(3, size, size, generator=generator, dtype=dtype)
    rotation, translation = 0.3 * torch.randn(2, 3, 3, generator=generator, dtype=dtype)
    return [part.requires_grad_() for part in (depth, rotation, translation / 5)]


def _kernel(depth: Tensor, rotation: Tensor, translation: Tensor, focal: float, center: float) -> Tensor:
    return transform_project_numba(depth, rotation, translation, CAMERA.focal, CAMERA.center, focal, center)


def test_identity_keeps_pixel_coordinates() -> None:
    rotated, shifted = torch.eye(3)[None], torch.tensor([[0.0, 0.0, 1.0]])
    moved = _kernel(torch.full((1, 5, 5), 1.2), rotated, shifted, CAMERA.focal, CAMERA.center)
    where = CAMERA.pixel_grid(moved).reshape(25, 2)
    torch.testing.assert_close(moved[0], torch.cat([where, torch.full((25, 1), 1.2)], dim=1))


def test_quarter_turn_about_the_object_center() -> None:
    """The middle pixel at depth 1.5 lies 0.5 behind the centre; rotated about y it lies 0.5 to the side."""
    rotated, shifted = motion(Viewpoint(torch.tensor([[0.0, math.pi / 2, 0.0]]), torch.zeros(1, 3)))
    moved = _kernel(torch.full((1, 5, 5), 1.5), rotated, shifted, 8.0, 3.0)
    torch.testing.assert_close(moved[0, 12], torch.tensor([3 + 8 * 0.5, 3.0, 1.0]), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("way", [motion, inverse_motion])
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 2e-5), (torch.float64, 1e-12)])
def test_agrees_with_torch(way: object, dtype: torch.dtype, tolerance: float) -> None:
    depth, rotation, translation = inputs = _inputs(5, dtype)
    found = []
    for disabled in (False, True):
        rotated, shifted = way(Viewpoint(rotation, translation))  # pyright: ignore[reportCallIssue]
        if disabled:
            with disable_cpu_kernels():
                moved = transform_project(depth, rotated, shifted, CAMERA, 7.0, 3.0)
        else:
            moved = transform_project(depth, rotated, shifted, CAMERA, 7.0, 3.0)
            assert "_TransformProject" in type(moved.grad_fn).__name__
        above = torch.randn(moved.shape, generator=torch.Generator().manual_seed(1), dtype=dtype)
        found.append([moved, *torch.autograd.grad(moved, inputs, above)])
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)


def test_gradcheck() -> None:
    depth, rotation, translation = _inputs(5)
    rotated, shifted = motion(Viewpoint(rotation.detach(), translation.detach()))
    inputs = (depth, rotated.requires_grad_(), shifted.requires_grad_())
    assert torch.autograd.gradcheck(lambda d, r, t: _kernel(d, r, t, 7.0, 3.0), inputs)


@pytest.mark.parametrize("supersampling", [1, 2])
def test_reprojection_agrees(supersampling: int) -> None:
    depth, rotation, translation = inputs = _inputs(12)
    camera = PinholeCamera(12, 10)
    picture = torch.rand(3, 3, 12, 12, dtype=torch.float64, generator=torch.Generator().manual_seed(2)).requires_grad_()
    found = []
    for disabled in (False, True):
        view = Viewpoint(rotation / 4, translation / 4)
        if disabled:
            with disable_cpu_kernels():
                image, seen_depth, mask = reproject(picture, depth, view, camera, supersampling=supersampling)
        else:
            image, seen_depth, mask = reproject(picture, depth, view, camera, supersampling=supersampling)
        total = image.square().sum() + seen_depth.square().sum()
        found.append([image, seen_depth, mask, *torch.autograd.grad(total, [picture, *inputs])])
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-9)
