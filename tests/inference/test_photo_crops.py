import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from probsym.config import Framing
from probsym.data.masks import with_masks
from probsym.data.photos import ResultNames, open_photos
from probsym.errors import InputError
from probsym.framing import find_crops
from probsym.framing.crops import FRAMINGS, CropBox
from probsym.framing.detection import Detection
from probsym.inference.photo_crops import Skipped, crop_in_batches, make_framer


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


def only_crop(framer, file):
    crops = framer(file)
    assert not isinstance(crops, Skipped)
    (crop,) = crops
    return crop


@pytest.mark.parametrize(
    ("side", "size", "warning"),
    [
        (64, 128, None),
        (63, 128, "only 63 pixel(s) wide and was enlarged to 128: the result will be blurred"),
        (31, 128, "only 31 pixel(s) wide and was enlarged to 128: the result will be unreliable"),
        (32, 32, None),
        (31, 32, "only 31 pixel(s) wide and was enlarged to 32: the result will be blurred"),
    ],
)
def test_small_crops_are_warned_of(side, size, warning):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (side, side, 3), dtype=np.uint8))
    with open_photos([noise]) as files:
        crop = only_crop(make_framer(size, Framing()), files[0])
    assert crop.warnings == (() if warning is None else (f"the crop is {warning}",))


def test_the_crop_at_the_resolution_of_the_photo(photos):
    with open_photos([photos / "00.png"]) as files:
        small = only_crop(make_framer(16, Framing(), native=20), files[0])
        whole = only_crop(make_framer(16, Framing(), crop=0.5, native=512), files[0])
        without = only_crop(make_framer(16, Framing()), files[0])
    assert small.pixels.shape == (16, 16, 3)
    assert small.native is not None
    assert small.native.shape == (20, 20, 3)
    assert whole.native is not None
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
        crop = only_crop(make_framer(size, framing, "none"), files[0])
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
        batches = list(crop_in_batches(named, names, lambda file: [only_crop(framer, file)] * 3, 4, pool))
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
        crop = only_crop(make_framer(16, Framing(), native=64), files[0])
        unneeded = only_crop(make_framer(16, Framing()), files[0])
    assert crop.alpha is not None
    assert crop.native is not None
    assert crop.alpha.shape == crop.native.shape[:2] == (40, 40)
    assert crop.alpha[:, :19].min() == 255
    assert crop.alpha[:, 21:].max() == 0
    assert unneeded.alpha is None


def test_an_opaque_or_empty_alpha_channel_is_none(tmp_path):
    for alpha in (0, 255):
        Image.new("RGBA", (40, 40), (200, 30, 30, alpha)).save(tmp_path / "a.png")
        with open_photos([tmp_path / "a.png"]) as files:
            crop = only_crop(make_framer(16, Framing(), native=64), files[0])
        assert crop.alpha is None


@pytest.mark.parametrize("opaque", [False, True])
def test_a_mask_is_cropped_like_the_alpha_channel_and_replaces_it(transparent, tmp_path, opaque):
    """The photo is 60 x 40 pixels upright: the square of 40 has 20 pixels of the left third."""
    path = tmp_path / "opaque.png" if opaque else transparent
    with Image.open(transparent) as picture:
        picture.convert("RGB").save(tmp_path / "opaque.png", exif=picture.getexif())
    levels = np.zeros((40, 60), np.uint8)
    levels[:, :20] = 200
    with open_photos([path]) as files:
        crop = only_crop(make_framer(16, Framing(), native=64), with_masks(files, levels)[0])
        zoomed = only_crop(make_framer(16, Framing(), crop=0.9, native=64), with_masks(files, levels)[0])
        unneeded = only_crop(make_framer(16, Framing()), with_masks(files, levels)[0])
    assert crop.alpha is not None
    assert crop.native is not None
    assert zoomed.alpha is not None
    assert crop.alpha.shape == crop.native.shape[:2] == (40, 40)
    assert (crop.alpha[:, :10] == 200).all()
    assert crop.alpha[:, 10:].max() == 0
    assert (zoomed.alpha[:, :8] == 200).all()
    assert zoomed.alpha[:, 8:].max() == 0
    assert unneeded.alpha is None
    plain = ("the crop shows a single colour: there is nothing to reconstruct",)  # but not on the grey ground
    assert crop.warnings == zoomed.warnings == (plain if opaque else ())


