"""Animated WebP: the surface turns to and fro, or the light goes round it."""

import io
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_choice, check_range
from probsym.export.photo_texture import PhotoTexture
from probsym.export.pictures import to_picture
from probsym.export.surface import finer_size, refine_depth, refine_image, render_view, yaw_viewpoint
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.io import write_bytes
from probsym.kernels.single_thread import use_single_thread
from probsym.rendering.shading import shade_normals
from probsym.types import Light, Reconstruction, Viewpoint

BACKGROUND = 0.93
"""Grey behind the object."""
_STEP_BACK = 0.12
"""The object is moved away by this, scene units, so that it stays in the frame when it turns."""
_SAMPLES = 2
"""Frames are rendered this many times as fine and averaged."""
_RELIGHT_TILT = 1.0
"""Tangent of the angle between the moving light and the direction of view: 45 degrees."""
_RELIGHT_AMBIENT, _RELIGHT_DIFFUSE = 0.35, 0.75


def turntable(
    reconstruction: Reconstruction,
    index: int,
    camera: PinholeCamera,
    motion: Literal["turn", "relight"] = "turn",
    yaw_deg: float = 60.0,
    frames: int = 48,
    upsample: int = 4,
    photo: PhotoTexture | None = None,
) -> list[Image.Image]:
    """Frames of a loop.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        motion: "turn": yaw swings between plus and minus ``yaw_deg`` with the light of the photo, which turns with
            the object; "relight": the pose is frontal and the light goes round, 45 degrees off the view.
        yaw_deg: of the swing, 0 to 90.
        frames: of the whole loop, at least 4.
        upsample: factors are refined by this, 1 to 4; frames have (size - 1) * upsample + 1 pixels a side.
        photo: finer colours of the same sample, from its photo; otherwise they are the model's.

    Raises:
        InputError: a wrong argument.
    """
    check_choice("motion", motion, ("turn", "relight"))
    check_range("index", index, 0, reconstruction.shading.shape[0] - 1)
    check_range("yaw_deg", yaw_deg, 0, 90)
    check_range("frames", frames, 4, 1000)
    check_range("upsample", upsample, 1, 4)
    one = reconstruction[index : index + 1].detach().to("cpu")
    finer = upsample * _SAMPLES
    # Colours and normals are as fine as the samples; triangles of two samples' width show no corners.
    depth = refine_depth(one.factors.canonical_depth, upsample)
    coarse, fine = (camera.resized(finer_size(camera.size, factor)) for factor in (upsample, finer))
    normals = normals_from_depth(refine_depth(one.factors.canonical_depth, finer), fine)
    albedo = refine_image(one.factors.albedo, finer) if photo is None else _on_grid(photo.albedo, fine.size)
    if photo is None:
        as_photographed = albedo * shade_normals(normals, one.factors.light)
    else:
        as_photographed = _on_grid(photo.albedo * photo.shading, fine.size)

    def frame(yaw: Tensor, light: Light | None = None) -> Image.Image:
        colours = as_photographed if light is None else albedo * shade_normals(normals, light)
        colours = colours.clamp(0, 1)
        turned = yaw_viewpoint(yaw)
        away = Viewpoint(turned.rotation_rad, yaw.new_tensor([[0.0, 0.0, _STEP_BACK]]))
        image = render_view(colours, depth, away, fine, finer, BACKGROUND, coarse)
        # Averages centred on every second point; the outermost points are background.
        return to_picture(functional.avg_pool2d(image, _SAMPLES + 1, _SAMPLES, padding=1, count_include_pad=False)[0])

    phase = torch.arange(frames) * (2 * math.pi / frames)
    if motion == "relight":
        return _render_in_threads(lambda angle: frame(torch.zeros(1), _light_from(angle)), phase.split(1))
    # A swing passes every angle twice: render each once.
    yaws, order = (yaw_deg * phase.sin()).mul(1e4).round().div(1e4).unique(return_inverse=True)
    pictures = _render_in_threads(frame, yaws.split(1))
    return [pictures[place] for place in order.tolist()]


def _render_in_threads(frame: Callable[[Tensor], Image.Image], moments: Sequence[Tensor]) -> list[Image.Image]:
    """A frame for each moment, rendered at the same time by as many threads as torch may use.

    One frame is a chain of small operations, in which torch's own threads would mostly wait for each other.
    """
    threads, inference = torch.get_num_threads(), torch.is_inference_mode_enabled()

    def of(moment: Tensor) -> Image.Image:
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


def _on_grid(image: Float[Tensor, "channels some some"], size: int) -> Float[Tensor, "1 channels size size"]:
    """An image on a canonical grid of another fineness; both grids end at the outermost centres."""
    return functional.interpolate(image[None], size=(size, size), mode="bicubic", align_corners=True)


def _light_from(angle: Float[Tensor, " 1"]) -> Light:
    direction = torch.stack([_RELIGHT_TILT * angle.cos(), _RELIGHT_TILT * angle.sin(), torch.ones_like(angle)], dim=1)
    direction = direction / direction.norm(dim=1, keepdim=True)
    ones = torch.ones_like(angle)
    return Light(ambient=ones * _RELIGHT_AMBIENT, diffuse=ones * _RELIGHT_DIFFUSE, direction=direction)
