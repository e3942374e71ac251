"""Invented but plausible albedo of a face, painted in model coordinates.

Everything symmetric is a function of (|x|, y, z), so that it is left-right symmetric to the last bit; freckles,
moles and scars are functions of (x, y, z) and break the symmetry on purpose.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from jaxtyping import Float, Float32, Int32, UInt8
from numba import njit

from probsym.data.synthetic.morphable import EYE, GUMS, TEETH, FaceLines, Polyline
from probsym.data.synthetic.noise import hash_unit, octaves, smoothstep, value_noise

MELANIN = (0.013, 0.35)
"""Volume share of melanosomes in the epidermis, sampled log-uniformly (light to dark skin)."""
HAEMOGLOBIN = (0.02, 0.07)
"""Volume share of blood in the dermis, sampled uniformly."""
MAX_MOLES = 6
MAX_SCARS = 2

DISTRIBUTIONS = {
    "melanin": f"volume share, log-uniform in {MELANIN}",
    "haemoglobin": f"volume share, uniform in {HAEMOGLOBIN}",
    "skin": "three-band absorption of melanin and haemoglobin over (0.90, 0.80, 0.72) in R, G, B",
    "lips": "skin with 2 to 5 times the blood; lipstick in 15 %",
    "hair": "black, browns, red, blond, grey; hair line 0.72 to 1.15 eye distances above the eyes; bald in 12 %",
    "brows": "hair colour darkened; half width 0.045 to 0.10 eye distances; strength 0.45 to 0.95",
    "iris": "brown, hazel, green, blue or grey",
    "stubble": "strength uniform in [0, 0.6] in 40 %, else 0",
    "make-up": "in 25 %: eye shadow, eye liner and blush",
    "freckles": "asymmetric; density uniform in [0.05, 0.35] in 20 %, else 0",
    "moles": f"asymmetric; Poisson of mean 1.2, at most {MAX_MOLES}; radius 0.015 to 0.05 eye distances",
    "scars": f"asymmetric; 1 in 15 %, 2 in 5 %; length 0.15 to 0.5 eye distances, at most {MAX_SCARS}",
    "texture": "symmetric noise of 3 octaves, amplitude 0.02 to 0.08 of the skin's colour",
}


Color = tuple[float, float, float]
"""RGB in [0, 1]."""


class Paint(NamedTuple):
    """The symmetric part of one face's albedo; lengths are in eye distances.

    Numbers and tuples only: arrays would be reference-counted at every call of the kernels below.
    """

    skin: Color
    flush: Color
    """Multiplies the skin where blood shows: cheeks, nose tip."""
    lips: Color
    hair: Color
    brow: Color
    iris: Color
    shadow: Color
    brow_width: float
    brow_strength: float
    lips_strength: float
    flush_strength: float
    stubble: float
    hair_line: float
    """Height above the eyes."""
    hair_strength: float
    """0: bald."""
    temple: float
    """How far the hair line recedes at the temples."""
    texture: float
    texture_scale: float
    liner: float
    shadow_strength: float
    iris_radius: float
    seed: int
    """Of the noise."""


class Marks(NamedTuple):
    """The asymmetric part of one face's albedo; lengths are in eye distances."""

    color: Color
    """Multiplies the skin in freckles and moles."""
    freckles: float
    """Share of cells with a freckle."""
    moles: Float[np.ndarray, "moles 3"]
    """x, y, radius."""
    scars: Float[np.ndarray, "scars 6"]
    """Segment x0, y0, x1, y1, half width, strength."""
    seed: int


_HAIRS = np.array(
    [
        [0.05, 0.04, 0.04],
        [0.12, 0.08, 0.06],
        [0.25, 0.16, 0.10],
        [0.40, 0.26, 0.15],
        [0.45, 0.20, 0.09],
        [0.68, 0.54, 0.33],
        [0.60, 0.58, 0.56],
    ]
)
_IRISES = np.array([[0.20, 0.11, 0.06], [0.36, 0.24, 0.11], [0.30, 0.36, 0.20], [0.28, 0.42, 0.56], [0.42, 0.46, 0.48]])


def skin_color(melanin: float, haemoglobin: float) -> Float[np.ndarray, " 3"]:
    """RGB albedo of skin: light that crosses melanin twice and comes back from blood-filled dermis.

    Args:
        melanin: volume share of melanosomes in the epidermis, about 0.01 to 0.43.
        haemoglobin: volume share of blood in the dermis, about 0.02 to 0.07.
    """
    base = np.array([0.90, 0.80, 0.72])
    melanin_absorption = np.array([1.6, 2.7, 3.6])
    blood_absorption = np.array([0.6, 3.5, 3.0])
    return base * np.exp(-melanin_absorption * melanin - blood_absorption * haemoglobin)


