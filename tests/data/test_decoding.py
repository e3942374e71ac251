from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.pictures import CORNERS, RED, WHITE, blocks, encoded, png_16_bit
from probsym.data.decoding import decode_detail, decode_image, decode_photo, load_image, photo_size
from probsym.data.image_files import UnreadableImageError
from probsym.errors import InputError


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "WEBP", "JPEG", "AVIF"])
def test_every_format_keeps_positions_and_colours(kind: str) -> None:
    fine = {"quality": 95, "subsampling": 0}
    lossless = {"WEBP": {"lossless": True}, "JPEG": fine, "AVIF": {"quality": 100}}.get(kind, {})
    small = decode_image(encoded(blocks(), kind, **lossless), size=32)
    assert small.shape == (32, 32, 3)
    assert small.dtype == np.uint8
    assert np.abs(small[8::16, 8::16].astype(int) - CORNERS).max() <= 4


def test_an_image_of_the_right_size_is_unchanged() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    np.testing.assert_array_equal(decode_image(encoded(Image.fromarray(pixels), "PNG"), 16), pixels)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_once(kind: str, orientation: int) -> None:
    undo = {  # what a camera held that way stores of an upright scene
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
        8: lambda a: np.rot90(a, -1),
    }[orientation]
    stored = Image.fromarray(np.ascontiguousarray(undo(np.asarray(blocks()))))
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"JPEG": {"quality": 95, "subsampling": 0}, "WEBP": {"lossless": True}}.get(kind, {})
    upright = decode_image(encoded(stored, kind, exif=exif, **options), 32)
    assert np.abs(upright[8::16, 8::16].astype(int) - CORNERS).max() <= 4


