"""Albedo of a face at its points, painted in model coordinates (numba).

The symmetric part is a function of (|x|, y, z), and therefore exactly symmetric. Freckles, moles and scars are
functions of (x, y, z) and deliberately break the symmetry.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from jaxtyping import Float, Float32, Int32, UInt8
from numba import njit

from probsym.kernels.numba_support import compiled_part
from probsym.synthetic.face_appearance import Color, Marks, Paint
from probsym.synthetic.mesh_kernels import gather_samples, scatter_samples
from probsym.synthetic.morphable import EYE, GUMS, TEETH, FaceLines
from probsym.synthetic.noise import hash_unit, octaves, smoothstep, value_noise
from probsym.synthetic.planar import Bounds, bounding_box, in_box, polygon_distance, segment_distance


class Reach(NamedTuple):
    """Bounding boxes of the paint along each outline."""

    lips: Bounds
    eye: Bounds
    brow: Bounds


@compiled_part()
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _reach(lines: FaceLines) -> Reach:
    return Reach(bounding_box(lines.lips, 0.1), bounding_box(lines.eye, 0.31), bounding_box(lines.brow, 0.22))


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _blend(color: np.ndarray, other: Color, share: float) -> None:
    for channel in range(3):
        color[channel] += share * (other[channel] - color[channel])


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _scale(color: np.ndarray, factor: Color, share: float) -> None:
    for channel in range(3):
        color[channel] *= 1 + share * (factor[channel] - 1)


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _paint_eye(x: float, y: float, lines: FaceLines, paint: Paint, out: np.ndarray) -> None:
    distance = np.sqrt((x - lines.eye_center[0]) ** 2 + (y - lines.eye_center[1]) ** 2)
    radius = paint.iris_radius
    out[0], out[1], out[2] = 0.86, 0.83, 0.81
    iris = 1 - smoothstep(radius - 0.012, radius + 0.006, distance)
    ring = 1 - 0.5 * smoothstep(radius * 0.7, radius, distance)
    for channel in range(3):
        out[channel] += iris * (paint.iris[channel] * ring - out[channel])
        out[channel] *= 1 - 0.95 * (1 - smoothstep(0.034, 0.044, distance))


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _paint_skin(
    x: float, y: float, z: float, grain: float, lines: FaceLines, reach: Reach, paint: Paint, out: np.ndarray
) -> None:
    """The symmetric part of the albedo; ``x`` is |x|."""
    for channel in range(3):
        out[channel] = paint.skin[channel] * grain

    if z < 1.0 and -0.4 < y < 1.8:
        cheek = np.exp(-((x - 0.62) ** 2 + (y - 0.72) ** 2) / 0.09)
        nose_x, nose_y = x / 0.16, (y - lines.nose_tip) / 0.18
        nose = np.exp(-(nose_x**2 + nose_y**2))
        _scale(out, paint.flush, paint.flush_strength * min(1.0, cheek + 0.8 * nose))

    front = z < 0.75  # outlines are in (x, y) and must not appear on the back of the head
    lips = polygon_distance(x, y, lines.lips, False) if front and in_box(x, y, reach.lips) else 9.0
    eye = polygon_distance(x, y, lines.eye, True) if front and in_box(x, y, reach.eye) else 9.0
    if front and paint.stubble > 0:
        low = smoothstep(0.62, 0.95, y + 0.25 * smoothstep(0.5, 0.9, x)) * smoothstep(0.0, 0.08, lips)
        if low > 0:
            dots = 0.6 + 0.4 * value_noise(x * 34, y * 34, z * 34, paint.seed + 7)
            _blend(out, paint.hair, paint.stubble * low * dots)

    # Hair: above the hair line at the front, and behind the temples down to the ears at the sides.
    above = -y - paint.hair_line + paint.temple * smoothstep(0.35, 0.8, x) - 0.25 * smoothstep(0.7, 1.1, x)
    side = min(z - 0.72, -y - 0.22)
    inside = max(above, max(side, z - 1.55))
    if abs(inside) < 0.15:
        inside += 0.05 * value_noise(x * 9, y * 9, z * 9, paint.seed + 11)
    hair = smoothstep(-0.04, 0.05, inside) * paint.hair_strength
    if hair > 0:
        strand = 1 + 0.35 * value_noise(x * 22, y * 5, z * 12, paint.seed + 13)
        for channel in range(3):
            out[channel] += hair * (min(1.0, paint.hair[channel] * strand) - out[channel])
    if not front:
        return

    if eye > 0:
        lid = (1 - smoothstep(0.02, 0.22, eye)) * smoothstep(-0.05, 0.05, -(y - 0.02))
        _blend(out, paint.shadow, paint.shadow_strength * lid)
        for channel in range(3):
            out[channel] *= 1 - 0.10 * (1 - smoothstep(0.02, 0.3, eye))
    rim = paint.liner * (1 - smoothstep(0.008, 0.045, abs(eye)))
    if eye < 0 and lines.painted:
        _paint_eye(x, y, lines, paint, out)
    elif eye < 0:  # lids' inner rims, wet and reddish
        _scale(out, paint.flush, 1.0)
    for channel in range(3):
        out[channel] *= 1 - rim

    nearest, at = 9.0, 0.0
    for index in range(4 if in_box(x, y, reach.brow) else 0):
        distance, along = segment_distance(
            x, y, lines.brow[index][0], lines.brow[index][1], lines.brow[index + 1][0], lines.brow[index + 1][1]
        )
        if distance < nearest:
            nearest, at = distance, (index + along) / 4
    width = paint.brow_width * (1.05 - 0.6 * at)
    if nearest < 2 * width:
        hairs = 0.75 + 0.25 * value_noise(x * 45, y * 14, 0.0, paint.seed + 17)
        brow = paint.brow_strength * hairs * (1 - smoothstep(0.55 * width, 1.25 * width, nearest))
        _blend(out, paint.brow, brow)

    if lips < 0.03:
        crease = 1 + 0.12 * value_noise(x * 30, y * 8, 0.0, paint.seed + 19)
        share = paint.lips_strength * (1 - smoothstep(-0.035, 0.02, lips))
        for channel in range(3):
            out[channel] += share * (min(1.0, paint.lips[channel] * crease) - out[channel])
        if lines.painted and lips < 0 and abs(y - lines.mouth) < 0.012:
            out[0], out[1], out[2] = 0.18, 0.07, 0.07


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _paint_marks(x: float, y: float, z: float, marks: Marks, out: np.ndarray) -> None:
    """Add the asymmetric marks to the symmetric albedo."""
    if z > 0.9:
        return
    density = marks.freckles
    if density > 0 and -0.2 < y < 1.1:
        cell = 0.05
        ix, iy = int(np.floor(x / cell)), int(np.floor(y / cell))
        if hash_unit(ix, iy, 1, marks.seed) < density:
            cx = (ix + 0.3 + 0.4 * hash_unit(ix, iy, 2, marks.seed)) * cell
            cy = (iy + 0.3 + 0.4 * hash_unit(ix, iy, 3, marks.seed)) * cell
            radius = cell * (0.15 + 0.2 * hash_unit(ix, iy, 4, marks.seed))
            distance = np.sqrt((x - cx) ** 2 + (y - cy) ** 2)
            _scale(out, marks.color, 0.45 * (1 - smoothstep(0.6 * radius, 1.4 * radius, distance)))
    for index in range(marks.moles.shape[0]):
        radius = marks.moles[index, 2]
        distance = np.sqrt((x - marks.moles[index, 0]) ** 2 + (y - marks.moles[index, 1]) ** 2)
        if distance < 1.3 * radius:
            share = 1 - smoothstep(0.7 * radius, 1.3 * radius, distance)
            for channel in range(3):
                out[channel] *= 1 - share * (1 - 0.6 * marks.color[channel])
    for index in range(marks.scars.shape[0]):
        scar = marks.scars[index]
        distance, _ = segment_distance(x, y, scar[0], scar[1], scar[2], scar[3])
        share = scar[5] * (1 - smoothstep(0.5 * scar[4], 1.5 * scar[4], distance))
        if share > 0:
            out[0] += share * (min(1.0, 1.15 * out[0] + 0.08) - out[0])
            out[1] += share * (min(1.0, 0.95 * out[1] + 0.06) - out[1])
            out[2] += share * (min(1.0, 0.95 * out[2] + 0.06) - out[2])


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_points(
    positions: Float[np.ndarray, "3 points"],
    regions: UInt8[np.ndarray, " points"],
    lines: FaceLines,
    paint: Paint,
    marks: Marks,
) -> tuple[Float[np.ndarray, "points 3"], Float[np.ndarray, "points 3"]]:
    """Albedo at many points of the face, with and without the asymmetric marks.

    Args:
        positions: x (to the right), y (downwards) and z (into the head) of each in face coordinates
            (``MorphableModel.paint_position``).
        regions: SKIN, EYE, TEETH or GUMS of each.
        lines: outlines of brows, eyes and lips.
        paint: the symmetric part of the appearance.
        marks: the asymmetric part.
    """
    count = positions.shape[1]
    out, plain = np.empty((count, 3)), np.empty((count, 3))
    reach = _reach(lines)
    symmetric = positions * paint.texture_scale
    for index in range(count):
        symmetric[0, index] = abs(symmetric[0, index])
    grain = 1 + paint.texture * octaves(symmetric, paint.seed, 3, 0.7)
    for index in range(count):
        x, y, z, region = positions[0, index], positions[1, index], positions[2, index], regions[index]
        color = plain[index]
        if region == EYE:
            _paint_eye(abs(x), y, lines, paint, color)
        elif region == TEETH:
            color[0], color[1], color[2] = 0.82, 0.78, 0.70
        elif region == GUMS:
            color[0], color[1], color[2] = 0.42, 0.16, 0.16
        else:
            _paint_skin(abs(x), y, z, grain[index], lines, reach, paint, color)
        for channel in range(3):
            out[index, channel] = color[channel]
        if region != EYE and region != TEETH and region != GUMS:
            _paint_marks(x, y, z, marks, out[index])
    return out, plain


def paint_surface(
    face: Int32[np.ndarray, "size size"],
    bary: Float[np.ndarray, "size size 3"],
    triangles: Int32[np.ndarray, "triangles 3"],
    triangle_region: UInt8[np.ndarray, " triangles"],
    positions: Float32[np.ndarray, "vertices 3"],
    lines: FaceLines,
    paint: Paint,
    marks: Marks,
) -> tuple[Float[np.ndarray, "size size 3"], Float[np.ndarray, "size size 3"]]:
    """Albedo at the rasterised samples, with and without the asymmetric marks; 0 for background."""
    seen, regions = gather_samples(face, bary, triangles, triangle_region, positions)
    colors, plain_colors = paint_points(seen, regions, lines, paint, marks)
    return scatter_samples(face, colors), scatter_samples(face, plain_colors)
