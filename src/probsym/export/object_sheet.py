"""Sheets of finished results: the object alone, with its photo's colours, from several sides, beside its maps.

The contact sheet of a results folder has one row per photo.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch
from jaxtyping import Float
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor
from torch.nn import functional

from probsym.export.photo_texture import PhotoTexture
from probsym.export.pictures import (
    confidence,
    depth_limits,
    nearness,
    normal_colours,
    to_picture,
    without_last_bit,
    write_png,
)
from probsym.export.render import extend_colours, on_background, opacity_or_border, surface_triangles, view_object
from probsym.export.surface import refine_depth, refine_image, yaw_viewpoint
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.types import ModelOutput

TILE = 256
"""Pixels a side of every picture."""
YAW_DEG = (-45.0, -30.0, -15.0, 15.0, 30.0, 45.0)
OVERVIEW = ("photo", "yaw -45°", "yaw -15°", "yaw +15°", "yaw +45°", "depth", "normals")
"""What a contact sheet shows of each photo."""
_GAP = 8
_LABEL_SHARE, _SMALLEST_LABEL = 1 / 52, 18
"""Height of a label as a share of the sheet's width, so that it can be read however small the sheet is shown; and the
smallest height, pixels."""
_HEADER_HEIGHT = 1.6
"""Of the line of labels, in heights of a label."""
_OUTLINE_SLOPE = 4.0
"""The fading of an outline is shortened by this factor."""
_INK = (40, 40, 40)
MAX_ROWS = 100
"""A contact sheet shows the first photos, up to this many."""


def object_tiles(
    photo: Float[Tensor, "3 pixels pixels"],
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    texture: PhotoTexture | None = None,
    opacity: Float[Tensor, "points points"] | None = None,
    size: int = TILE,
) -> dict[str, Float[Tensor, "3 tile tile"]]:
    """Pictures of one sample by their label, on white.

    - ``photo``: the crop that the model saw.
    - ``yaw ...°``: the object, turned from its frontal pose, with the light of the photo.
    - ``model``, ``albedo``, ``shading``, ``depth``, ``normals`` and, of a model with confidence, ``confidence`` and
      ``symmetry``: the model's maps, of the object alone; all but the confidences from the front, those as the photo
      sees them. Depth is white at the object's nearest point and black at its farthest, shading is divided by the
      larger of 1 and its largest value, normals have OpenGL's colours, confidences are 1 / (1 + sigma).

    Args:
        photo: the crop at any number of pixels, [0, 1].
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        texture: finer colours of the same sample, from its photo; otherwise they are the model's.
        opacity: of the same sample, from :func:`probsym.export.cutout.cutout`; otherwise the whole square but its
            border is shown.
        size: pixels a side of every picture.

    Raises:
        InputError: no such sample.
    """
    one = reconstruction.sample(index)
    factors = one.factors
    factor = max(1, min(8, round(size / camera.size)))
    depth = refine_depth(factors.canonical_depth, factor)
    fine = camera.resized(depth.shape[-1])
    cover = _crisp(opacity_or_border(opacity, camera.size, factor))
    triangles = surface_triangles(fine.unproject(depth).reshape(-1, 3), cover)
    view = camera.resized(size)

    def seen_from(yaw: float) -> Callable[[Tensor], Tensor]:
        return view_object(depth[0], triangles, cover, yaw_viewpoint(torch.tensor([yaw])), view)

    model = refine_image(one.canonical_image, factor)[0]
    colours = model
    if texture is not None:
        colours = (texture.albedo * texture.shading).clamp(0, 1)
    colours = extend_colours(colours, cover)
    shading = one.shading / one.shading.max().clamp(min=1)
    covered = depth[:, cover > 0.5][:, None] if (cover > 0.5).any() else depth
    near, far = depth_limits(covered)
    tiles = {"photo": _resized(photo[None].detach().float().cpu(), size)}
    tiles |= {f"yaw {yaw:+.0f}°": on_background(seen_from(yaw)(colours)) for yaw in YAW_DEG}
    maps = {
        "model": model,
        "albedo": refine_image(factors.albedo, factor)[0],
        "shading": refine_image(shading, factor)[0],
        "depth": nearness(depth, near, far)[0],
        "normals": normal_colours(normals_from_depth(depth, fine))[0],
    }
    front = seen_from(0.0)
    for name, values in maps.items():
        tiles[name] = on_background(front(extend_colours(values, cover))).expand(3, -1, -1)
    if factors.sigma is not None and factors.sigma_flip is not None:
        for name, sigma in (("confidence", factors.sigma), ("symmetry", factors.sigma_flip)):
            tiles[name] = _resized(confidence(sigma), size).expand(3, -1, -1)
    return tiles


def object_sheet(tiles: Mapping[str, Float[Tensor, "3 tile tile"]]) -> Image.Image:
    """All tiles of one sample: the photo and the turned object above, the maps below."""
    labels = list(tiles)
    above = 1 + len(YAW_DEG)
    return _sheet([[(label, tiles[label]) for label in row] for row in (labels[:above], labels[above:])])


def overview_row(tiles: Mapping[str, Float[Tensor, "3 tile tile"]], labels: Sequence[str] = OVERVIEW) -> Image.Image:
    """The tiles of these labels side by side, without labels: a row of :func:`overview`."""
    side = tiles[labels[0]].shape[-1]
    row = Image.new("RGB", (_width(len(labels), side), side), (255, 255, 255))
    for column, label in enumerate(labels):
        row.paste(to_picture(tiles[label]), (column * (side + _GAP), 0))
    return row


def overview(
    rows: Sequence[Image.Image], labels: Sequence[str] = OVERVIEW, label_height: int | None = None
) -> Image.Image:
    """Rows of :func:`overview_row` below one line of labels.

    Args:
        rows: one or more, of one size.
        labels: of the columns.
        label_height: pixels; by default it grows with the width of the sheet.
    """
    width, side = rows[0].size
    points = label_height or default_label_height(width)
    header = _header(points)
    whole = Image.new("RGB", (width, header + len(rows) * (side + _GAP)), (255, 255, 255))
    _write_labels(whole, labels, 0, side, points)
    for number, row in enumerate(rows):
        whole.paste(row, (0, header + number * (side + _GAP)))
    return whole


def default_label_height(width: int) -> int:
    """Of a sheet's labels, pixels."""
    return max(_SMALLEST_LABEL, round(width * _LABEL_SHARE))


