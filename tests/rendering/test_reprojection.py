import math

import pytest
import torch
from torch import Tensor

from geometry.views import mirror
from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.rendering.rasterize import Backend
from probsym.rendering.reprojection import reproject, warp_depth
from probsym.types import Viewpoint

both = pytest.mark.parametrize("backend", ["torch", "numba"])


def _view(rotation: tuple[float, ...] = (0.0, 0.0, 0.0), shift: tuple[float, ...] = (0.0, 0.0, 0.0)) -> Viewpoint:
    return Viewpoint(torch.tensor([rotation]), torch.tensor([shift]))


def _bump(size: int) -> Tensor:
    """Smooth and not symmetric."""
    axis = torch.linspace(-1, 1, size)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    return (1.04 - 0.1 * torch.exp(-3 * ((x - 0.2).square() + y.square())))[None]


def _picture(size: int) -> Tensor:
    """Smooth colours, so that resampling loses little."""
    axis = torch.linspace(-1, 1, size)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    return torch.stack([0.5 + 0.4 * torch.sin(3 * x + y), 0.5 + 0.4 * torch.cos(2 * y - x), 0.5 + 0.3 * x * y])[None]


@both
def test_zero_viewpoint_gives_the_canonical_frame_back(backend: Backend) -> None:
    camera, depth = PinholeCamera(32), _bump(32)
    image = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    result, seen_depth, mask = reproject(image, depth, _view(), camera, backend=backend)
    inner = (..., slice(1, -1), slice(1, -1))
    assert mask[inner].all()
    torch.testing.assert_close(seen_depth[inner], depth[inner], rtol=0, atol=1e-5)
    torch.testing.assert_close(result[inner], image[inner], rtol=0, atol=1e-3)


@both
@pytest.mark.parametrize(("axis", "z"), [(0, 1.0), (1, 1.0), (0, 0.95)])
def test_translation_moves_the_image_by_f_t_over_z_pixels(backend: Backend, axis: int, z: float) -> None:
    camera = PinholeCamera(32)
    image = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    shift = [0.0, 0.0, 0.0]
    shift[axis] = 4 * z / camera.focal
    result, depth, mask = reproject(
        image, torch.full((1, 32, 32), z), _view(shift=tuple(shift)), camera, background_depth=1.5
    )
    if axis == 1:  # the same with rows and columns exchanged
        image, result, depth, mask = (part.transpose(-1, -2) for part in (image, result, depth, mask))
    torch.testing.assert_close(result[..., 1:-1, 5:-1], image[..., 1:-1, 1:-5], rtol=0, atol=1e-3)
    assert mask[..., 1:-1, 5:-1].all()
    assert not mask[..., :4].any()
    assert (depth[..., :4] == 1.5).all()
    assert (result[..., :4] == 0).all()


def test_translation_in_z_adds_to_the_depth() -> None:
    far_plane, view = torch.ones(1, 16, 16), _view(shift=(0.0, 0.0, 0.1))
    _, depth, _ = reproject(torch.ones(1, 3, 16, 16), far_plane, view, PinholeCamera(16))
    assert depth[0, 8, 8].item() == pytest.approx(1.1, abs=1e-6)


def test_yaw_of_a_plane_by_hand() -> None:
    """Turned by 30 degrees about (0, 0, 1), the plane z = 1 becomes z = 1 - x tan 30."""
    camera = PinholeCamera(33)
    depth, mask = warp_depth(torch.ones(1, 33, 33), _view((0.0, math.radians(30), 0.0)), camera, background_depth=2.0)
    ray = (torch.arange(33.0) - camera.center) / camera.focal
    expected = 1 / (1 + ray * math.tan(math.radians(30)))
    columns = mask[0, 16]
    assert 27 <= columns.sum() <= 31  # the plane's width shrinks by cos 30 degrees
    torch.testing.assert_close(depth[0, 16][columns], expected[columns], rtol=0, atol=1e-5)


