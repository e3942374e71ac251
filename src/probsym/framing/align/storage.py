"""A learned detector as a safetensors file: tensors, and its settings as metadata."""

import json

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from probsym.config import DETECTOR_FILE, Framing, from_dict, to_dict
from probsym.errors import CheckpointError, ConfigError
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.filters import CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.refine import FEATURES, Stage
from probsym.framing.align.verify import Verifier

TASK = "detector"
VERSION = 1
"""Of the features and of the search; a file of another version is refused."""


def detector_to_bytes(detector: LearnedDetector) -> bytes:
    """The content of a detector's file."""
    settings = {"framing": to_dict(detector.framing), "rolls_rad": list(detector.filters.rolls_rad)}
    metadata = {"format": "pt", "task": TASK, "version": str(VERSION), "settings": json.dumps(settings)}
    return save(_tensors(detector), metadata=metadata)


def detector_from_bytes(content: bytes, name: str = DETECTOR_FILE) -> LearnedDetector:
    """The inverse of :func:`detector_to_bytes`.

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        CheckpointError: damaged, something else, or of another version.
    """
    metadata = _metadata(content)
    if metadata.get("task") != TASK:
        raise CheckpointError(f"{name}: expected a detector of probsym align, got something else or a damaged file")
    if metadata.get("version") != str(VERSION):
        raise CheckpointError(f"{name}: expected a detector of version {VERSION}, got {metadata.get('version')}")
    try:
        settings = json.loads(metadata["settings"])
        framing = from_dict(Framing, settings["framing"], "framing.")
        rolls = tuple(float(roll) for roll in settings["rolls_rad"])
        tensors = load(content)
        numbers = range(sum(name.startswith("stages.") for name in tensors) // 2)
        stages = tuple(Stage(tensors[f"stages.{n}.weights"], tensors[f"stages.{n}.bias"]) for n in numbers)
        filters = RollFilters(rolls, tensors["filters.weights"], tensors["filters.biases"])
        verifier = Verifier(tensors["verifier.weights"], float(tensors["verifier.bias"]))
        detector = LearnedDetector(framing, filters, stages, verifier)
        _check_shapes(detector)
    except (SafetensorError, ConfigError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"{name}: damaged: {str(error).splitlines()[0]}") from None
    return detector


def _tensors(detector: LearnedDetector) -> dict[str, Tensor]:
    tensors = {
        "filters.weights": detector.filters.weights,
        "filters.biases": detector.filters.biases,
        "verifier.weights": detector.verifier.weights,
        "verifier.bias": torch.tensor(detector.verifier.bias),
    }
    for number, stage in enumerate(detector.stages):
        tensors[f"stages.{number}.weights"] = stage.weights
        tensors[f"stages.{number}.bias"] = stage.bias
    return {name: tensor.contiguous().clone() for name, tensor in tensors.items()}


def _metadata(content: bytes) -> dict[str, str]:
    """The header's metadata; empty where there is none."""
    try:
        length = int.from_bytes(content[:8], "little")
        header = json.loads(content[8 : 8 + length])
        return header.get("__metadata__", {})
    except (ValueError, AttributeError):
        return {}


def _check_shapes(detector: LearnedDetector) -> None:
    rolls = len(detector.filters.rolls_rad)
    wanted = {"filters.weights": (rolls, CHANNELS, CELLS, CELLS), "filters.biases": (rolls,)}
    wanted |= {"verifier.weights": (FEATURES,), "verifier.bias": ()}
    for number in range(len(detector.stages)):
        wanted |= {f"stages.{number}.weights": (FEATURES, 4), f"stages.{number}.bias": (4,)}
    for name, tensor in _tensors(detector).items():
        if tuple(tensor.shape) != wanted[name]:
            raise ValueError(f"{name}: expected shape {wanted[name]}, got {tuple(tensor.shape)}")
        if not torch.isfinite(tensor).all():
            raise ValueError(f"{name}: expected finite values")
