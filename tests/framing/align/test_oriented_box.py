"""Boxes from two points and back."""

import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probsym.config import Framing
from probsym.errors import InputError
from probsym.framing.align.oriented_box import (
    OrientedBox,
    box_of_points,
    box_overlap,
    crop_box,
    framed_box,
    mean_box,
    points_of_box,
    unit_box,
    wrap_angle,
)

coordinates = st.floats(-500, 500)
boxes = st.builds(OrientedBox, coordinates, coordinates, st.floats(5, 400), st.floats(-1.5, 1.5))


def test_two_level_points_by_hand():
    box = box_of_points(np.array([[10.0, 20.0], [30.0, 20.0]]))
    assert box == OrientedBox(20.0, 20.0, 20.0, 0.0)


def test_two_tilted_points_by_hand():
    box = box_of_points(np.array([[13.0, 14.0], [10.0, 10.0]]))  # the left one comes first, whatever the order
    assert (box.x, box.y, box.side) == (11.5, 12.0, 5.0)
    assert box.roll_rad == pytest.approx(math.atan2(4, 3))


def test_the_crop_lies_below_the_points_along_the_objects_own_axis():
    unit = OrientedBox(100.0, 50.0, 10.0, math.pi / 2)  # its x axis points down, its y axis to the left
    framed = framed_box(unit, Framing("learned", side=2.0, offset_y=0.5))
    assert framed.x == pytest.approx(95)
    assert framed.y == pytest.approx(50)
    assert framed.side == 20
    assert framed.roll_rad == pytest.approx(math.pi / 2)


@given(boxes)
def test_points_and_box_are_inverse(box):
    back = box_of_points(points_of_box(box))
    assert np.allclose([back.x, back.y, back.side], [box.x, box.y, box.side], atol=1e-6)
    assert back.roll_rad == pytest.approx(box.roll_rad, abs=1e-6)


@given(boxes, st.floats(0.5, 5), st.floats(-2, 2))
def test_framing_and_unit_box_are_inverse(box, side, offset_y):
    framing = Framing("learned", side, offset_y)
    back = unit_box(framed_box(box, framing), framing)
    assert np.allclose([back.x, back.y, back.side], [box.x, box.y, box.side], atol=1e-6)


@given(boxes, st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=5))
def test_the_boxs_frame_and_back(box, points):
    pixels = np.array(points)
    assert np.allclose(box.to_photo(box.from_photo(pixels)), pixels, atol=1e-6)


@given(st.floats(-20, 20))
def test_wrapped_angles_are_the_same_direction(angle):
    wrapped = wrap_angle(angle)
    assert -math.pi < wrapped <= math.pi
    assert math.cos(wrapped) == pytest.approx(math.cos(angle), abs=1e-9)
    assert math.sin(wrapped) == pytest.approx(math.sin(angle), abs=1e-9)


@pytest.mark.parametrize("second", [(10.0, 10.0), (10.5, 11.0), (math.nan, 30.0)])
def test_one_spot_is_refused(second):
    with pytest.raises(InputError, match="two different spots"):
        box_of_points(np.array([(10.0, 10.0), second]))


def test_overlap_by_hand():
    big = OrientedBox(0.0, 0.0, 10.0)
    assert box_overlap(big, OrientedBox(1.0, 1.0, 4.0)) == 1  # wholly inside
    assert box_overlap(big, OrientedBox(10.0, 0.0, 10.0)) == 0  # side by side
    assert box_overlap(big, OrientedBox(5.0, 0.0, 10.0)) == pytest.approx(0.5)


def test_the_mean_box_by_hand():
    level, steep = OrientedBox(0.0, 4.0, 10.0), OrientedBox(10.0, 8.0, 10.0, math.pi / 2)
    assert asdict(mean_box([level, steep], [0.5, 0.5])) == pytest.approx(
        asdict(OrientedBox(5.0, 6.0, math.sqrt(50), math.pi / 4))
    )
    assert asdict(mean_box([level, steep], [1.0, 0.0])) == pytest.approx(asdict(level))


@given(boxes, boxes, st.floats(0, 1))
def test_the_mean_boxs_points_are_the_means_of_the_points(one, other, share):
    mean = points_of_box(mean_box([one, other], [share, 1 - share]))
    expected = share * points_of_box(one) + (1 - share) * points_of_box(other)
    np.testing.assert_allclose(mean, expected, atol=1e-6)


def test_an_upright_crop_is_the_pixels_themselves():
    image = np.arange(100, dtype=np.uint8).reshape(10, 10)
    assert np.array_equal(crop_box(image, OrientedBox(5.0, 4.0, 4.0), 4), image[2:6, 3:7])


def test_a_quarter_turn_by_hand():
    image = np.arange(36, dtype=np.uint8).reshape(6, 6)
    # the box's x axis points down the photo: its first row is the photo's right column, read downwards
    turned = crop_box(image, OrientedBox(3.0, 3.0, 6.0, math.pi / 2), 6)
    assert np.array_equal(turned, np.rot90(image, 1))


def test_a_reduced_crop_is_antialiased():
    stripes = np.tile(np.array([0, 255], np.uint8), (64, 32))
    small = crop_box(stripes, OrientedBox(32.0, 32.0, 64.0), 8)
    assert np.abs(small[1:-1, 1:-1].astype(int) - 127).max() < 30
