"""ONNX graphs of the shipped models, kept without their weights.

Exporting networks takes ten seconds, most of them for the graph, which depends on the configuration alone. The graphs
of the shipped configurations come with the package; filling one with weights takes a fraction of a second.
``scripts/make_onnx_graphs.py`` writes them.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from probsym.config import ModelConfig
from probsym.export.formats import import_for_onnx
from probsym.export.onnx import IR_VERSION, OPSET, describe_onnx, finish, to_onnx
from probsym.models.autoencoder import Autoencoder

GRAPHS = Path(__file__).parents[1] / "weights" / "graphs"
_WITHOUT_EFFECT = ("framing", "shading_gamma", "refinement_width")
"""Settings that affect only the steps before and after these networks."""
_Module = TypeVar("_Module", bound=nn.Module)


def graph_file(config: ModelConfig) -> Path:
    """Where the graph of networks with this configuration is kept; some settings do not change the graph."""
    fields = {key: value for key, value in dataclasses.asdict(config).items() if not key.startswith(_WITHOUT_EFFECT)}
    return kept_graph(json.dumps(fields, sort_keys=True, default=str))


def kept_graph(architecture: str) -> Path:
    """Where the graph of networks is kept that a text describes."""
    text = f"{architecture} {OPSET} {IR_VERSION}"
    return GRAPHS / f"{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}.onnx"


def make_graph(config: ModelConfig) -> bytes:
    """The graph of networks with this configuration, an ONNX file in which weights are only named.

    Raises:
        InputError: the extra ``onnx`` is not installed.
    """
    model = with_distinct_weights(lambda: Autoencoder(config).eval())
    return without_weights(to_onnx(model, "graph"), model)


def with_distinct_weights(make: Callable[[], _Module]) -> _Module:
    """The module that ``make`` returns, no two of its weights alike, so that they are told apart by their values."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        module = make()
        for weights in module.parameters():
            torch.nn.init.normal_(weights, 1.0, 0.1)
    return module


def without_weights(content: bytes, model: nn.Module) -> bytes:
    """An ONNX file of ``model`` in which its weights are only named.

    Args:
        content: as of :func:`probsym.export.onnx.to_onnx`.
        model: that it was made from, with no two weights of the same values.

    Raises:
        InputError: the extra ``onnx`` is not installed.
    """
    onnx = import_for_onnx("onnx")
    proto = onnx.load_model_from_string(content)
    names = {_key(tensor.numpy()): name for name, tensor in model.state_dict().items()}
    for tensor in proto.graph.initializer:
        name = names.get(_key(onnx.numpy_helper.to_array(tensor)))
        if name is not None:
            tensor.ClearField("raw_data")
            tensor.doc_string = name
    proto.ClearField("metadata_props")
    return proto.SerializeToString(deterministic=True)


def filled_graph(model: Autoencoder, name: str) -> bytes | None:
    """The same file as of :func:`probsym.export.onnx.to_onnx`, from a graph that comes with the package.

    Args:
        model: in evaluation mode, on the CPU.
        name: of the model, for the file's metadata.

    Returns:
        The file's content, or None where there is no graph of this configuration.

    Raises:
        InputError: the extra ``onnx`` is not installed.
    """
    path = graph_file(model.config)
    if not path.is_file():
        return None
    return finish(with_weights(path.read_bytes(), model), describe_onnx(model, name))


def with_weights(graph: bytes, model: nn.Module) -> Any:
    """An ``onnx.ModelProto`` of ``model``, on the CPU, from the file of :func:`without_weights`.

    Raises:
        InputError: the extra ``onnx`` is not installed.
    """
    proto = import_for_onnx("onnx").load_model_from_string(graph)
    weights = model.state_dict()
    for tensor in proto.graph.initializer:
        if tensor.doc_string:
            tensor.raw_data = weights[tensor.doc_string].detach().float().numpy().tobytes()
            tensor.ClearField("doc_string")
    return proto


def _key(values: NDArray[Any]) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(values).tobytes(), digest_size=16).digest()
