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
from probsym.synthetic.cars.windows import paint_cabin_side, paint_window
from probsym.synthetic.noise import hash_unit, smoothstep, value_noise
from probsym.synthetic.surface_samples import gather_samples, scatter_samples


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
