import math

import pytest
import torch
from torch import Tensor

from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.rasterize import Backend
from probsym.rendering.reprojection import reproject
from probsym.rendering.visibility import compute_visibility, sample_photo
from probsym.types import Viewpoint

both = pytest.mark.parametrize("backend", ["torch", "numba"])


def view(yaw_deg: float = 0.0, shift: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Viewpoint:
    return Viewpoint(torch.tensor([[0.0, math.radians(yaw_deg), 0.0]]), torch.tensor([shift]))


def hill(size: int) -> Tensor:
    axis = torch.linspace(-1, 1, size)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    return (1.04 - 0.1 * torch.exp(-3 * ((x - 0.2).square() + y.square())))[None]


@both
def test_canonical_view_sees_every_point_in_place(backend: Backend) -> None:
    camera = PinholeCamera(32)
    visibility = compute_visibility(hill(32), view(), camera, backend)
    torch.testing.assert_close(visibility.pixel[0], camera.pixel_grid(torch.zeros(())), rtol=0, atol=1e-4)
    torch.testing.assert_close(visibility.density, torch.ones(1, 32, 32), rtol=0, atol=1e-3)
    assert visibility.visible[:, 1:-1, 1:-1].all()


@pytest.mark.parametrize("yaw", [30.0, -60.0])
def test_density_of_a_rotated_plane_is_the_cosine(yaw: float) -> None:
    camera = PinholeCamera(33)
    visibility = compute_visibility(torch.ones(1, 33, 33), view(yaw), camera)
    assert visibility.density[0, 16, 16].item() == pytest.approx(math.cos(math.radians(yaw)), rel=1e-3)


@both
def test_step_occludes_what_lies_behind_it(backend: Backend) -> None:
    camera = PinholeCamera(64)
    depth = torch.full((1, 64, 64), 1.05)
    depth[..., :32] = 0.95  # the left half is 0.1 nearer
    turn = math.radians(20)
    # near and far side of the step move apart by 0.1 sin(20 deg) when the object turns; it is 1 / cos as much surface
    strip = 0.1 * math.sin(turn) * camera.focal / math.cos(turn)
    middle = [compute_visibility(depth, view(yaw), camera, backend).visible[0, 32] for yaw in (20.0, -20.0)]
    hidden = [(~row[32:50]).sum().item() for row in middle]
    assert sorted(hidden) == [0, pytest.approx(strip, abs=2)]
    assert strip > 10
    assert all(row[20:31].all() for row in middle)  # the edge itself belongs to both


def test_points_outside_the_image_are_not_visible() -> None:
    camera = PinholeCamera(32)
    shift = 8 / camera.focal  # eight pixels to the right at depth 1
    visibility = compute_visibility(torch.ones(1, 32, 32), view(shift=(shift, 0.0, 0.0)), camera)
    assert visibility.visible[0, 1:-1, 1:23].all()
    assert not visibility.visible[0, :, 24:].any()


def test_sampling_undoes_reprojection() -> None:
    camera = PinholeCamera(128)
    axis = torch.linspace(-1, 1, 128)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    picture = torch.stack([0.5 + 0.4 * torch.sin(3 * x + y), 0.5 + 0.4 * torch.cos(2 * y - x), 0.5 + 0.3 * x * y])[None]
    depth, turned = hill(128), view(25.0, (0.004, -0.003, 0.0))
    image, _, _ = reproject(picture, depth, turned, camera)
    visibility = compute_visibility(depth, turned, camera)
    # beside an edge of the mask the image mixes with its black ground
    inner = (visibility.visible & (visibility.density > 0.3))[:, None, 4:-4, 4:-4]
    found = sample_photo(image, visibility.pixel, 128)[..., 4:-4, 4:-4]
    error = ((found - picture[..., 4:-4, 4:-4]).abs() * inner).amax((0, 1))
    assert inner.float().mean() > 0.7
    assert error.median() < 0.002
    assert (error > 0.02).float().mean() < 0.01


def test_pictures_of_any_size_share_their_outer_edges() -> None:
    ramp = torch.arange(96.0).expand(1, 1, 96, 96)
    where = torch.tensor([[0.0, 5.0], [10.0, 5.0], [31.0, 5.0]]).reshape(1, 1, 3, 2)
    # pixel 10 of 32 covers 30, 31 and 32 of 96
    torch.testing.assert_close(sample_photo(ramp, where, 32).flatten(), torch.tensor([1.0, 31.0, 94.0]))
    outside = torch.tensor([-4.0, 5.0]).reshape(1, 1, 1, 2)
    assert sample_photo(ramp, outside, 32).item() == 0


@pytest.mark.usefixtures("untyped")
def test_wrong_shapes() -> None:
    with pytest.raises(InputError, match="canonical_depth: expected a tensor of shape any x 32 x 32"):
        compute_visibility(torch.ones(1, 31, 31), view(), PinholeCamera(32))
    with pytest.raises(InputError, match="image: expected"):
        sample_photo(torch.ones(1, 3, 4, 5), torch.zeros(1, 2, 2, 2), 4)
