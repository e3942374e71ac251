"""The way of a user with a GPU: a set, a training that grows, scores and files, all on the device."""

import json
from pathlib import Path

import pytest
import torch
import trimesh

from probsym.cli.main import main

DEVICE = "cuda"
RECIPE = """
steps = 40
precision = "auto"
validate_every = 20
stages = [{ image_size = 32, batch_size = 4, share = 0.5 }, { image_size = 64, batch_size = 4, share = 0.5 }]
[model]
architecture = "slim"
width = 8
latent = 16
flip_average_pose = true
remove_vertical_tilt = true
flip_average_depth = true
unclamp_border_at_size = 64
[objective]
features = "selfsup"
lambda_mean_rotation = 5.0
lambda_concavity = 50.0
lambda_depth_variance = 0.1
[optimizer]
learning_rate = 1e-3
decay = "cosine"
clip_norm = 5.0
ema_decay = 0.9
"""


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_from_a_set_to_a_mesh(tmp_path: Path, photos: Path) -> None:
    faces, run = tmp_path / "faces", tmp_path / "run"
    counts = ["--count", "16", "--val-count", "4", "--test-count", "4", "--size", "64"]
    assert not main(["synth", "--out", str(faces), *counts])
    (tmp_path / "recipe.toml").write_text(RECIPE)
    recipe = ["--recipe", str(tmp_path / "recipe.toml")]
    assert not main(["train", "--data", str(faces), "--out", str(run), *recipe, "--steps", "30"])
    assert not main(["train", "--data", str(faces), "--out", str(run), "--resume", "--steps", "40"])
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows if row["kind"] == "validation"] == [20, 30, 40]
    for device in ("cpu", DEVICE):
        out = tmp_path / f"{device}.json"
        assert not main(["evaluate", "--model", str(run), "--data", str(faces), "--device", device, "--out", str(out)])
    found, expected = (json.loads((tmp_path / f"{device}.json").read_text()) for device in (DEVICE, "cpu"))
    assert found["scores"]["ours"]["side"] == pytest.approx(expected["scores"]["ours"]["side"], rel=2e-2)
    flags = ["--model", str(run), "--device", DEVICE, "--detect", "none", "--limit", "2"]
    assert not main(["reconstruct", str(photos), "--out", str(tmp_path / "out"), *flags])
    meshes = sorted((tmp_path / "out").glob("*/mesh.glb"))
    assert len(meshes) == 2
    assert all(len(trimesh.load_mesh(path).faces) > 1000 for path in meshes)
