"""Training in several processes on one CPU, as accelerate starts them: each runs what a person would type."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import list_checkpoints, load_checkpoint

pytestmark = pytest.mark.slow

# Mirroring is drawn by each process for itself; without it the images do not depend on the number of processes. The
# rate is low: at five times this one the last bit of a sum decides a tenth of what the loss falls by in 40 steps.
RECIPE = """
steps = 40
validate_every = 20
stages = [{ image_size = 32, batch_size = 4 }]
seed = 3
[model]
architecture = "slim"
image_size = 32
width = 4
latent = 8
[objective]
features = "random"
[data]
horizontal_flip = false
validation_share = 0.25
[optimizer]
learning_rate = 2e-4
learning_rate_pose = 1e-4
clip_norm = 5.0
ema_decay = 0.9
"""


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("recipe") / "tiny.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return str(path)


def probsym(*arguments: object, processes: int = 1, **environment: str) -> str:
    """Run a command in so many processes; what they printed on stderr."""
    command = [sys.executable]
    if processes > 1:  # accelerate has no flag for several processes of one CPU: it is the GPU's launcher without a GPU
        command += ["-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", str(processes)]
        command += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no"]
        command += ["--main_process_port", "0", "--module", "probsym"]
    else:
        command += ["-m", "probsym"]
    variables = {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1", **environment}
    done = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, check=False, env={**os.environ, **variables}
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def rows_of(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def assert_same_curve(one: Path, other: Path) -> None:
    """Losses within 0.015, where they fall by half a unit, and errors within 0.005.

    No closer: a loss is a mean over the pixels that are seen, and each process takes it over its own images.
    """
    rows, others = rows_of(one), rows_of(other)
    assert [(row["step"], row["kind"]) for row in rows] == [(row["step"], row["kind"]) for row in others]
    losses = [row["total"] for row in rows if row["kind"] == "train"]
    assert losses[-1] < losses[0] - 0.3  # curves that stand still would agree of themselves
    for row, there in zip(rows, others, strict=True):
        assert there["error"] == pytest.approx(row["error"], abs=0.005), row["step"]
        for name in ("total", "plain", "flipped", "perceptual") if row["kind"] == "train" else ():
            assert there[name] == pytest.approx(row[name], abs=0.015), (row["step"], name)


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory, module_photos: Path, recipe: str) -> Path:
    """The run in one process."""
    run = tmp_path_factory.mktemp("straight") / "run"
    probsym("train", "--data", module_photos, "--out", run, "--recipe", recipe)
    return run


@pytest.fixture(scope="module")
def module_photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import numpy as np
    from PIL import Image

    folder = tmp_path_factory.mktemp("photos")
    generator = np.random.default_rng(7)
    for number in range(12):
        coarse = Image.fromarray(generator.integers(0, 256, (4, 4, 3), dtype=np.uint8))
        coarse.resize((40, 40), Image.Resampling.BICUBIC).save(folder / f"{number:02d}.png")
    return folder


def test_two_processes_learn_what_one_learns(tmp_path: Path, module_photos: Path, recipe: str, straight: Path) -> None:
    run = tmp_path / "run"
    said = probsym("train", "--data", module_photos, "--out", run, "--recipe", recipe, processes=2)
    assert_same_curve(straight, run)
    # The main process alone writes and speaks.
    assert json.loads((run / "record.json").read_text())["processes"] == 2
    assert len(list(run.rglob("events.out.tfevents.*"))) == 1
    assert len(list((run / "sheets").iterdir())) == 2
    assert {path.name for path in run.iterdir()} == {path.name for path in straight.iterdir()}
    assert said.count(f"model: {run / 'model'}") == 1
    for name, tensor in Autoencoder.from_pretrained(run / "model").state_dict().items():
        assert tensor.isfinite().all(), name


def test_resuming_with_another_number_of_processes(
    tmp_path: Path, module_photos: Path, recipe: str, straight: Path
) -> None:
    run = tmp_path / "run"
    common = ("train", "--data", module_photos, "--out", run)
    probsym(*common, "--recipe", recipe, "--steps", "20", processes=2)
    assert load_checkpoint(run).state.samples == 20 * 4
    probsym(*common, "--resume", "--steps", "40")
    assert_same_curve(straight, run)
    probsym(*common, "--resume", "--steps", "42", processes=2)
    assert load_checkpoint(run).state.samples == 42 * 4
    assert [path.name for path in list_checkpoints(run)] == ["step-00000040", "step-00000042"]


def test_a_folder_is_reconstructed_by_two_processes(tmp_path: Path, module_photos: Path, straight: Path) -> None:
    out = tmp_path / "out"
    arguments = ("reconstruct", module_photos, "--model", straight, "--out", out, "--no-turntable", "--limit", "5")
    probsym(*arguments, processes=2)
    names = sorted(path.name for path in out.iterdir())
    assert names == ["00", "01", "02", "03", "04", "contact_sheet-1-of-2.png", "contact_sheet-2-of-2.png"]
    for name in names[:5]:
        assert json.loads((out / name / "factors.json").read_text())["photo"] == f"{name}.png"
        assert (out / name / "mesh.glb").is_file()


@pytest.mark.parametrize("without", ['"none"', '"random"\nlambda_perceptual = 0.0'], ids=["no-encoder", "no-weight"])
@pytest.mark.parametrize("architecture", ["paper", "slim"])
def test_without_perceptual_loss(photos: Path, tmp_path: Path, without: str, architecture: str) -> None:
    """Every weight that wants a gradient has to get one in every process."""
    recipe = tmp_path / "recipe.toml"
    text = RECIPE.replace("steps = 40", "steps = 3").replace('"random"', without)
    if architecture == "paper":
        text = text.replace('architecture = "slim"\nimage_size = 32', "image_size = 64").replace("= 32,", "= 64,")
    recipe.write_text(text)
    probsym("train", "--data", photos, "--out", tmp_path / "run", "--recipe", recipe, processes=2)
    assert load_checkpoint(tmp_path / "run").state.step == 3
