"""Random appearance of a car: paint, windows, lights, grille, wheels, and marks that are not symmetric."""

from typing import NamedTuple

import numpy as np

from probsym.synthetic.cars.measures import Measures
from probsym.synthetic.face_appearance import Color

CAR_DISTRIBUTIONS = {
    "paint": "white, black, greys and silver, reds, blues, greens, yellow, orange, browns, with random brightness",
    "glass": "dark, grey or tinted; brightness changes from foot to roof; seats seen through it",
    "windows": "width, height and pillars; no rear side windows in 20 % of the vans",
    "headlights": "superellipses of random place, size, slant and roundness; clear, dark or yellowish",
    "tail lights": "superellipses; upright along the rear window in 30 % of hatchbacks and vans; or joined by a band",
    "grille": "trapezoid with horizontal, vertical or no bars, chrome or painted frame; a second air intake below",
    "bumpers": "painted, or dark plastic to a random height",
    "wheels": "silver, grey or black rims of 5 to 10 spokes or a plain disc",
    "number plates": "white, yellow or dark, or none; their signs are asymmetric",
    "asymmetric": "signs on plates and tailgate, stickers and papers behind the windscreen, driver, one exhaust pipe",
}
SCREEN_FOOT = 0.20
"""Foot of the windows as a share of the cabin's height; what lies below is mostly hidden in the body."""
_PAINTS = (
    ((0.90, 0.90, 0.89), 0.17),
    ((0.045, 0.045, 0.05), 0.17),
    ((0.72, 0.73, 0.74), 0.17),
    ((0.45, 0.46, 0.48), 0.12),
    ((0.24, 0.25, 0.27), 0.09),
    ((0.62, 0.06, 0.07), 0.09),
    ((0.35, 0.05, 0.07), 0.03),
    ((0.10, 0.18, 0.42), 0.06),
    ((0.35, 0.48, 0.62), 0.02),
    ((0.08, 0.22, 0.16), 0.02),
    ((0.80, 0.66, 0.12), 0.01),
    ((0.82, 0.36, 0.07), 0.02),
    ((0.50, 0.42, 0.32), 0.03),
)
"""Colour and share."""


class CarPaint(NamedTuple):
    """The symmetric part of a car's albedo.

    Places on the front and the rear are (a, v): distance from the middle relative to half the width, and height
    relative to the body's, from the underside (0) to the upper edge (1). Numbers and tuples only, as for numba.
    """

    paint: Color
    plastic: Color
    chrome: Color
    glass_low: Color
    """At the windows' foot."""
    glass_high: Color
    """At the roof."""
    seats: float
    """Change of brightness by seats behind the windows."""
    lamp: Color
    """Headlights."""
    rim: Color
    aspect: float
    """Height of the body relative to half its width."""
    plastic_height: float
    """The bumpers are plastic below this."""
    crease: float
    """Height of the line above the bumpers."""
    head: tuple[float, float, float, float, float, float]
    """Headlight: a, v, half width, half height, slant, exponent of the superellipse."""
    head_wrap: float
    """How far the headlights reach along the sides, relative to half the length."""
    tail: tuple[float, float, float, float, float, float]
    tail_wrap: float
    tail_band: float
    """Strength of a red band between the tail lights."""
    upright: tuple[float, float]
    """Tail lights along the rear window: inner edge (a), upper end; (2, 0) for none."""
    reverse: float
    """Share of the tail lights that is white."""
    grille: tuple[float, float, float, float, float]
    """v, half width, half height, slope of the sides, width of the frame."""
    bars: tuple[float, float]
    """Number of bars of the grille: across the height, across the width."""
    frame_chrome: float
    intake: tuple[float, float, float]
    """v, half width, half height; dark opening in the front bumper."""
    fog: tuple[float, float, float]
    """a, v, radius of the fog lights; radius 0 for none."""
    badge: tuple[float, float]
    """Radius in a, and distance above the grille's middle relative to its half height."""
    screen: tuple[float, float, float]
    """Windscreen: half width, foot and upper edge as shares of the cabin's width and height."""
    back: tuple[float, float, float]
    """Rear window."""
    sides: tuple[float, float, float, float]
    """Side windows: foot, upper edge, front and rear end along the cabin (-1 to 1)."""
    pillars: tuple[float, float]
    """Places of two pillars between the side windows along the cabin."""
    glass_rear_end: float
    """Behind this there is no glass in the sides."""
    black_pillars: float
    plate_front: tuple[float, float, float]
    """v, half width, half height; half width 0 for none."""
    plate_rear: tuple[float, float, float]
    plate_color: Color
    spokes: float
    """Number of spokes; 0: a plain disc."""
    arches: tuple[float, float, float]
    """Places of the axles along the body (-1 to 1, front and rear), and radius of the wheel arches there."""
    arch_height: float
    """Height of the axles relative to the body's height, from its underside."""
    arch_radius: float
    """Radius of the arches relative to the body's height."""
    dirt: float
    """Amplitude of the noise in the paint."""
    seed: int


