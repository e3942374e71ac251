"""Constant and mean depth against plain numpy, written without the package's geometry; and the whole table."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.benchmark import baselines
from probsym.benchmark.report import write_report
from probsym.errors import InputError
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


def test_untrained_rows_are_what_numpy_says(request_of, benchmark_faces: Path) -> None:  # type: ignore[no-untyped-def]
    report = baselines.run(request_of(rows=("constant", "mean")))
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
def test_the_whole_table(request_of) -> None:  # type: ignore[no-untyped-def]
    request = request_of(seeds=(0, 1))
    folder = write_report(baselines.run(request), request)
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


def test_unknown_rows_and_sets(request_of, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match="rows: expected one of supervised, constant, mean, full; got 'ours'"):
        baselines.run(request_of(rows=("ours",)))
    with pytest.raises(InputError, match="expected a folder written by probsym synth"):
        baselines.run(request_of(data=tmp_path))
    with pytest.raises(InputError, match="seeds: expected different numbers"):
        request_of(seeds=(1, 1))
    with pytest.raises(InputError, match="limit: expected 0"):
        request_of(limit=1)
