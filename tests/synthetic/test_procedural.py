import numpy as np

from probsym.synthetic.mesh_kernels import vertex_normals
from probsym.synthetic.procedural import procedural_head

# The 68 landmarks mirrored: which one lies where each was.
MIRROR = [
    *range(16, -1, -1),
    *range(26, 16, -1),
    *range(27, 31),
    *range(35, 30, -1),
    *(45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40),
    *(54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55),
    *(64, 63, 62, 61, 60, 67, 66, 65),
]


def _mirrored_vertices(points: np.ndarray) -> np.ndarray:
    """Index of each vertex's mirror image."""
    order, mirror = np.lexsort(points.T), np.lexsort((points * np.array([-1, 1, 1], np.float32)).T)
    out = np.empty(len(points), int)
    out[mirror] = order
    return out


def test_every_mode_is_exactly_symmetric() -> None:
    head = procedural_head()
    flip = _mirrored_vertices(head.neutral)
    for field in (head.neutral, *head.identity, *head.expression):
        assert np.abs(field[flip] - field * np.array([-1, 1, 1], np.float32)).max() == 0


def test_landmarks_are_symmetric_and_in_order() -> None:
    head = procedural_head()
    marks = head.neutral[head.landmarks]
    assert np.abs(marks[MIRROR] - marks * np.array([-1, 1, 1], np.float32)).max() == 0
    assert len(set(head.landmarks.tolist())) == 68
    assert (np.diff(marks[:17, 0]) > 0).all()  # the jaw from left to right
    assert marks[8, 1] == marks[:, 1].max()  # the chin is lowest
    assert marks[30, 2] == marks[:, 2].min()  # the tip of the nose is nearest
    assert (marks[[51, 62, 66, 57], 1] == np.sort(marks[[51, 62, 66, 57], 1])).all()


def test_front_faces_the_camera() -> None:
    head = procedural_head()
    normals = vertex_normals(head.neutral, head.triangles)
    front = head.front_weight > 0
    assert (normals[front, 2] < 0.2).mean() > 0.98


def test_expressions_move_what_they_name() -> None:
    head = procedural_head()
    moves = dict(zip(head.expression_names, head.expression[:, head.landmarks], strict=True))
    assert moves["mouthOpen"][66, 1] > 0.15  # lower lip down
    assert abs(moves["mouthOpen"][62, 1]) < 0.05
    assert moves["mouthSmile"][48, 1] < -0.05  # corners up and outwards
    assert moves["mouthSmile"][48, 0] < -0.03
    assert moves["browUp"][19, 1] < -0.05
    assert moves["eyeBlink"][37, 1] > 0.08


def test_depth_range_is_that_of_a_face() -> None:
    z = procedural_head().neutral[procedural_head().landmarks][:, 2]
    assert z[30] < z[27] - 0.2  # nose before bridge
    assert z[[36, 45]].min() > z[27]  # eyes behind the bridge
    assert z[57] < z[0]
