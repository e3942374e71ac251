import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load, save

from probsym.config import Framing
from probsym.errors import CheckpointError
from probsym.framing.align.detector import Found, LearnedDetector
from probsym.framing.align.detector_file import detector_from_bytes, detector_to_bytes
from probsym.framing.align.filters import RollFilters
from probsym.framing.align.oriented_box import OrientedBox
from probsym.framing.align.regression_cascade import FEATURES, patch_features
from probsym.framing.align.verify import WIDE_FEATURES, Verifier, WideVerifier, learn_wide_verifier, wide_features


@pytest.fixture
def looking_once() -> LearnedDetector:
    filters = RollFilters((0.0,), torch.zeros(1, 31, 10, 10), torch.zeros(1))
    return LearnedDetector(Framing("learned", 2.0, 0.3), filters, (), Verifier(torch.zeros(FEATURES), 5.0))


def test_what_only_a_curve_separates_is_learned() -> None:
    """Both classes have the same mean, so that no linear verifier tells them apart."""
    generator = torch.Generator().manual_seed(0)
    along = torch.where(torch.rand(400, generator=generator) < 0.5, -1.0, 1.0)
    labels = (torch.arange(400) % 2).float()
    features = 0.1 * torch.randn(400, 6, generator=generator)
    features[:, 0] += along * labels
    verifier = learn_wide_verifier(features, labels, units=8, steps=300)
    assert ((verifier.log_odds(features) > 0) == (labels > 0)).float().mean() > 0.95
    again = learn_wide_verifier(features, labels, units=8, steps=300)
    assert torch.equal(verifier.log_odds(features), again.log_odds(features))


def test_the_second_patch_sees_what_surrounds_the_box() -> None:
    grey = np.full((120, 120), 90, np.uint8)
    around = grey.copy()
    around[22:30] = 200  # above the box and its patch, within the wide one
    box = OrientedBox(60, 70, 60)
    plain, changed = wide_features(grey, [box])[0], wide_features(around, [box])[0]
    assert torch.equal(plain[:FEATURES], patch_features(grey, [box])[0])
    assert torch.equal(plain[:FEATURES], changed[:FEATURES])
    assert not torch.equal(plain[FEATURES:], changed[FEATURES:])


def test_the_wide_verifier_replaces_the_verifier_and_is_stored(looking_once: LearnedDetector) -> None:
    wide = WideVerifier(torch.rand(3, WIDE_FEATURES), torch.rand(3), torch.zeros(3), -2.0)
    content = detector_to_bytes(replace(looking_once, wide_verifier=wide))
    back = detector_from_bytes(content)
    assert back.wide_verifier is not None
    assert torch.equal(back.wide_verifier.hidden_weights, wide.hidden_weights)
    grey = np.full((80, 80), 90, np.uint8)
    assert {found.log_odds for found in looking_once.find(grey)} == {5.0}
    assert {found.log_odds for found in back.find(grey)} == {-2.0}
    assert detector_from_bytes(detector_to_bytes(looking_once)).wide_verifier is None


def test_a_file_with_half_of_it_is_damaged(looking_once: LearnedDetector) -> None:
    wide = WideVerifier(torch.rand(3, WIDE_FEATURES), torch.rand(3), torch.zeros(3), -2.0)
    content = detector_to_bytes(replace(looking_once, wide_verifier=wide))
    tensors = load(content)
    del tensors["wide_verifier.weights"]
    metadata = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]
    with pytest.raises(CheckpointError, match=r"wide_verifier\.weights: expected shape"):
        detector_from_bytes(save(tensors, metadata=metadata))


def test_what_the_edge_cuts_off_is_judged_by_both_verifiers(looking_once: LearnedDetector) -> None:
    """The patch alone says 5 here, and the network -1: 4 together, where the photo shows little around the box."""
    wide = WideVerifier(torch.zeros(1, WIDE_FEATURES), torch.zeros(1), torch.zeros(1), -1.0)
    detector, grey = replace(looking_once, wide_verifier=wide), np.full((80, 80), 90, np.uint8)
    cut_off, whole = Found(OrientedBox(40, 40, 80), -1.0), Found(OrientedBox(40, 40, 70), -1.0)
    assert detector.judge_cut_off(grey, cut_off, 3.5) == replace(cut_off, log_odds=4.0)
    assert detector.judge_cut_off(grey, cut_off, 4.5) == cut_off  # not sure enough
    assert detector.judge_cut_off(grey, whole, 3.5) == whole  # 105 pixels around it: the photo shows 58 % of them
    assert looking_once.judge_cut_off(grey, cut_off, 3.5) == cut_off
