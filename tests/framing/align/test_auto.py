"""Alignment without clicks keeps what measures better."""

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.errors import InputError
from probsym.framing.align import auto
from probsym.framing.align.detector import LearnedDetector
from probsym.framing.align.detector_file import detector_from_bytes
from probsym.framing.align.filters import FILTER_CELLS, RollFilters
from probsym.framing.align.folder import align
from probsym.framing.align.hog import CHANNELS
from probsym.framing.align.oriented_box import OrientedBox
from probsym.framing.align.regression_cascade import FEATURES
from probsym.framing.align.unclicked import FRAMING
from probsym.framing.align.verify import Verifier
from probsym.framing.crops import read_card


def contrast_detector() -> LearnedDetector:
    """Finds the most contrasted place of a photo, and is sure of it."""
    filters = RollFilters((0.0,), torch.ones(1, CHANNELS, FILTER_CELLS, FILTER_CELLS), torch.zeros(1))
    return LearnedDetector(FRAMING, filters, (), Verifier(torch.zeros(FEATURES), 5.0))


def specimen(seed: int) -> Image.Image:
    """Two wings and a body on white, anywhere."""
    generator = np.random.default_rng(seed)
    pixels = np.full((90, 120, 3), 245, np.uint8)
    x, y, half = generator.integers(30, 90), generator.integers(30, 60), int(generator.integers(12, 24))
    rows, columns = np.mgrid[:90, :120]
    for sign in (-1, 1):
        wing = np.hypot((columns - x - sign * half * 0.5) / 0.5, rows - y) < half
        pixels[wing] = (200, 110, 30)
        pixels[np.hypot(columns - x - sign * half * 0.5, rows - y + half * 0.3) < half * 0.2] = (20, 20, 20)
    pixels[(abs(columns - x) < 2) & (abs(rows - y) < half)] = (60, 40, 20)
    return Image.fromarray(pixels)


@pytest.fixture
def specimens(tmp_path):
    folder = tmp_path / "specimens"
    folder.mkdir()
    for seed in range(14):  # seven to learn from: too few for a detector, which would take long here
        specimen(seed).save(folder / f"{seed:02d}.png")
    return folder


def test_specimens_are_cut_from_their_ground(specimens, tmp_path):
    report = align(specimens, tmp_path / "out", auto=True, min_size=16)
    assert report.method == "foreground"
    assert report.crops == 14
    assert read_card(tmp_path / "out").detector == "none"
    for seed in range(14):
        with Image.open(tmp_path / "out" / f"{seed:02d}.png") as picture:
            crop = np.asarray(picture.convert("L"))
        dark = crop < 225
        rows, columns = np.nonzero(dark)
        assert abs(columns.mean() / crop.shape[1] - 0.5) < 0.06
        assert abs(rows.mean() / crop.shape[0] - 0.5) < 0.06


def test_the_folder_carries_a_detector_of_what_was_found(specimens, tmp_path, monkeypatch):
    learned = contrast_detector()
    monkeypatch.setattr(auto, "learn_from_boxes", lambda photos, boxer: learned)
    monkeypatch.setattr(auto, "detected_or", lambda detector, boxer: boxer)
    align(specimens, tmp_path / "out", auto=True, min_size=16)
    assert read_card(tmp_path / "out") == learned.framing
    stored = detector_from_bytes((tmp_path / "out" / "detector.safetensors").read_bytes())
    assert torch.equal(stored.filters.weights, learned.filters.weights)


def test_a_detector_that_measures_worse_is_left_out(specimens, tmp_path, monkeypatch):
    monkeypatch.setattr(auto, "learn_from_boxes", lambda photos, boxer: contrast_detector())
    corner = OrientedBox(20.0, 20.0, 40.0)
    monkeypatch.setattr(auto, "detected_or", lambda detector, boxer: lambda photo: corner)
    report = align(specimens, tmp_path / "out", auto=True, min_size=16)
    assert report.method == "foreground"
    assert read_card(tmp_path / "out").detector == "none"
    assert not (tmp_path / "out" / "detector.safetensors").exists()


def portrait(seed: int) -> tuple[np.ndarray, tuple[float, float]]:
    """A face in the middle of the photo's width, anywhere in its height, and its centre."""
    generator = np.random.default_rng(seed)
    pixels = generator.integers(90, 160, (25, 25, 3), dtype=np.uint8).repeat(4, 0).repeat(4, 1)
    x, y = 50, int(generator.integers(35, 66))
    rows, columns = np.mgrid[:100, :100]
    pixels[np.hypot(columns - x, rows - y) < 26] = 230
    for sign in (-1, 1):
        pixels[np.hypot(columns - x - 10 * sign, rows - y + 7) < 5] = 20
    return pixels, (x + 0.5, y + 0.5)


def test_what_the_central_squares_have_right_does_not_become_worse(monkeypatch):
    portraits = [portrait(seed) for seed in range(24)]
    generator = np.random.default_rng(0)
    boxes = {}
    for photo, (x, y) in portraits:
        boxes[photo.tobytes()] = OrientedBox(x + generator.normal(0, 4), y + generator.normal(0, 1), 60.0)
    monkeypatch.setattr(auto, "congealing_boxer", lambda learning: lambda photo: boxes[photo.tobytes()])
    monkeypatch.setattr(auto, "foreground_boxer", lambda photos: None)
    monkeypatch.setattr(auto, "learn_from_boxes", lambda photos, boxer: None)
    choice = auto.choose_method([photo for photo, _ in portraits])
    assert choice.method == "congealing"
    placed = [(box, centre) for photo, centre in portraits if (box := choice.boxer(photo)) is not None]
    assert len(placed) == len(portraits)
    across, down = np.std([(box.x - x, box.y - y) for box, (x, y) in placed], axis=0)
    assert across < 2  # of the central squares 0, of the alignment 4
    assert down < 2  # of the central squares 9, of the alignment 1


def test_photos_with_nothing_in_common_stay_central(tmp_path):
    folder = tmp_path / "noise"
    folder.mkdir()
    for seed in range(12):
        coarse = np.random.default_rng(seed).integers(0, 256, (10, 14, 3), dtype=np.uint8)
        Image.fromarray(coarse.repeat(6, 0).repeat(6, 1)).save(folder / f"{seed:02d}.png")
    report = align(folder, tmp_path / "out", auto=True)
    assert report.method == "central"
    assert report.crops == 12
    with Image.open(tmp_path / "out" / "00.png") as crop:
        assert crop.size == (60, 60)


def test_too_few_photos(photos, tmp_path):
    for path in sorted(photos.iterdir())[5:]:
        path.unlink()
    with pytest.raises(InputError, match="at least 8 that can be read, got 5"):
        align(photos, tmp_path / "out", auto=True)
    assert not (tmp_path / "out").exists()
