from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from probsym.benchmark import confidence_table
from probsym.benchmark.confidence_table import AsymmetryMaps, Planted, make_confidence_table, maps, score_images
from probsym.benchmark.request import Request
from probsym.errors import InputError
from probsym.models.autoencoder import Autoencoder


def _planted() -> Planted:
    images = np.zeros((3, 8, 8, 3), np.uint8)
    planted, counted = np.zeros((3, 8, 8), bool), np.ones((3, 8, 8), bool)
    planted[0, 2:5, 2:6] = True
    planted[1, 0, 0] = True  # too small to count
    planted[2, :4] = True
    counted[2, :2] = False
    return Planted(images, planted, counted)


def test_scores_of_a_perfect_sigma_and_of_one_with_errors() -> None:
    planted = _planted()
    truth = torch.from_numpy(planted.planted).float()
    sigma_flip = 0.1 + truth
    sigma_flip[2, 6] = 5.0  # one wrong row of eight, above the two right ones that count
    sigma_flip[2, 0] = 99.0  # outside of what is counted
    scores = score_images(AsymmetryMaps(torch.ones(3, 8, 8), sigma_flip, 1 - truth), planted)
    assert len(scores) == 2
    assert scores[0] == {
        "auroc": 1.0, "ap": 1.0, "chance": 12 / 64, "auroc_plain": 0.5, "auroc_measured": 0.0, "ap_measured": 12 / 64,
    }  # fmt: skip
    # rows 2 and 3 of 6 counted are planted; a positive beats 3 of the other 4 rows
    assert scores[1]["auroc"] == pytest.approx(3 / 4)
    assert scores[1]["chance"] == pytest.approx(2 / 6)
    assert scores[1]["ap"] == pytest.approx(2 / 3)  # 16 found among the first 24


def test_picture_shows_what_was_planted() -> None:
    planted = _planted()
    found = AsymmetryMaps(torch.ones(3, 8, 8), torch.from_numpy(planted.planted) * 3.0, torch.zeros(3, 8, 8))
    picture = np.asarray(maps(found, planted))
    cell = 8 * 12
    assert picture.shape == (2 * (cell + 4), 5 * (cell + 4), 3)
    truth, plain, flipped, alike = (picture[:cell, column * (cell + 4) :][:, :cell, 0] for column in (1, 2, 3, 4))
    assert (truth[::12, ::12] == 255 * planted.planted[0]).all()
    assert (plain == 128).all()
    assert (flipped[::12, ::12] == np.where(planted.planted[0], 64, 255)).all()
    assert (alike == 255).all()


@pytest.mark.slow
def test_the_whole_table(request_of: Callable[..., Request], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confidence_table, "MIN_CHANGE", 8)  # at 32 pixels marks are faint
    monkeypatch.setattr(confidence_table, "MIN_MARKED", 1)
    request, find = request_of(), confidence_table.find_asymmetry
    seen: list[np.ndarray] = []

    def spy(model: Autoencoder, images: np.ndarray) -> AsymmetryMaps:
        seen.append(images)
        return find(model, images)

    monkeypatch.setattr(confidence_table, "find_asymmetry", spy)
    report = make_confidence_table(request)
    clean = np.asarray(request.test.images)
    assert (seen[0] != clean).any(axis=(1, 2, 3)).all()  # a rectangle in each
    assert (seen[1] == clean).all()  # marks are there already
    assert list(report.values) == ["rectangle", "marks"]
    for row in report.values.values():
        assert 0 <= row["auroc"] <= 1
        assert 0 <= row["auroc_measured"] <= 1
        assert 0 < row["chance"] < 1
        assert row["images"] >= 1
    assert set(report.pictures) == {"maps-rectangle", "maps-marks"}


def test_nothing_to_find(request_of: Callable[..., Request], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confidence_table, "MIN_CHANGE", 255)
    with pytest.raises(InputError, match="expected test images with moles, freckles and scars"):
        make_confidence_table(request_of(rows=("marks",)))


def test_diverged_seeds_are_reported(
    request_of: Callable[..., Request], diverging: Callable[[int], None], tmp_path: Path
) -> None:
    diverging(1)
    report = make_confidence_table(request_of(rows=("rectangle",), seeds=(0, 1), out=tmp_path))
    assert (report.values["rectangle"]["seeds"], report.values["rectangle"]["diverged"]) == (1, 1)
    assert "perturbed: 1 of 2 diverged" in report.notes
    lost = make_confidence_table(request_of(rows=("rectangle",), seeds=(1,), out=tmp_path))
    assert lost.cells == (("rectangles, trained on such images", "0", *["diverged"] * 6),)