def sample_appearance(rng: np.random.Generator) -> tuple[Paint, Marks]:
    """Draw one face's paint (``DISTRIBUTIONS`` says from what)."""
    low, high = np.log(MELANIN)
    melanin = float(np.exp(rng.uniform(low, high)))
    blood = float(rng.uniform(*HAEMOGLOBIN))
    skin = skin_color(melanin, blood)
    flush = skin_color(melanin, blood + rng.uniform(0.01, 0.05)) / skin
    dark = melanin > 0.12
    hair = _HAIRS[rng.integers(0, 3 if dark else len(_HAIRS))] * rng.uniform(0.8, 1.2)
    iris = _IRISES[rng.integers(0, 2 if dark else len(_IRISES))] * rng.uniform(0.8, 1.2)
    lips = skin_color(melanin * 0.8, blood * rng.uniform(2.0, 5.0))
    made_up, lipstick = rng.random() < 0.25, rng.random() < 0.15
    stick = np.array([rng.uniform(0.4, 0.75), rng.uniform(0.08, 0.25), rng.uniform(0.12, 0.35)])
    shadow = rng.uniform(0.15, 0.6, 3)
    brow_width, brow_strength, lips_strength = rng.uniform(0.045, 0.10), rng.uniform(0.45, 0.95), rng.uniform(0.6, 0.95)
    flush_strength = rng.uniform(0.2, 1.0) * (1.5 if made_up else 1.0)
    stubble = rng.uniform(0.0, 0.6) * (rng.random() < 0.4)
    hair_line, haired, temple = rng.uniform(0.72, 1.15), rng.random() >= 0.12, rng.uniform(0.0, 0.35)
    texture, texture_scale = rng.uniform(0.02, 0.08), rng.uniform(4.0, 9.0)
    liner = rng.uniform(0.4, 0.9) if made_up else rng.uniform(0.1, 0.35)
    shadow_strength = rng.uniform(0.2, 0.6) * made_up
    freckles = rng.uniform(0.05, 0.35) * (rng.random() < 0.2)
    iris_radius = rng.uniform(0.088, 0.102)
    moles = np.stack(
        [rng.uniform(-1.0, 1.0, MAX_MOLES), rng.uniform(-0.9, 1.6, MAX_MOLES), rng.uniform(0.015, 0.05, MAX_MOLES)], 1
    )[: min(MAX_MOLES, int(rng.poisson(1.2)))]
    start = np.stack([rng.uniform(-0.9, 0.9, MAX_SCARS), rng.uniform(-0.9, 1.4, MAX_SCARS)], 1)
    angle, length = rng.uniform(0, np.pi, MAX_SCARS), rng.uniform(0.15, 0.5, MAX_SCARS)
    end = start + length[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    size = np.stack([rng.uniform(0.01, 0.03, MAX_SCARS), rng.uniform(0.3, 0.8, MAX_SCARS)], 1)
    scars = np.concatenate([start, end, size], 1)[: int(rng.choice(3, p=[0.8, 0.15, 0.05]))]
    tint = np.array([0.62, 0.48, 0.42]) * rng.uniform(0.7, 1.1)
    seed = int(rng.integers(0, 2**31))
    paint = Paint(
        skin=_color(skin),
        flush=_color(flush),
        lips=_color(stick if lipstick else lips),
        hair=_color(hair),
        brow=_color(hair * 0.75),
        iris=_color(iris),
        shadow=_color(shadow),
        brow_width=brow_width,
        brow_strength=brow_strength,
        lips_strength=lips_strength,
        flush_strength=flush_strength,
        stubble=stubble,
        hair_line=hair_line,
        hair_strength=float(haired),
        temple=temple,
        texture=texture,
        texture_scale=texture_scale,
        liner=liner,
        shadow_strength=shadow_strength,
        iris_radius=iris_radius,
        seed=seed,
    )
    return paint, Marks(_color(tint), freckles, np.ascontiguousarray(moles), np.ascontiguousarray(scars), seed)


def _color(values: Float[np.ndarray, " 3"]) -> Color:
    red, green, blue = np.clip(values, 0, 1).tolist()
    return red, green, blue


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _segment_distance(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float]:
    """Distance to a segment, and where along it (0 to 1) the nearest point lies."""
    dx, dy = x1 - x0, y1 - y0
    along = min(1.0, max(0.0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy + 1e-12)))
    return np.sqrt((x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2), along


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _near(x: float, y: float, points: Polyline, margin: float) -> bool:
    """Whether (x, y) lies in the points' bounding box, widened by ``margin``: spares most distances."""
    left, right, top, bottom = 9.0, -9.0, 9.0, -9.0
    for index in range(len(points)):
        left, right = min(left, points[index][0]), max(right, points[index][0])
        top, bottom = min(top, points[index][1]), max(bottom, points[index][1])
    return left - margin < x < right + margin and top - margin < y < bottom + margin


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _polygon_distance(x: float, y: float, polygon: Polyline, closed: bool) -> float:
    """Signed distance to a polygon's edge, negative inside; ``closed`` counts the last edge as an edge."""
    count = len(polygon)
    inside, nearest = False, 1e9
    for index in range(count):
        following = (index + 1) % count
        x0, y0, x1, y1 = polygon[index][0], polygon[index][1], polygon[following][0], polygon[following][1]
        if closed or following != 0:
            nearest = min(nearest, _segment_distance(x, y, x0, y0, x1, y1)[0])
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return -nearest if inside else nearest


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _blend(color: np.ndarray, other: Color, share: float) -> None:
    for channel in range(3):
        color[channel] += share * (other[channel] - color[channel])


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _scale(color: np.ndarray, factor: Color, share: float) -> None:
    for channel in range(3):
        color[channel] *= 1 + share * (factor[channel] - 1)


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
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


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _paint_skin(x: float, y: float, z: float, lines: FaceLines, paint: Paint, out: np.ndarray) -> None:
    """The symmetric part; ``x`` is |x| already."""
    out[0], out[1], out[2] = paint.skin
    scale = paint.texture_scale
    grain = 1 + paint.texture * octaves(x * scale, y * scale, z * scale, paint.seed, 3, 0.7)
    for channel in range(3):
        out[channel] *= grain

    if z < 1.0 and -0.4 < y < 1.8:
        cheek = np.exp(-((x - 0.62) ** 2 + (y - 0.72) ** 2) / 0.09)
        nose_x, nose_y = x / 0.16, (y - lines.nose_tip) / 0.18
        nose = np.exp(-(nose_x**2 + nose_y**2))
        _scale(out, paint.flush, paint.flush_strength * min(1.0, cheek + 0.8 * nose))

    front = z < 0.75  # the lines below are drawn in (x, y) and must not show again on the back of the head
    lips = _polygon_distance(x, y, lines.lips, False) if front and _near(x, y, lines.lips, 0.1) else 9.0
    eye = _polygon_distance(x, y, lines.eye, True) if front and _near(x, y, lines.eye, 0.31) else 9.0
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
    for index in range(4 if _near(x, y, lines.brow, 0.22) else 0):
        distance, along = _segment_distance(
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


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _paint_marks(x: float, y: float, z: float, marks: Marks, out: np.ndarray) -> None:
    """The asymmetric part, on top of the symmetric one."""
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
        distance, _ = _segment_distance(x, y, scar[0], scar[1], scar[2], scar[3])
        share = scar[5] * (1 - smoothstep(0.5 * scar[4], 1.5 * scar[4], distance))
        if share > 0:
            out[0] += share * (min(1.0, 1.15 * out[0] + 0.08) - out[0])
            out[1] += share * (min(1.0, 0.95 * out[1] + 0.06) - out[1])
            out[2] += share * (min(1.0, 0.95 * out[2] + 0.06) - out[2])


@njit(nogil=True, cache=True, error_model="numpy", forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_point(
    x: float,
    y: float,
    z: float,
    region: int,
    lines: FaceLines,
    paint: Paint,
    marks: Marks,
    out: np.ndarray,
    plain: np.ndarray,
) -> None:
    """Albedo at one point of the face.

    Args:
        x: face coordinate (``MorphableModel.paint_position``), to the right.
        y: downwards.
        z: into the head.
        region: SKIN, EYE, TEETH or GUMS.
        lines: where brows, eyes and lips are.
        paint: the face's symmetric part.
        marks: its asymmetric part.
        out: 3 numbers, receives the albedo.
        plain: 3 numbers, receives the albedo without asymmetric marks.
    """
    mirrored = abs(x)
    if region == EYE:
        _paint_eye(mirrored, y, lines, paint, plain)
    elif region == TEETH:
        plain[0], plain[1], plain[2] = 0.82, 0.78, 0.70
    elif region == GUMS:
        plain[0], plain[1], plain[2] = 0.42, 0.16, 0.16
    else:
        _paint_skin(mirrored, y, z, lines, paint, plain)
    out[0], out[1], out[2] = plain[0], plain[1], plain[2]
    if region != EYE and region != TEETH and region != GUMS:
        _paint_marks(x, y, z, marks, out)


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_points(
    positions: Float32[np.ndarray, "points 3"],
    regions: UInt8[np.ndarray, " points"],
    lines: FaceLines,
    paint: Paint,
    marks: Marks,
) -> tuple[Float[np.ndarray, "points 3"], Float[np.ndarray, "points 3"]]:
    """Albedo at many points of the face, with and without the asymmetric marks."""
    out, plain = np.empty((len(positions), 3)), np.empty((len(positions), 3))
    for index in range(len(positions)):
        x, y, z = positions[index]
        paint_point(x, y, z, int(regions[index]), lines, paint, marks, out[index], plain[index])
    return out, plain


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
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
    """Albedo of everything a rasteriser saw, with and without the asymmetric marks; 0 where it saw nothing."""
    size = face.shape[0]
    out, plain = np.zeros((size, size, 3)), np.zeros((size, size, 3))
    for v in range(size):
        for u in range(size):
            index = face[v, u]
            if index < 0:
                continue
            x = y = z = 0.0
            for corner in range(3):
                vertex, weight = triangles[index, corner], bary[v, u, corner]
                x += weight * positions[vertex, 0]
                y += weight * positions[vertex, 1]
                z += weight * positions[vertex, 2]
            paint_point(x, y, z, int(triangle_region[index]), lines, paint, marks, out[v, u], plain[v, u])
    return out, plain
