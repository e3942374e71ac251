"""Modules of torch as ONNX files: export, metadata, and weights of half the size."""

import json
import logging
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from probsym import __version__
from probsym.export.formats import import_for_onnx
from probsym.types import Factors

OPSET = 18
"""Version of the operators: old enough for onnxruntime-web and for every onnxruntime since 1.14."""
IR_VERSION = 8
"""Version of the file format that goes with it."""
_SMALLEST_HALVED = 1024
"""Tensors with fewer entries stay float32: they are constants and scales that weigh nothing."""
_LARGEST_CONSTANT = 512
"""Entries of constants that are computed in advance where they are to be few."""


def exported(
    module: nn.Module,
    examples: Mapping[str, Tensor],
    outputs: Sequence[str],
    any_batch: bool = False,
    few_constants: bool = False,
) -> Any:
    """A module as an ``onnx.ModelProto``, without notes on where it comes from.

    Args:
        module: on the CPU.
        examples: of the inputs, by name.
        outputs: names of the outputs.
        any_batch: the first side of all inputs may differ from the examples'.
        few_constants: compute large maps that do not depend on the inputs when the file is run; storing them would
            double its size, and half weights would round them.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
    """
    import_for_onnx("onnx")
    import_for_onnx("onnxscript")
    with _quiet_exporter():
        program = torch.onnx.export(
            module.eval(),
            tuple(examples.values()),
            input_names=list(examples),
            output_names=outputs,
            dynamic_shapes=({0: torch.export.Dim("batch")},) * len(examples) if any_batch else None,
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
            optimize=not few_constants,
        )
        assert program is not None
        if few_constants:
            limits = {"input_size_limit": _LARGEST_CONSTANT, "output_size_limit": _LARGEST_CONSTANT}
            import_for_onnx("onnxscript.optimizer").optimize(program.model, **limits)
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


def _forget_origins(proto: Any) -> None:
    """Remove the exporter's notes on source lines, which double the graph's size and name folders of this machine."""
    graph = proto.graph
    parts = [graph, *graph.node, *graph.initializer, *graph.value_info, *graph.input, *graph.output]
    parts += [node for function in proto.functions for node in function.node]
    for part in parts:
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    graph.ClearField("value_info")
    proto.ClearField("metadata_props")
