import io
import os
import struct
import sys
import types
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.data import decoding
from probsym.data.decoding import (
    UnreadableImageError,
    decode_detail,
    decode_image,
    decode_photo,
    load_image,
    photo_size,
)
from probsym.errors import InputError

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
CORNERS = np.array([[RED, GREEN], [BLUE, WHITE]], dtype=np.uint8)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def blocks(size: int = 32) -> Image.Image:
    """Red, green / blue, white quarters."""
    return Image.fromarray(CORNERS.repeat(size // 2, 0).repeat(size // 2, 1))


def png_16_bit(values: np.ndarray) -> bytes:
    """A 16-bit PNG written by hand: H x W (grey), H x W x 3 (RGB) or H x W x 4 (RGBA)."""
    kind = {2: 0, 3: 2}.get(values.ndim, 2) if values.ndim == 2 or values.shape[2] == 3 else 6
    height, width = values.shape[:2]

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    header = struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


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
def test_every_mode_becomes_rgb(mode: str, pixel: object, expected: tuple[int, int, int]) -> None:
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


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b"hello, this is text", "not an image of a known format"),
        (encoded(blocks(256), "PNG")[:-100], "truncated"),
        (encoded(Image.effect_noise((64, 64), 50), "JPEG")[:900], "truncated"),
    ],
)
def test_unreadable_files_have_a_reason(data: bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableImageError, match=reason):
        decode_image(data, 16)
    (tmp_path / "a.jpg").write_bytes(data)
    with pytest.raises(InputError, match=f"a.jpg: not a readable image .*{reason}"):
        load_image(tmp_path / "a.jpg", 16)


def test_decompression_bombs_are_refused() -> None:
    small = png_16_bit(np.zeros((2, 2)))
    body = b"IHDR" + struct.pack(">IIBBBBB", 60000, 60000, 16, 0, 0, 0, 0)
    with pytest.raises(UnreadableImageError, match="decompression bomb"):
        decode_image(small[:12] + body + struct.pack(">I", zlib.crc32(body)) + small[33:], 16)


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


def test_photos_with_too_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "max_pixels", lambda: 1000)
    small, large = Image.new("RGB", (31, 32)), Image.new("RGB", (32, 32))
    decode_photo(encoded(small, "PNG"))
    for call in (decode_photo, photo_size, lambda data: decode_image(data, 8), lambda data: decode_detail(data, 8)):
        with pytest.raises(UnreadableImageError, match="32 x 32 pixels: more than 0 million; reduce it, save it as"):
            call(encoded(large, "PNG"))
    with pytest.raises(UnreadableImageError, match="more than"):
        decode_photo(encoded(small, "WEBP"))  # takes twice the memory per pixel


def test_large_jpegs_are_decoded_at_a_reduced_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(blocks(256).resize((512, 256)), "JPEG", exif=exif)
    assert photo_size(data) == decode_photo(data).size == (256, 512)
    before = decode_image(data, 32)
    monkeypatch.setattr(decoding, "max_pixels", lambda: 256 * 128)
    assert photo_size(data) == decode_photo(data).size == (128, 256)
    assert np.abs(decode_image(data, 32).astype(int) - before).max() <= 3
    with pytest.raises(UnreadableImageError, match="baseline JPEG"):
        decode_photo(encoded(blocks(256), "JPEG", progressive=True))


def test_pillow_s_own_limit_is_for_other_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """JPEGs are decoded at a reduced scale, so that the limit of all their pixels does not count."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert decode_photo(encoded(blocks(64), "JPEG")).size == (64, 64)
    with pytest.raises(UnreadableImageError, match="decompression bomb; allow more with --max-megapixels"):
        decode_photo(encoded(blocks(64), "PNG"))


def test_heic_without_a_decoder_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(UnreadableImageError, match="HEIC needs the package pillow-heif"):
        decode_image(HEIC, 8)


HEIC = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"mif1", 0, b"mif1", b"heic") + bytes(100)


def test_heic_with_a_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a stand-in for pillow-heif, which registers a Pillow plugin in the same way."""

    def register_heif_opener() -> None:
        Image.register_open("HEIF", lambda file, name: Image.new("RGB", (8, 8), RED), lambda start: True)

    monkeypatch.setitem(sys.modules, "pillow_heif", types.SimpleNamespace(register_heif_opener=register_heif_opener))
    try:
        assert (decode_image(HEIC, 8) == RED).all()
    finally:
        Image.OPEN.pop("HEIF", None)
        Image.ID.remove("HEIF")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_and_web_addresses_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    with pytest.raises(InputError, match=r"a\.jpg: expected a regular file or folder, got a pipe"):
        load_image(tmp_path / "a.jpg", 8)
    for address in ("https://example.org/a.jpg", Path("http://example.org/a.jpg")):
        with pytest.raises(InputError, match=r"expected a local file or folder, got a web address; download it first"):
            load_image(address, 8)
