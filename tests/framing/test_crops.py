import json
import math
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.config import Framing
from probsym.errors import ConfigError, InputError
from probsym.framing.crops import (
    FRAMING_CARD,
    FRAMINGS,
    CropBox,
    box_around,
    central_box,
    crop_and_resize,
    is_already_cropped,
    read_card,
    rotate_upright,
    write_card,
)
from probsym.framing.detection import DETECTORS, Detection


def ramp(width: int, height: int) -> Image.Image:
    """Red is the column, green the row: pixels say where they come from."""
    rows, columns = np.mgrid[:height, :width]
    return Image.fromarray(np.stack([columns, rows, columns * 0], axis=-1).astype(np.uint8))


def test_box_around_a_detection() -> None:
    box = Detection("face", 10, 20, 100, 9)
    assert box_around(box, Framing("face", side=0.8, offset_y=0.1)) == CropBox(20, 40, 80)


def test_every_detector_has_a_framing() -> None:
    assert set(FRAMINGS) == set(DETECTORS)
    assert all(framing.detector == name for name, framing in FRAMINGS.items())


def test_central_box() -> None:
    assert central_box(40, 100, 0.5) == CropBox(10, 40, 20)


def test_share_outside() -> None:
    assert CropBox(0, 0, 10).outside_share(10, 10) == 0
    assert CropBox(-5, 0, 10).outside_share(10, 10) == pytest.approx(0.5)
    assert CropBox(5, 5, 10).outside_share(10, 10) == pytest.approx(0.75)
    assert CropBox(50, 0, 10).outside_share(10, 10) == 1


def test_crop_without_resizing() -> None:
    assert np.array_equal(crop_and_resize(ramp(40, 30), CropBox(7, 5, 16), 16), np.asarray(ramp(40, 30))[5:21, 7:23])


def test_crop_between_pixels_and_resized() -> None:
    small = crop_and_resize(ramp(200, 200), CropBox(30.5, 60.5, 100), 10).astype(float)
    centres = np.arange(10) * 10 + 5  # of the new pixels; the centre of the old pixel n lies at n + 0.5
    assert np.abs(small[5, 1:-1, 0] - (30.5 + centres[1:-1] - 0.5)).max() <= 1
    assert np.abs(small[1:-1, 5, 1] - (60.5 + centres[1:-1] - 0.5)).max() <= 1


def test_outside_the_photo_it_is_padded_by_reflection() -> None:
    pixels = crop_and_resize(ramp(20, 20), CropBox(-3, 12, 16), 16)
    assert pixels[0, :6, 0].tolist() == [2, 1, 0, 0, 1, 2]
    assert pixels[4:12, 0, 1].tolist() == [16, 17, 18, 19, 19, 18, 17, 16]


def test_a_box_outside_the_photo_is_refused() -> None:
    with pytest.raises(InputError, match="box: expected one that overlaps the photo of 20 x 10 pixels"):
        crop_and_resize(ramp(20, 10), CropBox(30, 0, 5), 5)


@pytest.mark.parametrize("box", [CropBox(30, 40, 50, 0.3), CropBox(-12, 60, 60, -0.2), CropBox(70, 5, 64, 1.2)])
def test_a_rolled_crop_is_that_of_the_whole_rotated_photo(box: CropBox) -> None:
    """Only the surroundings of the box are rotated, which must not show."""
    noise = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    photo = Image.fromarray(noise).resize((160, 120), Image.Resampling.BICUBIC)
    whole = crop_and_resize(rotate_upright(photo, box), CropBox(box.left, box.top, box.side), 32).astype(int)
    assert np.abs(crop_and_resize(photo, box, 32) - whole).max() <= 2


def test_a_rolled_crop_rotates_only_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    rotated = []
    monkeypatch.setattr(
        "probsym.framing.crops.rotate_upright",
        lambda photo, box: rotated.append(photo.size) or rotate_upright(photo, box),
    )
    crop_and_resize(Image.new("RGB", (900, 700)), CropBox(400, 300, 100, 0.1), 64)
    ((width, height),) = rotated
    assert 142 <= width <= 152
    assert 142 <= height <= 152


@pytest.mark.parametrize("box", [CropBox(40, 30, 300), CropBox(40.4, 30.7, 300), CropBox(-60, 100, 340)])
@pytest.mark.parametrize("roll_rad", [0.0, 0.3])
def test_large_crops_are_reduced_before_anything_else(box: CropBox, roll_rad: float) -> None:
    box = CropBox(box.left, box.top, box.side, roll_rad)
    noise = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    photo = Image.fromarray(noise).resize((600, 450), Image.Resampling.BICUBIC)
    level = rotate_upright(photo, box)
    padded = np.pad(np.asarray(level), ((200, 200), (200, 200), (0, 0)), mode="symmetric")
    region = (box.left + 200, box.top + 200, box.left + box.side + 200, box.top + box.side + 200)
    expected = np.array(Image.fromarray(padded).resize((24, 24), Image.Resampling.LANCZOS, box=region)).astype(int)
    found = crop_and_resize(photo, box, 24).astype(int)
    assert np.abs(found - expected).mean() < 1.5
    grey = photo.convert("L")
    assert np.array_equal(crop_and_resize(grey, box, 24), crop_and_resize(grey.convert("RGB"), box, 24))


