"""Small pictures as files of any format."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

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
