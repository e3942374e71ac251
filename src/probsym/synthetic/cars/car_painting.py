"""Albedo and reflectance of a car at its points, painted on the sides of its parts (numba).

The symmetric part is a function of |x|; plates' signs, stickers, driver and exhaust deliberately break the symmetry.
"""

from typing import no_type_check

import numpy as np
from jaxtyping import Float, Float32, Int32, UInt8
from numba import njit

from probsym.kernels.numba_support import compiled_part
from probsym.synthetic.cars.car_appearance import CarMarks, CarPaint
from probsym.synthetic.cars.exterior import paint_front, paint_plate, paint_rear, paint_side, paint_wheel
from probsym.synthetic.cars.strokes import CHROME, GLASS, LAMP, PAINT, cover, darken, inside
from probsym.synthetic.cars.topology import BODY, BOTTOM, CABIN, FRONT, MIRROR, REAR, SIDE, TOP, TYRE, WHEEL
from probsym.synthetic.mesh_kernels import gather_samples, scatter_samples
from probsym.synthetic.noise import hash_unit, smoothstep, value_noise


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _glass(u: float, v: float, share: float, car: CarPaint, out: np.ndarray) -> None:
    """``u`` across and ``v`` (0 to 1) up the window, for the seats seen through it."""
    if share <= 0:
        return
    seat = inside(u - 0.45, v - 0.42, 0.2, 0.2, 3.0) + inside(u - 0.45, v - 0.1, 0.3, 0.25, 4.0)
    factor = 1 + car.seats * min(1.0, seat)
    for channel in range(3):
        low, high = car.glass_low[channel], car.glass_high[channel]
        color = (low + v * (high - low)) * factor
        out[channel] += share * (color - out[channel])
    out[3] += share * (GLASS - out[3])


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_window(a: float, v: float, window: tuple[float, float, float], car: CarPaint, out: np.ndarray) -> None:
    """Windscreen or rear window with its black seal."""
    half_width, low, high = window
    center, half_height = (low + high) / 2, (high - low) / 2
    seal = inside(a, v - center, half_width + 0.02, half_height + 0.025, 9.0)
    cover(out, (0.03, 0.03, 0.03), 0.02, seal)
    share = inside(a, v - center, half_width, half_height, 7.0)
    _glass(a / half_width, (v - low) / (high - low), share, car, out)


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_cabin_side(c: float, v: float, car: CarPaint, out: np.ndarray) -> None:
    """Side windows and the pillars between them; ``c`` runs from -1 (front) to 1."""
    low, high, front, rear = car.sides
    center, half = (front + rear) / 2, (rear - front) / 2
    share = inside(c - center, v - (low + high) / 2, half, (high - low) / 2, 7.0)
    if c > car.glass_rear_end:
        share = 0.0
    _glass(0.0, (v - low) / (high - low), share, car, out)
    for pillar in car.pillars:
        post = share * (1 - smoothstep(0.025, 0.04, abs(c - pillar)))
        if car.black_pillars > 0:
            cover(out, (0.03, 0.03, 0.03), PAINT, post)
        else:
            cover(out, car.paint, PAINT, post)


