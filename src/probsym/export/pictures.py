"""Tensors as pictures: how each kind of map is shown to people."""

import io
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor

from probsym.io import write_bytes


def to_bytes(image: Float[Tensor, "*shape"]) -> UInt8[Tensor, "*shape"]:
    """Values in [0, 1] (clipped) as 0 to 255, in main memory."""
    return image.detach().float().cpu().clamp(0, 1).mul(255).round().to(torch.uint8)


def to_picture(
    image: Float[Tensor, "channels height width"] | UInt8[Tensor, "channels height width"],
) -> Image.Image:
    """8-bit picture of values in [0, 1] (clipped), or of bytes as they are: one channel is grey, three are RGB."""
    values = (image if image.dtype == torch.uint8 else to_bytes(image)).numpy()
    return Image.fromarray(values[0] if len(values) == 1 else np.ascontiguousarray(values.transpose(1, 2, 0)))


def nearness(
    depth: Float[Tensor, "batch height width"], near: Tensor | float, far: Tensor | float
) -> Float[Tensor, "batch 1 height width"]:
    """Depth as grey: white at ``near``, black at ``far`` and beyond."""
    return ((far - depth) / (far - near)).clamp(0, 1)[:, None]


def depth_limits(depth: Float[Tensor, "batch height width"]) -> tuple[Tensor, Tensor]:
    """Smallest and largest depth of each sample, ``batch 1 1``, at least 1e-4 scene units apart."""
    near = depth.amin(dim=(1, 2), keepdim=True)
    return near, torch.maximum(depth.amax(dim=(1, 2), keepdim=True), near + 1e-4)


def normal_colours(normals: Float[Tensor, "batch 3 height width"]) -> Float[Tensor, "batch 3 height width"]:
    """Normals as RGB in OpenGL's convention: red to the right, green up, blue towards the viewer; 0.5 is zero.

    The normals that come in point towards +z, into the scene, in a frame with y down: outward they are (-x, -y, -z),
    which is (-x, y, z) with y up and z towards the viewer.
    """
    return normals * normals.new_tensor([-0.5, 0.5, 0.5])[:, None, None] + 0.5


def confidence(sigma: Float[Tensor, "batch 1 height width"]) -> Float[Tensor, "batch 1 height width"]:
    """1 / (1 + sigma): 1 where the pixel is trusted."""
    return 1 / (1 + sigma)


def without_last_bit(picture: Image.Image) -> Image.Image:
    """Round levels to even numbers and keep 255: an invisible change that makes the PNG a fifth smaller."""
    return picture.point([min(255, (level + 1) // 2 * 2) for level in range(256)] * len(picture.getbands()))


def write_png(picture: Image.Image, path: Path, small: bool = False) -> None:
    """Write a PNG at once.

    Args:
        picture: to write.
        path: of the file.
        small: the picture is a map of some ten pixels a side, of which there are many: packed by OpenCV, in a third of
            the time and hardly bigger for it. Enlarged pictures would be.

    Raises:
        OSError: the file cannot be written.
    """
    if small:
        import cv2

        values = np.asarray(picture)
        packed = cv2.imencode(".png", values if values.ndim == 2 else cv2.cvtColor(values, cv2.COLOR_RGB2BGR))[1]
        write_bytes(path, packed.tobytes())
        return
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG", compress_level=4)
    write_bytes(path, buffer.getvalue())
