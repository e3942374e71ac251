"""The Triton z-buffer against values worked by hand and the reference; interpreted without a GPU."""

import importlib
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from probsym.errors import InputError
from probsym.geometry.heightfield import grid_triangles
from probsym.rendering.rasterize import rasterize
from rendering.meshes import ONE, heightfield, mesh_of, stretched

pytest.importorskip("triton")
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The interpreter computes in numpy, which warns of divisions by the areas of triangles that are dropped."""
    with np.errstate(all="ignore"):
        yield


def seen(mesh: Tensor, triangles: Tensor, size: int) -> tuple[Tensor, Tensor]:
    depth, index = rasterize(mesh.to(DEVICE), triangles.to(DEVICE), size, "triton")
    return depth.cpu(), index.cpu()


def assert_agreement(vertices: Tensor, triangles: Tensor, size: int) -> None:
    reference, fast = vertices.clone().requires_grad_(), vertices.clone().requires_grad_()
    depth, index = rasterize(reference, triangles, size, "torch")
    fast_depth, fast_index = seen(fast, triangles, size)
    same = index == fast_index
    tied = (depth - fast_depth).abs() <= 1e-5 * depth.clamp(min=1)
    assert (same | (tied & (index >= 0) & (fast_index >= 0))).all()
    assert same.float().mean() > 0.99
    torch.testing.assert_close(fast_depth, depth, rtol=1e-5, atol=1e-5)
    upstream = torch.randn(depth.shape, generator=torch.Generator().manual_seed(9)) * same
    depth.backward(upstream)
    fast_depth.backward(upstream)
    assert reference.grad is not None
    assert fast.grad is not None
    scale = reference.grad.abs().amax((1, 2), keepdim=True).clamp(min=1)
    torch.testing.assert_close(fast.grad / scale, reference.grad / scale, rtol=0, atol=1e-4)


def test_coverage_of_one_triangle() -> None:
    """Corners at (0, 0), (2, 0), (0, 2): the pixels with u + v <= 2, edges included."""
    depth, index = seen(mesh_of([0, 0, 1.5], [2, 0, 1.5], [0, 2, 1.5]), ONE, 4)
    assert index.dtype == torch.int32
    assert index[0].tolist() == [[0, 0, 0, -1], [0, 0, -1, -1], [0, -1, -1, -1], [-1, -1, -1, -1]]
    torch.testing.assert_close(depth[0], torch.where(index[0] == 0, 1.5, 0.0))


@pytest.mark.parametrize("order", [[0, 1, 2], [0, 2, 1], [2, 1, 0], [1, 2, 0]])
def test_both_faces_are_visible(order: list[int]) -> None:
    mesh = mesh_of([0.2, 0.1, 1], [3.1, 0.3, 2], [0.4, 2.9, 3])
    _, index = seen(mesh, torch.tensor([order], dtype=torch.int32), 4)
    assert (index == 0).nonzero()[:, 1:].tolist() == [[1, 1], [1, 2], [2, 1]]


def test_depth_is_perspective_correct() -> None:
    """From depth 1 to 2 over four pixels, 1/z falls evenly from 1 to 1/2: 1, 8/7, 4/3, 8/5, 2."""
    depth, _ = seen(mesh_of([0, 0, 1], [4, 0, 2], [0, 4, 1]), ONE, 5)
    torch.testing.assert_close(depth[0, 0], torch.tensor([1, 8 / 7, 4 / 3, 8 / 5, 2]))


def test_nearest_triangle_wins_in_any_order() -> None:
    plane = [[-1.0, -1.0], [9.0, -1.0], [-1.0, 9.0]]
    mesh = mesh_of(*[[*corner, z] for z in (2.0, 1.0, 3.0) for corner in plane])
    for order in ([0, 1, 2], [1, 0, 2], [2, 0, 1]):
        triangles = torch.arange(9, dtype=torch.int32).reshape(3, 3)[order]
        depth, index = seen(mesh, triangles, 3)
        assert (index == order.index(1)).all()
        torch.testing.assert_close(depth, torch.ones(1, 3, 3))


def test_ties_go_to_the_lowest_index() -> None:
    triangles = torch.tensor([[0, 1, 2]] * 300, dtype=torch.int32)  # more than one program's
    _, index = seen(mesh_of([0, 0, 1], [3, 0, 2], [0, 3, 1.5]), triangles, 4)
    assert set(index.unique().tolist()) == {-1, 0}


@pytest.mark.parametrize(
    "corners",
    [
        [[0, 0, 1], [2, 2, 1], [4, 4, 1]],  # on a line
        [[0, 1, 1], [4, 1, 1], [4, 1.0049, 1]],  # 0.0098 square pixels
        [[0, 0, 1], [4, 0, 1], [0, 4, -1]],  # through the camera
        [[0, 0, 0], [4, 0, 1], [0, 4, 1]],  # in it
        [[math.nan, 0, 1], [4, 0, 1], [0, 4, 1]],
        [[0, 0, math.nan], [4, 0, 1], [0, 4, 1]],
        [[0, 0, 1], [4, 0, 1], [0, math.inf, 1]],
        [[0, 0, 1], [4, 0, 1], [0, 4, math.inf]],
        [[10, 10, 1], [14, 10, 1], [10, 14, 1]],  # beyond the image
        [[1.2, 1.2, 1], [1.8, 1.2, 1], [1.2, 1.8, 1]],  # between the pixel centres
    ],
)
def test_invalid_triangles_are_dropped(corners: list[list[float]]) -> None:
    mesh = mesh_of(*corners).requires_grad_()
    depth, index = seen(mesh, ONE, 5)
    assert (index == -1).all()
    assert (depth == 0).all()
    depth.sum().backward()
    assert mesh.grad is not None
    assert (mesh.grad == 0).all()


def test_dropped_triangle_does_not_affect_its_neighbours() -> None:
    mesh = mesh_of([0, 0, 1], [4, 0, 1], [0, 4, 1], [math.nan, 1, 1]).requires_grad_()
    depth, index = seen(mesh, torch.tensor([[1, 2, 3], [0, 1, 2]], dtype=torch.int32), 5)
    assert set(index.unique().tolist()) == {-1, 1}
    depth.sum().backward()
    assert mesh.grad is not None
    assert mesh.grad.isfinite().all()
    assert mesh.grad[0, :3, 2].min() > 0


def test_triangles_far_larger_than_the_image() -> None:
    depth, index = seen(mesh_of([-4e3, -4e3, 1], [8e3, -4e3, 1], [-4e3, 8e3, 1]), ONE, 6)
    assert (index == 0).all()
    torch.testing.assert_close(depth, torch.ones(1, 6, 6))


@pytest.mark.parametrize(("batch", "faces"), [(2, 0), (0, 1)])
def test_nothing_to_draw(batch: int, faces: int) -> None:
    mesh = torch.ones(batch, 3, 3, requires_grad=True)
    depth, index = seen(mesh, torch.zeros(faces, 3, dtype=torch.int32), 4)
    assert depth.shape == index.shape == (batch, 4, 4)
    assert (index == -1).all()
    depth.sum().backward()
    assert mesh.grad is not None
    assert (mesh.grad == 0).all()


def test_gradient_of_depth_by_hand() -> None:
    """As the reference's: z = 1 and dz/du = 1 / 8 at the first corner, which drops by the slope as the corner moves."""
    mesh = mesh_of([0, 0, 1], [4, 0, 2], [0, 4, 1]).requires_grad_()
    depth, _ = seen(mesh, ONE, 5)
    depth[0, 0, 0].backward()
    assert mesh.grad is not None
    expected = torch.zeros(3, 3)
    expected[0] = torch.tensor([-1 / 8, 0, 1])
    torch.testing.assert_close(mesh.grad[0], expected)


