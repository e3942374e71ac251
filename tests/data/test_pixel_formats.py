import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from probsym.data.decoding import decode_image, load_image


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """sRGB with the primaries of red and blue exchanged, so that a conversion exchanges the channels."""
    data = bytearray(srgb_profile().replace(b"s\0R\0G\0B", b"p\0l\0a\0i"))
    count = struct.unpack(">I", data[128:132])[0]
    entries = {bytes(data[start : start + 4]): start for start in range(132, 132 + 12 * count, 12)}
    data[entries[b"rXYZ"] : entries[b"rXYZ"] + 4] = b"bXYZ"
    data[entries[b"bXYZ"] : entries[b"bXYZ"] + 4] = b"rXYZ"
    return bytes(data)


def encoded(pixel: tuple[int, ...], mode: str, profile: bytes, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (16, 16), pixel).save(buffer, kind, icc_profile=profile)
    return buffer.getvalue()


@pytest.mark.parametrize(("mode", "pixel"), [("RGB", (250, 120, 10)), ("RGBA", (250, 120, 10, 255))])
def test_colours_are_converted_to_srgb(mode: str, pixel: tuple[int, ...]) -> None:
    image = decode_image(encoded(pixel, mode, swapped_profile()), 8)
    np.testing.assert_allclose(image[0, 0], (10, 120, 250), atol=2)


def test_srgb_stays_bit_for_bit() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", icc_profile=srgb_profile())
    np.testing.assert_array_equal(decode_image(buffer.getvalue(), 16), pixels)


@pytest.mark.parametrize("profile", [b"no profile", swapped_profile()[:300], srgb_profile()[:128]])
def test_damaged_profiles_are_ignored(profile: bytes) -> None:
    assert decode_image(encoded((250, 120, 10), "RGB", profile), 8)[0, 0].tolist() == [250, 120, 10]


def test_a_profile_of_another_colour_space_is_ignored() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert decode_image(encoded((250, 120, 10), "RGB", lab), 8)[0, 0].tolist() == [250, 120, 10]


def test_transparent_pixels_are_converted_before_they_are_composited() -> None:
    image = decode_image(encoded((250, 120, 10, 0), "RGBA", swapped_profile()), 8)
    assert image[0, 0].tolist() == [128, 128, 128]


def test_cmyk_without_a_profile_is_converted_simply() -> None:
    buffer = io.BytesIO()
    Image.new("CMYK", (16, 16), (255, 0, 0, 0)).save(buffer, "TIFF")
    assert decode_image(buffer.getvalue(), 8)[0, 0].tolist() == [0, 255, 255]


def test_open_images_keep_their_profile() -> None:
    image = Image.open(io.BytesIO(encoded((250, 120, 10), "RGB", swapped_profile())))
    np.testing.assert_allclose(load_image(image, 8)[0, 0], (10, 120, 250), atol=2)
    assert image.info["icc_profile"]


def cmyk_profile() -> bytes:
    """A profile of ICC version 2 that makes every colour grey: the lightness falls with the strongest ink to a half."""
    inks = np.stack(np.meshgrid(*[[0, 1]] * 4, indexing="ij"), -1).reshape(-1, 4)
    lab = np.full((16, 3), 128, np.uint8)
    lab[:, 0] = 255 - 127.5 * inks.max(1)
    ramp = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 * np.eye(3, dtype=int)).ravel())
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + matrix + 4 * ramp + lab.tobytes() + 3 * ramp
    text = b"desc" + bytes(4) + struct.pack(">I", 5) + b"inks\0" + bytes(8 + 3 + 67)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    offset, directory, body = 128 + 4 + 3 * 12, struct.pack(">I", 3), b""
    for name, data in ((b"desc", text), (b"wtpt", white), (b"A2B0", table)):
        directory += name + struct.pack(">2I", offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(">I4sI4s4s4s", offset + len(body), bytes(4), 0x02400000, b"prtr", b"CMYK", b"Lab ")
    illuminant = struct.pack(">3i", 63190, 65536, 54061)
    return header + bytes(12) + b"acsp" + bytes(28) + illuminant + bytes(48) + directory + body


@pytest.mark.parametrize("kind", ["TIFF", "JPEG"])
def test_cmyk_is_converted_by_its_profile(kind: str) -> None:
    image = decode_image(encoded((128, 0, 0, 0), "CMYK", cmyk_profile(), kind), 8)
    np.testing.assert_allclose(image[0, 0], (162, 162, 162), atol=3)  # the darkest ink, of lightness 50, becomes black
