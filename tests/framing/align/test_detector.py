"""A detector learned from ten clicked pictures finds the object in others."""

import math

import numpy as np
import pytest
from PIL import Image

from probsym.framing.align.detector import detect_learned, working_image
from probsym.framing.align.oriented_box import box_of_points, framed_box, wrap_angle


@pytest.mark.slow
def test_held_out_pictures(detector, scene):
    hits, errors = 0, []
    for seed in range(200, 225):
        one = scene(seed)
        truth = box_of_points(one.points)
        found = detect_learned(one.pixels, detector)
        if not found:
            continue
        best = found[0]
        side = truth.side * detector.framing.side
        centre = math.hypot(best.left + best.side / 2 - truth.x, best.top + best.side / 2 - truth.y) / side
        roll = math.degrees(abs(wrap_angle(best.roll_rad - truth.roll_rad)))
        hits += centre < 0.1
        errors.append((centre, abs(math.log(best.side / truth.side)), roll))
    assert hits >= 23
    centre, scale, roll = np.median(errors, axis=0)
    assert centre < 0.05
    assert scale < 0.08
    assert roll < 5


@pytest.mark.slow
def test_pictures_without_the_object(detector, scene):
    found = sum(bool(detect_learned(scene(seed, empty=True).pixels, detector)) for seed in range(300, 320))
    assert found <= 2


@pytest.mark.slow
def test_larger_photos_give_the_same_box_in_their_pixels(detector, scene):
    pixels = scene(200).pixels
    large = Image.fromarray(pixels).resize((960, 960), Image.Resampling.BICUBIC)
    small_box, large_box = detect_learned(pixels, detector)[0], detect_learned(large, detector)[0]
    assert large_box.left / 10 == pytest.approx(small_box.left, abs=2)
    assert large_box.side / 10 == pytest.approx(small_box.side, rel=0.1)


def test_the_working_image_is_grey_and_of_limited_size():
    grey, scale = working_image(Image.new("RGB", (1000, 500), (10, 10, 10)))
    assert grey.shape == (240, 480)
    assert scale == pytest.approx(1000 / 480)
    assert int(grey[0, 0]) == 10


@pytest.mark.slow
def test_a_photo_smaller_than_any_object_holds_none(detector):
    assert detector.find(np.zeros((8, 8), np.uint8)) == []


@pytest.mark.slow
def test_a_box_of_another_size_is_refined_again(detector, scene):
    for seed, size in ((200, 1.4), (201, 0.75)):
        one = scene(seed)
        truth = framed_box(box_of_points(one.points), detector.framing)
        box = detector.look_again(working_image(one.pixels)[0], truth.moved(0.05, 0.05, size))
        assert abs(math.log(box.side / truth.side)) < 0.12
        assert math.hypot(box.x - truth.x, box.y - truth.y) < 0.1 * truth.side
