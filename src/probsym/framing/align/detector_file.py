"""A learned detector as a safetensors file: tensors, and its settings as metadata."""

import json

import torch
from safetensors.torch import save
from torch import Tensor

from probsym.config import DETECTOR_FILE, Framing, from_dict, to_dict
from probsym.errors import CheckpointError, ConfigError, FileFormatError
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.filters import FILTER_CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.regression_cascade import FEATURES, RegressionStage
from probsym.framing.align.verify import WIDE_FEATURES, Verifier, WideVerifier
from probsym.readers.plain import entries, entry, parse_json
from probsym.readers.tensors import parse_safetensors, safetensors_metadata

DETECTOR_TASK = "detector"
DETECTOR_VERSION = 1
"""Of the features and of the search; a file of another version is refused."""
_WIDE = "wide_verifier.hidden_weights"
"""Only in files of detectors that look twice."""


def detector_to_bytes(detector: LearnedDetector) -> bytes:
    """The content of a detector's file."""
    settings = {"framing": to_dict(detector.framing), "rolls_rad": list(detector.filters.rolls_rad)}
    metadata = {
        "format": "pt",
        "task": DETECTOR_TASK,
        "version": str(DETECTOR_VERSION),
        "settings": json.dumps(settings),
    }
    return save(_tensors(detector), metadata=metadata)


def detector_from_bytes(content: bytes, name: str = DETECTOR_FILE) -> LearnedDetector:
    """The inverse of :func:`detector_to_bytes`.

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        CheckpointError: damaged, something else, or of another version.
    """
    try:
        metadata = safetensors_metadata(content, name)
    except FileFormatError:
        metadata = {}
    if metadata.get("task") != DETECTOR_TASK:
        raise CheckpointError(f"{name}: expected a detector of probsym align, got something else or a damaged file")
    if metadata.get("version") != str(DETECTOR_VERSION):
        raise CheckpointError(
            f"{name}: expected a detector of version {DETECTOR_VERSION}, got {metadata.get('version')}"
        )
    try:
        settings = parse_json(entry(metadata, "settings", str, name), name)
        framing = from_dict(Framing, entry(settings, "framing", dict, name), "framing.")
        rolls = tuple(entries(settings.get("rolls_rad"), float, f"{name}: rolls_rad"))
        tensors = parse_safetensors(content, name)
        numbers = range(sum(key.startswith("stages.") for key in tensors) // 2)
        _check_shapes(tensors, len(rolls), len(numbers), name)
    except FileFormatError as error:
        raise CheckpointError(f"damaged: {error}") from None
    except ConfigError as error:
        raise CheckpointError(f"{name}: damaged: {error}") from None
    stages = tuple(RegressionStage(tensors[f"stages.{n}.weights"], tensors[f"stages.{n}.bias"]) for n in numbers)
    filters = RollFilters(rolls, tensors["filters.weights"], tensors["filters.biases"])
    verifier = Verifier(tensors["verifier.weights"], float(tensors["verifier.bias"]))
    wide = None
    if _WIDE in tensors:
        hidden, bias = tensors["wide_verifier.hidden_biases"], float(tensors["wide_verifier.bias"])
        wide = WideVerifier(tensors[_WIDE], hidden, tensors["wide_verifier.weights"], bias)
    return LearnedDetector(framing, filters, stages, verifier, wide)


def _tensors(detector: LearnedDetector) -> dict[str, Tensor]:
    tensors = {
        "filters.weights": detector.filters.weights,
        "filters.biases": detector.filters.biases,
        "verifier.weights": detector.verifier.weights,
        "verifier.bias": torch.tensor(detector.verifier.bias),
    }
    if (wide := detector.wide_verifier) is not None:
        tensors |= {
            _WIDE: wide.hidden_weights,
            "wide_verifier.hidden_biases": wide.hidden_biases,
            "wide_verifier.weights": wide.weights,
            "wide_verifier.bias": torch.tensor(wide.bias),
        }
    for number, stage in enumerate(detector.stages):
        tensors[f"stages.{number}.weights"] = stage.weights
        tensors[f"stages.{number}.bias"] = stage.bias
    return {name: tensor.contiguous().clone() for name, tensor in tensors.items()}


def _check_shapes(tensors: dict[str, Tensor], rolls: int, stages: int, name: str) -> None:
    wanted = {"filters.weights": (rolls, CHANNELS, FILTER_CELLS, FILTER_CELLS), "filters.biases": (rolls,)}
    wanted |= {"verifier.weights": (FEATURES,), "verifier.bias": ()}
    if _WIDE in tensors:
        units = len(tensors[_WIDE])
        wanted |= {_WIDE: (units, WIDE_FEATURES), "wide_verifier.hidden_biases": (units,)}
        wanted |= {"wide_verifier.weights": (units,), "wide_verifier.bias": ()}
    for number in range(stages):
        wanted |= {f"stages.{number}.weights": (FEATURES, 4), f"stages.{number}.bias": (4,)}
    for key, shape in wanted.items():
        if key not in tensors or tensors[key].dtype != torch.float32 or tuple(tensors[key].shape) != shape:
            got = f"{tuple(tensors[key].shape)} of {tensors[key].dtype}" if key in tensors else "nothing"
            raise FileFormatError(f"{name}: {key}: expected shape {shape} of torch.float32, got {got}")