@pytest.mark.parametrize("seed", [0, 1])
def test_agrees_on_rotated_heightfields(seed: int) -> None:
    assert_agreement(heightfield(2, 16, seed), grid_triangles(16), 16)


def test_agrees_on_stretched_triangles() -> None:
    assert_agreement(*stretched(2, 12, 0), 12)


def test_deterministic() -> None:
    """More than one program adds to the vertices; the sums do not depend on their order."""
    results = []
    for _ in range(2):
        vertices = heightfield(2, 16, 4).to(DEVICE).requires_grad_()
        depth, index = rasterize(vertices, grid_triangles(16, DEVICE), 16, "triton")
        depth.square().sum().backward()
        results.append((depth.detach(), index, vertices.grad))
    for first, again in zip(*results, strict=True):
        assert torch.equal(first, again)


def test_other_triangles_over_the_same_vertices() -> None:
    """The cached corner table belongs to these triangles and this number of vertices."""
    triangles = ONE.clone()
    for corners in (3, 5, 3):
        mesh = torch.cat([mesh_of([0, 0, 1], [4, 0, 1], [0, 4, 1]), torch.ones(1, corners - 3, 3)], 1).requires_grad_()
        depth, _ = seen(mesh, triangles, 5)
        depth.sum().backward()
        assert mesh.grad is not None
        torch.testing.assert_close(mesh.grad[..., 2].sum(), torch.tensor(15.0))  # of a flat triangle of 15 pixels


