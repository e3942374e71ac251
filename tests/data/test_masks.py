"""Masks of a 60 x 40 photo, whose left or right half is the object; expected levels follow by hand."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.data.masks import as_mask_file, check_masks, decode_mask, with_masks
from probsym.data.photos import open_photos
from probsym.errors import InputError

LEFT = np.zeros((40, 60), np.uint8)
LEFT[:, :30] = 255


@pytest.fixture
def photo(tmp_path) -> Path:
    Image.new("RGB", (60, 40), (90, 120, 30)).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def decoded(photo, mask):
    with open_photos([photo]) as files:
        (file,) = with_masks(files, mask)
        check_masks([file])
        assert file.mask is not None
        return np.asarray(decode_mask(file.mask, file.read()))


def opaque_left(mode, levels=LEFT):
    picture = Image.new("RGB", (60, 40), (10, 0, 0))
    picture.putalpha(Image.fromarray(levels))
    return picture.convert(mode)


@pytest.mark.parametrize(
    "mask",
    [
        LEFT,
        LEFT > 0,
        LEFT / 255,
        LEFT.astype(np.float16) / 255,
        Image.fromarray(LEFT),
        Image.fromarray(LEFT).convert("1"),
        Image.fromarray(LEFT).convert("P"),
        Image.fromarray(LEFT).convert("RGB"),
        Image.fromarray(LEFT.astype(np.uint16) * 257),
        opaque_left("RGBA"),
        opaque_left("LA"),
    ],
    ids=lambda mask: mask.mode if isinstance(mask, Image.Image) else str(mask.dtype),
)
def test_white_or_opaque_is_object_in_every_format(photo, tmp_path, mask):
    assert np.array_equal(decoded(photo, mask), LEFT)
    if isinstance(mask, Image.Image):
        mask.save(tmp_path / "mask.png")
        assert np.array_equal(decoded(photo, tmp_path / "mask.png"), LEFT)
        assert np.array_equal(decoded(photo, str(tmp_path / "mask.png")), LEFT)


def test_grey_is_soft(photo):
    grey = np.full((40, 60), 200, np.uint8)
    assert np.array_equal(decoded(photo, grey), grey)
    assert decoded(photo, np.full((40, 60), 0.6)).max() == 153


def test_an_opaque_mask_is_all_object(photo):
    assert decoded(photo, np.ones((40, 60), bool)).min() == 255


@pytest.mark.parametrize(("width", "height"), [(600, 400), (30, 20), (31, 21), (301, 200)])
def test_a_mask_of_the_same_aspect_ratio_is_resized(photo, width, height):
    mask = np.zeros((height, width), np.uint8)
    mask[:, : width // 2] = 255
    levels = decoded(photo, mask)
    assert levels.shape == (40, 60)
    assert levels[:, :28].min() == 255
    assert levels[:, 32:].max() == 0


@pytest.fixture
def sideways(tmp_path) -> Path:
    """A photo that is stored as 60 x 40 pixels and shown as 40 x 60, turned clockwise."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40), (90, 120, 30)).save(tmp_path / "sideways.jpg", exif=exif)
    return tmp_path / "sideways.jpg"


def test_a_mask_lies_like_the_upright_photo_or_as_it_is_stored(sideways, tmp_path):
    upper = np.ascontiguousarray(LEFT.T)
    assert np.array_equal(decoded(sideways, upper), upper)
    assert np.array_equal(decoded(sideways, LEFT), upper)  # turned clockwise, the left half is the upper one
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(LEFT).save(tmp_path / "tagged.png", exif=exif)
    assert np.array_equal(decoded(sideways, tmp_path / "tagged.png"), upper)


def test_each_photo_of_a_folder_has_its_mask(album, tmp_path):
    masks = tmp_path / "masks"
    (masks / "more").mkdir(parents=True)
    for name in ("cat.webp", "more/cat.png", "more/dog.JPG", "more/unused.png"):
        Image.new("L", (4, 4), 255).save(masks / name)
    with open_photos([album]) as files:
        found = with_masks(files, masks)
    named = {file.name: file.mask and Path(file.mask.name).relative_to(masks).as_posix() for file in found}
    assert named == {"cat.png": "cat.webp", "more/cat.jpg": "more/cat.png", "more/dog.webp": "more/dog.JPG"}


def test_masks_that_do_not_belong_to_one_photo_each(album, tmp_path):
    masks = tmp_path / "masks"
    masks.mkdir()
    for name in ("cat.png", "cat.jpg"):
        Image.new("L", (60, 40), 255).save(masks / name)
    with open_photos([album]) as files:
        with pytest.raises(InputError, match=r"one mask for cat\.png in .*cat\.png; found cat\.jpg and cat\.png"):
            with_masks(files, masks)
        (masks / "cat.jpg").unlink()
        with pytest.raises(InputError, match=r"one mask for more/cat\.jpg in .*such as more/cat\.png; found none"):
            with_masks(files, masks)
        with pytest.raises(InputError, match="a folder with a mask for each of the 3 photos, got a single mask"):
            with_masks(files, masks / "cat.png")
        with pytest.raises(InputError, match="each of the 3 photos"):
            with_masks(files, LEFT)
    with (
        open_photos([album / "cat.png", album / "more" / "cat.jpg"]) as files,
        pytest.raises(InputError, match=r"different names, got cat\.png and cat\.jpg, for which cat\.png is the only"),
    ):
        with_masks(files, masks)
    (tmp_path / "empty").mkdir()
    with open_photos([album]) as files, pytest.raises(InputError, match="expected images"):
        with_masks(files, tmp_path / "empty")


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        (LEFT.T, "mask: expected a mask of the photo's size or aspect ratio, 60 x 40 pixels, got 40 x 60"),
        (LEFT[:, :58], "60 x 40 pixels, got 58 x 40"),
        (LEFT // 255, "mask: expected a mask that is white or opaque on the object, got at most 1"),
        (LEFT // 2, "got at most 127"),
        (LEFT[..., None], r"expected an array of height x width, .* got uint8 of shape \(40, 60, 1\)"),
        (LEFT.astype(int), "got int64"),
        (LEFT[:0], r"shape \(0, 60\)"),
        (LEFT.astype(float), "mask: expected values from 0 to 1"),
        (np.full((40, 60), np.nan), "mask: expected values from 0 to 1, got values outside or NaN"),
        (Image.new("F", (60, 40), 7.0), "mask: not a readable image"),
        (opaque_left("RGBA", np.zeros_like(LEFT)), "got at most 0"),
        ("nowhere.png", "mask: expected an image file or a folder of masks, found nothing at nowhere.png"),
        ("https://example.org/mask.png", "web address"),
    ],
)
def test_bad_masks(photo, mask, message):
    with pytest.raises(InputError, match=message):
        decoded(photo, mask)


def test_a_mask_of_another_type():
    with pytest.raises(InputError, match="mask: expected a path, a Pillow image or an array, got list"):
        as_mask_file([LEFT])


def test_a_mask_that_is_no_image_is_named(photo, tmp_path):
    (tmp_path / "mask.png").write_bytes(b"none")
    with pytest.raises(InputError, match=r"mask\.png: not a readable image \(not an image of a known format\)"):
        decoded(photo, tmp_path / "mask.png")


def test_unreadable_photos_are_left_to_be_skipped(tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"none")
    with open_photos([tmp_path / "bad.jpg"]) as files:
        check_masks(with_masks(files, LEFT))
