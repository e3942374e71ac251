"""The networks as one ONNX file: a photo in, finished factors out, for programs without torch.

The file contains the networks only. Its outputs are those of :meth:`Autoencoder.coarse_factors`, with all squashing,
levelling and averaging done, so that the other side needs no more than the mathematics of a mesh. The refinement
network, which sharpens the albedo, is a second file (:mod:`probsym.export.refinement_onnx`).
"""

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from probsym import __version__
from probsym.config.aliases import with_former_arguments
from probsym.errors import CheckpointError
from probsym.export.formats import import_for_onnx
from probsym.export.onnx_file import exported, finish, named_factors, with_half_weights
from probsym.export.refinement_onnx import describe_refinement, refinement_disagreement, refinement_onnx
from probsym.io import write_bytes, write_text
from probsym.models.autoencoder import Autoencoder

IMAGES_INPUT = "images"
"""Name of the only input."""
MAX_DIFFERENCE = 1e-3
"""Largest difference to torch that a file may have: in every output, or with rounded weights in the depth."""
FRAME = "x right, y down, z into the scene; camera at the origin; the object turns about (0, 0, 1)"
MEANINGS = {
    "canonical_depth": "scene units, in the object's own frontal frame",
    "albedo": "RGB, 0 to 1, in the canonical frame",
    "light_ambient": "k_a, 0 to 1",
    "light_diffuse": "k_d, 0 to 1",
    "light_direction": "unit vector, the way the light travels, in the canonical frame",
    "rotation_rad": "pitch, yaw, roll in radians; the matrix is Rz(roll) Ry(yaw) Rx(pitch)",
    "translation": "x, y, z in scene units, after the rotation",
    "sigma": "confidence scale of the reconstruction; 1 / (1 + sigma) is white where it is trusted",
    "sigma_flip": "confidence scale of the flipped reconstruction; small where the object is symmetric",
    "sigma_features": "confidence scale of the feature differences, at a quarter of the size",
    "sigma_features_flip": "the same of the flipped reconstruction",
}
"""Output -> what it is and its unit, in the order of the file; the sigmas are left out where a model has none."""


class _Finished(nn.Module):
    """Images to the factors as a tuple, which is what an ONNX graph returns."""

    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Float[Tensor, "batch 3 size size"]) -> tuple[Tensor, ...]:
        return tuple(named_factors(self.model.coarse_factors(images)).values())


def describe_onnx(model: Autoencoder, name: str, weights: Literal["float32", "float16"] = "float32") -> dict[str, Any]:
    """What the other side has to know, ready for JSON: camera, frame, shapes and units.

    Args:
        model: whose networks are written.
        name: of the model.
        weights: their type in the file.
    """
    config, camera = model.config, model.camera
    size = camera.size
    with torch.inference_mode():
        one = named_factors(model.coarse_factors(torch.zeros(1, 3, size, size)))
    return {
        "model": name,
        "probsym_version": __version__,
        "weights": weights,
        "camera": {"size_px": size, "fov_deg": camera.fov_deg, "focal_px": camera.focal, "center_px": camera.center},
        "depth": {
            "min": config.depth_min,
            "max": config.depth_max,
            "border": round(config.border_depth, 9) if config.has_fixed_border else None,
            "far": round(model.background_depth, 9),
        },
        "shading_gamma": config.shading_gamma,
        "frame": FRAME,
        "inputs": {IMAGES_INPUT: {"shape": ["batch", 3, size, size], "meaning": "RGB as in the file, 0 to 1"}},
        "outputs": {
            output: {"shape": ["batch", *tensor.shape[1:]], "meaning": MEANINGS[output]}
            for output, tensor in one.items()
        },
    }


def to_onnx(model: Autoencoder, name: str) -> bytes:
    """The networks of ``model`` as an ONNX file, float32, for any batch size.

    Args:
        model: in evaluation mode, on the CPU.
        name: of the model, for the file's metadata.

    Returns:
        The file's content. Its metadata is :func:`describe_onnx`, each entry under its name, as JSON unless it is text.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
    """
    size = model.camera.size
    with torch.inference_mode():
        outputs = list(named_factors(model.coarse_factors(torch.zeros(1, 3, size, size))))
    proto = exported(_Finished(model), {IMAGES_INPUT: torch.zeros(2, 3, size, size)}, outputs, any_batch=True)
    return finish(proto, describe_onnx(model, name))


def disagreement(content: bytes, model: Autoencoder, batch: int = 5) -> dict[str, float]:
    """Largest absolute difference between the file in onnxruntime and ``model`` in torch, by output.

    Args:
        content: of an ONNX file.
        model: whose networks it holds.
        batch: number of random images.

    Raises:
        InputError: onnxruntime is not installed.
    """
    session = import_for_onnx("onnxruntime").InferenceSession(content, providers=["CPUExecutionProvider"])
    size = model.camera.size
    images = torch.rand(batch, 3, size, size, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        wanted = named_factors(model.coarse_factors(images))
    came = session.run(list(wanted), {IMAGES_INPUT: images.numpy()})
    pairs = zip(wanted.items(), came, strict=True)
    return {name: float(np.abs(tensor.numpy() - array).max()) for (name, tensor), array in pairs}


@with_former_arguments
def write_onnx(model: Autoencoder, name: str, out: Path, fp16: bool = False) -> tuple[Path, dict[str, float]]:
    """Write ``model.onnx`` or ``model_fp16.onnx`` into ``out``, and ``model.json``, which describes it.

    For a model with a refinement network ``refine.onnx`` or ``refine_fp16.onnx`` is added, with its description. Files
    are tested in onnxruntime before they are renamed to their final names.

    Args:
        model: in evaluation mode, on the CPU.
        name: of the model, for the metadata.
        out: created if missing.
        fp16: with :func:`with_half_weights`.

    Returns:
        The ONNX file of the networks, and the :func:`disagreement` with torch, with ``refined_albedo`` if there is one.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
        CheckpointError: onnxruntime and torch disagree by more than ``MAX_DIFFERENCE``.
        OSError: a file cannot be written.
    """
    contents = {"model": to_onnx(model, name)}
    if model.refinement_net is not None:
        contents["refine"] = refinement_onnx(model, name)
    if fp16:
        contents = {stem: with_half_weights(content) for stem, content in contents.items()}
    apart = disagreement(contents["model"], model)
    if "refine" in contents:
        apart |= refinement_disagreement(contents["refine"], model)
    for output in ("canonical_depth",) if fp16 else apart:
        if not apart[output] <= MAX_DIFFERENCE:
            raise CheckpointError(
                f"model: expected onnxruntime to agree with torch to {MAX_DIFFERENCE:g}, got "
                f"{apart[output]:.2g} in {output}"
            )
    out.mkdir(parents=True, exist_ok=True)
    suffix, weights = ("_fp16", "float16") if fp16 else ("", "float32")
    for stem, content in contents.items():
        description = (describe_onnx if stem == "model" else describe_refinement)(model, name, weights)
        path = out / f"{stem}{suffix}.onnx"
        write_bytes(path, content)
        write_text(path.with_suffix(".json"), json.dumps(description, indent=2) + "\n")
    return out / f"model{suffix}.onnx", apart
