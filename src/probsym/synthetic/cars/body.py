"""Vertices of a car from its measures.

The body is a box with rounded edges, bent to the outlines of bonnet, bumpers and sides; the cabin another one, with
sloped windows, whose foot is sunk into the body. Every formula is even or odd in x: all cars are exactly symmetric.
"""

import numpy as np
from jaxtyping import Float, Int32

from probsym.synthetic.cars.measures import Measures
from probsym.synthetic.cars.topology import CarMesh, car_mesh

SUNK = 0.12
"""Depth of the cabin's foot below the foot of the windscreen, metres."""
LANDMARKS: dict[str, tuple[str, tuple[float, float, float]]] = {
    "bonnet_edge": ("body", (0, -1, -1)),
    "front_bumper": ("body", (0, 0.4, -1)),
    "rear_bumper": ("body", (0, 0.4, 1)),
    "roof_front": ("cabin", (0, -1, -1)),
    "roof_rear": ("cabin", (0, -1, 1)),
    **{
        f"{name}_{side}": (part.format(side=side), (sign * x, y, z))
        for name, part, (x, y, z) in (
            ("headlight", "body", (0.75, -0.35, -1)),
            ("tail_light", "body", (0.8, -0.4, 1)),
            ("windscreen_foot", "cabin", (1, 0.55, -1)),
            ("rear_window_foot", "cabin", (1, 0.55, 1)),
            ("roof_front", "cabin", (1, -1, -1)),
            ("roof_rear", "cabin", (1, -1, 1)),
            ("mirror", "mirror_{side}", (1, 0, 0)),
            ("front_hub", "wheel_front_{side}", (1, 0, 0)),
            ("rear_hub", "wheel_rear_{side}", (1, 0, 0)),
        )
        for side, sign in (("left", -1), ("right", 1))
    },
}
"""Named points: part of the mesh, and place on it. Left and right as seen from the front: left is x < 0."""


def landmark_indices(mesh: CarMesh) -> Int32[np.ndarray, " landmarks"]:
    """The vertex nearest to each of ``LANDMARKS``."""
    out = []
    for part, place in LANDMARKS.values():
        where = mesh.parts[part]
        out.append(where.start + int(((mesh.place[where] - np.array(place)) ** 2).sum(1).argmin()))
    return np.array(out, np.int32)


