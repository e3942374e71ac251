"""Measures of a car body and the ranges that they are drawn from."""

from typing import NamedTuple

import numpy as np


class Measures(NamedTuple):
    """Lengths in metres; heights above the road; distances behind the foremost point of the plain box."""

    half_width: float
    length: float
    clearance: float
    """Height of the body's underside."""
    nose: float
    """Height of the bonnet's front edge."""
    cowl: float
    """Height of the windscreen's foot."""
    deck: float
    """Height of the rear window's foot."""
    roof: float
    bonnet: float
    """Distance of the windscreen's foot from the front."""
    screen_run: float
    """Distance that the windscreen covers along the car, from foot to roof."""
    boot: float
    """Distance of the rear window's foot from the rear."""
    back_run: float
    """Distance that the rear window covers along the car."""
    front_bow: float
    """How far the corners of the front lie behind its middle."""
    rear_bow: float
    front_lean: float
    """How far the bonnet's edge lies behind the bumper."""
    rear_lean: float
    front_bumper: float
    """How far the bumper juts out."""
    rear_bumper: float
    undercut: float
    """How far the bumpers' lower edges lie behind them."""
    tuck: float
    """Relative narrowing of the sides towards the ground."""
    shoulder: float
    """Relative narrowing of the sides towards the windows' foot."""
    taper: float
    """Relative narrowing towards both ends."""
    roof_width: float
    """Width of the roof relative to the foot of the side windows."""
    bonnet_crown: float
    """Rise of the bonnet's middle."""
    roof_crown: float
    """Rise of the roof's middle, across and along."""
    corner: float
    """Radius of the body's edges."""
    roof_corner: float
    """Radius of the cabin's edges."""
    flare: float
    """How far the wheel arches stand out."""
    wheel: float
    """Radius of the wheels."""
    wheel_width: float
    front_overhang: float
    """Distance of the front axle from the front."""
    rear_overhang: float
    mirror: float
    """Half width of the mirrors."""


STYLES = ("sedan", "hatchback", "van")
"""Three-box, two-box, and tall two-box or one-box bodies (vans, people carriers, off-roaders)."""

_COMMON = {
    "front_bow": (0.08, 0.40),
    "rear_bow": (0.05, 0.25),
    "undercut": (0.05, 0.22),
    "tuck": (0.02, 0.10),
    "shoulder": (0.01, 0.09),
    "taper": (0.0, 0.08),
    "bonnet_crown": (0.01, 0.07),
    "roof_crown": (0.01, 0.05),
    "flare": (0.0, 0.05),
    "wheel_width": (0.18, 0.26),
    "mirror": (0.08, 0.14),
}
RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "sedan": {
        **_COMMON,
        "half_width": (0.84, 0.95),
        "length": (4.2, 5.1),
        "clearance": (0.12, 0.20),
        "nose": (0.66, 0.82),
        "cowl": (0.90, 1.02),
        "deck": (0.92, 1.10),
        "roof": (1.32, 1.52),
        "bonnet": (1.0, 1.45),
        "screen_run": (0.55, 0.90),
        "boot": (0.35, 0.85),
        "back_run": (0.40, 0.90),
        "front_lean": (0.05, 0.30),
        "rear_lean": (0.0, 0.18),
        "front_bumper": (0.0, 0.12),
        "rear_bumper": (0.0, 0.13),
        "roof_width": (0.72, 0.86),
        "corner": (0.06, 0.17),
        "roof_corner": (0.08, 0.20),
        "wheel": (0.29, 0.35),
        "front_overhang": (0.75, 0.95),
        "rear_overhang": (0.85, 1.10),
    },
    "hatchback": {
        **_COMMON,
        "half_width": (0.78, 0.92),
        "length": (3.4, 4.4),
        "clearance": (0.13, 0.22),
        "nose": (0.68, 0.88),
        "cowl": (0.92, 1.08),
        "deck": (0.88, 1.05),
        "roof": (1.38, 1.62),
        "bonnet": (0.75, 1.15),
        "screen_run": (0.45, 0.95),
        "boot": (0.04, 0.20),
        "back_run": (0.12, 0.60),
        "front_lean": (0.05, 0.30),
        "rear_lean": (0.0, 0.12),
        "front_bumper": (0.0, 0.12),
        "rear_bumper": (0.02, 0.16),
        "roof_width": (0.74, 0.90),
        "corner": (0.06, 0.17),
        "roof_corner": (0.08, 0.20),
        "wheel": (0.27, 0.34),
        "front_overhang": (0.65, 0.85),
        "rear_overhang": (0.55, 0.75),
    },
    "van": {
        **_COMMON,
        "half_width": (0.86, 1.02),
        "length": (4.0, 5.4),
        "clearance": (0.16, 0.32),
        "nose": (0.84, 1.12),
        "cowl": (1.06, 1.28),
        "deck": (1.00, 1.25),
        "roof": (1.62, 2.15),
        "bonnet": (0.60, 1.30),
        "screen_run": (0.25, 0.75),
        "boot": (0.02, 0.12),
        "back_run": (0.03, 0.30),
        "front_lean": (0.02, 0.20),
        "rear_lean": (0.0, 0.08),
        "front_bumper": (0.02, 0.16),
        "rear_bumper": (0.02, 0.18),
        "roof_width": (0.80, 0.97),
        "corner": (0.05, 0.15),
        "roof_corner": (0.06, 0.18),
        "wheel": (0.31, 0.41),
        "front_overhang": (0.70, 0.95),
        "rear_overhang": (0.70, 1.00),
    },
}
"""Range of each measure by style, uniform, metres; ``taper``, ``tuck``, ``shoulder`` and ``roof_width`` are ratios."""


def sample_measures(rng: np.random.Generator, style: str) -> Measures:
    """Draw the measures of one car.

    Args:
        rng: the car's own generator.
        style: one of ``STYLES``.
    """
    ranges = RANGES[style]
    return Measures(**{name: float(rng.uniform(*ranges[name])) for name in Measures._fields})


def mean_measures(style: str) -> Measures:
    """The middle of every range of a style."""
    return Measures(**{name: sum(RANGES[style][name]) / 2 for name in Measures._fields})
