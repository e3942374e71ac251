"""All factors of one photo as numbers: a NumPy archive, and depth and normals as OpenEXR."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from probsym.export.formats import need
from probsym.export.pictures import confidence
from probsym.geometry.camera import PinholeCamera
from probsym.io import atomic_write, write_bytes
from probsym.types import ModelOutput

_OUTWARD = (-1.0, 1.0, 1.0)
"""Signs from the method's normals (towards +z, y down) to OpenGL's (outward; x right, y up, z towards the viewer)."""
_MANTISSA_BITS = 11
"""Of colours, normals and confidence scales in files: a sixteenth of an 8-bit step. The rest would be noise that does
not compress. Depth is written in full, because slopes are its small differences."""


def factor_arrays(
    image: Float[Tensor, "3 size size"], reconstruction: ModelOutput, index: int, camera: PinholeCamera
) -> dict[str, NDArray[Any]]:
    """Every factor and map of one sample by name, float32 but for ``mask`` (bool); images are height x width x channel.

    - In the photo's frame: ``input``, ``image`` (as reconstructed), ``depth`` (NaN where nothing is seen),
      ``normals``, ``mask``, and from a model with confidence ``sigma``, ``sigma_flip``, ``sigma_features``,
      ``sigma_features_flip``.
    - In the canonical frame: ``canonical_depth``, ``canonical_normals``, ``albedo``, ``shading``, ``canonical_image``.
    - Numbers: ``light_ambient``, ``light_diffuse``, ``light_direction`` (3), ``rotation_rad`` (pitch, yaw, roll),
      ``translation`` (3, scene units), ``fov_deg``.

    Colours are those of the file (sRGB, 0 to 1). Depth is in scene units. Normals are unit vectors in OpenGL's
    convention: +X right, +Y up, +Z towards the viewer. All else is in the method's frame: x right, y down, z into the
    scene.

    Args:
        image: the photo as the model saw it, [0, 1].
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.

    Raises:
        InputError: no such sample.
    """
    one = reconstruction.sample(index)
    factors, mask = one.factors, one.mask
    outward = one.normals.new_tensor(_OUTWARD)[:, None, None]
    tensors = {
        "input": image.detach().cpu(),
        "image": one.image[0],
        "depth": torch.where(mask, one.depth, torch.nan)[0],
        "normals": one.normals[0] * outward,
        "canonical_depth": factors.canonical_depth[0],
        "canonical_normals": one.canonical_normals[0] * outward,
        "albedo": factors.albedo[0],
        "shading": one.shading[0, 0],
        "canonical_image": one.canonical_image[0],
        "light_ambient": factors.light.ambient[0],
        "light_diffuse": factors.light.diffuse[0],
        "light_direction": factors.light.direction[0],
        "rotation_rad": factors.viewpoint.rotation_rad[0],
        "translation": factors.viewpoint.translation[0],
        "fov_deg": torch.tensor(camera.fov_deg),
    }
    for name in ("sigma", "sigma_flip", "sigma_features", "sigma_features_flip"):
        sigma = getattr(factors, name)
        if sigma is not None:
            tensors[name] = sigma[0, 0]
    arrays: dict[str, NDArray[Any]] = {}
    for name, tensor in tensors.items():
        values = tensor.permute(1, 2, 0) if tensor.ndim == 3 else tensor
        arrays[name] = np.array(values.float().numpy(), order="C")
    arrays["mask"] = mask[0].numpy()
    return arrays


def write_npz(arrays: dict[str, NDArray[Any]], path: Path) -> None:
    """Write what :func:`factor_arrays` returned, compressed; ``numpy.load`` reads it.

    Maps other than depth are rounded to a relative precision of 2.4e-4.

    Raises:
        OSError: the file cannot be written.
    """
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **_rounded_maps(arrays))
    write_bytes(path, buffer.getvalue())


def write_exr(arrays: dict[str, NDArray[Any]], path: Path) -> None:
    """Write depth, normals and confidences of :func:`factor_arrays` as one OpenEXR file of 32-bit channels.

    Channels: ``depth.Z``, ``canonical_depth.Z`` (scene units; infinity where nothing is seen), ``normals.X Y Z``,
    ``canonical_normals.X Y Z`` (OpenGL's convention, -1 to 1), ``mask.Y``, and ``confidence.Y``,
    ``symmetry_confidence.Y`` (1 / (1 + sigma)) from a model with confidence. No colours: EXR's are linear light, ours
    are not. Normals and confidences are rounded as in the NumPy archive.

    Raises:
        InputError: the package OpenEXR is not installed.
        OSError: the file cannot be written.
    """
    need("exr")
    import OpenEXR

    arrays = _rounded_maps(arrays)
    channels = {
        "depth.Z": np.nan_to_num(arrays["depth"], nan=np.inf),
        "canonical_depth.Z": arrays["canonical_depth"],
        "mask.Y": arrays["mask"].astype(np.float32),
    }
    for name in ("normals", "canonical_normals"):
        for number, axis in enumerate("XYZ"):
            channels[f"{name}.{axis}"] = np.ascontiguousarray(arrays[name][..., number])
    for name, source in (("confidence", "sigma"), ("symmetry_confidence", "sigma_flip")):
        if source in arrays:
            channels[f"{name}.Y"] = _rounded(confidence(torch.from_numpy(arrays[source])[None, None])[0, 0].numpy())
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    with atomic_write(path) as temporary, OpenEXR.File(header, channels) as file:
        file.write(str(temporary))


def _rounded_maps(arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    kept = {"depth", "canonical_depth", "mask"}
    return {name: values if name in kept or values.ndim < 2 else _rounded(values) for name, values in arrays.items()}


def _rounded(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The nearest numbers with ``_MANTISSA_BITS``; finite ones stay finite below the largest float."""
    dropped = 23 - _MANTISSA_BITS
    bits = values.view(np.uint32) + np.uint32(1 << (dropped - 1))
    return (bits >> np.uint32(dropped) << np.uint32(dropped)).view(np.float32)
