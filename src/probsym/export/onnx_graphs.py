"""ONNX graphs of the shipped models, kept without their weights.

Exporting networks takes ten seconds, most of them for the graph, which depends on the configuration alone. The graphs
of the shipped configurations come with the package; filling one with weights takes a fraction of a second.
``scripts/make_onnx_graphs.py`` writes them.
"""

import dataclasses
import json
from pathlib import Path

from probsym.config import ModelConfig
from probsym.export.graph_files import kept_graph, with_distinct_weights, with_weights, without_weights
from probsym.export.onnx import describe_onnx, to_onnx
from probsym.export.onnx_file import finish
from probsym.models.autoencoder import Autoencoder

_WITHOUT_EFFECT = ("framing", "shading_gamma", "refinement_width")
"""Settings that affect only the steps before and after these networks."""


def graph_file(config: ModelConfig) -> Path:
    """Where the graph of networks with this configuration is kept; some settings do not change the graph."""
    fields = {key: value for key, value in dataclasses.asdict(config).items() if not key.startswith(_WITHOUT_EFFECT)}
    return kept_graph(json.dumps(fields, sort_keys=True, default=str))


def make_graph(config: ModelConfig) -> bytes:
    """The graph of networks with this configuration, an ONNX file in which weights are only named.

    Raises:
        InputError: the extra ``onnx`` is not installed.
    """
    model = with_distinct_weights(lambda: Autoencoder(config).eval())
    return without_weights(to_onnx(model, "graph"), model)


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
