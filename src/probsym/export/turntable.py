"""Animated WebP: the object turns to and fro, or the light goes round it."""

import io
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import torch
from jaxtyping import Bool, Float
from PIL import Image
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_choice, check_range
from probsym.cpus import use_single_thread
from probsym.export.photo_texture import PhotoTexture
from probsym.export.pictures import to_picture
from probsym.export.render import extend_colours, on_background, opacity_or_border, surface_triangles, view_object
from probsym.export.surface import refine_depth, refine_image, yaw_viewpoint
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.geometry.viewpoint import transform
from probsym.io import write_bytes
from probsym.rendering.relighting import relight, relighting_ratio, smooth_normals
from probsym.rendering.shading import shade_normals
from probsym.types import Light, ModelOutput, Viewpoint

Content = Literal["colour", "depth"]
"""What frames show."""
BACKGROUND = 1.0
"""Grey behind the object."""
FRAME_SIZE = 320
"""Pixels a side of the frames."""
_STEP_BACK = 0.06
"""The object is moved away by this, scene units, so that it stays in the frame when it turns."""
_SAMPLES = 2
"""Squared, the samples of a pixel."""
_RELIGHT_TILT = 1.0
"""Tangent of the angle between the moving light and the direction of view: 45 degrees."""
_RELIGHT_AMBIENT, _RELIGHT_DIFFUSE = 0.35, 0.75


def turntable(
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    motion: Literal["turn", "relight"] = "turn",
    yaw_deg: float = 45.0,
    frames: int = 48,
    size: int = FRAME_SIZE,
    photo: PhotoTexture | None = None,
    opacity: Float[Tensor, "points points"] | None = None,
    content: Content = "colour",
) -> list[Image.Image]:
    """Frames of a loop.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        motion: "turn": yaw swings between plus and minus ``yaw_deg`` with the light of the photo, which turns with
            the object; "relight": the pose is frontal and the light goes round, 45 degrees off the view.
        yaw_deg: amplitude of the swing, 0 to 70 degrees; the sides beyond are unknown.
        frames: number of frames of the loop, at least 4.
        size: side of the frames, 16 to 2048 pixels.
        photo: finer colours of the same sample, from its photo, under other light as
            :mod:`probsym.rendering.relighting` says; otherwise they are the model's albedo times shading.
        opacity: of the same sample, from :func:`probsym.export.cutout.cutout`; otherwise the whole square but its
            border is shown.
        content: what the frames show. "depth": grey, white at the nearest point of the whole loop, dark grey at the
            farthest, black on the background.

    Raises:
        InputError: a wrong argument.
    """
    check_choice("content", content, get_args(Content))
    return turntables(reconstruction, index, camera, motion, yaw_deg, frames, size, photo, opacity, (content,))[0]


def turntables(
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    motion: Literal["turn", "relight"] = "turn",
    yaw_deg: float = 45.0,
    frames: int = 48,
    size: int = FRAME_SIZE,
    photo: PhotoTexture | None = None,
    opacity: Float[Tensor, "points points"] | None = None,
    contents: Sequence[Content] = get_args(Content),
) -> list[list[Image.Image]]:
    """Frames of one loop for each of ``contents``; arguments and errors are those of :func:`turntable`.

    Several contents take little longer than one, since each view is rasterised once.
    """
    check_choice("motion", motion, ("turn", "relight"))
    one = reconstruction.sample(index)
    check_range("yaw_deg", yaw_deg, 0, 70)
    check_range("frames", frames, 4, 1000)
    check_range("size", size, 16, 2048)
    factor = max(1, min(8, round(256 / camera.size)))
    depth = refine_depth(one.factors.canonical_depth, factor)
    grid = camera.resized(depth.shape[-1])
    cover = opacity_or_border(opacity, camera.size, factor)
    triangles = surface_triangles(grid.unproject(depth).reshape(-1, 3), cover)
    normals = normals_from_depth(depth, grid)
    albedo = refine_image(one.factors.albedo, factor) if photo is None else photo.albedo[None]
    normals = functional.interpolate(normals, size=albedo.shape[-2:], mode="bilinear", align_corners=True)
    shading = shade_normals(normals, one.factors.light, one.shading_gamma) if photo is None else photo.shading[None]
    shaded = (albedo * shading).clamp(0, 1)
    as_photographed = extend_colours(shaded[0], cover)

    points = grid.unproject(depth).reshape(1, -1, 3)
    shown = cover.reshape(-1) > 0.5
    nearness = _nearness(points, shown, 0.0 if motion == "relight" else yaw_deg)

    def frame(yaw: Tensor, colours: Callable[[], Tensor] = lambda: as_photographed) -> list[Image.Image]:
        seen = view_object(depth[0], triangles, cover, _stepped_back(yaw), camera.resized(size), _SAMPLES)
        pictures = []
        for content in contents:
            if content == "depth":
                grey = on_background(seen(nearness(yaw).reshape(1, *depth.shape[-2:])), 0.0)
                pictures.append(to_picture(grey.expand(3, -1, -1)))
            else:
                pictures.append(to_picture(on_background(seen(colours()), BACKGROUND)))
        return pictures

    phase = torch.arange(frames) * (2 * math.pi / frames)
    if motion == "relight":
        smooth = smooth_normals(normals)

        def lit_from(angle: Tensor) -> Tensor:
            light = _light_from(angle)
            if photo is None:
                relit = albedo * shade_normals(normals, light, one.shading_gamma)
            else:
                relit = relight(shaded, relighting_ratio(smooth, one.factors.light, light, one.shading_gamma))
            return extend_colours(relit[0].clamp(0, 1), cover)

        rendered = _render_in_threads(lambda angle: frame(torch.zeros(1), partial(lit_from, angle)), phase.split(1))
        return [list(loop) for loop in zip(*rendered, strict=True)]
    # A swing passes every angle twice: render each once.
    yaws, order = (yaw_deg * phase.sin()).mul(1e4).round().div(1e4).unique(return_inverse=True)
    rendered = _render_in_threads(frame, yaws.split(1))
    return [[loop[place] for place in order.tolist()] for loop in zip(*rendered, strict=True)]


