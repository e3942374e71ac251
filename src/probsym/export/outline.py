"""Parts of triangle meshes: cut along an outline, the largest part, the edges around it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def cut_faces(values: NDArray[Any], faces: NDArray[Any], level: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The part of a mesh where ``level``, which is linear in each face, is above 0.

    Args:
        values: of each vertex, n x any number: they are interpolated where an edge is cut.
        faces: m x 3 vertex indices.
        level: n.

    Returns:
        The values of all old vertices and of the new ones on the outline, and the faces.
    """
    inside = level > 0
    count = inside[faces].sum(axis=1)
    whole = faces[count == 3]
    # The vertex that is alone on its side comes first; the order of the three stays.
    crossed = faces[(count == 1) | (count == 2)]
    alone = inside[crossed] == (inside[crossed].sum(axis=1) == 1)[:, None]
    crossed = np.take_along_axis(crossed, (alone.argmax(axis=1)[:, None] + np.arange(3)) % 3, axis=1)
    ends = np.sort(np.concatenate([crossed[:, [0, 1]], crossed[:, [0, 2]]]), axis=1)
    edges, place = np.unique(ends, axis=0, return_inverse=True)
    first, second = edges.reshape(-1, 2).T
    # Not at a vertex itself, where the faces would have no area.
    share = np.clip(level[first] / (level[first] - level[second]), 0.02, 0.98)[:, None]
    new = values[first] * (1 - share) + values[second] * share
    left, right = (len(values) + place.reshape(-1)).reshape(2, -1)
    tip = inside[crossed[:, 0]]
    tips = np.stack([crossed[:, 0], left, right], axis=1)[tip]
    stumps = [
        np.stack([left, crossed[:, 1], crossed[:, 2]], axis=1)[~tip],
        np.stack([left, crossed[:, 2], right], axis=1)[~tip],
    ]
    return np.concatenate([values, new]), np.concatenate([whole, tips, *stumps]).astype(np.int64)


def largest_component(faces: NDArray[Any], vertex_count: int) -> NDArray[Any]:
    """The faces of the largest part that hangs together by vertices."""
    if not len(faces):
        return faces
    label = np.arange(vertex_count)
    while True:
        smallest = label[faces].min(axis=1)
        lower = label.copy()
        for corner in range(3):
            np.minimum.at(lower, faces[:, corner], smallest)
            np.minimum.at(lower, label[faces[:, corner]], smallest)  # hook whole parts, not single vertices
        lower = lower[lower]
        if np.array_equal(lower, label):
            break
        label = lower
    part = label[faces[:, 0]]
    return faces[part == np.bincount(part).argmax()]


def boundary_edges(faces: NDArray[Any]) -> NDArray[Any]:
    """The edges that belong to one face only, k x 2 vertex indices, in the order in which that face has them."""
    edges = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    _, first, count = np.unique(np.sort(edges, axis=1), axis=0, return_index=True, return_counts=True)
    return edges[first[count == 1]]
