"""Picture sheet: one row per photo, one labelled column per map and novel view."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from probsym.checks import check_range, check_shape
from probsym.export.pictures import confidence, depth_limits, nearness, normal_colours
from probsym.export.surface import BORDER, render_view, yaw_viewpoint
from probsym.geometry.camera import PinholeCamera
from probsym.types import Reconstruction

NOVEL_YAW_DEG = (-45.0, -20.0, 0.0, 20.0, 45.0)
_GAP = 2
_BACKGROUND = 255
_INK = (40, 40, 40)


def sheet(
    images: Float[Tensor, "batch 3 size size"],
    reconstruction: Reconstruction,
    flipped_image: Float[Tensor, "batch 3 size size"] | None,
    camera: PinholeCamera,
    novel_yaw_deg: Sequence[float] = NOVEL_YAW_DEG,
    scale: int = 2,
) -> Image.Image:
    """Photos as rows; as columns input, reconstructions, albedo, depth, normals, shading, confidences and novel views.

    All but input, reconstructions and confidences are in the canonical frame. Depth is shown by nearness (white is
    near, the border does not count), normals in OpenGL's colours, shading divided by the larger of 1 and its largest
    value, confidence as 1 / (1 + sigma). Novel views turn the canonical frontal pose.

    Args:
        images: photos as the model saw them, [0, 1].
        reconstruction: of these photos.
        flipped_image: the flipped reconstruction, if there is one.
        camera: the model's.
        novel_yaw_deg: yaw of the novel views, degrees.
        scale: every pixel is enlarged by this, 1 to 8.

    Raises:
        InputError: a wrong shape or scale.
    """
    columns = _columns(images, reconstruction, flipped_image, camera, novel_yaw_deg)
    check_range("scale", scale, 1, 8)
    size, batch = camera.size, images.shape[0]
    cells = torch.stack([values.expand(-1, 3, -1, -1) for values in columns.values()], dim=1)
    levels = cells.clamp(0, 1).mul(255).round().to(torch.uint8).permute(0, 3, 1, 4, 2).cpu().numpy()  # B v C u 3
    cell, gap = size * scale, _GAP * scale
    rows = np.full((batch, cell + gap, len(columns), cell + gap, 3), _BACKGROUND, dtype=np.uint8)
    enlarged = Image.fromarray(levels.reshape(batch * size, len(columns) * size, 3))
    enlarged = enlarged.resize((len(columns) * cell, batch * cell), Image.Resampling.NEAREST)
    rows[:, :cell, :, :cell] = np.asarray(enlarged).reshape(batch, cell, len(columns), cell, 3)
    body = rows.reshape(batch * (cell + gap), len(columns) * (cell + gap), 3)
    return _with_header(body, list(columns), cell, cell + gap)


def _columns(
    images: Tensor,
    reconstruction: Reconstruction,
    flipped_image: Tensor | None,
    camera: PinholeCamera,
    novel_yaw_deg: Sequence[float],
) -> dict[str, Tensor]:
    """Heading -> batch of maps in [0, 1], one or three channels."""
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
    for yaw in novel_yaw_deg:
        turned = yaw_viewpoint(torch.full_like(depth[:, 0, 0], yaw))
        columns[f"yaw {yaw:+.0f}°" if yaw else "frontal"] = render_view(
            reconstruction.canonical_image, depth, turned, camera
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
