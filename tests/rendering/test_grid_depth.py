import pytest
import torch

from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import grid_triangles
from probsym.geometry.viewpoint import motion
from probsym.rendering.grid_depth import rasterize_grid_depth
from probsym.rendering.rasterize import rasterize
from probsym.rendering.reprojection import transform_project_torch
from probsym.types import Viewpoint

SIZE = 24


def seen(depth: torch.Tensor, yaw: float, pitch: float, shift: float = 0.0) -> torch.Tensor:
    """Vertices of a depth map's grid on the screen of a turned camera."""
    camera = PinholeCamera(SIZE)
    view = Viewpoint(torch.tensor([[pitch, yaw, 0.1]]), torch.tensor([[shift, 0.0, 0.0]]))
    return transform_project_torch(depth, *motion(view), *(camera.focal, camera.center) * 2)


@pytest.mark.parametrize(("yaw", "pitch"), [(0.0, 0.0), (0.6, 0.2), (-1.0, -0.9)])
def test_it_is_the_depth_of_the_rasteriser(yaw: float, pitch: float) -> None:
    """Rough ground stretches triangles over many pixels and hides others."""
    rough = 1 + 0.1 * (torch.rand(1, SIZE, SIZE, generator=torch.Generator().manual_seed(0)) - 0.5)
    vertices = seen(rough, yaw, pitch)
    wanted, index = rasterize(vertices, grid_triangles(SIZE), SIZE, "torch")
    depth = rasterize_grid_depth(vertices, SIZE, 50.0)
    assert torch.equal(depth < 50, index >= 0)
    assert (index >= 0).float().mean() > 0.3
    torch.testing.assert_close(depth[index >= 0], wanted[index >= 0], atol=1e-6, rtol=0)
    assert (depth[index < 0] == 50).all()


def test_a_plane_straight_ahead() -> None:
    depth = rasterize_grid_depth(seen(torch.full((1, SIZE, SIZE), 1.25), 0.0, 0.0) * 1.0, SIZE, 9.0)
    assert depth.shape == (1, SIZE, SIZE)
    torch.testing.assert_close(depth[:, 4:-4, 4:-4], torch.full((1, SIZE - 8, SIZE - 8), 1.25), atol=1e-6, rtol=0)


def test_outside_and_behind_nothing_is_seen() -> None:
    flat = torch.ones(1, SIZE, SIZE)
    assert (rasterize_grid_depth(seen(flat, 0.0, 0.0, shift=5.0), SIZE, 9.0) == 9).all()
    behind = seen(flat, 0.0, 0.0)
    behind[..., 2] = -1
    assert (rasterize_grid_depth(behind, SIZE, 9.0) == 9).all()
