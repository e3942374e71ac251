"""What is not learned: a synthetic head from all sides, its reconstruction from one photo, and a cast shadow.

    python scripts/make_limits_figure.py docs/images/limits.webp --model-path ICT-FaceKit/FaceXModel

First row: the head. Second row: the reconstruction of the first picture by ``face-128``, turned in the same way. Third
row: the same person under a light from the side, with the predicted and the true maps of this photo.
"""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import tyro
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from probsym.cli.exit_code import exit_code
from probsym.data.transforms import to_tensor
from probsym.export.cutout import cutout
from probsym.export.photo_texture import photo_texture
from probsym.export.pictures import to_picture
from probsym.export.render import extend_colours, on_background, opacity_or_border, surface_triangles, view_object
from probsym.export.surface import refine_depth, yaw_viewpoint
from probsym.framing.crops import crop_and_resize
from probsym.geometry.viewpoint import rotation_matrix
from probsym.inference.loading import load
from probsym.inference.reconstruct import reconstruct
from probsym.inference.results import Reconstruction
from probsym.io import atomic_write, check_new_file
from probsym.models.autoencoder import Autoencoder
from probsym.synthetic.faces import FaceSubject
from probsym.synthetic.generate import IDENTITY, LIGHT, VIEW, as_family, generator
from probsym.synthetic.ict_facekit import load_ict_facekit
from probsym.synthetic.sample import Sample, render_sample
from probsym.synthetic.scene import rotate_points
from probsym.synthetic.settings import SceneSettings

PERSON = 18
"""Of the test split of seed 0: ``ada`` of the sample photos."""
YAWS_DEG = (0.0, 30.0, 60.0, 90.0)
SIDE, GAP, LINE, POINTS = 256, 8, 30, 17
INK = (40, 40, 40)
STILL = {"yaw_std_deg": 0.0, "pitch_std_deg": 0.0, "roll_std_deg": 0.0, "jitter": 0.0, "fill": (0.84, 0.84)}


@dataclass(frozen=True)
class Settings:
    """Write the figure."""

    out: tyro.conf.Positional[Path]
    """Picture to write (.webp, .jpg or .png)."""
    model_path: Path
    """ICT-FaceKit: its folder of OBJ files, or an .npz of its arrays."""
    size: int = 448
    """Height and width of the rendered heads, pixels."""


def main(settings: Settings) -> None:
    """Render, reconstruct and draw."""
    check_new_file("out", settings.out, (".webp", ".jpg", ".png"))
    even = SceneSettings(size=settings.size, ambient=(0.6, 0.6), diffuse=(0.4, 0.4), light_x=(0, 0), light_y=(0, 0))
    heads = [render(settings.model_path, replace(even, **STILL), yaw) for yaw in YAWS_DEG]
    lit = replace(even, ambient=(0.25, 0.25), diffuse=(0.8, 0.8), light_x=(1.2, 1.2), light_y=(0.5, 0.5))
    shadow = render(settings.model_path, replace(lit, **STILL, realistic_share=1.0), 0.0)
    model = load("face-128")
    first, dark = (reconstruct(Image.fromarray(head.image), model) for head in (heads[0], shadow))
    rows = [
        [(f"head, yaw {yaw:.0f}°", picture(head.image)) for yaw, head in zip(YAWS_DEG, heads, strict=True)],
        [(f"reconstruction, yaw {yaw:.0f}°", to_tile(one)) for yaw, one in turned(first, model)],
        shadows(dark, shadow),
    ]
    with atomic_write(settings.out) as temporary:
        board(rows).save(temporary, quality=84, method=6)


def render(model_path: Path, scene: SceneSettings, yaw_deg: float) -> Sample:
    """The person, turned before the crop is placed."""
    scene.check()
    family = as_family(load_ict_facekit(model_path))
    own, identity, lamp = (generator(0, "test", PERSON, purpose) for purpose in (VIEW, IDENTITY, LIGHT))
    (subject,) = family.draw([identity], [own], scene)
    assert isinstance(subject, FaceSubject)
    rotation = rotation_matrix(torch.tensor([[0.0, np.radians(yaw_deg), 0.0]], dtype=torch.float64))[0].numpy()
    moved = replace(subject, points=rotate_points(rotation, subject.points.astype(np.float64)))
    return render_sample(own, moved, scene, lamp)


def turned(results: Reconstruction, model: Autoencoder) -> list[tuple[float, Tensor]]:
    """The object with its photo's colours, from all sides."""
    crop = results.photos[0]
    photo = to_tensor((crop.pixels if crop.native is None else crop.native)[None])[0]
    texture = photo_texture(photo, results, 0, model.camera)
    opacity = cutout(photo, results, 0, model.camera, silhouette=model.silhouette, object_net=model.object_net)
    depth = refine_depth(results.factors.canonical_depth, 2)
    cover = opacity_or_border(opacity, model.camera.size, 2)
    triangles = surface_triangles(model.camera.resized(depth.shape[-1]).unproject(depth).reshape(-1, 3), cover)
    colours = extend_colours((texture.albedo * texture.shading).clamp(0, 1), cover)
    views = []
    for yaw in YAWS_DEG:
        view = yaw_viewpoint(torch.tensor([yaw]))
        seen = view_object(depth[0], triangles, cover, view, model.camera.resized(SIDE))
        views.append((yaw, on_background(seen(colours))))
    return views


def shadows(results: Reconstruction, truth: Sample) -> list[tuple[str, Image.Image]]:
    """The crop, its predicted shading and albedo in the canonical frame, and the true albedo of the same crop."""
    crop = results.photos[0]
    albedo = crop_and_resize(Image.fromarray(truth.albedo), crop.box, SIDE)
    return [
        ("photo with a cast shadow", picture(crop.pixels)),
        ("predicted shading", to_tile(results.shading[0] / results.shading.max().clamp(min=1))),
        ("predicted albedo", to_tile(results.factors.albedo[0])),
        ("true albedo", picture(albedo)),
    ]


def to_tile(values: Tensor) -> Image.Image:
    """A map in [0, 1] as a picture of a tile's size."""
    return picture(np.asarray(to_picture(values.expand(3, -1, -1))))


def picture(pixels: np.ndarray) -> Image.Image:
    """Pixels at a tile's size."""
    return Image.fromarray(np.asarray(pixels)).convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def board(rows: list[list[tuple[str, Image.Image]]]) -> Image.Image:
    """Labelled pictures in rows."""
    across, down = SIDE + GAP, SIDE + GAP + LINE
    whole = Image.new("RGB", (len(rows[0]) * across - GAP, len(rows) * down - GAP), "white")
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(POINTS)
    for number, row in enumerate(rows):
        for column, (label, one) in enumerate(row):
            middle = (column * across + SIDE // 2, number * down + LINE // 2)
            draw.text(middle, label, fill=INK, font=font, anchor="mm")
            whole.paste(one, (column * across, number * down + LINE))
    return whole


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(tyro.cli(Settings))))
