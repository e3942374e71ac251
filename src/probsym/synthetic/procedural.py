"""A head from formulas: a face model that needs no data.

An upright, tapered ellipsoid with bumps for brow ridge, sockets, eyeballs, nose, cheekbones, lips, chin and ears.
Lengths are eye distances; the point between the eyes is at x = y = 0; x right, y down, z into the head. Every formula
is a function of |x|, so that all shapes are exactly symmetric.
"""

from functools import cache

import numpy as np
from jaxtyping import Float, Float32, Int32

from probsym.synthetic.morphable import SKIN, MorphableModel, preset_rows

PARAMETERS: dict[str, tuple[float, float]] = {
    "width": (1.22, 0.06),
    "jaw": (3.0, 0.5),
    "skull_height": (2.0, 0.10),
    "chin_height": (1.95, 0.08),
    "front": (1.35, 0.08),
    "flatness": (0.85, 0.07),
    "forehead_slope": (0.06, 0.05),
    "midface": (0.04, 0.04),
    "nose_length": (0.62, 0.05),
    "nose_height": (0.42, 0.07),
    "nose_bridge": (0.06, 0.03),
    "nose_width": (0.10, 0.015),
    "nose_tip_width": (0.06, 0.02),
    "nose_wings": (0.11, 0.03),
    "brow_ridge": (0.08, 0.035),
    "brow_height": (-0.30, 0.025),
    "socket": (0.17, 0.035),
    "eyeball": (0.075, 0.015),
    "cheekbone": (0.08, 0.04),
    "cheekbone_height": (0.50, 0.05),
    "cheek": (0.0, 0.05),
    "muzzle": (0.11, 0.035),
    "upper_lip": (0.09, 0.025),
    "lower_lip": (0.10, 0.025),
    "lip_width": (0.28, 0.03),
    "lip_groove": (0.05, 0.015),
    "chin": (0.14, 0.05),
    "chin_width": (0.26, 0.04),
    "chin_groove": (0.05, 0.02),
    "ears": (0.20, 0.05),
    "temples": (0.0, 0.05),
}
"""Mean and standard deviation of each measure; each gives one identity mode."""

MOUTH = 1.09
"""Height (y) of the line between the lips."""
_ROWS, _COLUMNS = 150, 121
_MAX_ANGLE = np.radians(160)
_BROW = ((0.17, -0.33), (0.34, -0.40), (0.53, -0.42), (0.70, -0.38), (0.85, -0.27))
_EYE = ((0.29, 0.03), (0.41, -0.075), (0.58, -0.07), (0.70, 0.005), (0.58, 0.06), (0.41, 0.06))
_JAW = ((1.20, 0.05), (1.19, 0.40), (1.15, 0.75), (1.06, 1.08), (0.93, 1.36), (0.72, 1.60), (0.48, 1.77), (0.24, 1.85))
_PRESETS = {
    "open": {"mouthOpen": 0.9},
    "smile": {"mouthSmile": 1.0},
    "laugh": {"mouthSmile": 0.9, "mouthOpen": 0.5},
    "surprise": {"mouthOpen": 0.5, "browUp": 1.0},
    "brows up": {"browUp": 0.9},
    "frown": {"browDown": 1.0, "mouthFrown": 0.8},
    "blink": {"eyeBlink": 0.9},
    "pucker": {"mouthPucker": 0.9},
}


def _bump(x: np.ndarray, y: np.ndarray, x0: float, y0: float, sx: float, sy: float) -> np.ndarray:
    return np.exp(-(((x - x0) / sx) ** 2) - ((y - y0) / sy) ** 2)


