"""The networks as one ONNX file: a photo in, finished factors out, for programs without torch.

Only networks are in the file. What comes out is what :meth:`Autoencoder.factors` gives, with all squashing, levelling
and averaging done, so that the other side needs no more than the mathematics of a mesh.
"""

import json
import logging
import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from probsym.io import write_bytes, write_text
from probsym.models.autoencoder import Autoencoder
from probsym.types import Factors

IMAGES_INPUT = "images"
"""Name of the only input."""
OPSET = 18
"""Version of the operators: old enough for onnxruntime-web and for every onnxruntime since 1.14."""
IR_VERSION = 8
"""Version of the file format that goes with it."""
MAX_DIFFERENCE = 1e-3
"""Largest difference to torch that a file may have: in every output, or with rounded weights in the depth."""
FRAME = "x right, y down, z into the scene; camera at the origin; the object turns about (0, 0, 1)"
_SMALLEST_HALVED = 1024
"""Tensors with fewer entries stay float32: they are constants and scales that weigh nothing."""

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


def named_factors(factors: Factors) -> dict[str, Tensor]:
    """The factors by the names that they have in the file, in its order."""
    light, view = factors.light, factors.viewpoint
    named = {
        "canonical_depth": factors.canonical_depth,
        "albedo": factors.albedo,
        "light_ambient": light.ambient,
        "light_diffuse": light.diffuse,
        "light_direction": light.direction,
        "rotation_rad": view.rotation_rad,
        "translation": view.translation,
        "sigma": factors.sigma,
        "sigma_flip": factors.sigma_flip,
        "sigma_features": factors.sigma_features,
        "sigma_features_flip": factors.sigma_features_flip,
    }
    return {name: tensor for name, tensor in named.items() if tensor is not None}


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
    proto = exported(_Finished(model), torch.zeros(2, 3, size, size), IMAGES_INPUT, outputs, any_batch=True)
    return finish(proto, describe_onnx(model, name))


def exported(module: nn.Module, example: Tensor, name: str, outputs: Sequence[str], any_batch: bool = False) -> Any:
    """A module as an ``onnx.ModelProto``, without notes on where it comes from.

    Args:
        module: with one input, on the CPU.
        example: of the input.
        name: of the input.
        outputs: names of the outputs.
        any_batch: the input's first side may differ from the example's.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
    """
    import_for_onnx("onnx")
    import_for_onnx("onnxscript")
    with _quiet_exporter():
        program = torch.onnx.export(
            module.eval(),
            (example,),
            input_names=[name],
            output_names=outputs,
            dynamic_shapes=({0: torch.export.Dim("batch")},) if any_batch else None,
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    proto = program.model_proto
    _forget_origins(proto)
    return proto


def finish(proto: Any, description: dict[str, Any]) -> bytes:
    """A file's content from its parsed form: with versions and metadata, checked.

    Args:
        proto: an ``onnx.ModelProto``, which is changed.
        description: each entry is written under its name, as JSON unless it is text.
    """
    onnx = import_for_onnx("onnx")
    proto.ir_version = IR_VERSION
    proto.producer_name, proto.producer_version = "probsym", __version__
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in description.items()}
    onnx.helper.set_model_props(proto, texts)
    onnx.checker.check_model(proto, full_check=True)
    return proto.SerializeToString(deterministic=True)


def with_half_weights(content: bytes) -> bytes:
    """The same ONNX file with its weights as float16, about half the size.

    They are turned to float32 when the file is loaded: inputs, outputs and arithmetic stay float32. Weights that
    float16 cannot hold stay as they are.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
    """
    onnx = import_for_onnx("onnx")
    proto = onnx.load_model_from_string(content)
    graph, casts = proto.graph, []
    for tensor in graph.initializer:
        if tensor.data_type != onnx.TensorProto.FLOAT or math.prod(tensor.dims) < _SMALLEST_HALVED:
            continue
        values = onnx.numpy_helper.to_array(tensor)
        if not np.abs(values).max() <= np.finfo(np.float16).max:
            continue
        name = tensor.name
        tensor.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(onnx.helper.make_node("Cast", [tensor.name], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    for entry in proto.metadata_props:
        if entry.key == "weights":
            entry.value = "float16"
    onnx.checker.check_model(proto, full_check=True)
    return proto.SerializeToString(deterministic=True)


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

    The file is tested in onnxruntime before it is renamed to its final name.

    Args:
        model: in evaluation mode, on the CPU.
        name: of the model, for the metadata.
        out: created if missing.
        fp16: with :func:`with_half_weights`.

    Returns:
        The ONNX file, and its :func:`disagreement` with torch.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
        CheckpointError: onnxruntime and torch disagree by more than ``MAX_DIFFERENCE``.
        OSError: a file cannot be written.
    """
    content = to_onnx(model, name)
    if fp16:
        content = with_half_weights(content)
    apart = disagreement(content, model)
    for output in ("canonical_depth",) if fp16 else apart:
        if not apart[output] <= MAX_DIFFERENCE:
            raise CheckpointError(
                f"model: expected onnxruntime to agree with torch to {MAX_DIFFERENCE:g}, got "
                f"{apart[output]:.2g} in {output}"
            )
    out.mkdir(parents=True, exist_ok=True)
    path = out / ("model_fp16.onnx" if fp16 else "model.onnx")
    description = describe_onnx(model, name, "float16" if fp16 else "float32")
    write_bytes(path, content)
    write_text(path.with_suffix(".json"), json.dumps(description, indent=2) + "\n")
    return path, apart


@contextmanager
def _quiet_exporter() -> Iterator[None]:
    """Without the exporter's remarks on its own future and on packages that it does without."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            for category in (DeprecationWarning, FutureWarning):
                warnings.simplefilter("ignore", category)
            yield
    finally:
        logger.setLevel(level)


def _forget_origins(proto: Any) -> None:
    """Drop what the exporter notes of its own source lines: it doubles the graph and names folders of this machine."""
    graph = proto.graph
    parts = [graph, *graph.node, *graph.initializer, *graph.value_info, *graph.input, *graph.output]
    parts += [node for function in proto.functions for node in function.node]
    for part in parts:
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    graph.ClearField("value_info")
    proto.ClearField("metadata_props")
