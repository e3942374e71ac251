"""The shading kernel against torch's operators."""

import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.kernels.dispatch import disable_cpu_kernels
from probsym.kernels.shading_numba import shading_numba
from probsym.rendering.shading import compute_shading, shade
from probsym.types import Light

CAMERA = PinholeCamera(7, 20)


def _inputs(dtype: torch.dtype = torch.float64) -> list[Tensor]:
    """Depth, ambient, diffuse, direction of four images; the last is lit from behind."""
    generator = torch.Generator().manual_seed(0)
    depth = 1 + 0.05 * torch.randn(4, 7, 7, generator=generator, dtype=dtype)
    ambient, diffuse = torch.rand(2, 4, generator=generator, dtype=dtype)
    direction = functional.normalize(torch.randn(4, 3, generator=generator, dtype=dtype), dim=1)
    direction[:, 2] = direction[:, 2].abs() * torch.tensor([1, 1, 1, -1], dtype=dtype)
    return [part.requires_grad_() for part in (depth, ambient, diffuse, direction)]


def _kernel(depth: Tensor, light: Light) -> Tensor:
    return shading_numba(depth, light.ambient, light.diffuse, light.direction, CAMERA.focal, CAMERA.center)


def test_a_plane_facing_the_camera() -> None:
    """The normal is (0, 0, 1) everywhere: k_a + k_d l_z."""
    light = Light(torch.tensor([0.2]), torch.tensor([0.5]), torch.tensor([[0.6, 0.0, 0.8]]))
    shading = _kernel(torch.ones(1, 7, 7), light)
    torch.testing.assert_close(shading, torch.full((1, 1, 7, 7), 0.2 + 0.5 * 0.8))


def test_a_slanted_plane() -> None:
    """z = 1 + x has normals (-1, 0, 1) / sqrt 2: light along (1, 0, 0) misses it, light along the normal is full."""
    ray = (CAMERA.pixel_grid(torch.ones(())) - CAMERA.center)[..., 0] / CAMERA.focal
    depth = (1 / (1 - ray))[None].expand(2, 7, 7)
    half = math.sqrt(0.5)
    light = Light(torch.zeros(2), torch.ones(2), torch.tensor([[1.0, 0.0, 0.0], [-half, 0.0, half]]))
    shading = _kernel(depth, light)
    torch.testing.assert_close(shading[:, 0, 1:-1, 1:-1], torch.tensor([0.0, 1.0])[:, None, None].expand(2, 5, 5))


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 2e-5), (torch.float64, 1e-12)])
def test_agrees_with_torch(dtype: torch.dtype, tolerance: float) -> None:
    depth, *lights = inputs = _inputs(dtype)
    light = Light(*lights)
    above = torch.randn(4, 1, 7, 7, generator=torch.Generator().manual_seed(1), dtype=dtype)
    ours = compute_shading(depth, light, CAMERA)
    assert "_Shading" in type(ours.grad_fn).__name__
    with disable_cpu_kernels():
        theirs = compute_shading(depth, light, CAMERA)
    torch.testing.assert_close(theirs, shade(depth, light, CAMERA)[0], rtol=0, atol=0)
    torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)
    pairs = zip(torch.autograd.grad(ours, inputs, above), torch.autograd.grad(theirs, inputs, above), strict=True)
    for own, other in pairs:
        torch.testing.assert_close(own, other, rtol=tolerance, atol=tolerance)


def test_gradcheck() -> None:
    assert torch.autograd.gradcheck(lambda depth, *lights: _kernel(depth, Light(*lights)), _inputs())


def test_nan_is_preserved() -> None:
    depth, *lights = (part.detach() for part in _inputs(torch.float32))
    depth[0, 3, 3] = math.nan
    shading = _kernel(depth, Light(*lights))
    assert shading[0, 0, 3, 2].isnan()
    assert not shading[1:].isnan().any()


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments() -> None:
    _, *lights = _inputs()
    with pytest.raises(InputError, match="canonical_depth: expected a tensor of shape 4 x 7 x 7, got 4 x 6 x 6"):
        compute_shading(torch.ones(4, 6, 6), Light(*lights), CAMERA)
