"""The app's detector is Python's: ``viewer/tests/detector.json`` holds what both find in a drawn picture.

``viewer/tests/detector.test.ts`` holds the app to the same file. To write it again after a change of the detector, run
this module as a script.
"""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.config import Framing
from probsym.framing.align.detector import Found, LearnedDetector, detect_learned, working_image
from probsym.framing.align.filters import FILTER_CELLS, RollFilters
from probsym.framing.align.hog import CHANNELS, hog
from probsym.framing.align.oriented_box import OrientedBox, crop_box
from probsym.framing.align.regression_cascade import FEATURES, RegressionStage, patch_features
from probsym.framing.align.verify import WIDE_FEATURES, Verifier, WideVerifier, wide_features
from probsym.framing.crops import CropBox, box_around

ROOT = Path(__file__).parents[2]
EXPECTED = ROOT / "viewer" / "tests" / "detector.json"
FRAMING = Framing("learned", side=2.0, offset_y=0.25, upright=True)
BOX = OrientedBox(52.5, 31.25, 70.0, 0.3)


def drawn(width: int, height: int) -> np.ndarray:
    """Waves and a bright disc with two dark spots, the same in detector.test.ts."""
    v, u = np.mgrid[:height, :width].astype(np.float64)
    waves = 110 + 40 * np.sin(u / 7 + v / 11) + 30 * np.sin(u * v / 900)
    size, x, y = height / 4, width * 0.6, height * 0.45
    grey = np.where((u - x) ** 2 + (v - y) ** 2 < size**2, 220.0, waves)
    for sign in (-1, 1):
        grey[(u - x - sign * size * 0.4) ** 2 + (v - y + size * 0.2) ** 2 < (size * 0.2) ** 2] = 20
    return np.floor(np.stack([grey, grey * 0.9, grey * 0.8], axis=2)).astype(np.uint8)


def wave(count: int, frequency: float, size: float) -> torch.Tensor:
    """``size`` times the sine of ``frequency`` times the index."""
    return (size * torch.sin(frequency * torch.arange(count, dtype=torch.float64))).float()


def drawn_detector() -> LearnedDetector:
    """A detector of formulas, the same in detector.test.ts: it finds some place, and moves the box a little."""
    filters = RollFilters(
        (-0.2, 0.1),
        wave(2 * CHANNELS * FILTER_CELLS**2, 1.7, 0.01).reshape(2, CHANNELS, FILTER_CELLS, FILTER_CELLS),
        wave(2, 1.0, 0.1),
    )
    bias = torch.tensor([-0.25, -0.125, 0.25, -0.125])
    stage = RegressionStage(wave(FEATURES * 4, 0.83, 0.01).reshape(FEATURES, 4), bias)
    return LearnedDetector(FRAMING, filters, (stage, stage), Verifier(wave(FEATURES, 2.3, 1.0), 1.5))


def wide_verifier() -> WideVerifier:
    """As in detector.test.ts."""
    hidden = wave(3 * WIDE_FEATURES, 0.001, 0.05).reshape(3, WIDE_FEATURES)
    return WideVerifier(hidden, wave(3, 1.0, 0.1), torch.tensor([0.2, -0.3, 0.4]), 1.5)


def log_odds() -> list[float]:
    """Of one box, by the patch alone and with its surroundings."""
    grey, boxes = working_image(drawn(96, 64))[0], [replace(BOX, side=40.0)]
    narrow = Verifier(wave(FEATURES, 0.003, 0.05), 1.5).log_odds(patch_features(grey, boxes))
    return [*narrow.tolist(), *wide_verifier().log_odds(wide_features(grey, boxes)).tolist()]


def box_looked_at_again() -> dict[str, float]:
    """One box, refined again."""
    detector = replace(drawn_detector(), wide_verifier=wide_verifier())
    box = detector.look_again(working_image(drawn(96, 64))[0], replace(BOX, side=40.0))
    return {name: round(value, 5) for name, value in asdict(box).items()}


def log_odds_of_cut_off_boxes() -> list[float]:
    """Of boxes of which the photo shows much and little of the surroundings."""
    detector, grey = replace(drawn_detector(), wide_verifier=wide_verifier()), working_image(drawn(96, 64))[0]
    detector = replace(detector, verifier=Verifier(wave(FEATURES, 0.003, 0.05), 1.5))
    boxes = [Found(replace(BOX, side=side), 2.0) for side in (50.0, 80.0)]
    return [detector.judge_cut_off(grey, one, 2.5).log_odds for one in boxes]


def found_boxes(width: int, height: int) -> list[dict[str, float]]:
    """The crops of a drawn picture."""
    detections = detect_learned(Image.fromarray(drawn(width, height)), drawn_detector())
    return [_centred(box_around(detection, FRAMING)) for detection in detections]


def _centred(box: CropBox) -> dict[str, float]:
    x, y = box.left + box.side / 2, box.top + box.side / 2
    return {"x": round(x, 3), "y": round(y, 3), "side": round(box.side, 3), "rollRad": round(box.roll_rad, 5)}


def values() -> dict[str, Any]:
    """All that the two are compared in."""
    patch = crop_box(working_image(drawn(96, 64))[0], BOX, 32)
    features = hog(torch.from_numpy(patch)[None].float(), 8)[0]
    return {
        "patch": patch.ravel().tolist(),
        "features": [round(value, 4) for value in features.flatten()[::7].tolist()],
        "small": found_boxes(96, 64),
        "large": found_boxes(640, 400),
        "again": box_looked_at_again(),
        "cut_off": [round(value, 4) for value in log_odds_of_cut_off_boxes()],
        "odds": [round(value, 4) for value in log_odds()],
    }


def test_the_stored_values_are_those_of_python():
    expected, found = json.loads(EXPECTED.read_text()), values()
    np.testing.assert_allclose(found["patch"], expected["patch"], rtol=0, atol=1)
    np.testing.assert_allclose(found["features"], expected["features"], rtol=0, atol=1e-3)
    for name in ("odds", "cut_off"):
        np.testing.assert_allclose(found[name], expected[name], rtol=0, atol=1e-3)
    assert found["again"] == pytest.approx(expected["again"], abs=0.02)
    for name in ("small", "large"):
        assert expected[name]
        for box, other in zip(found[name], expected[name], strict=True):
            assert box == pytest.approx(other, abs=0.02)


if __name__ == "__main__":
    EXPECTED.write_text(json.dumps(values()) + "\n")