def test_images_with_damaged_exif_are_read(recwarn: pytest.WarningsRecorder, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(blocks(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01"))
    assert load_image(path, 32).shape == (32, 32, 3)
    assert not recwarn.list


@pytest.mark.parametrize(
    ("mode", "pixel", "expected"),
    [
        ("1", 1, WHITE),
        ("L", 77, (77, 77, 77)),
        ("LA", (200, 255), (200, 200, 200)),
        ("LA", (200, 0), (128, 128, 128)),
        ("RGBA", (10, 20, 30, 255), (10, 20, 30)),
        ("RGBA", (255, 0, 0, 0), (128, 128, 128)),
        ("RGBA", (255, 0, 0, 51), (153, 102, 102)),  # 0.2 * red + 0.8 * 128, rounded down or up
        ("CMYK", (0, 255, 255, 0), RED),
        ("CMYK", (0, 0, 0, 255), (0, 0, 0)),
        ("I;16", 65535, WHITE),
        ("I;16", 25700, (100, 100, 100)),
        ("I;16B", 25700, (100, 100, 100)),
        ("I", 25700, (100, 100, 100)),
        ("F", 0.4, (102, 102, 102)),
    ],
)
def test_every_mode_becomes_rgb(mode: str, pixel: float | tuple[int, ...], expected: tuple[int, int, int]) -> None:
    result = load_image(Image.new(mode, (6, 4), pixel), 4)
    assert np.abs(result.astype(int) - expected).max() <= 1


def test_palette_with_and_without_transparency() -> None:
    image = Image.new("P", (8, 8), 1)
    image.putpalette([0, 0, 0, 10, 200, 30])
    assert (decode_image(encoded(image, "PNG"), 8) == (10, 200, 30)).all()
    assert (decode_image(encoded(image, "PNG", transparency=1), 8) == 128).all()
    assert (decode_image(encoded(image, "GIF", transparency=1), 8) == 128).all()


def test_cmyk_jpeg_is_not_inverted() -> None:
    data = encoded(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=95)
    assert np.abs(decode_image(data, 16).astype(int) - RED).max() <= 6


@pytest.mark.parametrize("channels", [None, 3, 4])
def test_16_bit_png_is_scaled_not_clipped(channels: int | None) -> None:
    ramp = np.linspace(0, 65535, 256).round().reshape(16, 16)
    values = ramp if channels is None else np.stack([ramp] * channels, axis=-1)
    if channels == 4:
        values[..., 3] = 65535
    result = decode_image(png_16_bit(values), 16)
    expected = np.arange(256).reshape(16, 16, 1)
    assert np.abs(result.astype(int) - expected).max() <= 1


@pytest.mark.parametrize("order", ["<u2", ">u2"])
def test_16_bit_tiff_of_both_byte_orders(order: str) -> None:
    values = (np.arange(256) * 257).reshape(16, 16).astype(order)
    image = Image.frombytes("I;16" if order == "<u2" else "I;16B", (16, 16), values.tobytes())
    result = decode_image(encoded(image, "TIFF"), 16)
    np.testing.assert_array_equal(result, np.arange(256).reshape(16, 16, 1).repeat(3, 2))


def test_numbers_of_unknown_scale_are_refused() -> None:
    with pytest.raises(InputError, match=r"outside \[0, 1\]: 0 to 7"):
        load_image(Image.fromarray(np.array([[0, 7]], dtype=np.float32)), 2)
    with pytest.raises(InputError, match="NaN among floating-point pixels"):
        load_image(Image.fromarray(np.array([[0, np.nan]], dtype=np.float32)), 2)
    with pytest.raises(InputError, match="outside 16 bits"):
        load_image(Image.fromarray(np.array([[0, 70000]], dtype=np.int32)), 2)


def test_the_crop_is_central_and_square() -> None:
    wide = np.zeros((4, 10, 3), dtype=np.uint8)
    wide[:, 3:7] = 200
    assert (load_image(Image.fromarray(wide), 4) == 200).all()
    assert (load_image(Image.fromarray(wide.transpose(1, 0, 2)), 4) == 200).all()


def test_a_fraction_of_the_shorter_side_is_cropped() -> None:
    ramp = Image.fromarray(np.tile(np.arange(128, dtype=np.uint8), (128, 1)))
    columns = load_image(ramp, 64, crop=100 / 128)[32, :, 0]
    expected = 14 + (np.arange(64) + 0.5) * 100 / 64 - 0.5  # pixels 14 to 113 under 64 new ones
    assert np.abs(columns - expected).max() <= 0.6
    tiny = load_image(ramp, 2, crop=0.01)[0, :, 0]
    assert np.abs(tiny.astype(int) - 64).max() <= 1


def test_detail_is_the_same_crop_at_native_resolution() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(pixels), "PNG")
    np.testing.assert_array_equal(decode_detail(data, 512), pixels[:, 10:50])
    np.testing.assert_array_equal(decode_detail(data, 512, crop=0.5), pixels[10:30, 20:40])
    np.testing.assert_array_equal(decode_detail(data, 16), decode_image(data, 16))
    with pytest.raises(UnreadableImageError):
        decode_detail(b"no picture", 512)


def test_reduction_does_not_alias() -> None:
    checkers = np.indices((256, 256)).sum(0) % 2 * 255
    image = Image.fromarray(checkers.astype(np.uint8))
    assert np.abs(load_image(image, 16).astype(int) - 128).max() <= 4


def test_draft_decoding_of_jpegs_agrees_with_full_decoding() -> None:
    ramp = np.add.outer(np.arange(1024), np.arange(1024)) / 2046 * 255
    image = Image.fromarray(ramp.astype(np.uint8)).convert("RGB")
    reduced = decode_image(encoded(image, "JPEG", quality=95), 32).astype(int)
    assert np.abs(reduced - load_image(image, 32)).max() <= 3


def test_open_images_are_not_modified() -> None:
    image = blocks()
    before = image.tobytes()
    load_image(image, 8, crop=0.5)
    assert image.tobytes() == before
    assert image.size == (32, 32)


def test_a_file_and_its_open_image_agree(tmp_path: Path) -> None:
    blocks().save(tmp_path / "a.png")
    np.testing.assert_array_equal(load_image(tmp_path / "a.png", 16), load_image(blocks(), 16))


def test_wrong_arguments(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.jpg: no such file"):
        load_image(tmp_path / "absent.jpg", 16)
    with pytest.raises(InputError, match="cannot be read"):
        load_image(tmp_path, 16)
    for crop in (0.0, -0.5, 1.01, float("nan")):
        with pytest.raises(InputError, match=r"crop: expected a fraction in \(0, 1\]"):
            load_image(blocks(), 16, crop)
    with pytest.raises(InputError, match="size"):
        load_image(blocks(), 1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_photo_size_is_that_of_the_upright_photo(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(Image.new("RGB", (100, 40)), kind, exif=exif)
    assert photo_size(data) == decode_photo(data).size == ((100, 40) if orientation < 5 else (40, 100))


@pytest.mark.parametrize(("bits", "largest"), [(10, 900), (12, 4095), (14, 16000)])
@pytest.mark.parametrize("order", ["<u2", ">u2"])
def test_camera_values_in_16_bit_tiffs_are_scaled_by_their_maximum(bits: int, largest: int, order: str) -> None:
    values = np.round(np.linspace(0, largest, 256)).astype(order).reshape(16, 16)
    image = Image.frombytes("I;16" if order == "<u2" else "I;16B", (16, 16), values.tobytes())
    with pytest.warns(UserWarning, match=f"a 16-bit TIFF holds {bits}-bit values; scaled by its largest value"):
        result = decode_image(encoded(image, "TIFF"), 16)
    assert np.abs(result[..., 0].ravel().astype(int) - np.arange(256)).max() <= 1


def test_dark_16_bit_pngs_and_black_tiffs_are_not_rescaled() -> None:
    assert (decode_image(png_16_bit(np.full((4, 4), 4000)), 4) == 16).all()
    assert (decode_image(encoded(Image.new("I;16", (4, 4)), "TIFF"), 4) == 0).all()


def test_rows_are_converted_in_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (37, 20, 4), dtype=np.uint8)
    numbers = np.random.default_rng(1).integers(0, 65536, (37, 20)).astype(np.uint16)
    files = [encoded(Image.fromarray(pixels), "PNG"), encoded(Image.fromarray(numbers), "PNG")]
    whole = [np.asarray(decode_photo(data)) for data in files]
    monkeypatch.setattr("probsym.data.pixel_formats.STRIP_PIXELS", 100)
    for data, expected in zip(files, whole, strict=True):
        np.testing.assert_array_equal(np.asarray(decode_photo(data)), expected)
