"""What the web app needs of a model: networks as ONNX, its detector, its entry in app.json; and the other detectors."""

import base64
import json
from typing import Any

import torch

from probsym.config import DETECTOR_FILE, to_dict
from probsym.export.object_onnx import object_onnx
from probsym.export.onnx import to_onnx
from probsym.export.onnx_file import with_half_weights
from probsym.export.onnx_graphs import filled_graph
from probsym.export.refinement_onnx import refinement_onnx
from probsym.framing.align.detector import LEVELS, MIN_LOG_ODDS, WORKING_PX
from probsym.framing.align.filters import SMALLEST_OBJECT_SHARE
from probsym.framing.cascade_file import face_cascades
from probsym.framing.detection import DETECTORS
from probsym.framing.detectors import CAT_FILE, DOUBTFUL_CAT_LOG_ODDS, MIN_CAT_LOG_ODDS, SURE_CAT_LOG_ODDS
from probsym.inference.loading import learned_detector, load
from probsym.models.autoencoder import Autoencoder
from probsym.web.kept_files import ENTRY

FACES_FILE, CATS_FILE = "detect-faces.safetensors", "detect-cats.safetensors"
"""No model's file has such a name: its detector's ends in ``DETECTOR_FILE``."""
OBJECT_SUFFIX = ".object.onnx"
"""Of the file with the network that tells object from ground."""
REFINEMENT_SUFFIX = ".refine.onnx"
"""Of the file with the network that sharpens the albedo."""


def kind_detectors() -> tuple[dict[str, bytes], dict[str, Any]]:
    """The detectors that tell people and cats apart: files by name, and ``detectors`` of app.json.

    Raises:
        InputError: the installed OpenCV has no cascades.
    """
    search = {"levels": LEVELS, "min_log_odds": MIN_CAT_LOG_ODDS, "sure_log_odds": SURE_CAT_LOG_ODDS}
    search["doubtful_log_odds"] = DOUBTFUL_CAT_LOG_ODDS
    files = {FACES_FILE: face_cascades(), CATS_FILE: CAT_FILE.read_bytes()}
    return files, {"faces": FACES_FILE, "cats": CATS_FILE, "search": search}


def app_detection(model: Autoencoder, stem: str) -> tuple[dict[str, bytes], dict[str, Any]] | None:
    """A model's own detector: files by name, and ``detection`` of its entry in app.json; None without any detector.

    Args:
        model: whose photos are searched.
        stem: of its files' names.

    Raises:
        CheckpointError: the model's own detector is missing or damaged.
    """
    framing = to_dict(model.config.framing)
    if learned_detector(model) is not None and model.detector is not None:  # the first checks the second
        file = f"{stem}.{DETECTOR_FILE}"
        search = {"levels": [(WORKING_PX, SMALLEST_OBJECT_SHARE)], "min_log_odds": MIN_LOG_ODDS}
        return {file: model.detector}, {"kind": "learned", "file": file, "search": search, "framing": framing}
    if model.config.framing_detector in DETECTORS:
        return {}, {"kind": model.config.framing_detector, "framing": framing}
    return None


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
    if network.refinement_net is not None:
        file = f"{stem}{REFINEMENT_SUFFIX}"
        files |= {file: with_half_weights(refinement_onnx(network, name))}
        entry |= {"refinement": file}
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
