"""Constant and mean depth against plain numpy, written without the package's geometry; and the whole tables."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmark.conftest import RECIPE
from probsym.benchmark import depth_table, runs
from probsym.benchmark.depth_table import make_depth_table
from probsym.benchmark.runs import TrainedRow
from probsym.benchmark.table_report import write_table_report
from probsym.benchmark.variants import DEPTH_TABLES
from probsym.errors import InputError
from probsym.evaluation.scores import Scorer
from probsym.models.features.rotation import RotationFeatures, save_encoder
from probsym.synthetic.storage import load_synthetic


def _normals(depth: np.ndarray) -> np.ndarray:
    """Central differences of the points that a 10 degree camera sees; the outermost ones are their neighbours'."""
    size = depth.shape[0]
    center = (size - 1) / 2
    focal = center / math.tan(math.radians(5))
    v, u = np.mgrid[:size, :size]
    points = np.stack([(u - center) / focal * depth, (v - center) / focal * depth, depth], -1)
    along_u = points[1:-1, 2:] - points[1:-1, :-2]
    along_v = points[2:, 1:-1] - points[:-2, 1:-1]
    normals = np.cross(along_u, along_v)
    normals /= np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-30)  # background has none
    return np.pad(normals, ((1, 1), (1, 1), (0, 0)), mode="edge")


def _eroded(mask: np.ndarray) -> np.ndarray:
    padded = np.pad(mask, 1)
    size = mask.shape[0]
    return np.all([padded[dv : dv + size, du : du + size] for dv in range(3) for du in range(3)], axis=0)


