from dataclasses import replace

import numpy as np
import torch

from probsym.export.canonical_view import canonical_confidence
from probsym.export.mesh import build_mesh
from probsym.types import Viewpoint

FRONTAL = Viewpoint(torch.zeros(2, 3), torch.zeros(2, 3))


def changed(reconstruction, **factors):
    return replace(reconstruction, factors=replace(reconstruction.factors, **factors))


def confidence(*arguments):
    values = canonical_confidence(*arguments)
    assert values is not None
    return values


def test_seen_from_the_front_it_is_the_photos_map(bump, camera):
    frontal = changed(bump, viewpoint=FRONTAL)
    values = confidence(frontal, 0, camera, 1)
    expected = 1 / (1 + bump.factors.sigma_flip[0, 0])
    torch.testing.assert_close(values[1:-1, 1:-1], expected[1:-1, 1:-1], rtol=0, atol=1e-3)


def test_hidden_points_have_the_confidence_of_their_mirror_points(bump, camera):
    values = confidence(bump, 0, camera, 2)
    assert values.shape == (127, 127)
    assert 0 <= values.min() <= values.max() <= 1
    # the head is turned by 25 degrees: the edge between confident and not, in the photo's middle column, moves off it
    row = values[64]
    edge = int((row[20:-20] > 0.6).sum()) + 20
    frontal = confidence(changed(bump, viewpoint=FRONTAL), 0, camera, 2)[64]
    assert abs(edge - (int((frontal[20:-20] > 0.6).sum()) + 20)) >= 8


def test_neither_seen_nor_mirrored_is_zero(bump, camera):
    away = Viewpoint(torch.zeros(2, 3), torch.tensor([[0.0, 0.05, 0.0]] * 2))  # the lower part leaves the photo
    values = confidence(changed(bump, viewpoint=away), 0, camera, 1)
    assert (values[-10:] == 0).all()
    assert (values[5:30, 5:-5] > 0).all()


def test_vertices_of_the_mesh_have_confidence(bump, camera):
    mesh = build_mesh(bump, 0, camera)
    assert mesh.confidence is not None
    assert mesh.confidence.shape == (len(mesh.vertices),)
    assert mesh.confidence.dtype == np.float32
    left = mesh.confidence[mesh.vertices[:, 0] < -0.4]
    assert left.mean() > mesh.confidence[mesh.vertices[:, 0] > 0.4].mean() + 0.1


def test_a_mesh_has_no_confidence_that_was_not_asked_for(bump, camera):
    mesh, plain = build_mesh(bump, 0, camera), build_mesh(bump, 0, camera, with_confidence=False)
    assert plain.confidence is None
    np.testing.assert_array_equal(plain.vertices, mesh.vertices)
    np.testing.assert_array_equal(plain.uv, mesh.uv)
    np.testing.assert_array_equal(plain.faces, mesh.faces)


def test_without_confidence_there_is_none(bump, camera):
    assert canonical_confidence(changed(bump, sigma=None, sigma_flip=None), 0, camera, 1) is None
