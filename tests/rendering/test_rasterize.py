"""The reference against hand-worked values, and numba against the reference."""

import math

import pytest
import torch
from torch import Tensor

from probsym.errors import InputError
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import grid_triangles
from probsym.rendering.rasterize import Backend, rasterize
from rendering.meshes import ONE, heightfield, mesh_of, stretched

BACKENDS: tuple[Backend, ...] = ("torch", "numba")
both = pytest.mark.parametrize("backend", BACKENDS)


@both
def test_coverage_of_one_triangle(backend: Backend) -> None:
    """Corners at (0, 0), (2, 0), (0, 2): the pixels with u + v <= 2, edges included."""
    depth, index = rasterize(mesh_of([0, 0, 1.5], [2, 0, 1.5], [0, 2, 1.5]), ONE, 4, backend)
    assert index.dtype == torch.int32
    assert index[0].tolist() == [[0, 0, 0, -1], [0, 0, -1, -1], [0, -1, -1, -1], [-1, -1, -1, -1]]
    torch.testing.assert_close(depth[0], torch.where(index[0] == 0, 1.5, 0.0))


@both
@pytest.mark.parametrize("order", [[0, 1, 2], [0, 2, 1], [2, 1, 0], [1, 2, 0]])
def test_both_faces_are_visible(backend: Backend, order: list[int]) -> None:
    mesh = mesh_of([0.2, 0.1, 1], [3.1, 0.3, 2], [0.4, 2.9, 3])
    first = rasterize(mesh, ONE, 4, backend)
    other = rasterize(mesh, torch.tensor([order], dtype=torch.int32), 4, backend)
    assert torch.equal(first[1], other[1])
    torch.testing.assert_close(first[0], other[0])
    assert (first[1] == 0).nonzero()[:, 1:].tolist() == [[1, 1], [1, 2], [2, 1]]


@both
def test_depth_is_perspective_correct(backend: Backend) -> None:
    """From depth 1 to 2 over four pixels, 1/z falls evenly from 1 to 1/2: 1, 8/7, 4/3, 8/5, 2."""
    depth, _ = rasterize(mesh_of([0, 0, 1], [4, 0, 2], [0, 4, 1]), ONE, 5, backend)
    torch.testing.assert_close(depth[0, 0], torch.tensor([1, 8 / 7, 4 / 3, 8 / 5, 2]))
    torch.testing.assert_close(depth[0, :, 0], torch.ones(5))


@both
def test_depth_between_the_vertices_of_a_slanted_plane(backend: Backend) -> None:
    """Two triangles of z = 1 + x / 2, seen at 16 times as many pixels as vertices."""
    camera = PinholeCamera(33, 20)
    x = torch.tensor([-0.2, 0.2], dtype=torch.float64)
    points = torch.stack([x[[0, 1, 0, 1]], x[[0, 0, 1, 1]], 1 + x[[0, 1, 0, 1]] / 2], dim=1)
    mesh = torch.cat([camera.project(points), points[:, 2:]], dim=1)[None]
    depth, index = rasterize(mesh, grid_triangles(2), 33, backend)
    assert (index >= 0).all()
    ray = (camera.pixel_grid(depth) - camera.center)[..., 0] / camera.focal
    torch.testing.assert_close(depth[0], 1 / (1 - ray / 2), rtol=0, atol=1e-12)


@both
def test_the_nearest_triangle_wins(backend: Backend) -> None:
    plane = [[-1.0, -1.0], [9.0, -1.0], [-1.0, 9.0]]
    mesh = mesh_of(*[[*corner, z] for z in (2.0, 1.0, 3.0) for corner in plane])
    triangles = torch.arange(9, dtype=torch.int32).reshape(3, 3)
    depth, index = rasterize(mesh, triangles, 3, backend)
    assert (index == 1).all()
    torch.testing.assert_close(depth, torch.ones(1, 3, 3))


