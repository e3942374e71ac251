import os
import struct
import sys
import types
import warnings
import zlib
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from PIL import Image

from data.pictures import RED, blocks, encoded, png_16_bit
from probsym.data import image_files
from probsym.data.decoding import decode_detail, decode_image, decode_photo, load_image, photo_size
from probsym.data.image_files import UnreadableImageError
from probsym.errors import InputError


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


def test_what_pillow_says_of_a_damaged_file_stands_alone() -> None:
    with pytest.raises(UnreadableImageError, match=r"^image file is truncated"):
        decode_image(encoded(Image.effect_noise((64, 64), 50), "JPEG")[:900], 16)


def test_decompression_bombs_are_refused() -> None:
    small = png_16_bit(np.zeros((2, 2)))
    body = b"IHDR" + struct.pack(">IIBBBBB", 60000, 60000, 16, 0, 0, 0, 0)
    with pytest.raises(UnreadableImageError, match="decompression bomb"):
        decode_image(small[:12] + body + struct.pack(">I", zlib.crc32(body)) + small[33:], 16)


def test_photos_with_too_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_files, "max_pixels", lambda: 1000)
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
    monkeypatch.setattr(image_files, "max_pixels", lambda: 256 * 128)
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
        def picture(file: IO[bytes], name: str | bytes) -> Image.Image:
            return Image.new("RGB", (8, 8), RED)

        Image.register_open("HEIF", picture, lambda start: True)  # pyright: ignore[reportArgumentType] - not of a file

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


def test_pillow_stays_quiet_until_the_last_has_left() -> None:
    """As when threads overlap: the filters after all of them are those before."""
    before = list(warnings.filters)
    first, second = image_files.quiet_pillow(), image_files.quiet_pillow()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    warnings.warn("a large photo", Image.DecompressionBombWarning, stacklevel=1)  # an error in tests otherwise
    second.__exit__(None, None, None)
    assert list(warnings.filters) == before
    with pytest.raises(Image.DecompressionBombWarning):
        warnings.warn("a large photo", Image.DecompressionBombWarning, stacklevel=1)
