from collections import Counter

import pytest
import torch

from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import grid_triangles, normals_from_depth


def test_triangles_of_one_cell() -> None:
    triangles = grid_triangles(2)
    assert triangles.dtype == torch.int32
    assert triangles.tolist() == [[0, 2, 1], [1, 2, 3]]


@pytest.mark.parametrize("size", [3, 32])
def test_triangles_cover_the_grid_once_and_face_the_camera(size: int) -> None:
    triangles = grid_triangles(size).long()
    assert len(triangles) == 2 * (size - 1) ** 2
    points = PinholeCamera(size).unproject(torch.ones(size, size)).reshape(-1, 3)
    a, b, c = points[triangles].unbind(1)
    cross = torch.linalg.cross(b - a, c - a)
    assert (cross[:, 2] < 0).all()
    extent = points[-1, 0] - points[0, 0]
    assert -cross[:, 2].sum().item() / 2 == pytest.approx(extent.item() ** 2, rel=1e-4)
    # A closed orientation: two triangles walk along a shared edge in opposite directions.
    edges = Counter(edge for t in triangles.tolist() for edge in ((t[0], t[1]), (t[1], t[2]), (t[2], t[0])))
    assert max(edges.values()) == 1
    assert sum((end, start) not in edges for start, end in edges) == 4 * (size - 1)


def test_normals_of_a_frontal_plane() -> None:
    normals = normals_from_depth(torch.full((2, 8, 8), 1.3), PinholeCamera(8))
    torch.testing.assert_close(normals, torch.tensor([0.0, 0, 1])[:, None, None].expand(2, 3, 8, 8), rtol=0, atol=1e-6)


def test_normals_of_a_slanted_plane() -> None:
    """z = 1 + x / 2 - y / 4 has the normal (-1/2, 1/4, 1), normalised: |.| = sqrt(21) / 4."""
    camera = PinholeCamera(16, 30)
    rays = (camera.pixel_grid(torch.zeros((), dtype=torch.float64)) - camera.center) / camera.focal
    depth = 1 / (1 - rays[..., 0] / 2 + rays[..., 1] / 4)
    normals = normals_from_depth(depth[None], camera)[0, :, 1:-1, 1:-1]
    expected = torch.tensor([-2.0, 1.0, 4.0], dtype=torch.float64) / 21**0.5
    torch.testing.assert_close(normals, expected[:, None, None].expand(3, 14, 14), rtol=0, atol=1e-9)


def test_normals_of_a_sphere_point_to_its_centre() -> None:
    camera, centre, radius = PinholeCamera(65, 10), 1.2, 0.2
    rays = (camera.pixel_grid(torch.zeros((), dtype=torch.float64)) - camera.center) / camera.focal
    square = rays.square().sum(-1) + 1
    depth = (centre - (centre**2 - square * (centre**2 - radius**2)).sqrt()) / square  # the nearer intersection
    normals = normals_from_depth(depth[None], camera)[0]
    towards = torch.tensor([0.0, 0, centre], dtype=torch.float64) - camera.unproject(depth)
    expected = (towards / radius).permute(2, 0, 1)
    assert ((normals * expected).sum(0)[1:-1, 1:-1] > 0.99999).all()
    torch.testing.assert_close(normals[:, 32, 32], torch.tensor([0.0, 0, 1], dtype=torch.float64), rtol=0, atol=1e-9)


def test_normals_are_unit_vectors_towards_positive_z_and_straight_on_the_border() -> None:
    depth = 1 + 0.1 * torch.rand(3, 12, 12, generator=torch.Generator().manual_seed(0))
    normals = normals_from_depth(depth, PinholeCamera(12))
    torch.testing.assert_close(normals.norm(dim=1), torch.ones(3, 12, 12))
    assert (normals[:, 2] > 0).all()
    for border in (normals[..., 0], normals[..., -1], normals[:, :, 0], normals[:, :, -1]):
        assert (border[:, :2] == 0).all()
        assert (border[:, 2] == 1).all()


def test_gradients() -> None:
    depth = (torch.rand(1, 5, 5, dtype=torch.float64) * 0.1 + 1).requires_grad_()
    camera = PinholeCamera(5, 40)
    assert torch.autograd.gradcheck(lambda d: normals_from_depth(d, camera), (depth,))


@pytest.mark.usefixtures("untyped")
def test_wrong_depth() -> None:
    with pytest.raises(InputError, match="depth: expected a tensor of shape any x 8 x 8, got 1 x 8 x 9"):
        normals_from_depth(torch.ones(1, 8, 9), PinholeCamera(8))


def test_triangles_made_in_inference_mode_serve_training() -> None:
    with torch.inference_mode():
        triangles = grid_triangles(11)
    assert not triangles.is_inference()
