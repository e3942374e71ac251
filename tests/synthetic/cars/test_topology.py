import numpy as np

from probsym.synthetic.cars.topology import BODY, BOTTOM, CABIN, FRONT, REAR, SIDE, TOP, box, car_mesh


def test_a_box_of_two_points_an_edge_is_a_cube() -> None:
    points, triangles, sides = box(1 + 1, 2, 2)
    assert sorted(map(tuple, points.tolist())) == sorted(
        (x, y, z) for x in (-1.0, 0.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)
    )
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    normal = np.cross(b - a, c - a)
    assert np.abs(normal).sum() / 2 == 24  # area of the surface
    outward = {FRONT: (2, -1), REAR: (2, 1), TOP: (1, -1), BOTTOM: (1, 1)}
    for side, (axis, sign) in outward.items():
        assert (np.sign(normal[sides == side][:, axis]) == sign).all()
    middle = (a + b + c)[sides == SIDE, 0]
    assert (np.sign(normal[sides == SIDE, 0]) == np.sign(middle)).all()


def test_every_vertex_has_a_mirror_image_and_triangles_too() -> None:
    mesh = car_mesh()
    assert (mesh.mirrored[mesh.mirrored] == np.arange(len(mesh.place))).all()
    assert (mesh.place[mesh.mirrored] == mesh.place * np.array([-1, 1, 1], np.float32)).all()
    own = {frozenset(triangle) for triangle in mesh.triangles.tolist()}
    assert {frozenset(triangle) for triangle in mesh.mirrored[mesh.triangles].tolist()} == own


def test_the_parts_hold_every_vertex_once() -> None:
    mesh = car_mesh()
    covered = np.concatenate([np.arange(len(mesh.place))[part] for part in mesh.parts.values()])
    assert (covered == np.arange(len(mesh.place))).all()
    assert set(mesh.triangles.ravel().tolist()) == set(range(len(mesh.place)))


def test_body_and_cabin_are_closed() -> None:
    """Every edge belongs to two triangles, which run along it in opposite directions."""
    mesh = car_mesh()
    closed = mesh.triangles[(mesh.region >= BODY) & (mesh.region <= CABIN + BOTTOM)]
    edges = np.concatenate([closed[:, [0, 1]], closed[:, [1, 2]], closed[:, [2, 0]]])
    directed = set(map(tuple, edges.tolist()))
    assert len(directed) == len(edges)
    assert {(b, a) for a, b in directed} == directed
