from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from probsym.config import Framing
from probsym.data.inputs import ResultNames, open_photos
from probsym.errors import InputError
from probsym.framing import find_crops
from probsym.framing.crops import FRAMINGS
from probsym.framing.detection import Detection
from probsym.inference.crops import Skipped, crop_in_batches, make_framer


@pytest.mark.parametrize(
    ("detect", "crop", "expected"),
    [
        ("auto", 1.0, (FRAMINGS["cat"], False)),
        ("auto", 0.9, (Framing(), False)),
        ("none", 1.0, (Framing(), False)),
        ("cat", 0.9, (FRAMINGS["cat"], True)),
        ("face", 1.0, (FRAMINGS["face"], True)),
    ],
)
def test_how_photos_are_cropped(detect, crop, expected):
    framer = make_framer(32, FRAMINGS["cat"], detect, crop)
    assert (framer.framing, framer.required) == expected


def test_an_unknown_detector():
    with pytest.raises(InputError, match="detect: expected one of auto, face, cat, none; got 'dog'"):
        make_framer(32, Framing(), "dog")


def test_the_crop_at_the_resolution_of_the_photo(photos):
    with open_photos([photos / "00.png"]) as files:
        (small,) = make_framer(16, Framing(), native=20)(files[0])
        (whole,) = make_framer(16, Framing(), crop=0.5, native=512)(files[0])
        (without,) = make_framer(16, Framing())(files[0])
    assert small.pixels.shape == (16, 16, 3)
    assert small.native.shape == (20, 20, 3)
    with Image.open(photos / "00.png") as photo:
        assert np.array_equal(whole.native, np.asarray(photo)[10:30, 10:30])
    assert (whole.box.side, whole.is_whole, without.is_whole) == (20, False, True)
    assert without.native is None


@pytest.mark.parametrize(
    ("kind", "size", "reason"),
    [
        ("cat", 64, "this looks like a cat: try `--model cat-64`"),
        ("cat", 128, "this looks like a cat: try `--model cat-128`"),
        ("face", 32, "this looks like a person: try `--model face-64`"),
    ],
)
def test_the_wrong_kind_is_skipped(photos, monkeypatch, kind, size, reason):
    monkeypatch.setattr(find_crops, "detect_kinds", lambda photo: [Detection(kind, 5, 5, 30, 9.0)])
    framing = FRAMINGS["face" if kind == "cat" else "cat"]
    with open_photos([photos / "00.png"]) as files:
        assert make_framer(size, framing)(files[0]) == Skipped("00.png", reason)
        (crop,) = make_framer(size, framing, "none")(files[0])
    assert crop.detector == "none"


def test_batches_hold_all_photos_in_order(photos):
    (photos / "03.png").write_bytes(b"none")
    names = ResultNames()
    with open_photos([photos]) as files, ThreadPoolExecutor(2) as pool:
        named = [(file, names.add(file.name)) for file in files]
        batches = list(crop_in_batches(named, names, make_framer(16, Framing()), 5, pool))
    assert [done for done, _, _ in batches] == [5, 5, 2]
    assert [crop.folder for _, crops, _ in batches for crop in crops] == [
        f"{number:02d}" for number in range(12) if number != 3
    ]
    assert [skipped for _, _, skipped in batches] == [
        [Skipped("03.png", "unreadable (not an image of a known format)")],
        [],
        [],
    ]


def test_photos_with_several_crops_do_not_make_a_batch_larger(photos):
    framer = make_framer(16, Framing())
    names = ResultNames()
    with open_photos([photos]) as files, ThreadPoolExecutor(2) as pool:
        named = [(file, names.add(file.name)) for file in files[:4]]
        batches = list(crop_in_batches(named, names, lambda file: framer(file) * 3, 4, pool))
    assert [(done, len(crops)) for done, crops, _ in batches] == [(4, 4), (0, 4), (0, 4)]
    assert [crop.folder for crop in batches[0][1]] == ["00", "00-2", "00-3", "01"]


@pytest.fixture
def transparent(tmp_path):
    """A photo whose right half is transparent, stored lying on its side."""
    pixels = np.full((40, 60, 4), 255, np.uint8)
    pixels[:, 30:, 3] = 0
    picture = Image.fromarray(pixels).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "half.png", exif=exif)
    return tmp_path / "half.png"


@pytest.mark.parametrize("opened", [False, True])
def test_the_alpha_channel_is_kept(transparent, opened):
    with Image.open(transparent) as picture, open_photos([picture if opened else transparent]) as files:
        (crop,) = make_framer(16, Framing(), native=64)(files[0])
        (unneeded,) = make_framer(16, Framing())(files[0])
    assert crop.alpha.shape == crop.native.shape[:2] == (40, 40)
    assert crop.alpha[:, :19].min() == 255
    assert crop.alpha[:, 21:].max() == 0
    assert unneeded.alpha is None


def test_an_opaque_or_empty_alpha_channel_is_none(tmp_path):
    for alpha in (0, 255):
        Image.new("RGBA", (40, 40), (200, 30, 30, alpha)).save(tmp_path / "a.png")
        with open_photos([tmp_path / "a.png"]) as files:
            (crop,) = make_framer(16, Framing(), native=64)(files[0])
        assert crop.alpha is None
