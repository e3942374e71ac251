import numpy as np
import pytest

from probsym.synthetic.mesh_kernels import (
    blend_shapes,
    gather_samples,
    rasterize_mesh,
    scatter_samples,
    shade_samples,
    vertex_normals,
)

# A square of side 2 at depth 2, its front (b - a) x (c - a) towards the camera; seen with y down.
SQUARE = np.array([[-1.0, -1.0, 2.0], [1.0, -1.0, 2.0], [-1.0, 1.0, 2.0], [1.0, 1.0, 2.0]])
FRONT = np.array([[0, 2, 1], [1, 2, 3]], np.int32)


def test_frontal_square_has_its_depth_and_extent() -> None:
    # f = 2, c = 3.5: the edges project to 2 * (-1 / 2) + 3.5 = 2.5 and 4.5; samples 3 and 4 lie inside.
    face, bary, depth = rasterize_mesh(SQUARE, FRONT, 8, 2.0, 3.5)
    expected = np.zeros((8, 8), bool)
    expected[3:5, 3:5] = True
    assert (expected == (face >= 0)).all()
    assert depth[expected] == pytest.approx(2.0, abs=1e-12)
    assert (depth[~expected] == 0).all()
    assert bary[expected].sum(-1) == pytest.approx(1.0, abs=1e-12)


def test_back_faces_are_culled() -> None:
    face, _, _ = rasterize_mesh(SQUARE, FRONT[:, [0, 2, 1]].copy(), 8, 2.0, 3.5)
    assert (face == -1).all()


def test_slanted_plane_is_perspective_correct() -> None:
    # The plane z = 2 + x meets the ray x = r z at z = 2 / (1 - r), with r = (u - c) / f.
    points = SQUARE.copy()
    points[:, 2] += points[:, 0]
    face, bary, depth = rasterize_mesh(points, FRONT, 9, 8.0, 4.0)
    v, u = np.nonzero(face >= 0)
    assert len(u) > 8
    assert depth[v, u] == pytest.approx(2 / (1 - (u - 4) / 8), abs=1e-12)
    x = (bary[v, u, :, None] * points[FRONT[face[v, u]]]).sum(1)[:, 0]
    assert x == pytest.approx((u - 4) / 8 * depth[v, u], abs=1e-12)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_nearest_triangle_wins_in_any_order(order: tuple[int, int]) -> None:
    points = np.concatenate([SQUARE, SQUARE * [1, 1, 0] + [0, 0, 1.5]])
    sheets = [FRONT, FRONT + 4]
    triangles = np.concatenate([sheets[index] for index in order]).astype(np.int32)
    face, _, depth = rasterize_mesh(points, triangles, 8, 2.0, 3.5)
    assert depth[face >= 0] == pytest.approx(1.5)


def test_vertex_normals_of_a_roof_are_weighted_by_area() -> None:
    points = np.array([[0.0, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 2]])
    triangles = np.array([[0, 1, 2], [0, 3, 1]], np.int32)  # normals (0, 0, -1) of area 1/2 and (-1, 0, 0) of area 1
    normals = vertex_normals(points, triangles)
    expected = np.array([-2.0, 0, -1.0]) / np.sqrt(5)
    assert normals[0] == pytest.approx(expected)
    assert normals[1] == pytest.approx(expected)
    assert normals[2] == pytest.approx([0, 0, -1])


def test_vertex_without_triangle_has_no_normal() -> None:
    assert (vertex_normals(SQUARE, FRONT[:1])[3] == 0).all()


def test_blend_adds_weighted_modes_and_rows_are_independent() -> None:
    rng = np.random.default_rng(0)
    neutral, modes = rng.normal(size=9000).astype(np.float32), rng.normal(size=(7, 9000)).astype(np.float32)
    coefficients = rng.normal(size=(5, 7)).astype(np.float32)
    coefficients[1, 3] = 0
    together = blend_shapes(neutral, modes, coefficients)
    np.testing.assert_allclose(together, neutral + coefficients.astype(np.float64) @ modes, rtol=0, atol=1e-5)
    alone = blend_shapes(neutral, modes, coefficients[2:3])
    assert (together[2] == alone[0]).all()


def test_points_are_gathered_row_by_row_and_scattered_back() -> None:
    """Pixel (0, 1) shows the centre of triangle 1, pixel (1, 0) the middle of an edge of triangle 0."""
    face = np.array([[-1, 1], [0, -1]], np.int32)
    bary = np.zeros((2, 2, 3))
    bary[0, 1], bary[1, 0] = (1 / 3, 1 / 3, 1 / 3), (0.5, 0.5, 0.0)
    triangles = np.array([[0, 1, 2], [1, 2, 3]], np.int32)
    positions = np.array([[0, 0, 0], [2, 0, 4], [0, 2, 0], [4, 1, -1]], np.float32)
    points, regions = gather_samples(face, bary, triangles, np.array([7, 9], np.uint8), positions)
    np.testing.assert_allclose(points, [[2.0, 1.0], [1.0, 0.0], [1.0, 2.0]], rtol=1e-6)
    assert regions.tolist() == [9, 7]
    image = scatter_samples(face, np.array([[0.1, 0.2], [0.3, 0.4]]))
    assert image.tolist() == [[[0.0, 0.0], [0.1, 0.2]], [[0.3, 0.4], [0.0, 0.0]]]


def test_shading_by_hand() -> None:
    albedo = np.full((1, 2, 3), [0.5, 0.4, 0.2])
    normals = np.array([[[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0]]])
    direction = np.array([0.6, 0.0, 0.8])
    lit = shade_samples(albedo, normals, 0.3, 0.5, direction)
    assert lit[0, 0] == pytest.approx(np.array([0.5, 0.4, 0.2]) * 0.7)  # 0.3 + 0.5 * 0.8
    assert lit[0, 1] == pytest.approx(np.array([0.5, 0.4, 0.2]) * 0.3)  # turned away: ambient only