@both
def test_two_crossing_triangles(backend: Backend) -> None:
    """1/z runs from 1 to 1/3 in one and back in the other: they meet in the middle of five pixels."""
    left = [[0.0, 0.0, 1.0], [4.0, 0.0, 3.0], [0.0, 4.0, 1.0]]
    right = [[0.0, 0.0, 3.0], [4.0, 0.0, 1.0], [0.0, 4.0, 3.0]]
    depth, index = rasterize(mesh_of(*left, *right), torch.arange(6, dtype=torch.int32).reshape(2, 3), 5, backend)
    assert index[0, 0, [0, 1, 3, 4]].tolist() == [0, 0, 1, 1]
    torch.testing.assert_close(depth[0, 0], torch.tensor([1, 1.2, 1.5, 1.2, 1]))


@both
def test_ties_go_to_the_lowest_index(backend: Backend) -> None:
    triangles = torch.tensor([[0, 1, 2]] * 3, dtype=torch.int32)
    _, index = rasterize(mesh_of([0, 0, 1], [3, 0, 2], [0, 3, 1.5]), triangles, 4, backend)
    assert set(index.unique().tolist()) == {-1, 0}


@both
@pytest.mark.parametrize(
    "corners",
    [
        [[0, 0, 1], [2, 2, 1], [4, 4, 1]],  # on a line
        [[1, 1, 1], [1, 1, 1], [1, 1, 1]],  # a point
        [[0, 1, 1], [4, 1, 1], [4, 1.0049, 1]],  # 0.0098 square pixels
        [[0, 0, 1], [4, 0, 1], [0, 4, -1]],  # through the camera
        [[0, 0, -1], [4, 0, -1], [0, 4, -1]],  # behind it
        [[0, 0, 0], [4, 0, 1], [0, 4, 1]],  # in it
        [[math.nan, 0, 1], [4, 0, 1], [0, 4, 1]],
        [[0, 0, 1], [4, math.nan, 1], [0, 4, 1]],
        [[0, 0, math.nan], [4, 0, 1], [0, 4, 1]],
        [[0, 0, 1], [4, 0, 1], [0, math.inf, 1]],
        [[0, 0, 1], [4, 0, 1], [0, 4, math.inf]],
        [[0, 0, 1], [4, 0, 1], [-math.inf, 4, 1]],
        [[10, 10, 1], [14, 10, 1], [10, 14, 1]],  # beyond the image
        [[-9, -9, 1], [-5, -9, 1], [-9, -5, 1]],
        [[1.2, 1.2, 1], [1.8, 1.2, 1], [1.2, 1.8, 1]],  # between the pixel centres
    ],
)
def test_invalid_triangles_are_dropped(backend: Backend, corners: list[list[float]]) -> None:
    mesh = mesh_of(*corners).requires_grad_()
    depth, index = rasterize(mesh, ONE, 5, backend)
    assert (index == -1).all()
    assert (depth == 0).all()
    depth.sum().backward()
    assert mesh.grad is not None
    assert (mesh.grad == 0).all()


@both
def test_dropped_triangle_does_not_affect_its_neighbours(backend: Backend) -> None:
    mesh = mesh_of([0, 0, 1], [4, 0, 1], [0, 4, 1], [math.nan, 1, 1]).requires_grad_()
    depth, index = rasterize(mesh, torch.tensor([[1, 2, 3], [0, 1, 2]], dtype=torch.int32), 5, backend)
    assert set(index.unique().tolist()) == {-1, 1}
    depth.sum().backward()
    assert mesh.grad is not None
    assert mesh.grad.isfinite().all()
    assert mesh.grad[0, :3, 2].min() > 0


@both
def test_smallest_kept_area(backend: Backend) -> None:
    """A sliver of 0.0105 square pixels along a row of pixel centres is still drawn."""
    _, index = rasterize(mesh_of([0, 1, 1], [4, 1, 1], [4, 1.00525, 1]), ONE, 5, backend)
    assert (index[0, 1] == 0).all()


@both
def test_triangles_far_larger_than_the_image(backend: Backend) -> None:
    depth, index = rasterize(mesh_of([-4e3, -4e3, 1], [8e3, -4e3, 1], [-4e3, 8e3, 1]), ONE, 6, backend)
    assert (index == 0).all()
    torch.testing.assert_close(depth, torch.ones(1, 6, 6))