def _stepped_back(yaw: Tensor) -> Viewpoint:
    return Viewpoint(yaw_viewpoint(yaw).rotation_rad, yaw.new_tensor([[0.0, 0.0, _STEP_BACK]]))


def _nearness(
    points: Float[Tensor, "1 points 3"], shown: Bool[Tensor, " points"], yaw_deg: float
) -> Callable[[Tensor], Float[Tensor, " points"]]:
    """A function of the yaw: for each point 1 at the loop's smallest depth and 0 at its largest."""

    def depth_at(yaw: Tensor) -> Tensor:
        return transform(points, _stepped_back(yaw))[0, :, 2]

    chosen = shown if shown.any() else torch.ones_like(shown)
    seen = torch.cat([depth_at(points.new_tensor([yaw]))[chosen] for yaw in (-yaw_deg, 0.0, yaw_deg)])
    near, far = seen.min(), seen.max()
    # Not quite 0 at the farthest point, to tell it from the background.
    return lambda yaw: 0.1 + 0.9 * ((far - depth_at(yaw)) / (far - near).clamp(min=1e-6)).clamp(0, 1)


def beside(left: Image.Image, right: Image.Image) -> Image.Image:
    """Two pictures of one height side by side."""
    both = Image.new("RGB", (left.width + right.width, left.height))
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    return both


def _render_in_threads(
    frame: Callable[[Tensor], list[Image.Image]], moments: Sequence[Tensor]
) -> list[list[Image.Image]]:
    """The frames of each moment, rendered at the same time by as many threads as torch may use.

    One frame is a chain of small operations, in which torch's own threads would mostly wait for each other.
    """
    threads, inference = torch.get_num_threads(), torch.is_inference_mode_enabled()

    def of(moment: Tensor) -> list[Image.Image]:
        with torch.inference_mode(inference):  # the mode is each thread's own
            return frame(moment)

    with ThreadPoolExecutor(threads, initializer=use_single_thread) as pool:
        return list(pool.map(of, moments))


def write_turntable(frames: list[Image.Image], path: Path, seconds: float = 4.0) -> None:
    """Write an endless animated WebP that takes ``seconds`` a loop.

    Raises:
        OSError: the file cannot be written.
    """
    buffer = io.BytesIO()
    duration = round(1000 * seconds / len(frames))
    frames[0].save(
        buffer, "WEBP", save_all=True, append_images=frames[1:], duration=duration, loop=0, quality=80, method=2
    )
    write_bytes(path, buffer.getvalue())


def _light_from(angle: Float[Tensor, " 1"]) -> Light:
    direction = torch.stack([_RELIGHT_TILT * angle.cos(), _RELIGHT_TILT * angle.sin(), torch.ones_like(angle)], dim=1)
    direction = direction / direction.norm(dim=1, keepdim=True)
    ones = torch.ones_like(angle)
    return Light(ambient=ones * _RELIGHT_AMBIENT, diffuse=ones * _RELIGHT_DIFFUSE, direction=direction)