def _scores(guess: np.ndarray, depth: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """SIDE, MAD and coverage of each image."""
    everywhere = _eroded(np.ones_like(mask[0]))
    side, mad, coverage = [], [], []
    for true, foreground in zip(depth, mask, strict=True):
        valid = _eroded(foreground) & everywhere
        delta = np.log(guess[valid]) - np.log(true[valid])
        side.append(np.sqrt(np.mean(delta**2) - np.mean(delta) ** 2))
        cosine = (_normals(guess)[valid] * _normals(true)[valid]).sum(-1)
        mad.append(np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean())
        coverage.append(valid.sum() / foreground.sum())
    return np.array(side), np.array(mad), np.array(coverage)


def test_baselines_agree_with_numpy(request_of, benchmark_faces: Path) -> None:
    report = make_depth_table(request_of(rows=("constant", "mean")), "baselines")
    faces = load_synthetic(benchmark_faces, "test")
    depth, mask = np.array(faces.depth, np.float64), np.array(faces.mask)
    seen = mask.sum(0)
    overall = depth[mask].mean()
    mean = np.where(seen > 0, (depth * mask).sum(0) / np.maximum(seen, 1), overall)
    for name, guess in (("constant", np.ones_like(mean)), ("mean", mean)):
        side, mad, coverage = _scores(guess, depth, mask)
        got = report.values[name]
        expected = {"side": side, "mad_deg": mad, "coverage": coverage}
        for key, values in expected.items():
            assert got[key] == pytest.approx(values.mean(), abs=1e-6, rel=1e-6), (name, key)
            assert got[f"{key}_std"] == pytest.approx(values.std(), abs=1e-6, rel=1e-6), (name, key)
    assert report.values["mean"]["side"] < report.values["constant"]["side"]


@pytest.mark.slow
def test_the_whole_table(request_of) -> None:
    request = request_of(seeds=(0, 1))
    folder = write_table_report(make_depth_table(request, "baselines"), request)
    stored = json.loads((folder / "table.json").read_text())
    assert list(stored["rows"]) == ["supervised", "constant", "mean", "full"]
    assert stored["rows"]["full"]["published"]["side"] == 0.793
    assert stored["rows"]["full"]["seeds"] == 2
    assert stored["rows"]["full"]["side_seeds_std"] > 0
    assert stored["rows"]["supervised"]["steps"] == 3
    text = (folder / "table.md").read_text()
    assert "| constant depth |" in text
    assert "2.723 ± 0.371" in text
    assert "supervised" in request.console.file.getvalue()
    with Image.open(folder / "figure.png") as figure:
        assert figure.width == 900
    for variant in ("supervised", "full"):
        for seed in (0, 1):
            assert (request.out / "runs" / variant / f"seed-{seed}" / "model" / "model.safetensors").is_file()


def test_unknown_rows_and_sets(request_of, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="rows: expected one of supervised, constant, mean, full; got 'ours'"):
        make_depth_table(request_of(rows=("ours",)), "baselines")
    with pytest.raises(InputError, match="expected a folder written by probsym synth"):
        make_depth_table(request_of(data=tmp_path), "baselines")
    with pytest.raises(InputError, match="seeds: expected different numbers"):
        request_of(seeds=(1, 1))
    with pytest.raises(InputError, match="limit: expected 0"):
        request_of(limit=1)


@pytest.mark.slow
def test_published_pairs(request_of, published_pairs: Path, tmp_path: Path) -> None:
    request = request_of(data=published_pairs, out=tmp_path, rows=("full", "mean"))
    report = make_depth_table(request, "baselines")
    assert set(report.values) == {"full", "mean"}
    assert report.values["full"]["mad_deg"] > report.values["full"]["mad_exact_deg"]
    assert any("authors' code" in note for note in report.notes)
    assert make_depth_table(request, "baselines").values["full"] == report.values["full"]  # resumed, not refused
    written = json.loads((write_table_report(report, request) / "table.json").read_text())
    assert len(written["data"]["test_sha256"]) > 32


def test_perturbed_rows_are_tested_on_perturbed_images(request_of) -> None:
    report = make_depth_table(request_of(), "perturbation")
    assert list(report.values) == ["no-confidence", "full", "perturbed-no-confidence", "perturbed"]
    assert [cells[0] for cells in report.cells][-1] == "perturbed, with confidence"
    assert report.values["perturbed"]["published"]["side"] == 0.878
    assert all(row["side"] > 0 for row in report.values.values())


@pytest.mark.slow
def test_every_part_can_be_left_out(request_of, tmp_path: Path) -> None:
    features = tmp_path / "encoder.safetensors"
    save_encoder(RotationFeatures(), features)
    report = make_depth_table(request_of(limit=4, features=features), "ablation")
    assert list(report.values) == [row.name for row in DEPTH_TABLES["ablation"].rows]
    assert "(4 test images of faces, 3 steps a row)" in report.title
    assert "features 'random'" in report.notes[1]
    assert {row["images"] for row in report.values.values()} == {4 * 3}  # images of the training: steps times batch


def test_without_an_encoder_its_row_is_left_out(request_of, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(depth_table, "SHIPPED_ENCODER", tmp_path / "none")
    monkeypatch.setattr(depth_table, "train_row", lambda *_: TrainedRow((), 1))
    report = make_depth_table(request_of(), "ablation")
    assert len(report.values) == len(DEPTH_TABLES["ablation"].rows) - 1
    assert "selfsup-features" not in report.values
    assert any(note.startswith("left out: the row selfsup-features") for note in report.notes)


def test_only_perturbed_rows_are_tested_on_perturbed_images(request_of, monkeypatch: pytest.MonkeyPatch) -> None:
    request, seen = request_of(), []
    for name, stub in (("load", lambda *_: None), ("budget_spent", lambda _: {})):
        monkeypatch.setattr(runs, name, stub)

    def score_model(_: object, images: np.ndarray, truth: object) -> Scorer:
        seen.append(images)
        scorer = Scorer.__new__(Scorer)
        monkeypatch.setattr(Scorer, "summary", lambda _: {})
        return scorer

    monkeypatch.setattr(runs, "score_model", score_model)
    for row in DEPTH_TABLES["perturbation"].rows:
        runs.score_row(request, row, TrainedRow((Path(),)))
    changed = np.array([(images != request.test.images).any(-1).mean((1, 2)) for images in seen])
    assert (changed[:2] == 0).all()
    assert ((changed[2:] > 0.03) & (changed[2:] < 0.27)).all()


def test_rows_with_equal_settings_are_trained_once(request_of, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Under recipes whose features are "selfsup", such as quick, the row of those features is the full model."""
    trainings, run_training = [], runs.run_training
    monkeypatch.setattr(runs, "run_training", lambda *args, **rest: trainings.append(1) or run_training(*args, **rest))
    recipe = replace(RECIPE, objective=replace(RECIPE.objective, features="selfsup"))
    request = request_of(recipe=recipe, rows=("full", "selfsup-features"), out=tmp_path)
    report = make_depth_table(request, "ablation")
    assert len(trainings) == 1
    assert "selfsup-features: the settings of full under this recipe, trained once for both" in report.notes
    assert report.cells[0][1:5] == report.cells[1][1:5]


def test_a_diverged_seed_costs_no_other(request_of, diverging, tmp_path: Path) -> None:
    diverging(1)
    request = request_of(rows=("full", "mean"), seeds=(0, 1, 2), out=tmp_path)
    report = make_depth_table(request, "baselines")
    assert (report.values["full"]["seeds"], report.values["full"]["diverged"]) == (2, 1)
    assert report.values["full"]["side_seeds_std"] > 0
    assert "full: 1 of 3 diverged" in report.notes
    assert "full, seed 1: the loss is not finite at step 1" in request.console.file.getvalue()
    lost = make_depth_table(request_of(rows=("full", "mean"), seeds=(1,), out=tmp_path), "baselines")
    assert lost.cells[-1][1:3] == ("diverged", "diverged")
    assert lost.values["full"]["diverged"] == 1
    assert lost.pictures["figure"].width == 900