def test_triangles_written_in_place() -> None:
    triangles = ONE.clone().to(DEVICE)
    points = torch.cat([mesh_of([0, 0, 1], [4, 0, 1], [0, 4, 1]), mesh_of([0, 0, 1], [4, 0, 1], [0, 4, 1])], 1)
    for used in (slice(0, 3), slice(3, 6)):
        triangles.copy_(torch.arange(6)[used])
        mesh = points.clone().requires_grad_()
        seen(mesh, triangles, 5)[0].sum().backward()
        assert mesh.grad is not None
        torch.testing.assert_close(mesh.grad[0, used, 2].sum(), torch.tensor(15.0))


def test_wrong_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"triton supports float32 on a GPU, got vertices of torch\.float64"):
        rasterize(torch.ones(1, 3, 3, dtype=torch.float64), ONE, 4, "triton")
    monkeypatch.setattr("probsym.kernels.rasterize_triton.INTERPRETED", False)
    with pytest.raises(InputError, match=r"got vertices of torch\.float32 on cpu"):
        rasterize(torch.ones(1, 3, 3), ONE, 4, "triton")
    monkeypatch.setattr("probsym.rendering.rasterize.find_triton", lambda: False)
    with pytest.raises(InputError, match="backend: triton is not installed"):
        rasterize(torch.ones(1, 3, 3), ONE, 4, "triton")


_COMPILE = """
import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource
from probsym.kernels import rasterize_triton
whole = {"faces": "i32", "vertices": "i32", "size": "i32"}
mesh = {"points": "*fp32", "corners": "*i32"}
for kernel, others in (
    (rasterize_triton.forward_kernel, {"keys": "*i64"}),
    (rasterize_triton.backward_kernel, {"index": "*i32", "upstream": "*fp32", "per_corner": "*fp32"}),
):
    compiled = triton.compile(ASTSource(kernel, mesh | others | whole, {}), target=GPUTarget("cuda", 80, 32))
    print(".min.s64" in compiled.asm["ptx"], len(compiled.asm["cubin"]) > 0)
"""


@pytest.mark.slow
def test_kernels_compile_for_a_gpu(tmp_path: Path) -> None:
    """The compiler needs no GPU; it refuses things that the interpreter lets pass."""
    environment = {**os.environ, "TRITON_INTERPRET": "0", "TRITON_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _COMPILE], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "True", "False", "True"]


def test_custom_operator_contract() -> None:
    """Shapes and types are those it promises to torch.compile, with gradients, and it writes to none of its inputs."""
    importlib.import_module("probsym.kernels.rasterize_triton")  # registers the operator
    vertices = heightfield(2, 8, 3).requires_grad_()
    torch.library.opcheck(
        torch.ops.probsym.rasterize_triton.default, (vertices, grid_triangles(8), 8), rtol=1e-4, atol=1e-5
    )


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("size", [32, 64, 256])
def test_agrees_on_the_gpu(size: int) -> None:
    assert_agreement(heightfield(4, size, 8), grid_triangles(size), size)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_auto_on_the_gpu() -> None:
    vertices = heightfield(2, 32, 6).cuda()
    auto, triton = (rasterize(vertices, grid_triangles(32, "cuda"), 32, name) for name in ("auto", "triton"))
    assert torch.equal(auto[0], triton[0])
