"""The silhouette of a category as a file: a square grey picture, white where the object always is."""

import io

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from probsym.errors import CheckpointError

SMALLEST, LARGEST = 8, 512
"""Pixels a side."""


def encode_silhouette(silhouette: Float[Tensor, "side side"]) -> bytes:
    """As a PNG of 8 bits.

    Args:
        silhouette: share of the photos in which a point of the canonical frame is the object, [0, 1].
    """
    levels = (silhouette.detach().float().cpu().clamp(0, 1) * 255).round().to(torch.uint8)
    buffer = io.BytesIO()
    Image.fromarray(levels.numpy()).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def decode_silhouette(content: bytes, name: str) -> Float[Tensor, "side side"]:
    """The silhouette in a file of :func:`encode_silhouette`, or in any square grey PNG, [0, 1].

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        CheckpointError: it is damaged, no PNG, in colour, not square, or of another size than 8 to 512 pixels.
    """
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG"])
        width, height = picture.size
        if picture.mode != "L" or width != height or not SMALLEST <= width <= LARGEST:
            found = f"{picture.mode}, {width} x {height}"
            raise CheckpointError(
                f"{name}: expected a square grey PNG (mode L) of {SMALLEST} to {LARGEST} pixels, got {found}"
            )
        levels = np.asarray(picture, np.float32)
    except (OSError, SyntaxError, ValueError):  # Pillow raises any of them for a damaged PNG
        raise CheckpointError(f"{name}: expected a square grey PNG, got a damaged file") from None
    return torch.from_numpy(levels / 255)
