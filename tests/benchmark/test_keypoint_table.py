from pathlib import Path

import pytest
from PIL import Image
from scipy.io import savemat

from probsym.benchmark.keypoint_table import make_keypoint_table
from probsym.data.landmark_sets import KEPT
from probsym.errors import ConfigError, InputError
from probsym.synthetic.cars.car_family import CarFamily
from probsym.synthetic.generate import generate
from probsym.synthetic.settings import SceneSettings
from probsym.synthetic.storage import load_synthetic


def test_mean_shape_alone_needs_no_training(request_of, benchmark_faces: Path) -> None:
    report = make_keypoint_table(request_of(rows=("mean-shape",)))
    got = report.values["mean-shape"]["sum"]
    faces = load_synthetic(benchmark_faces, "test")
    assert len(faces) == 10
    assert 40 < got < 66  # pose explains most of a landmark's depth
    assert any(cells[0] == "MOFA" for cells in report.cells)


def test_cars_have_no_facial_landmarks(request_of, tmp_path: Path) -> None:
    generate(CarFamily(), tmp_path / "cars", {"train": 1, "test": 2}, SceneSettings(size=32))
    with pytest.raises(InputError, match="their 68 landmarks, got a set of the shape car"):
        make_keypoint_table(request_of(data=tmp_path / "cars", rows=("mean-shape",)))


@pytest.mark.slow
def test_the_whole_table_with_pretraining(request_of, shared_out: Path) -> None:
    first = make_keypoint_table(request_of(rows=("full",)))
    assert 0 <= first.values["full"]["sum"] <= 66
    report = make_keypoint_table(request_of(init=str(shared_out / "runs" / "full" / "seed-0")))
    assert list(report.values) == ["supervised", "mean-shape", "full", "pretrained"]
    assert report.values["full"]["sum"] == pytest.approx(first.values["full"]["sum"])
    assert report.values["pretrained"]["published"] == 54.65
    without = make_keypoint_table(request_of())
    assert "pretrained" not in without.values
    assert without.notes[-1] == "left out: the row pretrained, for --init names no weights to start from"
    with pytest.raises(ConfigError, match="init: expected weights"):
        make_keypoint_table(request_of(rows=("pretrained",)))


def test_on_photos_with_landmarks(request_of, benchmark_faces: Path, tmp_path: Path) -> None:
    faces = load_synthetic(benchmark_faces, "test")
    for number in range(10):
        Image.fromarray(faces.images[number]).resize((256, 256)).save(tmp_path / f"image{number:05d}.jpg")
        landmarks = (faces.landmarks[number] - [0, 0, 1]) * [8.0, 8.0, -1500.0]  # larger pixels, towards the viewer
        savemat(tmp_path / f"image{number:05d}.mat", {"pt3d_68": landmarks.T})
    report = make_keypoint_table(request_of(rows=("mean-shape",), keypoints=tmp_path))
    assert "10 images of AFLW2000-3D" in report.title
    assert report.values["mean-shape"]["sum"] > 35
    assert len(KEPT) == 66


def test_diverged_seeds_are_reported(request_of, diverging, tmp_path: Path) -> None:
    diverging(1)
    report = make_keypoint_table(request_of(rows=("full",), seeds=(0, 1), out=tmp_path))
    assert (report.values["full"]["seeds"], report.values["full"]["diverged"]) == (1, 1)
    assert "full: 1 of 2 diverged" in report.notes
    lost = make_keypoint_table(request_of(rows=("full",), seeds=(1,), out=tmp_path))
    assert lost.cells[0][:2] == ("ours, no labels", "diverged")
    assert lost.pictures["figure"].width == 900
