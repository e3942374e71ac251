import pytest
import torch

from probsym.config import ModelConfig
from probsym.errors import InputError
from probsym.export.surface import (
    BORDER,
    finer_size,
    has_fixed_border,
    inside_border,
    refine_depth,
    refine_image,
    render_view,
    yaw_viewpoint,
)
from probsym.geometry.camera import PinholeCamera
from probsym.models.autoencoder import Autoencoder


def test_a_plane_stays_a_plane():
    axis = torch.arange(16, dtype=torch.float64)
    plane = (1 + 0.002 * axis[:, None] - 0.003 * axis[None])[None]
    fine = refine_depth(plane, 4)
    step = torch.arange(finer_size(16, 4), dtype=torch.float64) / 4
    expected = 1 + 0.002 * step[:, None] - 0.003 * step[None]
    inside = inside_border(16, 4)
    assert fine.shape == (1, 61, 61)
    away = slice(4 * 5, -4 * 5)  # beyond the reach of the replaced border
    torch.testing.assert_close(fine[0, away, away], expected[away, away], rtol=0, atol=1e-12)
    assert inside.sum() == (4 * (15 - 2 * BORDER) + 1) ** 2


def test_pinned_border_does_not_reach_the_surface():
    depth = torch.full((1, 32, 32), 0.95)
    pinned = depth.clone()
    pinned[:, :, :2] = pinned[:, :, -2:] = 1.04
    for factor in (1, 3):
        torch.testing.assert_close(refine_depth(pinned, factor), refine_depth(depth, factor), rtol=0, atol=1e-6)


def test_free_border_is_kept():
    """Rows are never fixed, columns only in models that fix them; each sample counts for itself."""
    free = torch.rand(1, 24, 24, generator=torch.Generator().manual_seed(0)) * 0.2 + 0.9
    fixed = free.clone()
    fixed[:, :, :2] = fixed[:, :, -2:] = ModelConfig().border_depth
    both = refine_depth(torch.cat([free, fixed]), 1)
    assert torch.equal(both[0], free[0])
    assert torch.equal(both[1, :, 2:-2], free[0, :, 2:-2])
    assert torch.equal(both[1, :, :2], free[0, :, 2:3].expand(24, 2))


@pytest.mark.parametrize("size", [32, 64])
def test_fixed_border_is_recognised(size):
    """As the setting says: 32 pixels have a fixed border here, 64 pixels have none."""
    model = Autoencoder(ModelConfig(size, "slim", width=4, latent=8, unclamp_border_at_size=64)).eval()
    with torch.no_grad():
        depth = model.depth(torch.rand(2, 3, size, size, generator=torch.Generator().manual_seed(0)))
    assert has_fixed_border(depth).tolist() == [model.config.has_fixed_border] * 2


def test_refined_depth_never_overshoots():
    depth = torch.rand(2, 24, 24, generator=torch.Generator().manual_seed(0)) * 0.2 + 0.9
    fine = refine_depth(depth, 3)[:, 9:-9, 9:-9]
    assert fine.min() >= depth.min()
    assert fine.max() <= depth.max()


def test_refined_image_keeps_old_points():
    image = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(refine_image(image, 2)[..., ::2, ::2], image, rtol=0, atol=1e-5)


def test_view_is_background_outside_the_border():
    camera = PinholeCamera(32)
    depth = torch.ones(1, 32, 32)
    image = render_view(torch.zeros(1, 3, 32, 32), depth, yaw_viewpoint(torch.zeros(1)), camera, background=0.75)
    inside = inside_border(32).expand(1, 3, -1, -1)
    torch.testing.assert_close(image[~inside], torch.full_like(image[~inside], 0.75))
    assert image[inside].max() < 1e-4


def test_yaw_is_the_second_angle():
    rotation = yaw_viewpoint(torch.tensor([0.0, 90.0])).rotation_rad
    torch.testing.assert_close(rotation, torch.tensor([[0.0, 0.0, 0.0], [0.0, torch.pi / 2, 0.0]]))


@pytest.mark.parametrize(("size", "factor"), [(4, 2), (32, 9), (32, 0)])
def test_wrong_input(size, factor):
    with pytest.raises(InputError, match="expected a number from"):
        refine_depth(torch.ones(1, size, size), factor)
