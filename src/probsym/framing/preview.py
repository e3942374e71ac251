"""Draw detections and crops on a photo."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

MAX_PREVIEW_SIZE = 1024
"""Longer side of the preview in pixels; larger photos are reduced."""
_CUT, _FOUND = (255, 196, 0), (0, 200, 255)
_CAPTION, _PAPER = (255, 255, 255), (30, 30, 30)


@dataclass(frozen=True)
class DrawnBox:
    """A square on a photo, in pixels of the photo."""

    left: float
    top: float
    side: float
    label: str = ""
    cut: bool = False
    """True for a crop (thick, yellow), false for a detection (thin, blue)."""
    roll_rad: float = 0.0
    """Rotation about its centre, clockwise."""


def preview(
    photo: Image.Image, boxes: Sequence[DrawnBox], caption: str, largest: int = MAX_PREVIEW_SIZE
) -> Image.Image:
    """The reduced photo with boxes, clipped to its frame, above a caption.

    Args:
        photo: RGB.
        boxes: crops are drawn over detections.
        caption: one line.
        largest: longer side of the reduced photo, pixels.
    """
    scale = largest / max(photo.size)
    if scale > 1:  # small photos are enlarged a little, so that lines and text are legible
        scale = min(scale, max(1.0, 384 / max(photo.size)))
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    font = ImageFont.load_default(14)
    line = 26
    width = max(size[0], int(font.getlength(caption)) + 16)
    picture = Image.new("RGB", (width, size[1] + line), _PAPER)
    picture.paste(photo.resize(size, Image.Resampling.LANCZOS), (0, 0))
    draw = ImageDraw.Draw(picture)
    for box in sorted(boxes, key=lambda one: one.cut):
        _draw(draw, box, scale, size, font)
    draw.text((8, size[1] + line // 2), caption, fill=_CAPTION, font=font, anchor="lm")
    return picture


def mosaic(pictures: Sequence[Image.Image], columns: int = 6, cell: int = 260) -> Image.Image:
    """The pictures in a grid, each fitted into a square cell.

    Args:
        pictures: at least one.
        columns: largest number in a row.
        cell: side of the cells, pixels.
    """
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    whole = Image.new("RGB", (columns * cell, rows * cell), _PAPER)
    for number, picture in enumerate(pictures):
        scale = (cell - 4) / max(picture.size)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        left, top = (number % columns) * cell, number // columns * cell
        small = picture.resize(size, Image.Resampling.LANCZOS)
        whole.paste(small, (left + (cell - size[0]) // 2, top + (cell - size[1]) // 2))
    return whole


def _draw(
    draw: ImageDraw.ImageDraw,
    box: DrawnBox,
    scale: float,
    size: tuple[int, int],
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> None:
    colour, line = (_CUT, 3) if box.cut else (_FOUND, 1)
    left, top = max(box.left * scale, 0), max(box.top * scale, 0)
    right, bottom = (box.left + box.side) * scale, (box.top + box.side) * scale
    right, bottom = min(right, size[0] - 1), min(bottom, size[1] - 1)
    if right <= left or bottom <= top:
        return
    if box.roll_rad:
        corners = _corners(box, scale)
        draw.line([*corners, corners[0], corners[1]], fill=colour, width=line, joint="curve")
    else:
        draw.rectangle((left, top, right, bottom), outline=colour, width=line)
    if box.label:
        x, y = left + line + 2, (top + line + 1) if box.cut else (bottom - 19)
        draw.rectangle(draw.textbbox((x, y), box.label, font=font), fill=_PAPER)
        draw.text((x, y), box.label, fill=colour, font=font)


def _corners(box: DrawnBox, scale: float) -> list[tuple[float, float]]:
    half, cos, sin = box.side / 2, math.cos(box.roll_rad), math.sin(box.roll_rad)
    x, y = box.left + half, box.top + half
    return [
        ((x + half * (u * cos - v * sin)) * scale, (y + half * (u * sin + v * cos)) * scale)
        for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