def test_a_mask_beside_the_crop_is_said_and_an_opaque_one_kept(photos):
    levels = np.zeros((40, 40), np.uint8)
    levels[:, :5] = 255
    with open_photos([photos / "00.png"]) as files:
        beside = only_crop(make_framer(16, Framing(), crop=0.5, native=64), with_masks(files, levels)[0])
        whole = only_crop(make_framer(16, Framing(), native=64), with_masks(files, levels | 255)[0])
    assert whole.alpha is not None
    assert beside.alpha is None
    assert beside.warnings == ("the mask is empty in the crop, and is not used",)
    assert whole.alpha.min() == 255
    assert whole.warnings == ()


MEASURE = """
import resource, sys
from pathlib import Path
from probsym.config import Framing
from probsym.data.photos import open_photos
from probsym.framing.crops import CropBox, crop_and_resize
from probsym.inference.photo_crops import make_framer

def search(photo, box):  # what refinement reads, with much beyond the edges
    margin = 0.35 * box.side
    crop_and_resize(photo, CropBox(box.left - margin, box.top - margin, 1.7 * box.side, 0.1), 218)
    crop_and_resize(photo, CropBox(box.left - margin, box.top - margin, 1.7 * box.side), 218)
    return CropBox(box.left + 1, box.top, box.side)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

framer = make_framer(64, Framing(), sys.argv[1], native=512, refine=search)
with open_photos([Path(path) for path in sys.argv[2:]]) as files:
    framer(files[0])
    before = peak()
    framer(files[1])
    print(peak() - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="measures the peak by getrusage")
@pytest.mark.parametrize(("detect", "bytes_per_pixel"), [("none", 2.0), ("cat", 5.0)])
def test_a_large_photo_is_in_memory_once(tmp_path, detect, bytes_per_pixel):
    """Pillow takes four bytes a pixel. A centre crop needs no more than a few times the model's pixels."""
    small, large = tmp_path / "small.jpg", tmp_path / "large.jpg"
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((600, 400)).save(small)
    Image.fromarray(noise).resize((6000, 4000)).save(large)
    command = [sys.executable, "-c", MEASURE, detect, str(small), str(large)]
    grown = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert grown < bytes_per_pixel * 6000 * 4000


def test_a_central_crop_is_cut_from_a_reduced_picture_of_the_photo(tmp_path):
    """A JPEG is decoded at a quarter of its size; the boxes are in its own pixels."""
    path, seen = tmp_path / "large.jpg", []
    noise = np.random.default_rng(0).integers(0, 256, (8, 12, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((1201, 803)).save(path, quality=95)

    def refine(photo, box):
        seen.append(photo.size)
        return CropBox(box.left + box.side / 10, box.top, box.side)

    with open_photos([path]) as files:
        moved = only_crop(make_framer(16, Framing(), native=40, refine=refine), files[0])
        kept = only_crop(make_framer(16, Framing(), native=40, refine=lambda photo, box: box), files[0])
        plain = only_crop(make_framer(16, Framing(), native=40), files[0])
    assert seen == [(301, 201)]
    assert moved.native is not None
    assert (moved.photo_size, moved.native.shape) == ((1201, 803), (40, 40, 3))
    assert (moved.box.left, moved.box.top, moved.box.side) == pytest.approx((199 + 80.3, 0, 803), abs=4)
    assert not moved.is_whole
    assert (kept.box, kept.is_whole) == (plain.box, True)
    assert np.abs(kept.pixels.astype(int) - plain.pixels).mean() < 4
