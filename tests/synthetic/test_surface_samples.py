"""Points of a rasterised image as a list and back, by hand."""

import numpy as np

from probsym.synthetic.surface_samples import gather_samples, scatter_samples


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
