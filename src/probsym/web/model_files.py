"""What the web app needs of a model: networks as ONNX, its detector, and its entry in app.json."""

import base64
import json
from typing import Any

import torch

from probsym.export.object_onnx import object_onnx
from probsym.export.onnx import to_onnx, with_half_weights
from probsym.export.onnx_graphs import filled_graph
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder
from probsym.web.app_detectors import app_detection, kind_detectors
from probsym.web.kept_files import ENTRY

OBJECT_SUFFIX = ".object.onnx"
"""Of the file with the network that tells object from ground."""


def model_files(model: str, name: str, stem: str) -> dict[str, bytes]:
    """A model's files by name, with ``ENTRY``: its entry in app.json.

    Args:
        model: shipped, or the folder of a run or model.
        name: in the page.
        stem: of the files' names.

    Raises:
        InputError: the extra ``onnx`` is not installed.
        CheckpointError: no such model, or it is damaged.
    """
    network = load(model)
    camera = network.camera
    entry: dict[str, Any] = {"name": name, "file": f"{stem}.onnx", "size": camera.size, "fov_deg": camera.fov_deg}
    entry |= {"shading_gamma": network.config.shading_gamma}
    if network.silhouette is not None:
        levels = (network.silhouette * 255).round().to(torch.uint8).numpy()
        entry |= {"silhouette": base64.b64encode(levels.tobytes()).decode("ascii")}
    detectors, files = app_detection(network, stem), {f"{stem}.onnx": half_onnx(network, name)}
    if network.object_net is not None:
        file = f"{stem}{OBJECT_SUFFIX}"
        files |= {file: with_half_weights(object_onnx(network.object_net, name))}
        entry |= {"object_net": file}
    if detectors is not None:
        files |= detectors[0]
        entry |= {"detection": detectors[1]}
    return files | {ENTRY: json.dumps(entry).encode()}


def kind_files() -> dict[str, bytes]:
    """The package's detectors by file name, with ``ENTRY``: ``detectors`` of app.json.

    Raises:
        InputError: the installed OpenCV has no cascades.
    """
    files, entry = kind_detectors()
    return files | {ENTRY: json.dumps(entry).encode()}


def half_onnx(network: Autoencoder, name: str) -> bytes:
    """The networks as ONNX with float16 weights. Without a kept graph the export takes ten seconds.

    Raises:
        InputError: the extra ``onnx`` is not installed.
    """
    return with_half_weights(filled_graph(network, name) or to_onnx(network, name))
