import math

import numpy as np
from PIL import Image

from probsym.framing.preview import MAX_PREVIEW_SIZE, DrawnBox, mosaic, preview

GREY = (90, 90, 90)


def changed(picture: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is yellow, in a picture of a grey photo."""
    pixels = np.asarray(picture).astype(int)
    rows, columns = np.nonzero((pixels[..., 0] > 200) & (pixels[..., 2] < 60))
    return columns.min(), rows.min(), columns.max(), rows.max()


def test_boxes_are_drawn_at_their_positions() -> None:
    picture = preview(Image.new("RGB", (800, 600), GREY), [DrawnBox(100, 50, 200, cut=True)], "a line")
    assert picture.size == (800, 626)
    assert changed(picture) == (100, 50, 300, 250)


def test_large_photos_are_reduced() -> None:
    picture = preview(
        Image.new("RGB", (2 * MAX_PREVIEW_SIZE, MAX_PREVIEW_SIZE), GREY), [DrawnBox(200, 100, 400, cut=True)], ""
    )
    assert picture.width == MAX_PREVIEW_SIZE
    assert changed(picture) == (100, 50, 300, 250)


def test_boxes_are_clipped_to_the_photo() -> None:
    picture = preview(Image.new("RGB", (400, 400), GREY), [DrawnBox(-50, 300, 200, cut=True), DrawnBox(900, 0, 5)], "")
    assert changed(picture) == (0, 300, 150, 399)


def test_boxes_are_drawn_with_their_roll() -> None:
    photo, roll = Image.new("RGB", (800, 600), GREY), math.radians(30)
    left, top, right, bottom = changed(preview(photo, [DrawnBox(300, 200, 200, cut=True, roll_rad=roll)], ""))
    reach = 100 * (math.cos(roll) + math.sin(roll))
    assert np.abs(np.array([left, top, right, bottom]) - (400 - reach, 300 - reach, 400 + reach, 300 + reach)).max() < 3


def test_tiny_photos_are_enlarged() -> None:
    assert preview(Image.new("RGB", (1, 1)), [DrawnBox(0, 0, 1, "x", cut=True)], "").size[0] >= 300


def test_mosaic() -> None:
    red, wide = Image.new("RGB", (50, 50), (255, 0, 0)), Image.new("RGB", (100, 10), (0, 255, 0))
    picture = mosaic([red, wide, red], columns=2, cell=100)
    assert picture.size == (200, 200)
    assert picture.getpixel((50, 50)) == (255, 0, 0)
    assert picture.getpixel((150, 50)) == (0, 255, 0)
    assert picture.getpixel((150, 20)) != (0, 255, 0)
    assert mosaic([red], cell=100).size == (100, 100)