@both
def test_no_triangles(backend: Backend) -> None:
    depth, index = rasterize(torch.ones(2, 3, 3), torch.empty(0, 3, dtype=torch.int32), 4, backend)
    assert depth.shape == index.shape == (2, 4, 4)
    assert (index == -1).all()
    assert (depth == 0).all()


@both
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_dtype_is_kept(backend: Backend, dtype: torch.dtype) -> None:
    depth, _ = rasterize(mesh_of([0, 0, 1], [3, 0, 2], [0, 3, 1], dtype=dtype), ONE, 4, backend)
    assert depth.dtype == dtype


@both
def test_gradient_of_depth_by_hand(backend: Backend) -> None:
    """At the corner of a slanted triangle z follows the corner's z; moving the corner right by 1 px moves the plane.

    z goes from 1 to 2 over 4 px: 1/z = 1 - u / 8, so dz/du = z^2 / 8. At the pixel of the first corner z = 1, and
    the plane's value there drops by the slope when the corner moves to the right: dz/du_corner = -1 / 8.
    """
    mesh = mesh_of([0, 0, 1], [4, 0, 2], [0, 4, 1], dtype=torch.float64).requires_grad_()
    depth, _ = rasterize(mesh, ONE, 5, backend)
    depth[0, 0, 0].backward()
    assert mesh.grad is not None
    expected = torch.zeros(3, 3, dtype=torch.float64)
    expected[0] = torch.tensor([-1 / 8, 0, 1])
    torch.testing.assert_close(mesh.grad[0], expected)


@both
def test_gradcheck(backend: Backend) -> None:
    generator = torch.Generator().manual_seed(3)
    camera = PinholeCamera(4)
    grid = (camera.pixel_grid(torch.zeros((), dtype=torch.float64)) * 2.3 + 0.37).reshape(1, 16, 2).repeat(2, 1, 1)
    grid = grid + 0.6 * torch.rand(2, 16, 2, dtype=torch.float64, generator=generator)
    depth = 1 + torch.rand(2, 16, 1, dtype=torch.float64, generator=generator)
    mesh = torch.cat([grid, depth], dim=2).requires_grad_()
    assert (rasterize(mesh, grid_triangles(4), 8, backend)[1] >= 0).sum() > 60
    assert torch.autograd.gradcheck(lambda m: rasterize(m, grid_triangles(4), 8, backend)[0], (mesh,))


def _assert_agreement(vertices: Tensor, triangles: Tensor, size: int, depth_tolerance: float, grad: float) -> None:
    reference, fast = vertices.clone().requires_grad_(), vertices.clone().requires_grad_()
    depth, index = rasterize(reference, triangles, size, "torch")
    fast_depth, fast_index = rasterize(fast, triangles, size, "numba")
    same = index == fast_index
    tied = (depth - fast_depth).abs() <= depth_tolerance * depth.clamp(min=1)
    # Ids differ only where two triangles are equally near (a shared edge, hit to the last bit), and seldom.
    assert (same | (tied & (index >= 0) & (fast_index >= 0))).all()
    assert same.float().mean() > 0.99
    torch.testing.assert_close(fast_depth, depth, rtol=depth_tolerance, atol=depth_tolerance)
    upstream = torch.randn(depth.shape, generator=torch.Generator().manual_seed(9)).to(depth.dtype) * same
    depth.backward(upstream)
    fast_depth.backward(upstream)
    assert reference.grad is not None
    assert fast.grad is not None
    assert reference.grad.isfinite().all()
    scale = reference.grad.abs().amax((1, 2), keepdim=True).clamp(min=1)
    torch.testing.assert_close(fast.grad / scale, reference.grad / scale, rtol=0, atol=grad)


@pytest.mark.parametrize("size", [32, 64])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_backends_agree_on_rotated_heightfields(size: int, seed: int) -> None:
    _assert_agreement(heightfield(4, size, seed), grid_triangles(size), size, 1e-5, 1e-4)


