"""Alignment without clicks keeps what measures better."""

import numpy as np
import pytest
from PIL import Image

from probsym.errors import InputError
from probsym.framing.align.folder import align
from probsym.framing.crops import read_card


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
    for seed in range(16):
        specimen(seed).save(folder / f"{seed:02d}.png")
    return folder


def test_specimens_are_cut_from_their_ground(specimens, tmp_path):
    report = align(specimens, tmp_path / "out", auto=True, min_size=16)
    assert report.method == "foreground"
    assert report.crops == 16
    assert read_card(tmp_path / "out").detector == "none"
    for seed in range(16):
        with Image.open(tmp_path / "out" / f"{seed:02d}.png") as picture:
            crop = np.asarray(picture.convert("L"))
        dark = crop < 225
        rows, columns = np.nonzero(dark)
        assert abs(columns.mean() / crop.shape[1] - 0.5) < 0.06
        assert abs(rows.mean() / crop.shape[0] - 0.5) < 0.06


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