class CarMarks(NamedTuple):
    """The asymmetric part."""

    sticker: tuple[float, float, float, float]
    """On the windscreen: place across, place up, half width, half height; half width 0 for none."""
    sticker_color: Color
    driver: float
    """Side of the driver, -1 or 1; 0 for none."""
    exhaust: float
    """Place of the exhaust pipe across; 2 for none."""
    badge_side: float
    """Side of the letters on the tailgate, -1 or 1; 0 for none."""
    seed: int


def _color(values: np.ndarray) -> Color:
    red, green, blue = np.clip(values, 0.01, 0.95).tolist()
    return red, green, blue


def _sample_tail(
    rng: np.random.Generator, style: str
) -> tuple[tuple[float, float, float, float, float, float], tuple[float, float]]:
    upright = style != "sedan" and rng.random() < 0.3
    high = style != "sedan" and rng.random() < 0.4  # taller than wide
    width, height = (rng.uniform(0.07, 0.13), rng.uniform(0.16, 0.28)) if high else (
        rng.uniform(0.10, 0.26), rng.uniform(0.07, 0.15))  # fmt: skip
    place = rng.uniform(0.62, 0.78) if not high else rng.uniform(0.68, 0.78)
    tail = (1 - width - rng.uniform(-0.02, 0.06), place, width, height, rng.uniform(-0.25, 0.25), rng.uniform(2.2, 8.0))
    return tail, ((rng.uniform(0.78, 0.88), rng.uniform(0.55, 0.9)) if upright else (2.0, 0.0))