def test_backends_agree_at_one_image_in_float64() -> None:
    vertices = heightfield(1, 32, 5, dtype=torch.float64)
    _assert_agreement(vertices, grid_triangles(32), 32, 1e-11, 1e-9)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_backends_agree_on_stretched_triangles(seed: int) -> None:
    vertices, triangles = stretched(3, 24, seed)
    _assert_agreement(vertices, triangles, 24, 1e-5, 1e-4)
    _assert_agreement(vertices.double(), triangles, 24, 1e-11, 1e-9)


def test_backends_agree_on_ties() -> None:
    vertices, triangles = stretched(2, 24, 4)
    doubled = torch.cat([triangles, triangles.flip(0)])
    for backend in BACKENDS:
        _, single = rasterize(vertices.double(), triangles, 24, backend)
        _, index = rasterize(vertices.double(), doubled, 24, backend)
        assert torch.equal(single, index)


def test_backends_agree_at_256_pixels() -> None:
    _assert_agreement(heightfield(1, 256, 0), grid_triangles(256), 256, 1e-5, 1e-4)


def test_result_is_independent_of_threads() -> None:
    vertices = heightfield(5, 32, 3)
    alone = rasterize(vertices, grid_triangles(32), 32, "numba")
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        together = rasterize(vertices, grid_triangles(32), 32, "numba")
    finally:
        torch.set_num_threads(before)
    assert torch.equal(alone[0], together[0])
    assert torch.equal(alone[1], together[1])


def test_auto_is_numba_on_the_cpu() -> None:
    vertices = heightfield(2, 32, 6)
    auto, numba = (rasterize(vertices, grid_triangles(32), 32, backend) for backend in ("auto", "numba"))
    assert torch.equal(auto[0], numba[0])


def test_vertices_need_not_be_contiguous() -> None:
    vertices = heightfield(2, 32, 7)
    strided = vertices.transpose(0, 2).contiguous().transpose(0, 2)
    assert not strided.is_contiguous()
    for backend in BACKENDS:
        whole, view = (rasterize(v, grid_triangles(32), 32, backend)[0] for v in (vertices, strided))
        assert torch.equal(whole, view)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_reference_on_the_gpu_agrees_with_the_cpu() -> None:
    vertices = heightfield(2, 32, 8)
    depth, _ = rasterize(vertices, grid_triangles(32), 32, "torch")
    on_gpu, _ = rasterize(vertices.cuda(), grid_triangles(32, "cuda"), 32)
    torch.testing.assert_close(on_gpu.cpu(), depth, rtol=1e-5, atol=1e-5)


@pytest.mark.usefixtures("untyped")
@pytest.mark.parametrize(
    ("vertices", "triangles", "size", "backend", "message"),
    [
        (torch.ones(2, 3), ONE, 4, "auto", "vertices: expected a tensor of shape any x any x 3, got 2 x 3"),
        (torch.ones(1, 3, 2), ONE, 4, "auto", "vertices: expected .* got 1 x 3 x 2"),
        (torch.ones(1, 3, 3).long(), ONE, 4, "auto", "vertices: expected a floating-point tensor, got torch.int64"),
        (torch.ones(1, 3, 3), ONE[0], 4, "auto", "triangles: expected a tensor of shape any x 3, got 3"),
        (torch.ones(1, 3, 3), ONE, 0, "auto", "size: expected at least 1 pixel, got 0"),
        (torch.ones(1, 3, 3), ONE, 4, "opengl", "backend: expected one of auto, torch, numba, triton; got 'opengl'"),
        (
            torch.ones(1, 3, 3, device="meta"),
            ONE,
            4,
            "numba",
            "backend: numba supports float32 .* got vertices of .* on meta",
        ),
    ],
)
def test_wrong_arguments(vertices: Tensor, triangles: Tensor, size: int, backend: Backend, message: str) -> None:
    with pytest.raises(InputError, match=message):
        rasterize(vertices, triangles, size, backend)
