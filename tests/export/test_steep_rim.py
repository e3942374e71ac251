import dataclasses

import numpy as np
import torch
from tests.export.test_cutout import dome
from torch.nn import functional

from probsym.export.cutout import cutout
from probsym.export.mesh import build_mesh
from probsym.export.outline import boundary_edges
from probsym.export.steep_rim import steep_points, without_steep_rim
from probsym.export.surface import finer_size, refine_depth
from probsym.geometry.camera import PinholeCamera

SIZE = 64


def block(side=0.5, wobble=0.03):
    """A block before a flat ground, as a model of cars knows it: the place of its sides wobbles from row to row."""
    axis = torch.linspace(-1, 1, SIZE)
    x = axis[None].abs() - wobble * torch.sin(40 * axis)[:, None]
    outside = torch.maximum((x - side) / 0.1, (axis[:, None].abs() - side) / 0.1).clamp(0, 1)
    return (0.95 + 0.1 * outside * outside * (3 - 2 * outside))[None]


def surrounded():
    """The block in a photo whose object is wider than it, and its own opacity by alpha."""
    one, camera = dome(SIZE), PinholeCamera(SIZE)
    one = dataclasses.replace(one, factors=dataclasses.replace(one.factors, canonical_depth=block()))
    alpha = torch.zeros(1, SIZE, SIZE)
    alpha[:, 6:-6, 6:-6] = 1
    return one, camera, alpha


def test_a_mesh_of_an_object_with_steep_sides_has_no_spikes():
    one, camera, alpha = surrounded()
    opacity = cutout(one.image[0], one, 0, camera, alpha)
    mesh = build_mesh(one, 0, camera, opacity=opacity)
    edge = mesh.vertices[boundary_edges(mesh.faces)]
    sides = edge[(np.abs(edge[..., 1]) < 0.3).all(1)]  # the left and the right one
    assert len(sides) > 20
    up, ahead = np.abs(np.diff(sides, axis=1)[:, 0, 1:]).T
    # Spikes zigzag in depth, which makes the edge several times longer than it is high.
    assert np.hypot(up, ahead).sum() < 2.2 * up.sum()


def test_what_lies_beyond_a_steep_step_is_left_out():
    one, camera, alpha = surrounded()
    opacity = cutout(one.image[0], one, 0, camera, alpha).numpy()
    axis = np.abs(np.linspace(-1, 1, len(opacity)))
    distance = np.maximum(axis[:, None], axis[None])
    assert opacity[distance > 0.64].max() == 0
    assert opacity[distance < 0.42].min() > 0.99


def test_steep_points_within_the_object_stay():
    """As those beside a nose."""
    camera = PinholeCamera(SIZE).resized(finer_size(SIZE, 2))
    depth = refine_depth(block(side=0.2), 2)
    steep, opacity = steep_points(depth, camera), np.zeros((camera.size, camera.size), np.float32)
    opacity[12:-12, 12:-12] = 1
    assert steep.any()
    assert np.array_equal(without_steep_rim(opacity, depth[0].numpy(), steep), opacity)


def test_without_steep_points_nothing_changes():
    camera = PinholeCamera(SIZE)
    depth = functional.interpolate(block()[None], size=9)
    depth = functional.interpolate(depth, size=SIZE, mode="bilinear", align_corners=True)[0]
    opacity = np.random.default_rng(0).random((SIZE, SIZE), np.float32)
    assert np.array_equal(without_steep_rim(opacity, depth[0].numpy(), steep_points(depth, camera)), opacity)