def test_photos_that_were_already_cropped_are_recognised() -> None:
    assert is_already_cropped(CropBox(-4, 3, 104), 100, 100)
    assert not is_already_cropped(CropBox(12, 12, 76), 100, 100)  # the face is smaller
    assert not is_already_cropped(CropBox(12, 0, 100), 100, 100)  # and off the middle
    assert not is_already_cropped(CropBox(50, 0, 100), 200, 100)  # nobody cuts like that


def test_card_round_trip(tmp_path: Path) -> None:
    framing = Framing("cat", 1.25, -0.1)
    write_card(tmp_path, framing, {"photos": 3})
    assert read_card(tmp_path) == framing
    assert json.loads((tmp_path / FRAMING_CARD).read_text())["photos"] == 3


def test_no_card_means_no_detector(tmp_path: Path) -> None:
    assert read_card(tmp_path) == Framing()
    assert read_card(tmp_path / "photos.zip") == Framing()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "damaged"),
        ("[]", "damaged"),
        ("{}", "damaged"),
        ('{"framing": {"detector": "dog"}}', "detector: expected one of none, face, cat"),
        ('{"framing": {"side": 90.0}}', "side: expected a number from 0.2 to 5"),
        ('{"framing": {"up": 1}}', "up: unknown setting"),
    ],
)
def test_damaged_cards(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / FRAMING_CARD).write_text(text)
    with pytest.raises(ConfigError, match=message) as caught:
        read_card(tmp_path)
    assert FRAMING_CARD in str(caught.value)


@pytest.mark.parametrize("inside", ["", "faces/", "faces\\"])
def test_card_in_a_zip(inside: str, tmp_path: Path) -> None:
    framing = Framing("face", 0.8, 0.1)
    write_card(tmp_path, framing, {})
    with zipfile.ZipFile(tmp_path / "faces.zip", "w") as archive:
        archive.write(tmp_path / FRAMING_CARD, inside + FRAMING_CARD)
    assert read_card(tmp_path / "faces.zip") == framing


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_of_a_card(encoding: str, tmp_path: Path) -> None:
    (tmp_path / FRAMING_CARD).write_text('{"framing": {"detector": "cat"}}', encoding=encoding)
    if encoding == "utf-8-sig":
        assert read_card(tmp_path).detector == "cat"
    else:
        with pytest.raises(ConfigError, match="expected UTF-8 JSON"):
            read_card(tmp_path)


def test_a_zip_of_several_folders_or_none_has_no_framing(tmp_path: Path) -> None:
    write_card(tmp_path, Framing("face", 0.8, 0.1), {})
    with zipfile.ZipFile(tmp_path / "faces.zip", "w") as archive:
        archive.writestr("a.png", b"")
        assert read_card(tmp_path / "none.zip") == Framing()
        for folder in ("a", "b"):
            archive.write(tmp_path / FRAMING_CARD, f"{folder}/{FRAMING_CARD}")
    assert read_card(tmp_path / "faces.zip") == Framing()


def test_a_box_with_roll_lies_below_along_the_objects_own_axis() -> None:
    detection = Detection("learned", 40, 40, 20, 0, math.pi / 2)  # its own down is the photo's left
    box = box_around(detection, Framing("learned", 2.0, 0.5, upright=True))
    assert (box.left, box.top, box.side) == pytest.approx((20, 30, 40))
    assert box.roll_rad == math.pi / 2
    assert box_around(detection, Framing("learned", 2.0, 0.5)).roll_rad == 0


def test_a_crop_with_roll_is_upright() -> None:
    photo = ramp(24, 20)
    crop = crop_and_resize(photo, CropBox(4, 5, 8, math.pi / 2), 8)
    # its x axis points down the photo, its y axis to the left
    assert np.array_equal(crop, np.rot90(np.asarray(photo)[5:13, 4:12]))


def test_rotating_by_nothing_gives_the_photo_itself() -> None:
    photo = ramp(24, 20)
    assert rotate_upright(photo, CropBox(4, 5, 8)) is photo
    assert rotate_upright(photo, CropBox(4, 5, 8, 0.2)).size == photo.size


def test_a_rotated_object_is_not_cropped_already() -> None:
    assert is_already_cropped(CropBox(0, 0, 50, 0.1), 50, 50)
    assert not is_already_cropped(CropBox(0, 0, 50, 0.3), 50, 50)
