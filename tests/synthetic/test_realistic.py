import numpy as np
import pytest

from probsym.synthetic.family import Fragments
from probsym.synthetic.mesh_kernels import shade_samples
from probsym.synthetic.morphable import EYE, SKIN
from probsym.synthetic.realistic import RealisticLight, sample_realistic, shade_realistic
from probsym.synthetic.scene import Placement

AMBIENT, DIFFUSE = 0.4, 0.5
LIGHT = np.array([AMBIENT, DIFFUSE, 0.0, 0.0, 1.0])
ORIGIN = np.zeros(3)


def _extra(**changes: object) -> RealisticLight:
    harmonics = np.zeros((9, 3))
    harmonics[0] = AMBIENT
    values = {"harmonics": harmonics, "tint": np.ones(3), "specular": 0.0, "exponent": 20.0}
    return RealisticLight(**(values | changes))  # type: ignore[arg-type]


def _plate(depth: float, half: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    """A square that faces the camera."""
    corners = np.array([[-half, -half, depth], [half, -half, depth], [-half, half, depth], [half, half, depth]])
    return corners, np.array([[0, 2, 1], [1, 2, 3]], np.int32)


def _lit(
    points: np.ndarray, triangles: np.ndarray, light: np.ndarray, extra: RealisticLight, face: int, region: int = SKIN
) -> np.ndarray:
    """Colour of a grey sample in the middle of triangle ``face``, whose normal is the plates'."""
    samples = 64  # as fine a shadow map
    albedo, normals = np.full((samples, samples, 3), 0.5), np.zeros((samples, samples, 3))
    normals[..., 2] = 1
    faces, bary = np.full((samples, samples), -1, np.int32), np.full((samples, samples, 3), 1 / 3)
    faces[5, 7] = face
    regions = np.full(len(triangles), region, np.uint8)
    placed = Placement(ORIGIN, ORIGIN, canonical=points, view=points)
    fragments = Fragments(faces, bary, normals, placed, np.eye(3), camera_position=ORIGIN, focal=1.0, center=0.0)
    out = shade_realistic(albedo, fragments, triangles, regions, light, extra)
    assert (out[faces < 0] == 0).all()
    return out[5, 7]


def test_without_harmonics_it_is_the_methods_light() -> None:
    points, triangles = _plate(1.0)
    direction = np.array([0.3, -0.2, 1.0]) / np.sqrt(1.13)
    lit = _lit(points, triangles, np.array([AMBIENT, DIFFUSE, *direction]), _extra(), 0)
    grey, normal = np.full((1, 1, 3), 0.5), np.array([[[0.0, 0.0, 1.0]]])
    assert lit == pytest.approx(shade_samples(grey, normal, AMBIENT, DIFFUSE, direction)[0, 0])


def test_occluders_cast_shadows() -> None:
    behind, triangles = _plate(1.0)
    before, _ = _plate(0.95, half=0.04)
    points, both = np.concatenate([behind, before]), np.concatenate([triangles, triangles + 4])
    assert _lit(points, both, LIGHT, _extra(), 0) == pytest.approx(0.5 * AMBIENT)
    assert _lit(points, both, LIGHT, _extra(), 2) == pytest.approx(0.5 * (AMBIENT + DIFFUSE))  # the one that casts it
    aside = before + np.array([0.2, 0, 0])
    assert _lit(np.concatenate([behind, aside]), both, LIGHT, _extra(), 0) == pytest.approx(0.5 * (AMBIENT + DIFFUSE))


def test_highlights_are_in_the_mirror_direction() -> None:
    points, triangles = _plate(1.0, half=0.001)
    matt = _lit(points, triangles, LIGHT, _extra(), 0)
    glossy = _lit(points, triangles, LIGHT, _extra(specular=0.2), 0)
    assert glossy == pytest.approx(matt + 0.2 * DIFFUSE, abs=1e-4)  # light, camera and normal are one line
    slanted = np.array([AMBIENT, DIFFUSE, 0.8, 0.0, 0.6])
    cosine = np.sqrt((1 + 0.6) / 2)  # of the normal with the half vector
    expected = 0.5 * (AMBIENT + DIFFUSE * 0.6) + 0.2 * DIFFUSE * cosine**20
    assert _lit(points, triangles, slanted, _extra(specular=0.2), 0) == pytest.approx(np.full(3, expected), abs=1e-4)
    assert _lit(points, triangles, LIGHT, _extra(), 0, EYE) == pytest.approx(matt + 0.7 * DIFFUSE, abs=1e-3)


def test_harmonics_take_the_outward_normal() -> None:
    points, triangles = _plate(1.0)
    harmonics = np.zeros((9, 3))
    harmonics[0], harmonics[3], harmonics[7] = 0.4, [0.1, 0.2, 0.0], 0.05
    lit = _lit(points, triangles, np.array([0.4, 0.0, 0, 0, 1]), _extra(harmonics=harmonics), 0)
    assert lit == pytest.approx(0.5 * (0.4 - np.array([0.1, 0.2, 0.0]) + 0.05 * 2))  # out of the plate is -z


def test_light_is_never_negative_and_scales_with_ambient() -> None:
    points, triangles = _plate(1.0)
    harmonics = np.full((9, 3), 0.0)
    harmonics[3] = 5.0
    assert _lit(points, triangles, np.array([0.4, 0.0, 0, 0, 1]), _extra(harmonics=harmonics), 0) == pytest.approx(0.01)
    drawn = [sample_realistic(np.random.default_rng(seed), 0.5) for seed in range(200)]
    constant = np.array([light.harmonics[0] for light in drawn])
    assert constant.min() >= 0.5 * 0.93
    assert constant.max() <= 0.5 * 1.07
    assert np.array([light.harmonics[1:4] for light in drawn]).std() == pytest.approx(0.22 * 0.5, rel=0.15)
    assert all(0.03 <= light.specular <= 0.25 and 8 <= light.exponent <= 50 for light in drawn)