def test_a_half_turn_in_the_image_plane() -> None:
    camera, image = PinholeCamera(16), torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(2))
    result, _, _ = reproject(image, torch.ones(1, 16, 16), _view((0.0, 0.0, math.pi)), camera)
    inner = (..., slice(1, -1), slice(1, -1))
    torch.testing.assert_close(result[inner], image.flip(2, 3)[inner], rtol=0, atol=1e-3)


def test_far_side_is_occluded() -> None:
    """A ridge down the middle, turned by 40 degrees, hides one flank; nothing is seen through it."""
    camera = PinholeCamera(32)
    x = torch.linspace(-1, 1, 32).expand(1, 32, 32)
    depth = torch.where(x.abs() < 0.1, 0.9, 1.1).contiguous()
    sides = torch.cat([(x < -0.1)[None], (x.abs() < 0.2)[None], (x > 0.1)[None]], dim=1).float()
    result, seen, mask = reproject(sides, depth, _view((0.0, math.radians(40), 0.0)), camera)
    shown = (result * mask[:, None]).sum((0, 2, 3))
    straight = reproject(sides, depth, _view(), camera)[0].sum((0, 2, 3))
    kept = shown / straight
    assert min(kept[0], kept[2]) < 0.75 * max(kept[0], kept[2])
    assert seen[mask].max() < 1.3


@both
@pytest.mark.parametrize("z", [0.95, 1.0])
def test_supersampling_of_a_frontal_plane_is_the_plane(backend: Backend, z: float) -> None:
    """Small pixels beyond the outermost vertices see nothing; the others' mean must not be thinned by them."""
    depth, mask = warp_depth(torch.full((2, 8, 8), z), _views(2), PinholeCamera(8), 1.2, 2, backend)
    assert mask.all()
    torch.testing.assert_close(depth, torch.full((2, 8, 8), z), rtol=0, atol=1e-6)


def _views(count: int) -> Viewpoint:
    return Viewpoint(torch.zeros(count, 3), torch.zeros(count, 3))


def test_supersampling_of_a_smooth_surface_changes_little() -> None:
    camera, view = PinholeCamera(32), _view((0.1, 0.3, -0.1))
    single, mask = warp_depth(_bump(32), view, camera, 1.2)
    double, double_mask = warp_depth(_bump(32), view, camera, 1.2, supersampling=2)
    agree = mask & double_mask
    assert agree.float().mean() > 0.8
    assert (single - double)[agree].abs().quantile(0.95) < 1e-3


def test_mirror_of_a_slanted_plane_is_exact() -> None:
    camera = PinholeCamera(24)
    ray = (torch.arange(24.0) - camera.center) / camera.focal
    plane = (1 / (1 - 0.8 * ray)).expand(1, 24, 24).contiguous()
    _assert_mirror(plane, _picture(24), camera, 1e-5, 1.0)


def test_mirror_of_a_bump() -> None:
    """The diagonals of the triangles do not mirror, so that a curved surface agrees up to its curvature."""
    _assert_mirror(_bump(48), _picture(48), PinholeCamera(48), 2e-3, 0.99)


def _assert_mirror(depth: Tensor, image: Tensor, camera: PinholeCamera, tolerance: float, share: float) -> None:
    view = _view((0.1, 0.4, -0.15), (0.01, -0.02, 0.03))
    plain, plain_depth, mask = reproject(image, depth, view, camera)
    flipped, flipped_depth, flipped_mask = reproject(image.flip(3), depth.flip(2), mirror(view), camera)
    both_see = mask & flipped_mask.flip(2)
    assert both_see.float().mean() > 0.6
    assert (mask == flipped_mask.flip(2)).float().mean() > 0.99
    close_depth = ((plain_depth - flipped_depth.flip(2)).abs() <= tolerance)[both_see]
    close_image = ((plain - flipped.flip(3)).abs().amax(1) <= 20 * tolerance)[both_see]
    assert close_depth.float().mean() >= share
    assert close_image.float().mean() >= share


