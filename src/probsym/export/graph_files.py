"""ONNX files without their weights, which come with the package, and what fills them."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from probsym.export.formats import import_for_onnx
from probsym.export.onnx_file import IR_VERSION, OPSET

GRAPHS = Path(__file__).parents[1] / "weights" / "graphs"
_Module = TypeVar("_Module", bound=nn.Module)


def kept_graph(architecture: str) -> Path:
    """Where the graph of networks is kept that a text describes."""
    text = f"{architecture} {OPSET} {IR_VERSION}"
    return GRAPHS / f"{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}.onnx"


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
        content: as of :func:`probsym.export.onnx_file.finish`.
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
