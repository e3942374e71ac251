from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.io import savemat

from probsym.benchmark import keypoints
from probsym.benchmark.keypoints import sampled_depth, weak_perspective_depth
from probsym.config import ModelConfig
from probsym.data.landmarks import KEPT
from probsym.errors import ConfigError
from probsym.geometry.viewpoint import rotation_matrix
from probsym.models.autoencoder import Autoencoder
from probsym.synthetic.storage import load_synthetic


def test_weak_perspective_finds_the_depth_of_a_turned_shape() -> None:
    generator = torch.Generator().manual_seed(0)
    shape = torch.randn(66, 3, generator=generator, dtype=torch.float64)
    angles = torch.tensor([[0.3, 0.5, -0.2], [-0.4, 0.1, 0.6]], dtype=torch.float64)
    turned = (shape @ rotation_matrix(angles).mT) * torch.tensor([2.0, 0.7])[:, None, None]
    points = turned[..., :2] + torch.tensor([[[5.0, -3.0]], [[1.0, 2.0]]])
    depth = weak_perspective_depth(points, shape.numpy() + np.array([7.0, 8.0, 9.0]))
    expected = turned[..., 2] - turned[..., 2].mean(1, keepdim=True)
    torch.testing.assert_close(depth.double(), expected, atol=1e-5, rtol=1e-5)


def test_depth_is_sampled_at_the_landmarks() -> None:
    torch.manual_seed(0)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()
    images = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), np.uint8)
    points = torch.full((3, 66, 2), 10.0)
    points[1] = torch.tensor([4.5, 20.0])
    depth = model(torch.from_numpy(images).permute(0, 3, 1, 2) / 255).depth.detach()
    got = sampled_depth(model, images, points)
    torch.testing.assert_close(got[0, 0], depth[0, 10, 10])
    torch.testing.assert_close(got[1, 5], depth[1, 20, 4:6].mean())


def test_mean_shape_alone_needs_no_training(request_of, benchmark_faces: Path) -> None:  # type: ignore[no-untyped-def]
    report = keypoints.run(request_of(rows=("mean-shape",)))
    got = report.values["mean-shape"]["sum"]
    faces = load_synthetic(benchmark_faces, "test")
    assert len(faces) == 10
    assert 40 < got < 66  # pose explains most of a landmark's depth
    assert any(cells[0] == "MOFA" for cells in report.cells)


@pytest.mark.slow
def test_the_whole_table_with_pretraining(request_of, shared_out: Path) -> None:  # type: ignore[no-untyped-def]
    first = keypoints.run(request_of(rows=("full",)))
    assert 0 <= first.values["full"]["sum"] <= 66
    report = keypoints.run(request_of(init=str(shared_out / "runs" / "full" / "seed-0")))
    assert list(report.values) == ["supervised", "mean-shape", "full", "pretrained"]
    assert report.values["full"]["sum"] == pytest.approx(first.values["full"]["sum"])
    assert report.values["pretrained"]["published"] == 54.65
    without = keypoints.run(request_of())
    assert "pretrained" not in without.values
    assert "left out: the row pretrained" in without.notes[-1]
    with pytest.raises(ConfigError, match="init: expected weights"):
        keypoints.run(request_of(rows=("pretrained",)))


def test_on_photos_with_landmarks(request_of, benchmark_faces: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    faces = load_synthetic(benchmark_faces, "test")
    for number in range(10):
        Image.fromarray(faces.images[number]).resize((256, 256)).save(tmp_path / f"image{number:05d}.jpg")
        landmarks = (faces.landmarks[number] - [0, 0, 1]) * [8.0, 8.0, -1500.0]  # larger pixels, towards the viewer
        savemat(tmp_path / f"image{number:05d}.mat", {"pt3d_68": landmarks.T})
    report = keypoints.run(request_of(rows=("mean-shape",), keypoints=tmp_path))
    assert "10 images of AFLW2000-3D" in report.title
    assert report.values["mean-shape"]["sum"] > 35
    assert len(KEPT) == 66
