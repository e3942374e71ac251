"""PNG maps of every factor of one photo, and factors.json, which says what their values mean."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float
from PIL import Image
from torch import Tensor

from probsym import __version__
from probsym.export.pictures import confidence, depth_limits, nearness, normal_colours, to_bytes, to_picture, write_png
from probsym.geometry.camera import PinholeCamera
from probsym.io import write_text
from probsym.rendering.asymmetry import measure_asymmetry
from probsym.types import ModelOutput

UNSEEN = 0
"""Value of the 16-bit depth maps where nothing is seen."""
_SMALL = 128
"""Pixels a side up to which maps are packed in the quick way."""


def map_pictures(
    image: Float[Tensor, "3 size size"], reconstruction: ModelOutput, index: int, camera: PinholeCamera
) -> dict[str, Image.Image]:
    """Every map of one sample as a picture, by file stem.

    - ``input``, ``reconstruction``, ``canonical_image``, ``albedo``, ``mask``: as they are.
    - ``shading``: divided by ``shading_white`` of :func:`describe`.
    - ``depth`` (seen from the photo's viewpoint) and ``canonical_depth``: white is the nearest point, black the
      farthest; the same as ``*_16bit``: see ``depth_16bit`` of :func:`describe`.
    - ``normals`` and ``canonical_normals``: OpenGL's colours.
    - ``confidence`` and ``symmetry_confidence``: 1 / (1 + sigma); absent in a model without confidence.
    - ``asymmetry``: a / (1 + a), with a from :func:`probsym.rendering.asymmetry.measure_asymmetry`.

    Args:
        image: the photo as the model saw it, [0, 1].
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.

    Raises:
        InputError: no such sample.
    """
    one = reconstruction.sample(index)
    factors, mask = one.factors, one.mask[0]
    seen_depth = torch.where(mask, one.depth[0], torch.inf)
    seen_near, seen_far = _seen_limits(one)
    canonical_near, canonical_far = depth_limits(factors.canonical_depth)
    scale = _depth_scale(one)
    maps = {
        "input": image.detach().cpu(),
        "reconstruction": one.image[0],
        "canonical_image": one.canonical_image[0],
        "albedo": factors.albedo[0],
        "shading": one.shading[0] / _shading_white(one),
        "depth": nearness(seen_depth[None], seen_near, seen_far)[0],
        "canonical_depth": nearness(factors.canonical_depth, canonical_near, canonical_far)[0],
        "normals": normal_colours(one.normals)[0] * mask,
        "canonical_normals": normal_colours(one.canonical_normals)[0],
        "mask": mask[None].float(),
    }
    asymmetry = measure_asymmetry(maps["input"][None], one, camera)
    maps["asymmetry"] = asymmetry / (1 + asymmetry)
    if factors.sigma is not None and factors.sigma_flip is not None:
        maps["confidence"] = confidence(factors.sigma)[0]
        maps["symmetry_confidence"] = confidence(factors.sigma_flip)[0]
    pictures = _to_pictures(maps)
    everywhere = torch.ones_like(mask)
    pictures["depth_16bit"] = _to_16bit(one.depth[0], mask, scale)
    pictures["canonical_depth_16bit"] = _to_16bit(factors.canonical_depth[0], everywhere, scale)
    return pictures


def describe(reconstruction: ModelOutput, index: int, model: str, source: str) -> dict[str, Any]:
    """Everything about one sample that is a number, ready for JSON.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        model: name or path of the model, as the person gave it.
        source: name of the photo.

    Raises:
        InputError: no such sample.
    """
    one = reconstruction.sample(index)
    light, view = one.factors.light, one.factors.viewpoint
    pitch, yaw, roll = (math.degrees(angle) for angle in view.rotation_rad[0].tolist())
    tx, ty, tz = view.translation[0].tolist()
    near, far = (limit.item() for limit in depth_limits(one.factors.canonical_depth))
    seen_near, seen_far = _seen_limits(one)
    values = {
        "photo": source,
        "model": model,
        "probsym_version": __version__,
        "light": {
            "ambient": light.ambient.item(),
            "diffuse": light.diffuse.item(),
            "direction": light.direction[0].tolist(),
            "gamma": one.shading_gamma,
        },
        "viewpoint": {
            "pitch_deg": pitch,
            "yaw_deg": yaw,
            "roll_deg": roll,
            "translation_scene_units": [tx, ty, tz],
        },
        "canonical_depth": {"min": near, "max": far},
        "depth": {"min": seen_near, "max": seen_far},
        "depth_16bit": {"scene_units_per_step": _depth_scale(one), "unseen": UNSEEN},
        "shading_white": _shading_white(one),
        "frame": "x right, y down, z into the scene; camera at the origin; the object turns about (0, 0, 1)",
    }
    return _rounded(values)


def write_maps(
    image: Float[Tensor, "3 size size"],
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    folder: Path,
) -> None:
    """Write every picture of :func:`map_pictures` as ``folder``/<stem>.png; the folder is created if missing.

    Raises:
        InputError: no such sample.
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in map_pictures(image, reconstruction, index, camera).items():
        write_png(picture, folder / f"{name}.png", small=max(picture.size) <= _SMALL)


def write_factors(description: dict[str, Any], path: Path) -> None:
    """Write what :func:`describe` returned.

    Raises:
        OSError: the file cannot be written.
    """
    write_text(path, json.dumps(description, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _to_pictures(maps: dict[str, Tensor]) -> dict[str, Image.Image]:
    """All maps (channels x size x size, values in [0, 1]) as 8-bit pictures; rounded together, for each is small."""
    rounded = to_bytes(torch.cat([*maps.values()]))
    channels = [len(values) for values in maps.values()]
    return {name: to_picture(values) for name, values in zip(maps, rounded.split(channels), strict=True)}


def _seen_limits(one: ModelOutput) -> tuple[float, float]:
    """Nearest and farthest depth that is seen; of the whole canonical surface if nothing is."""
    seen = one.depth[one.mask]
    if not len(seen):
        seen = one.factors.canonical_depth
    near = seen.min().item()
    return near, max(seen.max().item(), near + 1e-4)


def _depth_scale(one: ModelOutput) -> float:
    largest = max(_seen_limits(one)[1], one.factors.canonical_depth.max().item())
    return largest / 65535


def _shading_white(one: ModelOutput) -> float:
    return max(1.0, one.shading.max().item())


def _to_16bit(depth: Float[Tensor, "height width"], mask: Bool[Tensor, "height width"], scale: float) -> Image.Image:
    steps = np.rint(depth.double().numpy() / scale).clip(1, 65535)
    return Image.fromarray(np.where(mask.numpy(), steps, UNSEEN).astype(np.uint16))


def _rounded(value: Any) -> Any:
    """Six significant digits: more is noise of float32."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {name: _rounded(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_rounded(entry) for entry in value]
    return value
