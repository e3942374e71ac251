"""Linear face shape models: mean shape, modes, triangles, landmarks and regions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Float32, Int32, UInt8

from probsym.errors import InputError

SKIN, EYE, TEETH, GUMS = 0, 1, 2, 3
"""Regions of triangles. Hair, brows and lips are painted onto skin."""


Polyline = tuple[tuple[float, float], ...]


class FaceLines(NamedTuple):
    """Outlines for painting, in face coordinates of the right half of the image (x >= 0)."""

    brow: Polyline
    """From the inner to the outer end, 5 points."""
    eye: Polyline
    """Polygon of the opening between the lids, 6 points."""
    lips: Polyline
    """Half polygon of the lips' outline, from the upper middle by the corner to the lower middle, 7 points."""
    eye_center: tuple[float, float]
    """Centre of the iris when looking ahead."""
    nose_tip: float
    """Height (y) of the nose's tip."""
    mouth: float
    """Height (y) of the line between the lips."""
    painted: bool
    """True for models without eyeballs and teeth, where they are painted onto the skin."""


@dataclass(frozen=True)
class MorphableModel:
    """Linear face shape model: ``neutral + identity modes + expression modes``.

    Axes as everywhere: x right, y down, z into the scene, looking at the face from the front, with the
    plane of symmetry at x = 0. The unit of length is arbitrary.
    """

    name: str
    """Short name, stored in the card of a generated set."""
    neutral: Float32[np.ndarray, "vertices 3"]
    identity: Float32[np.ndarray, "identity_modes vertices 3"]
    """Each mode is one standard deviation of its coefficient."""
    expression: Float32[np.ndarray, "expression_modes vertices 3"]
    """Each mode is an expression at full strength; coefficients are in [0, 1]."""
    expression_names: tuple[str, ...]
    triangles: Int32[np.ndarray, "triangles 3"]
    """Vertex indices; (b - a) x (c - a) points out of the head."""
    triangle_region: UInt8[np.ndarray, " triangles"]
    """SKIN, EYE, TEETH or GUMS."""
    landmarks: Int32[np.ndarray, " 68"]
    """Vertex index of each of the 68 Multi-PIE landmarks."""
    crop: Bool[np.ndarray, " vertices"]
    """Vertices of the front of the face, from hair line to chin and ear to ear, which crops are centred on."""
    presets: Float32[np.ndarray, "presets expression_modes"]
    """Everyday expressions, each a row of coefficients."""

    def __post_init__(self) -> None:
        vertices = len(self.neutral)
        for name in ("identity", "expression"):
            modes = getattr(self, name)
            if modes.ndim != 3 or modes.shape[1:] != (vertices, 3):
                raise InputError(f"{name}: expected modes x {vertices} x 3, got {modes.shape}")
        if self.landmarks.shape != (68,):
            raise InputError(f"landmarks: expected 68 vertex indices, got shape {self.landmarks.shape}")
        if len(self.triangle_region) != len(self.triangles):
            raise InputError(f"triangle_region: expected {len(self.triangles)}, got {len(self.triangle_region)}")
        for name, index in (("triangles", self.triangles), ("landmarks", self.landmarks)):
            if index.size and not (index.min() >= 0 and index.max() < vertices):
                raise InputError(f"{name}: expected vertex indices from 0 to {vertices - 1}, got {index.max()}")

    @cached_property
    def modes(self) -> Float32[np.ndarray, "modes coordinates"]:
        """Identity modes, then expression modes, one flat row each."""
        both = np.concatenate([self.identity, self.expression])
        return np.ascontiguousarray(both.reshape(len(both), -1))

    @cached_property
    def front_weight(self) -> Float[np.ndarray, " vertices"]:
        """Weight of each vertex in the front of the face seen from the front; the sum is 1."""
        a, b, c = (self.neutral[self.triangles[:, corner]].astype(np.float64) for corner in range(3))
        area = -np.cross(b - a, c - a)[:, 2]
        area = np.where((area > 0) & self.crop[self.triangles].all(1) & (self.triangle_region == SKIN), area, 0.0)
        weight = np.zeros(len(self.neutral))
        for corner in range(3):
            np.add.at(weight, self.triangles[:, corner], area)
        return weight / weight.sum()

    @cached_property
    def paint_position(self) -> Float32[np.ndarray, "vertices 3"]:
        """Face coordinates of the neutral shape: origin between the eyes, unit the distance of the eyes."""
        points = self.neutral.astype(np.float64)
        eyes = points[self.landmarks[36:48]]
        origin = np.array([0.0, eyes[:, 1].mean(), eyes[:, 2].mean()])
        unit = eyes[6:, 0].mean() - eyes[:6, 0].mean()
        return ((points - origin) / unit).astype(np.float32)

    @cached_property
    def lines(self) -> FaceLines:
        """Outlines for painting, from the landmarks of the right half."""
        marks = self.paint_position[self.landmarks].astype(np.float64)[:, :2]
        eye = marks[42:48]
        eyeballs = np.unique(self.triangles[self.triangle_region == EYE])
        center = eye.mean(0)
        if len(eyeballs):
            extent = self.paint_position[eyeballs, :2]
            extent = extent[extent[:, 0] > 0]
            center = (extent.min(0) + extent.max(0)) / 2
        lips = marks[[51, 52, 53, 54, 55, 56, 57]].copy()
        lips[[0, -1], 0] = 0.0
        brow = marks[22:27]
        return FaceLines(
            *(tuple((float(x), float(y)) for x, y in points) for points in (brow, eye, lips)),
            eye_center=(float(center[0]), float(center[1])),
            nose_tip=float(marks[30, 1]),
            mouth=float(marks[[62, 66], 1].mean()),
            painted=len(eyeballs) == 0,
        )


def preset_rows(
    presets: Mapping[str, Mapping[str, float]], names: tuple[str, ...]
) -> Float32[np.ndarray, "presets expression_modes"]:
    """Coefficients of expressions that are given by mode names.

    A name stands for the mode of that name or its ``_L`` and ``_R`` halves; expressions without any mode are left out.
    """
    column = {name: index for index, name in enumerate(names)}
    rows = []
    for weights in presets.values():
        row = np.zeros(len(names), np.float32)
        for name, weight in weights.items():
            for candidate in (name, f"{name}_L", f"{name}_R"):
                if candidate in column:
                    row[column[candidate]] = weight
        if row.any():
            rows.append(row)
    return np.array(rows, np.float32).reshape(-1, len(names))
