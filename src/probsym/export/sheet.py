"""Picture sheet: one row per photo, one labelled column per map and novel view."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_range, check_shape
from probsym.export.pictures import confidence, depth_limits, nearness, normal_colours
from probsym.export.render import on_background, opacity_or_border, render_object, surface_triangles
from probsym.export.surface import BORDER, refine_depth, yaw_viewpoint
from probsym.geometry.camera import PinholeCamera
from probsym.types import ModelOutput

NOVEL_YAW_DEG = (-45.0, -20.0, 0.0, 20.0, 45.0)
_GAP = 2
_BACKGROUND = 255
_INK = (40, 40, 40)


def sheet(
    images: Float[Tensor, "batch 3 size size"],
    reconstruction: ModelOutput,
    flipped_image: Float[Tensor, "batch 3 size size"] | None,
    camera: PinholeCamera,
    novel_yaw_deg: Sequence[float] = NOVEL_YAW_DEG,
    scale: int = 2,
) -> Image.Image:
    """Photos as rows; as columns input, reconstructions, albedo, depth, normals, shading, confidences and novel views.

    All but input, reconstructions and confidences are in the canonical frame. Depth is shown by nearness (white is
    near, the border does not count), normals in OpenGL's colours, shading divided by the larger of 1 and its largest
    value, confidence as 1 / (1 + sigma). Novel views turn the canonical frontal pose; they are rendered from the mesh
    at the size of a cell, with the model's colours and the photo's light.

    Args:
        images: photos as the model saw them, [0, 1].
        reconstruction: of these photos.
        flipped_image: the flipped reconstruction, if there is one.
        camera: the model's.
        novel_yaw_deg: yaw of the novel views, degrees.
        scale: a cell has this many times the model's pixels per side, 1 to 8; maps are enlarged smoothly.

    Raises:
        InputError: a wrong shape or scale.
    """
    check_range("scale", scale, 1, 8)
    cell, gap, batch = camera.size * scale, _GAP * scale, images.shape[0]
    maps = _columns(images, reconstruction, flipped_image, camera)
    columns = {name: _enlarged(values.float().cpu(), cell) for name, values in maps.items()}
    columns |= _novel_views(reconstruction.detach().to("cpu"), camera, novel_yaw_deg, cell)
    cells = torch.stack([values.expand(-1, 3, -1, -1) for values in columns.values()], dim=1)
    levels = cells.clamp(0, 1).mul(255).round().to(torch.uint8).permute(0, 3, 1, 4, 2).numpy()  # B v C u 3
    rows = np.full((batch, cell + gap, len(columns), cell + gap, 3), _BACKGROUND, dtype=np.uint8)
    rows[:, :cell, :, :cell] = levels
    body = rows.reshape(batch * (cell + gap), len(columns) * (cell + gap), 3)
    return _with_header(body, list(columns), cell, cell + gap)


def _columns(
    images: Tensor,
    reconstruction: ModelOutput,
    flipped_image: Tensor | None,
    camera: PinholeCamera,
) -> dict[str, Tensor]:
    """Heading -> batch of maps in [0, 1] at the model's size, one or three channels."""
    reconstruction = reconstruction.detach()
    factors = reconstruction.factors
    size, batch = camera.size, reconstruction.shading.shape[0]
    check_shape("images", images, (batch, 3, size, size))
    depth = factors.canonical_depth
    near, far = depth_limits(depth[:, BORDER:-BORDER, BORDER:-BORDER])
    columns = {"input": images.detach(), "reconstruction": reconstruction.image}
    if flipped_image is not None:
        check_shape("flipped_image", flipped_image, (batch, 3, size, size))
        columns["flipped"] = flipped_image.detach()
    columns["albedo"] = factors.albedo
    columns["depth"] = nearness(depth, near, far)
    columns["normals"] = normal_colours(reconstruction.canonical_normals)
    columns["shading"] = reconstruction.shading / reconstruction.shading.amax((1, 2, 3), keepdim=True).clamp(min=1)
    if factors.sigma is not None and factors.sigma_flip is not None:
        columns["confidence"] = confidence(factors.sigma)
        columns["symmetry"] = confidence(factors.sigma_flip)
    return columns


def _enlarged(maps: Float[Tensor, "batch channels size size"], cell: int) -> Float[Tensor, "batch channels cell cell"]:
    if maps.shape[-1] == cell:
        return maps
    return functional.interpolate(maps, size=(cell, cell), mode="bicubic", align_corners=False)


def _novel_views(
    reconstruction: ModelOutput, camera: PinholeCamera, novel_yaw_deg: Sequence[float], cell: int
) -> dict[str, Float[Tensor, "batch 3 cell cell"]]:
    """Heading -> the surfaces of a batch, turned."""
    factor = max(1, min(8, round(cell / camera.size)))
    depth = refine_depth(reconstruction.factors.canonical_depth.float(), factor)
    cover = opacity_or_border(None, camera.size, factor)
    points = camera.resized(depth.shape[-1]).unproject(depth).flatten(1, 2)
    triangles = [surface_triangles(one, cover) for one in points]
    colours, view = reconstruction.canonical_image.float().clamp(0, 1), camera.resized(cell)
    columns = {}
    for yaw in novel_yaw_deg:
        turned = yaw_viewpoint(torch.tensor([yaw]))
        columns[f"yaw {yaw:+.0f}°" if yaw else "frontal"] = torch.stack(
            [
                on_background(render_object(colours[one], depth[one], triangles[one], cover, turned, view))
                for one in range(len(depth))
            ]
        )
    return columns


def _with_header(body: np.ndarray, headings: list[str], cell: int, step: int) -> Image.Image:
    largest = max(headings, key=len)
    points = 14.0
    while points > 5 and ImageFont.load_default(points).getlength(largest) > cell:
        points -= 1
    font = ImageFont.load_default(points)
    height = int(points * 1.6)
    picture = Image.new("RGB", (body.shape[1], body.shape[0] + height), (_BACKGROUND,) * 3)
    picture.paste(Image.fromarray(body), (0, height))
    draw = ImageDraw.Draw(picture)
    for column, heading in enumerate(headings):
        draw.text((column * step + cell // 2, height // 2), heading, fill=_INK, font=font, anchor="mm")
    return picture
