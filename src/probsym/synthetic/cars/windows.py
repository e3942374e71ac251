"""Windows of the cabin, with their seals and pillars (numba)."""

from typing import no_type_check

import numpy as np

from probsym.kernels.numba_support import compiled_part
from probsym.synthetic.cars.car_appearance import CarPaint
from probsym.synthetic.cars.strokes import GLASS, PAINT, cover, inside
from probsym.synthetic.noise import smoothstep


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
