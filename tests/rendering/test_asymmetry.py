import math

import pytest
import torch
from torch import Tensor

from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.asymmetry import measure_asymmetry
from probsym.rendering.reprojection import reproject
from probsym.types import Factors, Light, ModelOutput, Viewpoint

SIZE = 64
CAMERA = PinholeCamera(SIZE)


def texture() -> Tensor:
    """Symmetric, with edges: two eyes, a mouth and stripes."""
    axis = torch.linspace(-1, 1, SIZE)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    grey = 0.6 + 0.1 * torch.cos(9 * x) * torch.cos(7 * y)
    grey = torch.where((x.abs() - 0.4).square() + (y + 0.2).square() < 0.02, 0.15, grey)
    grey = torch.where((x.abs() < 0.3) & ((y - 0.5).abs() < 0.06), 0.3, grey)
    return grey.expand(1, 3, SIZE, SIZE).clone()


def scene(canonical: Tensor, yaw_deg: float = 0.0) -> tuple[Tensor, ModelOutput]:
    """A photo of a dome with this canonical image, and its exact reconstruction, lit evenly."""
    axis = torch.linspace(-1, 1, SIZE)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    depth = (0.95 + 0.06 * (x.square() + y.square()))[None]
    view = Viewpoint(torch.tensor([[0.0, math.radians(yaw_deg), 0.0]]), torch.zeros(1, 3))
    photo, seen_depth, mask = reproject(canonical, depth, view, CAMERA)
    even = torch.ones(1, 1, SIZE, SIZE)
    up = torch.tensor([0.0, 0.0, 1.0]).view(1, 3, 1, 1).expand(1, 3, SIZE, SIZE)
    light = Light(torch.ones(1), torch.zeros(1), torch.tensor([[0.0, 0.0, 1.0]]))
    factors = Factors(depth, canonical, light, view)
    return photo, ModelOutput(factors, up, even, canonical, photo, seen_depth, up, mask)


@pytest.mark.parametrize("yaw", [0.0, 20.0])
def test_a_spot_stands_out_and_its_mirror_point_does_not(yaw: float) -> None:
    canonical = texture()
    canonical[..., 38:41, 44:47] *= 0.4
    photo, result = scene(canonical, yaw)
    found = measure_asymmetry(photo, result, CAMERA)[0]
    spot = torch.zeros(1, 1, SIZE, SIZE)
    spot[..., 38:41, 44:47] = 1
    depth, view = result.factors.canonical_depth, result.factors.viewpoint
    here, there = (reproject(marks, depth, view, CAMERA)[0][0, 0] for marks in (spot, spot.flip(-1)))
    where, elsewhere = here > 0.9, result.mask[0] & (here == 0)
    assert found[where].min() > 1
    assert found[where].min() > 3 * found[elsewhere].max()
    assert found[there > 0.9].max() < 0.25 * found[where].max()


def test_a_symmetric_photo_has_none_whatever_its_brightness() -> None:
    photo, result = scene(texture())
    assert measure_asymmetry(photo, result, CAMERA).abs().max() < 1e-3
    assert measure_asymmetry(photo * 0.3, result, CAMERA).abs().max() < 1e-3


def test_a_gradient_of_light_is_no_asymmetry() -> None:
    photo, result = scene(texture())
    slope = torch.linspace(0.7, 1.3, SIZE)
    found = measure_asymmetry(photo * slope, result, CAMERA)[0, 8:-8, 8:-8]
    assert found.max() < 0.3  # the spot of above has more than 1


def test_hidden_mirror_points_have_none() -> None:
    canonical = texture()
    canonical[..., 38:41, 44:47] *= 0.4
    photo, result = scene(canonical, 75.0)
    found = measure_asymmetry(photo, result, CAMERA)
    assert (found[~result.mask] == 0).all()
    assert torch.isfinite(found).all()
    assert found.min() >= 0


def test_photos_of_another_size() -> None:
    _, result = scene(texture())
    with pytest.raises(InputError, match="images: expected a tensor of shape 1 x 3 x 64 x 64"):
        measure_asymmetry(torch.zeros(1, 3, 32, 32), result, CAMERA)
