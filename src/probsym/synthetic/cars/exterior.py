"""Paint of the body: front, rear, sides, lamps, plates and wheels (numba).

Places are (a, v): distance from the middle relative to half the width, and height's share of the body's.
"""

from typing import no_type_check

import numpy as np

from probsym.kernels.numba_support import compiled_part
from probsym.synthetic.cars.car_appearance import CarPaint
from probsym.synthetic.cars.strokes import CHROME, LAMP, cover, darken, inside
from probsym.synthetic.noise import hash_unit, smoothstep


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _headlight(x: float, y: float, car: CarPaint, out: np.ndarray) -> None:
    """``x`` and ``y`` from the light's centre."""
    _, _, half_width, half_height, slant, exponent = car.head
    y = y - slant * x * 0.5
    share = inside(x, y, half_width, half_height, exponent)
    if share > 0:
        cover(out, car.lamp, LAMP, share)
        bulb = inside(x + 0.1 * half_width, y, 0.35 * half_height / car.aspect * 1.6, 0.5 * half_height, 2.0)
        for channel in range(3):
            out[channel] += share * bulb * (0.92 - out[channel])
        darken(out, 0.45, share * (1 - inside(x, y, 0.86 * half_width, 0.82 * half_height, exponent)))


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _tail_light(x: float, y: float, car: CarPaint, out: np.ndarray) -> None:
    _, _, half_width, half_height, slant, exponent = car.tail
    y = y - slant * x * 0.5
    share = inside(x, y, half_width, half_height, exponent)
    if share > 0:
        cover(out, (0.60, 0.03, 0.04), LAMP, share)
        if half_width > half_height:
            white = smoothstep(-0.02, 0.02, (2 * car.reverse - 1) * half_width - x)
        else:
            white = smoothstep(-0.02, 0.02, (2 * car.reverse - 1) * half_height - y)
        for channel in range(3):
            out[channel] += 0.7 * share * white * (0.75 - out[channel])


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _paint_bumper(v: float, car: CarPaint, out: np.ndarray) -> None:
    cover(out, car.plastic, 0.01, 1 - smoothstep(car.plastic_height - 0.02, car.plastic_height + 0.02, v))
    darken(out, 0.5, 1 - smoothstep(0.008, 0.02, abs(v - car.crease)))


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_front(a: float, v: float, car: CarPaint, out: np.ndarray) -> None:
    """Bumper, air intake, grille, badge, fog lights and headlights."""
    _paint_bumper(v, car, out)
    low, half_width, half_height = car.intake
    cover(out, (0.03, 0.03, 0.03), 0.0, inside(a, v - low, half_width, half_height, 6.0))
    low, half_width, half_height, slope, frame = car.grille
    half_width += slope * (v - low)
    if frame > 0:
        edge = inside(a, v - low, half_width + frame, half_height + 1.3 * frame, 8.0)
        if car.frame_chrome > 0:
            cover(out, car.chrome, CHROME, edge)
    hole = inside(a, v - low, half_width, half_height, 8.0)
    if hole > 0:
        cover(out, (0.035, 0.035, 0.04), 0.0, hole)
        phase = car.bars[0] * (v - low) / half_height * 0.5 + car.bars[1] * a / half_width * 0.5
        if car.bars[0] + car.bars[1] > 0:
            bar = smoothstep(0.2, 0.6, np.cos(2 * np.pi * phase))
            for channel in range(3):
                out[channel] += hole * bar * (0.6 * car.chrome[channel] - out[channel])
    radius, above = car.badge
    cover(out, car.chrome, CHROME, inside(a, v - low - above * half_height, radius, radius / car.aspect, 2.0))
    at, high, radius = car.fog
    cover(out, (0.04, 0.04, 0.04), 0.0, inside(a - at, v - high, 1.9 * radius, 1.7 * radius / car.aspect, 4.0))
    cover(out, car.lamp, LAMP, inside(a - at, v - high, radius, radius / car.aspect, 2.0))
    _headlight(a - car.head[0], v - car.head[1], car, out)


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_rear(a: float, v: float, car: CarPaint, out: np.ndarray) -> None:
    """Bumper, seams of the lid, badge, the plate's recess and tail lights."""
    _paint_bumper(v, car, out)
    darken(out, 0.6, 1 - smoothstep(0.006, 0.018, abs(a - 0.8 * car.back[0])) if v > car.crease else 0.0)
    band = inside(a, v - car.tail[1], car.tail[0], 0.8 * car.tail[3], 8.0)
    cover(out, (0.50, 0.04, 0.05), LAMP, car.tail_band * band)
    radius, _ = car.badge
    cover(out, car.chrome, CHROME, inside(a, v - 0.9, radius, radius / car.aspect, 2.0))
    high, half_width, half_height = car.plate_rear
    recess = inside(a, v - high, 1.35 * half_width, 1.5 * half_height, 6.0)
    darken(out, 0.75, recess)
    _tail_light(a - car.tail[0], v - car.tail[1], car, out)


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_side(c: float, v: float, car: CarPaint, out: np.ndarray) -> None:
    """Sill, doors, wheel arches and ends of the lamps; ``c`` runs from -1 (front) to 1."""
    cover(out, car.plastic, 0.01, 1 - smoothstep(0.06, 0.1, v))
    if abs(c) > 0.75:
        _paint_bumper(v, car, out)
    for seam in (-0.36, 0.02, 0.40):
        darken(out, 0.45, (1 - smoothstep(0.003, 0.008, abs(c - seam))) * smoothstep(0.1, 0.15, v))
    if v > 0.74 and v < 0.79:
        for handle in (-0.04, 0.35):
            cover(out, car.plastic, 0.05, 1 - smoothstep(0.02, 0.03, abs(c - handle)))
    for axle in car.arches[:2]:
        x, y = (c - axle) / car.arches[2], (v - car.arch_height) / car.arch_radius
        away = np.sqrt(x * x + y * y)
        cover(out, (0.02, 0.02, 0.02), 0.0, 1 - smoothstep(0.97, 1.03, away))
    # Lights that reach round the corners: the width along the side is that of the light.
    if c < -1 + car.head_wrap:
        beyond = car.head[2] + 0.02
        _headlight(beyond * (c + 1) / max(car.head_wrap, 0.01) * 0.9, v - car.head[1] - 0.02, car, out)
    if c > 1 - car.tail_wrap:
        beyond = car.tail[2] + 0.02
        _tail_light(beyond * (1 - c) / max(car.tail_wrap, 0.01) * 0.9, v - car.tail[1], car, out)


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_wheel(down: float, along: float, car: CarPaint, out: np.ndarray) -> None:
    """Rim and tyre; places are relative to the wheel's radius."""
    radius = np.sqrt(down * down + along * along)
    cover(out, (0.045, 0.045, 0.05), 0.0, 1.0)
    rim = 1 - smoothstep(0.62, 0.66, radius)
    if rim > 0:
        if car.spokes > 0:
            spoke = np.cos(car.spokes * np.arctan2(down, along))
            open_ = (
                (1 - smoothstep(-0.3, 0.3, spoke))
                * smoothstep(0.16, 0.24, radius)
                * (1 - smoothstep(0.5, 0.56, radius))
            )
            rim *= 1 - 0.85 * open_
        cover(out, car.rim, 0.1, rim)


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_plate(
    x: float, v: float, plate: tuple[float, float, float], car: CarPaint, seed: int, out: np.ndarray, signs: bool
) -> None:
    """A plate at (0, v), with or without its signs; ``x`` has a sign."""
    high, half_width, half_height = plate
    share = inside(x, v - high, half_width, half_height, 10.0)
    if share <= 0:
        return
    cover(out, car.plate_color, 0.03, share)
    if signs:
        cell = int(np.floor((x / half_width + 1) * 7))
        row = int(np.floor((v - high) / half_height * 2 + 2))
        if abs(v - high) < 0.6 * half_height and abs(x) < 0.88 * half_width and hash_unit(cell, row, 3, seed) < 0.55:
            darken(out, 0.25 if car.plate_color[1] > 0.3 else 4.0, 0.8 * share)
