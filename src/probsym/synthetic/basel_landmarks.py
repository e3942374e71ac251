"""The 68 Multi-PIE landmarks on a Basel Face Model, which has about thirty named points of its own."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int32

from probsym.errors import InputError
from probsym.io import read_text
from probsym.synthetic.procedural import procedural_head

NAMES = {
    8: "center.chin.tip",
    30: "center.nose.tip",
    31: "right.nose.wing.outer",
    33: "center.nose.attachement_to_philtrum",
    35: "left.nose.wing.outer",
    36: "right.eye.corner_outer",
    39: "right.eye.corner_inner",
    42: "left.eye.corner_inner",
    45: "left.eye.corner_outer",
    48: "right.lips.corner",
    51: "center.lips.upper.outer",
    54: "left.lips.corner",
    57: "center.lips.lower.outer",
    62: "center.lips.upper.inner",
    66: "center.lips.lower.inner",
}
"""Landmark -> the model's name of the same point; left and right as seen by the person."""
_NEEDED = 6


def from_file(path: Path, vertices: int) -> Int32[np.ndarray, " 68"]:
    """Vertex indices, from 0, in a text file of 68 numbers.

    Raises:
        InputError: it cannot be read, or holds something else.
    """
    try:
        numbers = [int(word) for word in read_text(path).replace(",", " ").split()]
    except (OSError, ValueError) as error:
        raise InputError(f"landmarks: expected a text file of 68 vertex indices, got {path}") from error
    if len(numbers) != 68 or min(numbers) < 0 or max(numbers) >= vertices:
        raise InputError(f"landmarks: expected 68 vertex indices from 0 to {vertices - 1}, got others in {path}")
    return np.array(numbers, np.int32)


def from_names(
    path: Path,
    points: Float[np.ndarray, "vertices 3"],
    triangles: Int32[np.ndarray, "triangles 3"],
    named: Mapping[str, Float[np.ndarray, " 3"]],
) -> Int32[np.ndarray, " 68"]:
    """Vertices nearest to the named points and to the other landmarks of the built-in head, warped between them.

    Args:
        path: of the model, for messages.
        points: of the mean face: x right, y down, z into the head.
        triangles: oriented outwards; unnamed landmarks are placed on front-facing vertices only.
        named: landmarks in the file, in the same frame.

    Raises:
        InputError: too few landmarks are named to place the others.
    """
    known = [index for index, name in NAMES.items() if name in named]
    if len(known) < _NEEDED:
        raise InputError(
            f"{path}: expected landmarks named in metadata/landmarks/json, found {len(known)} of {len(NAMES)};"
            " give --landmarks, a text file of 68 vertex indices"
        )
    head = procedural_head()
    template = head.paint_position[head.landmarks][:, :2].astype(np.float64)
    targets = np.array([named[NAMES[index]] for index in known])
    guess = _warp(template[known], targets[:, :2], template)
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    toward_viewer = np.unique(triangles[np.cross(b - a, c - a)[:, 2] < 0])
    front = toward_viewer[points[toward_viewer, 2] < np.quantile(points[:, 2], 0.75)]
    if not len(front):
        raise InputError(f"{path}: expected triangles that face the viewer, found none")
    landmarks = np.empty(68, np.int32)
    for index in range(68):
        if index in known:
            landmarks[index] = np.square(points - named[NAMES[index]]).sum(1).argmin()
        else:
            landmarks[index] = front[np.square(points[front, :2] - guess[index]).sum(1).argmin()]
    return landmarks


def _warp(
    source: Float[np.ndarray, "known 2"], target: Float[np.ndarray, "known 2"], points: Float[np.ndarray, "points 2"]
) -> Float[np.ndarray, "points 2"]:
    """Thin-plate spline that moves ``source`` onto ``target``, applied to ``points``."""

    def bending(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        square = np.square(a[:, None] - b[None]).sum(2)
        return square * np.log(np.maximum(square, 1e-12))

    def affine(a: np.ndarray) -> np.ndarray:
        return np.concatenate([np.ones((len(a), 1)), a], 1)

    corner = np.zeros((3, 3))
    system = np.block([[bending(source, source), affine(source)], [affine(source).T, corner]])
    weights = np.linalg.solve(system, np.concatenate([target, np.zeros((3, 2))]))
    return np.concatenate([bending(points, source), affine(points)], 1) @ weights