def sample_car_appearance(rng: np.random.Generator, m: Measures, style: str) -> tuple[CarPaint, CarMarks]:
    """Draw the appearance of one car from ``CAR_DISTRIBUTIONS``.

    Args:
        rng: the car's own generator.
        m: its measures, to which round things and wheel arches are fitted.
        style: one of ``STYLES``.
    """
    colors, shares = np.array([color for color, _ in _PAINTS]), np.array([share for _, share in _PAINTS])
    paint = colors[rng.choice(len(colors), p=shares / shares.sum())] * rng.uniform(0.75, 1.2) + rng.uniform(
        -0.02, 0.02, 3
    )
    plastic = np.full(3, rng.uniform(0.05, 0.22))
    glass = rng.uniform(0.03, 0.22) + rng.uniform(-0.02, 0.03, 3)
    change = rng.uniform(0.4, 2.2)
    lamp = (
        rng.choice([0.75, 0.5, 0.25], p=[0.5, 0.3, 0.2])
        * rng.uniform(0.9, 1.1)
        * np.array([1.0, 0.97, rng.choice([0.95, 0.8])])
    )
    aspect = (max(m.nose, m.deck) - m.clearance) / m.half_width
    half_w, half_h = rng.uniform(0.12, 0.27), rng.uniform(0.08, 0.16)
    if rng.random() < 0.25:  # round
        half_h = rng.uniform(0.12, 0.17)
        half_w = half_h * aspect
    head = (
        rng.uniform(0.92, 0.97) - half_w,
        rng.uniform(0.58, 0.76),
        half_w,
        half_h,
        rng.uniform(-0.1, 0.55),
        rng.uniform(2.0, 6.0),
    )
    tail, upright = _sample_tail(rng, style)
    grille_half = min(rng.uniform(0.2, 0.62), head[0] - head[2] * 0.9)
    grille = (
        rng.uniform(0.56, 0.68),
        grille_half,
        rng.uniform(0.06, 0.2),
        rng.uniform(-0.3, 0.5),
        rng.choice([0.0, 0.02, 0.035]),
    )
    if rng.random() < 0.15:  # hardly a grille: air comes from below
        grille = (0.62, grille_half * 0.8, 0.03, 0.0, 0.0)
    bars = ((float(rng.integers(3, 7)), 0.0), (0.0, float(rng.integers(8, 22))), (0.0, 0.0))[rng.integers(0, 3)]
    plate_w, plate_h = ((0.26, 0.055), (0.155, 0.078))[int(rng.random() < 0.4)]
    plate_w, plate_h = plate_w / m.half_width, plate_h / (aspect * m.half_width)
    plates = np.array([[0.93, 0.93, 0.92], [0.86, 0.72, 0.16], [0.12, 0.12, 0.13]])
    low = SCREEN_FOOT + rng.uniform(0.0, 0.05)
    back_low = low + (rng.uniform(0.0, 0.05) if style == "sedan" else rng.uniform(0.02, 0.22))
    panel = style == "van" and rng.random() < 0.2
    tall = aspect * m.half_width
    front_axle, rear_axle = m.front_overhang / m.length * 2 - 1, 1 - 2 * m.rear_overhang / m.length
    arch = m.wheel * rng.uniform(1.06, 1.18)
    seed = int(rng.integers(0, 2**31))
    car = CarPaint(
        paint=_color(paint),
        plastic=_color(plastic),
        chrome=_color(np.full(3, rng.uniform(0.55, 0.85))),
        glass_low=_color(glass),
        glass_high=_color(glass * change),
        seats=rng.uniform(-0.6, 0.5),
        lamp=_color(lamp),
        rim=_color(np.full(3, rng.choice([0.65, 0.4, 0.12], p=[0.6, 0.25, 0.15])) * rng.uniform(0.8, 1.2)),
        aspect=aspect,
        plastic_height=rng.choice([0.08, 0.2, 0.45], p=[0.45, 0.3, 0.25]) + rng.uniform(-0.04, 0.04),
        crease=rng.uniform(0.44, 0.54),
        head=head,
        head_wrap=rng.uniform(0.0, 0.13),
        tail=tail,
        tail_wrap=rng.uniform(0.0, 0.08),
        tail_band=rng.uniform(0.3, 0.9) * (rng.random() < 0.12),
        upright=upright,
        reverse=rng.uniform(0.0, 0.45),
        grille=grille,
        bars=bars,
        frame_chrome=float(rng.random() < 0.6),
        intake=(rng.uniform(0.18, 0.32), rng.uniform(0.25, 0.72), rng.uniform(0.04, 0.11)),
        fog=(rng.uniform(0.62, 0.8), rng.uniform(0.22, 0.34), rng.uniform(0.03, 0.06) * (rng.random() < 0.6)),
        badge=(rng.uniform(0.035, 0.065), rng.uniform(-0.2, 1.6)),
        screen=(rng.uniform(0.89, 0.97), low, rng.uniform(0.90, 0.96)),
        back=(
            rng.uniform(0.78, 0.96) if upright[0] > 1 else upright[0] - 0.04,
            back_low,
            rng.uniform(0.86, 0.95),
        ),
        sides=(low + 0.02, rng.uniform(0.87, 0.94), rng.uniform(-0.93, -0.86), rng.uniform(0.62, 0.92)),
        pillars=(rng.uniform(-0.12, 0.08), rng.uniform(0.45, 0.6)),
        glass_rear_end=rng.uniform(-0.15, 0.0) if panel else 1.0,
        black_pillars=float(rng.random() < 0.6),
        plate_front=(rng.uniform(0.28, 0.42), plate_w * (rng.random() < 0.8), plate_h),
        plate_rear=(rng.choice([0.36, 0.68]) + rng.uniform(-0.05, 0.05), plate_w * (rng.random() < 0.95), plate_h),
        plate_color=_color(plates[rng.choice(3, p=[0.75, 0.15, 0.1])]),
        spokes=float(rng.choice([0, 5, 6, 7, 10])),
        arches=(front_axle, rear_axle, 2 * arch / m.length),
        arch_height=(m.wheel - m.clearance) / tall,
        arch_radius=arch / tall,
        dirt=rng.uniform(0.0, 0.04),
        seed=seed,
    )
    return car, _sample_marks(rng, seed)


def _sample_marks(rng: np.random.Generator, seed: int) -> CarMarks:
    return CarMarks(
        sticker=(
            rng.uniform(-0.7, 0.7),
            rng.uniform(0.4, 0.85),
            rng.uniform(0.03, 0.16) * (rng.random() < 0.35),
            rng.uniform(0.02, 0.07),
        ),
        sticker_color=_color(rng.uniform(0.4, 0.95, 3)),
        driver=float(rng.choice([-1, 0, 1], p=[0.25, 0.6, 0.15])),
        exhaust=rng.uniform(-0.7, 0.7) if rng.random() < 0.5 else 2.0,
        badge_side=float(rng.choice([-1, 0, 1])),
        seed=seed,
    )
