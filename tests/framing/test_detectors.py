"""Human faces and cats told apart; ``benchmarks/detection.py`` measures it on photos."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from probsym.config import Framing
from probsym.errors import InputError
from probsym.framing import detectors
from probsym.framing.crops import FRAMINGS
from probsym.framing.detection import Detection
from probsym.framing.detectors import SURE_CAT_LOG_ODDS, cat_detector, certain_first, detect, detect_kinds
from probsym.framing.find_crops import CropSearch, find_crops

PHOTOS = Path(__file__).parents[1] / "photos"
EXAMPLES = Path(__file__).parents[2] / "examples"
CHELSEA, EILEEN = EXAMPLES / "cats" / "chelsea.jpg", EXAMPLES / "photos" / "eileen.jpg"
PHOTO = Image.new("RGB", (300, 100))


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Detection]]:
    """What the two detectors find."""
    kinds: dict[str, list[Detection]] = {"face": [], "cat": []}
    monkeypatch.setattr(detectors, "detect_faces", lambda photo: kinds["face"])
    monkeypatch.setattr(
        detectors, "detect_coarse_to_fine", lambda photo, *_, **__: kinds["cat"] if photo.size == PHOTO.size else []
    )
    return kinds


def test_cats_are_detected_by_their_faces_and_framed_with_their_ears() -> None:
    assert cat_detector().framing == Framing("cat", side=1.03, offset_y=0.0)
    assert FRAMINGS["cat"].side > 1.2 * cat_detector().framing.side


@pytest.mark.parametrize("side", [128, 900])
def test_a_person_is_no_cat_at_any_size(side: int) -> None:
    cleo = Image.open(PHOTOS / "cleo.png").convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
    (one,) = detect_kinds(cleo)
    assert one.detector == "face"
    assert detect(cleo, "cat") == []


def test_a_cat_that_the_edge_cuts_off_is_one_for_certain() -> None:
    """The photo ends at the roots of her ears, and the models' crop reaches far beyond it."""
    with Image.open(CHELSEA) as opened:
        chelsea = opened.convert("RGB")
    (one,) = detect_kinds(chelsea)
    assert one.detector == "cat"
    assert one.score > SURE_CAT_LOG_ODDS
    assert find_crops(chelsea, FRAMINGS["face"]) == CropSearch((), other_kind="cat")
    assert find_crops(chelsea, FRAMINGS["cat"]) == CropSearch((), (one,))


@pytest.mark.parametrize("box", [(0, 0, 512, 140), (0, 0, 255, 512), (190, 0, 512, 512)])
def test_a_person_whom_the_edge_cuts_off_is_no_cat(box: tuple[int, int, int, int]) -> None:
    with Image.open(EILEEN) as opened:
        photo = opened.convert("RGB").crop(box)
    search = find_crops(photo, FRAMINGS["cat"])
    assert search.detections == ()
    assert search.other_kind == "face"


def test_no_false_positives_in_plain_and_noise_images() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    for photo in (Image.new("RGB", (64, 64)), Image.fromarray(noise), Image.new("RGB", (1, 1))):
        assert detect_kinds(photo) == []


def test_in_one_place_a_certain_cat_is_kept_and_otherwise_the_person(found: dict[str, list[Detection]]) -> None:
    found["face"] += [Detection("face", 0, 0, 80, 9), Detection("face", 200, 0, 50, 9)]
    found["cat"] += [
        Detection("cat", 10, 5, 90, SURE_CAT_LOG_ODDS + 1),
        Detection("cat", 205, 0, 50, SURE_CAT_LOG_ODDS - 1),
    ]
    assert detect_kinds(PHOTO) == [found["cat"][0], found["face"][1]]


def test_a_doubtful_cat_counts_only_where_none_is_certain(found: dict[str, list[Detection]]) -> None:
    doubtful, certain = Detection("cat", 0, 0, 90, 0.5), Detection("cat", 200, 0, 50, SURE_CAT_LOG_ODDS + 1)
    found["cat"] += [doubtful]
    assert detect_kinds(PHOTO) == [doubtful]
    found["cat"] += [certain]
    assert detect_kinds(PHOTO) == [certain]


def test_a_certain_cat_comes_before_a_larger_less_certain_one(found: dict[str, list[Detection]]) -> None:
    likely, certain = Detection("cat", 0, 0, 90, 2.1), Detection("cat", 200, 0, 50, 15.7)
    found["cat"] += [likely, certain]
    assert detect_kinds(PHOTO) == [certain, likely]
    found["cat"].remove(certain)
    other = Detection("cat", 200, 0, 50, 1.5)
    found["cat"].append(other)
    assert detect_kinds(PHOTO) == [likely, other]  # where none is certain, the largest


ORDER = Path(__file__).parents[2] / "viewer" / "tests" / "order.json"


@pytest.mark.parametrize("case", json.loads(ORDER.read_text(encoding="utf-8")))
def test_the_order_is_that_of_the_app(case: list[list[Any]]) -> None:
    expected = [Detection(kind, x - side / 2, 50 - side / 2, side, score) for kind, x, side, score in case]
    assert certain_first(expected[::-1]) == certain_first(expected) == expected


def test_faces_and_cats_in_different_places_are_kept_largest_first(found: dict[str, list[Detection]]) -> None:
    found["face"].append(Detection("face", 0, 0, 50, 9))
    found["cat"].append(Detection("cat", 200, 0, 90, 2.0))
    assert detect_kinds(PHOTO) == [*found["cat"], *found["face"]]
    assert detect(PHOTO, "cat") == found["cat"]
    assert detect(PHOTO, "face") == found["face"]


def test_unknown_detectors(untyped: None) -> None:
    with pytest.raises(InputError, match="detect: expected one of face, cat; got 'dog'"):
        detect(PHOTO, "dog")  # type: ignore[arg-type]


def test_where_a_small_person_is_seen_a_cat_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search of the whole photo leaves out small ones where people are seen; this part starts at (80, 0)."""
    monkeypatch.setattr(detectors, "detect_faces", lambda photo: [Detection("face", 100, 0, 40, 9)])
    cat = Detection("cat", 20, 2, 42, SURE_CAT_LOG_ODDS + 1)
    monkeypatch.setattr(
        detectors, "detect_coarse_to_fine", lambda photo, *_, **__: [] if photo.size == PHOTO.size else [cat]
    )
    assert detect_kinds(PHOTO) == [replace(cat, left=100)]