def _ramp(low: float, high: float, value: np.ndarray) -> np.ndarray:
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _grid() -> tuple[np.ndarray, np.ndarray]:
    """Angle about the vertical axis and height (-1 top, 1 chin) of every vertex, rows of ``_COLUMNS``."""
    half = _MAX_ANGLE * np.linspace(0, 1, _COLUMNS // 2 + 1) ** 1.35  # denser towards the nose
    angle = np.concatenate([-half[:0:-1], half])
    height = np.sin(np.linspace(-1, 1, _ROWS) * np.pi / 2 * 0.97) * 0.5 + np.linspace(-1, 1, _ROWS) * 0.5
    line = MOUTH / PARAMETERS["chin_height"][0]
    # The rows above and below the mouth line separate when the mouth opens.
    height = np.sort(np.concatenate([height, line + np.array([-0.008, -0.003, 0.0, 0.003, 0.008])]))
    rows, columns = np.meshgrid(height, angle, indexing="ij")
    return rows.reshape(-1), columns.reshape(-1)


def _head(measures: dict[str, float]) -> Float[np.ndarray, "vertices 3"]:
    """Vertices of the head with these measures."""
    m = measures
    height, angle = _grid()
    y = np.where(height < 0, height * m["skull_height"], height * m["chin_height"])
    up, down = np.clip(-height, 0, 1), np.clip(height, 0, 1)
    half_width = m["width"] * np.where(height < 0, np.sqrt(1 - up**2.2), (1 - down ** m["jaw"]) ** 0.6)
    depth = m["front"] * np.where(height < 0, np.sqrt(1 - up**2.6), (1 - down**7) ** 0.5)
    cosine = np.cos(angle)
    x = half_width * np.sin(angle)
    z = -depth * np.sign(cosine) * np.abs(cosine) ** m["flatness"]
    z = np.where(cosine < 0, z * 1.25, z)  # the back of the head is deeper than the face

    a = np.abs(x)
    front = _ramp(0.05, 0.5, cosine)
    nose_end = m["nose_length"]
    nose = m["nose_bridge"] * _bump(a, y, 0, -0.05, 0.13, 0.25)
    along = _ramp(-0.25, nose_end - 0.05, y) ** 1.3 * (1 - _ramp(nose_end - 0.01, nose_end + 0.19, y))
    nose += (
        m["nose_height"]
        * along
        * np.exp(-((a / (m["nose_width"] + m["nose_tip_width"] * _ramp(0.2, nose_end, y))) ** 2))
    )
    nose += m["nose_wings"] * _bump(a, y, 0.19, nose_end + 0.02, 0.09, 0.09)
    relief = nose
    relief += m["brow_ridge"] * _bump(a, y, 0.45, m["brow_height"], 0.38, 0.11)
    relief -= m["forehead_slope"] * _ramp(0.4, 1.4, -y)
    relief += m["midface"] * _bump(a, y, 0, 0.7, 0.6, 0.6)
    relief -= m["socket"] * _bump(a, y, 0.47, 0.0, 0.27, 0.17)
    relief += m["eyeball"] * _bump(a, y, 0.50, 0.0, 0.17, 0.10)
    relief += m["cheekbone"] * _bump(a, y, 0.74, m["cheekbone_height"], 0.26, 0.22)
    relief += m["cheek"] * _bump(a, y, 0.70, 1.0, 0.28, 0.30)
    relief += m["muzzle"] * _bump(a, y, 0, MOUTH, 0.42, 0.28)
    relief += m["upper_lip"] * _bump(a, y, 0, MOUTH - 0.065, m["lip_width"], 0.06)
    relief += m["lower_lip"] * _bump(a, y, 0, MOUTH + 0.08, m["lip_width"] * 0.9, 0.07)
    relief -= m["lip_groove"] * _bump(a, y, 0, MOUTH, m["lip_width"] * 1.2, 0.022)
    relief += m["chin"] * _bump(a, y, 0, 1.62, m["chin_width"], 0.17)
    relief -= m["chin_groove"] * _bump(a, y, 0, 1.37, 0.30, 0.07)
    z = z - front * relief

    ear = _bump(np.abs(angle), y, np.radians(98), 0.22, np.radians(9), 0.34)
    ear *= 1 - 0.45 * _bump(np.abs(angle), y, np.radians(93), 0.18, np.radians(4), 0.15)
    side = m["ears"] * ear + m["temples"] * _bump(np.abs(angle), y, np.radians(70), -0.35, np.radians(20), 0.35)
    x = x + np.sign(x) * side
    return np.stack([x, y, z], 1)


def _expressions(neutral: Float[np.ndarray, "vertices 3"]) -> dict[str, Float[np.ndarray, "vertices 3"]]:
    """Displacements of each expression at full strength."""
    x, y, _ = neutral.T
    _, angle = _grid()
    a, side = np.abs(x), np.sign(x)
    front = _ramp(0.0, 0.5, np.cos(angle))
    zero = np.zeros_like(x)

    lips = np.clip(1 - (a / 0.33) ** 2, 0, 1)
    jaw = np.exp(-((a / 0.85) ** 4))
    falling = lips + (jaw - lips) * _ramp(MOUTH + 0.02, MOUTH + 0.35, y)
    lower = np.where(y > MOUTH + 1e-3, 1.0, np.where(y < MOUTH - 1e-3, -0.12, 0.4))
    upper_reach = np.where(y < MOUTH, np.exp(-(((y - MOUTH) / 0.10) ** 2)), 1.0)
    inside = (np.abs(y - MOUTH) < 0.01) * lips
    corner = _bump(a, y, 0.33, MOUTH, 0.20, 0.18) * front
    cheek = _bump(a, y, 0.62, 0.72, 0.24, 0.24) * front
    brow = _bump(a, y, 0.50, -0.36, 0.42, 0.14) * front
    lid = np.interp(y, [-0.22, -0.085, 0.06], [0, 1, 0]) * np.exp(-(((a - 0.5) / 0.2) ** 4)) * front
    mouth = _bump(a, y, 0, MOUTH, 0.38, 0.20) * front
    moves = {
        "mouthOpen": (zero, 0.26 * falling * lower * upper_reach * front, 0.16 * inside * front),
        "mouthSmile": (0.09 * side * corner, -0.10 * corner - 0.04 * cheek, 0.04 * corner - 0.05 * cheek),
        "mouthFrown": (zero, 0.09 * corner, 0.02 * corner),
        "mouthPucker": (-0.30 * x * mouth, zero, -0.08 * mouth),
        "browUp": (zero, -0.11 * brow, zero),
        "browDown": (-0.03 * side * brow, 0.07 * brow, -0.02 * brow),
        "eyeBlink": (zero, 0.135 * lid, -0.01 * lid),
    }
    return {name: np.stack(move, 1) for name, move in moves.items()}


def _triangles() -> Int32[np.ndarray, "triangles 3"]:
    rows = len(_grid()[0]) // _COLUMNS
    index = np.arange(rows * _COLUMNS, dtype=np.int32).reshape(rows, _COLUMNS)
    corner, right, below, across = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    # Diagonals are mirrored at the middle, like the shape.
    one = np.stack([corner, below, right, right, below, across], -1)
    two = np.stack([corner, below, across, corner, across, right], -1)
    left_half = (np.arange(_COLUMNS - 1) < _COLUMNS // 2)[None, :, None]
    return np.ascontiguousarray(np.where(left_half, one, two).reshape(-1, 3).astype(np.int32))


def _landmarks(neutral: Float[np.ndarray, "vertices 3"]) -> Int32[np.ndarray, " 68"]:
    """Vertices nearest to the 68 landmark positions, which are mirrored from the right half."""
    rows, columns = np.divmod(np.arange(len(neutral)), _COLUMNS)
    middle = _COLUMNS // 2
    usable = (columns >= middle) & (neutral[:, 2] < 0.15)

    def nearest(x: float, y: float) -> int:
        candidates = usable & (columns == middle) if x == 0 else usable
        distance = (neutral[:, 0] - x) ** 2 + (neutral[:, 1] - y) ** 2
        return int(np.where(candidates, distance, np.inf).argmin())

    def mirrored(index: int) -> int:
        return int(rows[index] * _COLUMNS + (_COLUMNS - 1 - columns[index]))

    def half(places: tuple[tuple[float, float], ...]) -> list[int]:
        return [nearest(x, y) for x, y in places]

    tip = PARAMETERS["nose_length"][0]
    jaw, brow, eye = half(_JAW), half(_BROW), half(_EYE)
    bridge = half(((0, -0.05), (0, 0.17), (0, 0.38), (0, tip - 0.03)))
    base = half(((0, tip + 0.14), (0.10, tip + 0.12), (0.21, tip + 0.09)))
    outer = half(((0, MOUTH - 0.11), (0.10, MOUTH - 0.13), (0.25, MOUTH - 0.08), (0.37, MOUTH)))
    outer_low = half(((0.26, MOUTH + 0.10), (0.14, MOUTH + 0.155), (0, MOUTH + 0.165)))
    inner = half(((0, MOUTH - 0.01), (0.14, MOUTH - 0.01), (0.33, MOUTH)))
    inner_low = half(((0.14, MOUTH + 0.01), (0, MOUTH + 0.01)))
    flip = [mirrored(index) for index in range(len(neutral))]
    order = [
        *[flip[i] for i in jaw],
        nearest(0, 1.87),
        *jaw[::-1],
        *[flip[i] for i in brow[::-1]],
        *brow,
        *bridge,
        *[flip[i] for i in base[:0:-1]],
        *base,
        *[flip[eye[i]] for i in (3, 2, 1, 0, 5, 4)],
        *eye,
        *[flip[i] for i in outer[:0:-1]],
        *outer,
        *outer_low,
        *[flip[i] for i in outer_low[1::-1]],
        *[flip[i] for i in inner[:0:-1]],
        *inner,
        *inner_low,
        flip[inner_low[0]],
    ]
    return np.array(order, np.int32)


@cache
def procedural_head() -> MorphableModel:
    """The built-in head: one identity mode per measure, seven expressions, 68 landmarks."""
    mean = {name: value for name, (value, _) in PARAMETERS.items()}
    neutral = _head(mean)
    modes = [_head({**mean, name: mean[name] + std}) - neutral for name, (_, std) in PARAMETERS.items()]
    expressions = _expressions(neutral)
    names = tuple(expressions)
    triangles = _triangles()
    _, angle = _grid()
    crop = (np.abs(angle) < np.radians(80)) & (neutral[:, 1] > -0.95)

    def single(values: np.ndarray) -> Float32[np.ndarray, "*shape"]:
        return np.ascontiguousarray(values.astype(np.float32))

    return MorphableModel(
        name="procedural",
        neutral=single(neutral),
        identity=single(np.stack(modes)),
        expression=single(np.stack([expressions[name] for name in names])),
        expression_names=names,
        triangles=triangles,
        triangle_region=np.full(len(triangles), SKIN, np.uint8),
        landmarks=_landmarks(neutral),
        crop=crop,
        presets=preset_rows(_PRESETS, names),
    )
