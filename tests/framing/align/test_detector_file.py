"""A detector's file."""

import json

import pytest
import torch
from safetensors.torch import save

from probsym.config import Framing
from probsym.errors import CheckpointError
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.detector_file import detector_from_bytes, detector_to_bytes
from probsym.framing.align.filters import FILTER_CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.regression_cascade import FEATURES, RegressionStage
from probsym.framing.align.verify import Verifier


@pytest.fixture
def untrained() -> LearnedDetector:
    """A detector with random weights."""
    generator = torch.Generator().manual_seed(0)
    filters = RollFilters(
        (-0.25, 0.0, 0.25), torch.rand(3, CHANNELS, FILTER_CELLS, FILTER_CELLS, generator=generator), torch.rand(3)
    )
    stages = tuple(RegressionStage(torch.rand(FEATURES, 4, generator=generator), torch.rand(4)) for _ in range(2))
    return LearnedDetector(
        Framing("learned", 2.0, 0.3, upright=True), filters, stages, Verifier(torch.rand(FEATURES), 0.5)
    )


def changed(content: bytes, **metadata: str) -> bytes:
    """The same tensors under other metadata."""
    length = int.from_bytes(content[:8], "little")
    before = json.loads(content[8 : 8 + length])["__metadata__"]
    return save({"verifier.bias": torch.zeros(())}, metadata=before | metadata)


def test_round_trip(untrained):
    back = detector_from_bytes(detector_to_bytes(untrained))
    assert back.framing == untrained.framing
    assert back.filters.rolls_rad == untrained.filters.rolls_rad
    assert torch.equal(back.filters.weights, untrained.filters.weights)
    assert len(back.stages) == 2
    assert torch.equal(back.stages[1].weights, untrained.stages[1].weights)
    assert back.verifier.bias == untrained.verifier.bias


def test_another_version_is_refused(untrained):
    content = changed(detector_to_bytes(untrained), version="2")
    with pytest.raises(CheckpointError, match=r"^d\.safetensors: expected a detector of version 1, got 2$"):
        detector_from_bytes(content, "d.safetensors")


@pytest.mark.parametrize("content", [b"", b"nonsense of some length", save({"a": torch.zeros(2)})])
def test_something_else_is_refused(content):
    with pytest.raises(CheckpointError, match="expected a detector of probsym align"):
        detector_from_bytes(content)


def test_missing_tensors_are_refused(untrained):
    with pytest.raises(CheckpointError, match="damaged"):
        detector_from_bytes(changed(detector_to_bytes(untrained)))


def test_a_file_cut_short_is_refused(untrained):
    with pytest.raises(CheckpointError, match="damaged"):
        detector_from_bytes(detector_to_bytes(untrained)[:-100])