def _sheet(rows: Sequence[Sequence[tuple[str, Tensor]]]) -> Image.Image:
    side = rows[0][0][1].shape[-1]
    width = _width(max(len(row) for row in rows), side)
    points = default_label_height(width)
    header = _header(points)
    whole = Image.new("RGB", (width, len(rows) * (header + side + _GAP)), (255, 255, 255))
    for number, row in enumerate(rows):
        top = number * (header + side + _GAP)
        _write_labels(whole, [label for label, _ in row], top, side, points)
        for column, (_, tile) in enumerate(row):
            whole.paste(to_picture(tile), (column * (side + _GAP), top + header))
    return whole


def _write_labels(whole: Image.Image, labels: Sequence[str], top: int, side: int, points: int) -> None:
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(points)
    for column, label in enumerate(labels):
        middle = (column * (side + _GAP) + side // 2, top + _header(points) // 2)
        draw.text(middle, label, fill=_INK, font=font, anchor="mm")


def _width(columns: int, side: int) -> int:
    return columns * (side + _GAP) - _GAP


def _header(points: int) -> int:
    return round(points * _HEADER_HEIGHT)


def _crisp(opacity: Float[Tensor, "points points"]) -> Float[Tensor, "points points"]:
    """An outline that fades within about two pixels of a tile, at the same place: meshes end there at once."""
    return ((opacity - 0.5) * _OUTLINE_SLOPE + 0.5).clamp(0, 1)


def _resized(image: Float[Tensor, "1 channels some some"], size: int) -> Float[Tensor, "channels tile tile"]:
    shrinks = image.shape[-1] > size
    return functional.interpolate(image, size=(size, size), mode="bicubic", antialias=shrinks)[0].clamp(0, 1)


class ContactSheet:
    """Collects a row of pictures of each of the first ``MAX_ROWS`` photos."""

    def __init__(self) -> None:
        self._rows: list[Image.Image] = []

    def add(self, tiles: Mapping[str, Float[Tensor, "3 tile tile"]]) -> None:
        """Add one sample, if there is room.

        Args:
            tiles: of :func:`object_tiles`.
        """
        if len(self._rows) < MAX_ROWS:
            self._rows.append(overview_row(tiles))

    def write(self, path: Path) -> None:
        """Write the sheet as PNG; at least one sample was added.

        Raises:
            OSError: the file cannot be written.
        """
        write_png(without_last_bit(overview(self._rows)), path)
