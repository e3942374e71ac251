import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probsym.synthetic.cars.body import LANDMARKS, SUNK, car_vertices, landmark_indices
from probsym.synthetic.cars.measures import RANGES, STYLES, Measures, mean_measures, sample_measures
from probsym.synthetic.cars.topology import BODY, CABIN, WHEEL, car_mesh
from probsym.synthetic.mesh_kernels import vertex_normals

PLAIN = mean_measures("sedan")._replace(
    half_width=0.9, length=4.6, clearance=0.2, nose=0.7, cowl=0.9, deck=1.0, roof=1.4, bonnet=1.2, screen_run=0.7,
    boot=0.6, back_run=0.6, front_bow=0.0, rear_bow=0.0, front_lean=0.0, rear_lean=0.0, front_bumper=0.0,
    rear_bumper=0.0, undercut=0.0, tuck=0.0, shoulder=0.0, taper=0.0, roof_width=0.8, bonnet_crown=0.0, roof_crown=0.0,
    flare=0.0, wheel=0.3, front_overhang=0.8, rear_overhang=0.9,
)  # fmt: skip


def measures(style: str) -> st.SearchStrategy[Measures]:
    """Any car of a style, the ends of its ranges included."""
    return st.builds(Measures, **{name: st.floats(*limits) for name, limits in RANGES[style].items()})


ANY_CAR = st.sampled_from(STYLES).flatmap(measures)


def test_a_plain_car_has_the_sizes_that_it_was_given() -> None:
    mesh, points = car_mesh(), car_vertices(PLAIN)
    body, cabin = points[mesh.parts["body"]], points[mesh.parts["cabin"]]
    assert body[:, 0].max() == pytest.approx(0.9)
    assert (body[:, 2].min(), body[:, 2].max()) == pytest.approx((0.0, 4.6))
    assert body[:, 1].min() == pytest.approx(-1.0)  # the deck is its highest part
    assert cabin[:, 1].min() == pytest.approx(-1.4)
    assert cabin[:, 1].max() == pytest.approx(-(0.9 - SUNK))
    wheel = points[mesh.parts["wheel_front_right"]]
    assert (wheel[:, 1].min(), wheel[:, 1].max()) == pytest.approx((-0.6, 0.0))
    assert wheel[0] == pytest.approx([0.91, -0.3, 0.8])
    assert points[mesh.parts["wheel_rear_left"]][0] == pytest.approx([-0.91, -0.3, 4.6 - 0.9])


def test_bonnet_screen_and_deck_follow_the_profile() -> None:
    mesh, points = car_mesh(), car_vertices(PLAIN._replace(corner=0.001, roof_corner=0.001))
    middle = np.abs(mesh.place[:, 0]) < 1e-6
    in_body = np.zeros(len(points), bool)
    in_body[mesh.parts["body"]] = True
    _, height, along = points[middle & in_body & (mesh.place[:, 1] == -1)].T
    order = np.argsort(along)
    heights = np.interp([0.0, 1.2, 4.0, 4.6], along[order], -height[order])
    assert heights == pytest.approx([0.7, 0.9, 1.0, 1.0], abs=0.01)
    # The windscreen climbs from 0.9 to 1.4 over 0.7 m, behind the bonnet of 1.2 m.
    roof = points[landmark_indices(mesh)[list(LANDMARKS).index("roof_front")]]
    assert roof == pytest.approx([0.0, -1.4, 1.9], abs=0.01)


@settings(max_examples=25, deadline=None)
@given(ANY_CAR)
def test_cars_are_symmetric_and_face_outwards(car: Measures) -> None:
    mesh, points = car_mesh(), car_vertices(car)
    assert np.isfinite(points).all()
    assert (points[mesh.mirrored] == points * [-1, 1, 1]).all()
    normals = vertex_normals(points, mesh.triangles)
    a, b, c = (points[mesh.triangles[:, corner]] for corner in range(3))
    volume = (np.cross(b - a, c - a) * a).sum(1) / 6
    for part in (BODY, CABIN):
        assert volume[(mesh.region >= part) & (mesh.region < part + 5)].sum() > 0  # of a closed, outward surface
    for region, axis, sign in ((BODY, 2, -1), (BODY + 1, 2, 1), (BODY + 3, 1, -1), (CABIN + 3, 1, -1)):
        inner = np.abs(mesh.place[mesh.triangles[mesh.region == region]]).max(1)[:, [i for i in range(3) if i != axis]]
        facing = normals[mesh.triangles[mesh.region == region]].mean(1)[:, axis]
        assert (sign * facing[(inner < 0.5).all(1)] > 0).all()


@settings(max_examples=25, deadline=None)
@given(ANY_CAR)
def test_cars_stand_on_the_road_and_have_a_car_s_proportions(car: Measures) -> None:
    mesh, points = car_mesh(), car_vertices(car)
    low, high = points.min(0), points.max(0)
    assert high[1] == pytest.approx(0.0, abs=1e-9)  # the wheels stand on the road
    assert car.length - 0.25 < high[2] - low[2] < car.length + 0.45
    roof = -points[mesh.parts["cabin"]][:, 1].min()
    assert roof == pytest.approx(car.roof, abs=0.06)
    assert -points[mesh.parts["body"]][:, 1].min() < roof
    assert np.abs(points[mesh.parts["cabin"]][:, 0]).max() < np.abs(points[mesh.parts["body"]][:, 0]).max()


def test_landmarks_come_in_pairs_and_the_front_is_in_front() -> None:
    mesh, points = car_mesh(), car_vertices(mean_measures("hatchback"))
    index = dict(zip(LANDMARKS, landmark_indices(mesh).tolist(), strict=True))
    assert len(set(index.values())) == len(LANDMARKS)
    for name, vertex in index.items():
        if name.endswith("_left"):
            assert points[vertex, 0] < 0
            assert mesh.mirrored[vertex] == index[name.replace("_left", "_right")]
        elif not name.endswith("_right"):
            assert points[vertex, 0] == 0
    depth = {name: points[vertex, 2] for name, vertex in index.items()}
    assert depth["front_bumper"] < depth["front_hub_left"] < depth["roof_rear"] < depth["rear_bumper"]
    assert depth["headlight_left"] < depth["windscreen_foot_left"] < depth["roof_front_left"] < depth["tail_light_left"]


def test_equal_generators_give_equal_cars_and_other_ones_differ() -> None:
    first, again, other = (sample_measures(np.random.default_rng(seed), "van") for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert set(RANGES["van"]) == set(Measures._fields)


def test_wheel_regions_are_round() -> None:
    mesh, points = car_mesh(), car_vertices(PLAIN)
    rim = np.unique(mesh.triangles[mesh.region == WHEEL])
    right_front = [i for i in rim if points[i, 0] > 0 and points[i, 2] < 2]
    away = np.hypot(points[right_front, 1] + 0.3, points[right_front, 2] - 0.8)
    assert away.max() == pytest.approx(0.3)