def _rounded(cube: np.ndarray, radius: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The cube's surface with edges rounded by a radius per axis (0 to 1, relative to the half edge)."""
    r = np.clip(np.array(radius), 0.01, 1.0)
    core = np.clip(cube, r - 1, 1 - r)
    away = (cube - core) / r
    x, y, z = (core + r * away / np.sqrt((away**2).sum(1, keepdims=True))).T
    return x, y, z


def _ramp(low: float, high: float, value: np.ndarray) -> np.ndarray:
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _body(m: Measures, cube: np.ndarray) -> Float[np.ndarray, "vertices 3"]:
    tall = max(m.nose, m.deck) - m.clearance
    a, b, c = _rounded(cube, (m.corner / m.half_width, 1.3 * m.corner / tall, 2 * m.corner / m.length))
    side, share, t = np.abs(a), (1 - b) / 2, (c + 1) / 2
    under = np.clip((0.28 - share) / 0.28, 0, 1) ** 1.5
    bumper = _ramp(0.08, 0.2, share) * (1 - _ramp(0.42, 0.58, share))
    upper = _ramp(0.45, 1.0, share)
    front = m.front_bow * side**2.6 + m.front_lean * upper + m.undercut * under - m.front_bumper * bumper
    rear = m.rear_bow * side**2.6 + m.rear_lean * upper + m.undercut * under - m.rear_bumper * bumper
    z = m.length * t + (1 - t) ** 3 * front - t**3 * rear

    deck = m.length - m.boot
    bonnet = m.nose + (m.cowl - m.nose) * (1 - (1 - np.clip(z / m.bonnet, 0, 1)) ** 1.5)
    top = bonnet + (m.deck - m.cowl) * _ramp(m.bonnet, deck, z)
    bottom = m.clearance + 0.03 * (1 - t) ** 6 + 0.06 * t**6
    height = bottom + share * (top - bottom) + m.bonnet_crown * (1 - side**2) * share**2

    width = 1 - m.tuck * np.clip((0.45 - share) / 0.45, 0, 1) ** 2
    width -= m.shoulder * np.clip((share - 0.62) / 0.38, 0, 1) ** 2
    width *= 1 - m.taper * ((1 - t) ** 4 + t**4)
    x = a * m.half_width * width
    for axle in (m.front_overhang, m.length - m.rear_overhang):
        arch = np.exp(-(((z - axle) / (1.2 * m.wheel)) ** 4)) * (1 - _ramp(0.7, 0.95, share))
        x += np.sign(a) * m.flare * arch * side**8
    return np.stack([x, -height, z], 1)


def _cabin(m: Measures, cube: np.ndarray) -> Float[np.ndarray, "vertices 3"]:
    foot = m.cowl - SUNK
    tall, long = m.roof - foot, m.length - m.boot - m.bonnet
    low = m.half_width * (1 - m.shoulder) * (1 - 0.5 * m.taper) - 0.02
    a, b, c = _rounded(cube, (m.roof_corner / low, 2 * m.roof_corner / tall, 2 * m.roof_corner / long))
    side, share, t = np.abs(a), (1 - b) / 2, (c + 1) / 2
    # The windows' foot is where the body's top is; below it the slopes go on, hidden in the body.
    front_share = (foot + share * tall - m.cowl) / (m.roof - m.cowl)
    rear_share = (foot + share * tall - m.deck) / (m.roof - m.deck)
    front = m.bonnet + m.screen_run * front_share + 0.5 * m.front_bow * side**2.4
    rear = m.length - m.boot - m.back_run * rear_share - 0.6 * m.rear_bow * side**2.4
    z = front + t * (rear - front)
    height = foot + share * tall + m.roof_crown * share * ((1 - side**2) - 1.5 * (2 * t - 0.9) ** 2)
    x = a * low * (1 + (m.roof_width - 1) * np.clip(front_share, 0, 1) ** 1.2) * (1 - 0.06 * np.abs(2 * t - 1) ** 3)
    return np.stack([x, -height, z], 1)


def car_vertices(measures: Measures) -> Float[np.ndarray, "vertices 3"]:
    """Vertices of one car: x right, y down from the road, z from the front bumper to the rear, metres."""
    mesh, m = car_mesh(), measures
    cube = mesh.place.astype(np.float64)
    out = np.empty_like(cube)
    body, cabin = mesh.parts["body"], mesh.parts["cabin"]
    out[body], out[cabin] = _body(m, cube[body]), _cabin(m, cube[cabin])
    for name, sign in (("left", -1), ("right", 1)):
        part = mesh.parts[f"mirror_{name}"]
        x, y, z = _rounded(cube[part], (0.6, 0.6, 0.9))
        center = np.array(
            [sign * (m.half_width * (1 - 0.5 * m.shoulder) + 0.5 * m.mirror), -m.cowl - 0.06, m.bonnet + 0.3]
        )
        out[part] = center + np.stack([x * m.mirror, y * 0.65 * m.mirror, z * 0.5 * m.mirror], 1)
        for end, axle in (("front", m.front_overhang), ("rear", m.length - m.rear_overhang)):
            part = mesh.parts[f"wheel_{end}_{name}"]
            across, down, along = cube[part].T
            outside = m.half_width * (1 - 0.3 * m.tuck - 0.3 * m.taper) + 0.8 * m.flare + 0.01
            inward = (1 - sign * across) / 2 * m.wheel_width
            out[part] = np.stack([sign * (outside - inward), m.wheel * (down - 1), axle + m.wheel * along], 1)
    return out