@compiled_part(forceinline=True)
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _paint_marks(region: int, x: float, v: float, car: CarPaint, marks: CarMarks, out: np.ndarray) -> None:
    """Add the asymmetric marks to the symmetric albedo; ``x`` has a sign."""
    if region == BODY + FRONT:
        paint_plate(x, v, car.plate_front, car, marks.seed, out, True)
    elif region == BODY + REAR:
        paint_plate(x, v, car.plate_rear, car, marks.seed, out, True)
        if marks.badge_side != 0 and hash_unit(int(np.floor(x * 40)), 1, 5, marks.seed) < 0.6:
            letters = inside(x - 0.45 * marks.badge_side, v - 0.8, 0.12, 0.025, 8.0)
            cover(out, car.chrome, 0.2, letters)
        cover(out, car.chrome, 0.2, inside(x - marks.exhaust, v - 0.06, 0.06, 0.05, 3.0))
    elif region == CABIN + FRONT and abs(x) < car.screen[0] and car.screen[1] < v < car.screen[2]:
        across, up, half_width, half_height = marks.sticker
        cover(out, marks.sticker_color, GLASS, 0.9 * inside(x - across, v - up, half_width, half_height, 8.0))
        if marks.driver != 0:
            center = car.screen[1] + 0.55 * (car.screen[2] - car.screen[1])
            head = inside(x - 0.42 * marks.driver, v - center, 0.13, 0.13, 2.0)
            for channel in range(3):
                out[channel] += 0.6 * head * (0.36 - 0.06 * channel - out[channel])


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def paint_car(
    places: Float[np.ndarray, "3 points"], regions: UInt8[np.ndarray, " points"], car: CarPaint, marks: CarMarks
) -> tuple[Float[np.ndarray, "points 4"], Float[np.ndarray, "points 4"]]:
    """Albedo and, as a fourth channel, reflectance at many points, with and without the asymmetric marks.

    Args:
        places: of each point on its part (``CarMesh.place``).
        regions: of each.
        car: the symmetric part of the appearance.
        marks: the asymmetric part.
    """
    count = places.shape[1]
    out, plain = np.zeros((count, 4)), np.zeros((count, 4))
    for index in range(count):
        x, y, z, region = places[0, index], places[1, index], places[2, index], regions[index]
        color, a, v = plain[index], abs(x), (1 - y) / 2
        grain = 1 + car.dirt * value_noise(a * 9, y * 9, z * 20, car.seed)
        for channel in range(3):
            color[channel] = car.paint[channel] * grain
        color[3] = PAINT
        if region == BODY + FRONT:
            paint_front(a, v, car, color)
            paint_plate(a, v, car.plate_front, car, marks.seed, color, False)
        elif region == BODY + REAR:
            paint_rear(a, v, car, color)
            paint_plate(a, v, car.plate_rear, car, marks.seed, color, False)
        elif region == BODY + SIDE:
            paint_side(z, v, car, color)
        elif region == BODY + BOTTOM or region == CABIN + BOTTOM:
            cover(color, (0.02, 0.02, 0.02), 0.0, 1.0)
        elif region == BODY + TOP:
            darken(color, 0.5, (1 - smoothstep(0.01, 0.02, abs(a - 0.86))) * (1 if z < -0.45 else 0))
        elif region == CABIN + FRONT:
            paint_window(a, v, car.screen, car, color)
        elif region == CABIN + REAR:
            paint_window(a, v, car.back, car, color)
            if a > car.upright[0] and v < car.upright[1]:
                cover(color, (0.6, 0.03, 0.04), LAMP, smoothstep(car.upright[0], car.upright[0] + 0.02, a))
        elif region == CABIN + SIDE:
            paint_cabin_side(z, v, car, color)
        elif region == WHEEL:
            paint_wheel(y, z, car, color)
        elif region == TYRE:
            cover(color, (0.04, 0.04, 0.04), 0.0, 1.0)
        elif region == MIRROR and z > 0.5:  # the glass looks to the rear
            cover(color, (0.1, 0.1, 0.12), CHROME, 1.0)
        for channel in range(4):
            out[index, channel] = color[channel]
        _paint_marks(region, x, v, car, marks, out[index])
        for channel in range(3):
            plain[index, channel] = min(1.0, max(0.0, plain[index, channel]))
            out[index, channel] = min(1.0, max(0.0, out[index, channel]))
    return out, plain


def paint_car_surface(
    face: Int32[np.ndarray, "size size"],
    bary: Float[np.ndarray, "size size 3"],
    triangles: Int32[np.ndarray, "triangles 3"],
    triangle_region: UInt8[np.ndarray, " triangles"],
    place: Float32[np.ndarray, "vertices 3"],
    car: CarPaint,
    marks: CarMarks,
) -> tuple[Float[np.ndarray, "size size 4"], Float[np.ndarray, "size size 4"]]:
    """Albedo and reflectance at the rasterised samples, with and without the marks; 0 for background."""
    seen, regions = gather_samples(face, bary, triangles, triangle_region, place)
    colors, plain_colors = paint_car(seen, regions, car, marks)
    return scatter_samples(face, colors), scatter_samples(face, plain_colors)
