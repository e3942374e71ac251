"""Cars as a family of synthetic things."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, no_type_check

import numpy as np
from jaxtyping import Bool, Float, Int32, UInt8
from numba import njit

from probsym.synthetic import background
from probsym.synthetic.cars import car_appearance, gloss, street
from probsym.synthetic.cars.body import LANDMARKS, car_vertices, landmark_indices
from probsym.synthetic.cars.car_appearance import CarMarks, CarPaint, sample_car_appearance
from probsym.synthetic.cars.car_painting import paint_car_surface
from probsym.synthetic.cars.gloss import add_reflections, sample_surroundings
from probsym.synthetic.cars.measures import RANGES, STYLES, Measures, sample_measures
from probsym.synthetic.cars.street import Street, fill_street, sample_street
from probsym.synthetic.cars.topology import WHEEL, car_mesh
from probsym.synthetic.family import Fragments, Subject
from probsym.synthetic.settings import SceneSettings

STYLE_SHARES = (0.4, 0.35, 0.25)
"""Of ``STYLES``."""


@dataclass(frozen=True)
class CarSubject:
    """One car, with one of its ends towards the camera."""

    measures: Measures
    marking: tuple[CarPaint, CarMarks]
    rear: bool
    """The rear looks at the camera: the car is turned by 180 degrees."""
    points: Float[np.ndarray, "vertices 3"]
    """Vertices, metres; the end that looks at the camera is towards -z."""
    front_weight: Float[np.ndarray, " vertices"]
    """Area of body and cabin as seen from the front, or the rear."""

    @classmethod
    def build(cls, measures: Measures, marking: tuple[CarPaint, CarMarks], rear: bool) -> "CarSubject":
        """The car of these measures and paint."""
        mesh, points = car_mesh(), car_vertices(measures)
        if rear:
            points = points * np.array([-1.0, 1.0, -1.0])
        return cls(measures, marking, rear, points, _front_weight(points, mesh.triangles, mesh.region < WHEEL))

    @property
    def triangles(self) -> Int32[np.ndarray, "triangles 3"]:
        """Those of every car."""
        return car_mesh().triangles

    @property
    def triangle_region(self) -> UInt8[np.ndarray, " triangles"]:
        """Sides of body and cabin, wheels and mirrors."""
        return car_mesh().region

    @property
    def landmarks(self) -> Int32[np.ndarray, " landmarks"]:
        """Vertices of ``LANDMARKS``."""
        return _landmarks()

    @property
    def crop(self) -> Bool[np.ndarray, " vertices"]:
        """All vertices but those of the mirrors."""
        return _crop()

    def paint(
        self, face: Int32[np.ndarray, "size size"], bary: Float[np.ndarray, "size size 3"]
    ) -> tuple[Float[np.ndarray, "size size 3"], Float[np.ndarray, "size size 3"]]:
        """Paint, windows and lights; the marks are signs, stickers, a driver and an exhaust pipe."""
        out, plain = self._paint(face, bary)
        return np.ascontiguousarray(out[..., :3]), np.ascontiguousarray(plain[..., :3])

    def _paint(self, face: np.ndarray, bary: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        mesh = car_mesh()
        return paint_car_surface(face, bary, mesh.triangles, mesh.region, mesh.place, *self.marking)

    def sample_background(self, rng: np.random.Generator) -> Street:
        """A road, a studio or anything else."""
        return sample_street(rng)

    def fill_background(
        self,
        color: Float[np.ndarray, "samples samples 3"],
        fragments: Fragments,
        light: Float[np.ndarray, " 5"],
        background: Street,
    ) -> None:
        """The street with the car's shadow."""
        canonical = fragments.placed.canonical
        fill_street(color, fragments, light, background, np.stack([canonical.min(0), canonical.max(0)]))

    def add_gloss(
        self, color: Float[np.ndarray, "samples samples 3"], fragments: Fragments, lamp: np.random.Generator
    ) -> None:
        """Reflections of sky, skyline and road."""
        painted, _ = self._paint(fragments.face, fragments.bary)
        points = _positions(fragments.face, fragments.bary, self.triangles, fragments.placed.canonical)
        add_reflections(
            color,
            fragments.face,
            fragments.normals,
            points,
            np.ascontiguousarray(painted[..., 3]),
            fragments.camera_position,
            sample_surroundings(lamp),
        )


@cache
def _landmarks() -> Int32[np.ndarray, " landmarks"]:
    return landmark_indices(car_mesh())


@cache
def _crop() -> Bool[np.ndarray, " vertices"]:
    mesh = car_mesh()
    out = np.ones(len(mesh.place), np.bool_)
    for name in ("mirror_left", "mirror_right"):
        out[mesh.parts[name]] = False
    return out


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _front_weight(points: np.ndarray, triangles: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Projected area of the chosen triangles that face -z, shared by their corners; the sum is 1."""
    out, total = np.zeros(points.shape[0]), 0.0
    for index in range(triangles.shape[0]):
        a, b, c = triangles[index]
        ux, uy = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1]
        vx, vy = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1]
        area = uy * vx - ux * vy
        if chosen[index] and area > 0:
            for corner in range(3):
                out[triangles[index, corner]] += area
            total += 3 * area
    return out / total


@njit(nogil=True, cache=True, error_model="numpy")
@no_type_check  # numba compiles the bare function, not one that a type checker has wrapped
def _positions(face: np.ndarray, bary: np.ndarray, triangles: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points at the covered samples; 0 elsewhere."""
    size = face.shape[0]
    out = np.zeros((size, size, 3))
    for v in range(size):
        for u in range(size):
            if face[v, u] >= 0:
                for corner in range(3):
                    vertex = triangles[face[v, u], corner]
                    for axis in range(3):
                        out[v, u, axis] += bary[v, u, corner] * points[vertex, axis]
    return out


@dataclass(frozen=True)
class CarFamily:
    """Sedans, hatchbacks and vans."""

    @property
    def name(self) -> str:
        """That of ``--shape``."""
        return "car"

    @property
    def landmark_names(self) -> tuple[str, ...]:
        """Named points of a car."""
        return tuple(LANDMARKS)

    def draw(
        self, identities: Sequence[np.random.Generator], own: Sequence[np.random.Generator], settings: SceneSettings
    ) -> list[Subject]:
        """Another car for each."""
        out: list[Subject] = []
        for car, photo in zip(identities, own, strict=True):
            style = str(car.choice(STYLES, p=STYLE_SHARES))
            measures = sample_measures(car, style)
            paint, marks = sample_car_appearance(car, measures, style)
            if settings.texture_noise is not None:
                paint = paint._replace(dirt=settings.texture_noise)
            turned = photo.random() < 0.5
            rear = settings.facing == "rear" or (settings.facing == "both" and turned)
            out.append(CarSubject.build(measures, (paint, marks), rear))
        return out

    def describe(self, settings: SceneSettings) -> dict[str, Any]:
        """Counts of the mesh, and every distribution."""
        mesh = car_mesh()
        return {
            "shape": {
                "model": self.name,
                "vertices": len(mesh.place),
                "triangles": len(mesh.triangles),
                "styles": dict(zip(STYLES, STYLE_SHARES, strict=True)),
                "measures": {style: {name: list(limits) for name, limits in RANGES[style].items()} for style in STYLES},
            },
            "appearance": {**car_appearance.CAR_DISTRIBUTIONS, **gloss.GLOSS_DISTRIBUTIONS},
            "background": {**street.STREET_DISTRIBUTIONS, **background.BACKGROUND_DISTRIBUTIONS},
        }