@both
@pytest.mark.parametrize("supersampling", [1, 2])
def test_gradients(backend: Backend, supersampling: int) -> None:
    generator = torch.Generator().manual_seed(5)
    camera = PinholeCamera(6, 30)
    image = torch.rand(1, 2, 6, 6, dtype=torch.float64, generator=generator).requires_grad_()
    depth = (1 + 0.05 * torch.rand(1, 6, 6, dtype=torch.float64, generator=generator)).requires_grad_()
    rotation = torch.tensor([[0.11, 0.23, -0.07]], dtype=torch.float64, requires_grad=True)
    shift = torch.tensor([[0.013, -0.021, 0.017]], dtype=torch.float64, requires_grad=True)

    def render(i: Tensor, d: Tensor, r: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
        return reproject(i, d, Viewpoint(r, t), camera, supersampling=supersampling, backend=backend)[:2]

    assert torch.autograd.gradcheck(render, (image, depth, rotation, shift))


def test_any_number_of_channels() -> None:
    for channels in (1, 7):
        image, _, _ = reproject(torch.ones(2, channels, 8, 8), torch.ones(2, 8, 8), _views(2), PinholeCamera(8))
        assert image.shape == (2, channels, 8, 8)


@both
@pytest.mark.parametrize("size", [17, 65])
def test_depth_grid_coarser_or_finer_than_the_images(backend: Backend, size: int) -> None:
    """The same surface on another grid is the same picture; hidden parts and edges may move by a part of a pixel."""
    camera, own, view = PinholeCamera(33), PinholeCamera(size), _view((0.1, 0.4, 0.05), (0.0, 0.01, 0.02))
    image = _picture(33)
    expected, expected_depth, mask = reproject(image, _bump(33), view, camera, backend=backend)
    result, depth, other = reproject(image, _bump(size), view, camera, backend=backend, canonical_camera=own)
    assert result.shape == expected.shape
    common = mask & other
    assert common.sum() > 0.97 * mask.sum()
    assert (depth - expected_depth).abs()[common].quantile(0.95) < 1.5e-3  # the bump is 0.1 high
    assert (result - expected).abs().amax(1)[common].quantile(0.95) < 0.02


@pytest.mark.usefixtures("untyped")
def test_wrong_arguments() -> None:
    camera, view = PinholeCamera(8), _views(2)
    with pytest.raises(InputError, match="canonical_depth: expected a tensor of shape any x 8 x 8, got 2 x 8 x 9"):
        reproject(torch.ones(2, 3, 8, 8), torch.ones(2, 8, 9), view, camera)
    with pytest.raises(InputError, match="canonical_depth: expected a tensor of shape any x 4 x 4, got 2 x 8 x 8"):
        reproject(torch.ones(2, 3, 8, 8), torch.ones(2, 8, 8), view, camera, canonical_camera=PinholeCamera(4))
    with pytest.raises(InputError, match="canonical_image: expected a tensor of shape 2 x any x 8 x 8, got 1 x 3 x 8"):
        reproject(torch.ones(1, 3, 8, 8), torch.ones(2, 8, 8), view, camera)
    with pytest.raises(InputError, match="supersampling: expected one of 1, 2; got 3"):
        reproject(torch.ones(2, 3, 8, 8), torch.ones(2, 8, 8), view, camera, supersampling=3)


def test_backward_of_a_nan_viewpoint_does_not_crash() -> None:
    camera = PinholeCamera(32)
    view = torch.full((1, 3), float("nan"), requires_grad=True)
    picture = torch.rand(1, 3, 32, 32, requires_grad=True)
    viewpoint = Viewpoint(rotation_rad=view, translation=torch.zeros(1, 3))
    image, _, seen = reproject(picture, torch.ones(1, 32, 32), viewpoint, camera)
    image.sum().backward()
    assert not seen.any()
    assert picture.grad is not None
    assert picture.grad.isfinite().all()


@both
@pytest.mark.parametrize(("shift", "touched"), [(4.2, True), (4.3, False)])
def test_supersampling_detects_a_quarter_of_a_pixel(backend: Backend, shift: float, touched: bool) -> None:
    camera = PinholeCamera(16)
    view = _view(shift=(shift / camera.focal, 0.0, 0.0))
    single, double = (warp_depth(torch.ones(1, 16, 16), view, camera, 1.2, times, backend)[1] for times in (1, 2))
    assert not single[0, 8, 4]
    assert double[0, 8, 4].item() is touched
