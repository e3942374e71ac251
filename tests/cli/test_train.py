import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from probsym.cli.main import main
from probsym.config import Stage
from probsym.losses.objective import Terms
from probsym.models.autoencoder import Autoencoder
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings
from probsym.training.checkpoint import load_checkpoint
from probsym.training.train import Trainer

TINY = """
steps = 3
validate_every = 100
stages = [{ image_size = 32, batch_size = 4 }]
[model]
architecture = "slim"
image_size = 32
width = 4
latent = 8
[objective]
features = "random"
[optimizer]
ema_decay = 0.9
"""


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    return str(path)


def _train(data: Path, out: Path, *flags: str) -> int:
    return main(["train", "--data", str(data), "--out", str(out), *flags])


def test_train(photos: Path, tmp_path: Path, tiny: str, capfd: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    assert _train(photos, run, "--recipe", tiny, "--validate-every", "2") == 0
    assert Autoencoder.from_pretrained(str(run / "model")).config.image_size == 32
    assert sorted(path.name for path in (run / "sheets").iterdir()) == ["step-00000002.png", "step-00000003.png"]
    captured = capfd.readouterr()
    assert captured.out == ""
    assert f"model: {run / 'model'}" in captured.err
    assert "Traceback" not in captured.err


def test_flags_change_the_recipe(photos: Path, tmp_path: Path, tiny: str) -> None:
    run = tmp_path / "run"
    assert _train(photos, run, "--recipe", tiny, "--steps", "2", "--crop", "0.8", "--seed", "7") == 0
    recipe = load_checkpoint(run).recipe
    assert (recipe.steps, recipe.data.crop, recipe.seed) == (2, 0.8, 7)
    assert json.loads((run / "record.json").read_text())["recipe"]["seed"] == 7


def test_start_from_another_run(photos: Path, tmp_path: Path, tiny: str) -> None:
    assert _train(photos, tmp_path / "first", "--recipe", tiny) == 0
    assert _train(photos, tmp_path / "second", "--recipe", tiny, "--init", str(tmp_path / "first")) == 0
    assert load_checkpoint(tmp_path / "second").recipe.init == str(tmp_path / "first")


def test_minutes_replace_the_number_of_steps(photos: Path, tmp_path: Path, tiny: str) -> None:
    assert _train(photos, tmp_path / "run", "--recipe", tiny, "--minutes", "0.005") == 0
    recipe = load_checkpoint(tmp_path / "run").recipe
    assert (recipe.steps, recipe.minutes) == (0, 0.005)


def test_resume_needs_no_recipe_and_may_extend_the_budget(
    photos: Path, tmp_path: Path, tiny: str, capfd: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert _train(photos, run, "--recipe", tiny) == 0
    assert _train(photos, run, "--resume", "--steps", "5") == 0
    assert "nothing left" not in capfd.readouterr().err
    assert _train(photos, run, "--resume") == 0
    assert "nothing left to train: the budget is used up" in capfd.readouterr().err
    saved = load_checkpoint(run)
    assert saved.state.step == 5
    assert saved.recipe.model.width == 4


@pytest.mark.filterwarnings("error")
def test_photos_named_like_markup(photos: Path, tmp_path: Path, tiny: str, capfd: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run [bold]"
    assert _train(photos, run, "--recipe", tiny) == 0
    assert "run [bold]" in capfd.readouterr().err


@pytest.fixture
def bad(tmp_path: Path, tiny: str) -> Path:
    """A cupboard of things that are no photos."""
    folder = tmp_path / "bad"
    (folder / "empty").mkdir(parents=True)
    (folder / "one").mkdir()
    Image.fromarray(np.zeros((40, 40, 3), dtype=np.uint8)).save(folder / "one" / "a.png")
    (folder / "broken").mkdir()
    for number in range(3):
        Image.fromarray(np.full((40, 40, 3), number, dtype=np.uint8)).save(folder / "broken" / f"{number}.png")
        (folder / "broken" / f"not-{number}.png").write_bytes(b"no picture")
    (folder / "no.zip").write_bytes(b"PK but no more")
    (folder / "bad.toml").write_text("steps = ")
    (folder / "wrong.toml").write_text(TINY + "colour = 3\n")
    (folder / "vgg.toml").write_text(TINY.replace('"random"', f'"vgg16"\nfeatures_weights = "{folder}/none.pth"'))
    (folder / "squeezenet.toml").write_text(TINY.replace('"random"', '"squeezenet"'))
    (folder / "file").write_text("a file")
    return folder


@pytest.mark.parametrize(
    ("data", "flags", "message"),
    [
        ("{bad}/none", [], "none"),
        ("{bad}/empty", [], "empty"),
        ("{bad}/one", [], "expected at least 2 readable images, got 1"),
        ("{bad}/broken", [], "expected at most 20 % unreadable images, got 3 of 6"),
        ("{bad}/no.zip", [], "no.zip"),
        ("{photos}", ["--steps", "3", "--minutes", "1"], "steps: expected either steps or minutes, got both"),
        ("{photos}", ["--steps", "0"], "steps: expected a positive number, got 0"),
        ("{photos}", ["--minutes", "-1"], "minutes: expected a positive number, got -1.0"),
        ("{photos}", ["--validate-every", "0"], "validate_every: expected a number from 1"),
        ("{photos}", ["--crop", "1.5"], "data.crop: expected a number from 0.05 to 1.0, got 1.5"),
        ("{photos}", ["--seed", "-1"], "seed: expected a number from 0"),
        ("{photos}", ["--recipe", "papr"], "recipe: expected one of"),
        ("{photos}", ["--recipe", "{bad}/none.toml"], "recipe: no such file"),
        ("{photos}", ["--recipe", "{bad}/bad.toml"], "bad.toml: not a TOML file"),
        ("{photos}", ["--recipe", "{bad}/wrong.toml"], "optimizer.colour: unknown setting"),
        ("{photos}", ["--recipe", "{bad}/vgg.toml"], "features_weights: no such file"),
        ("{photos}", ["--recipe", "{bad}/squeezenet.toml"], "features_weights: expected a file"),
        (
            "{photos}",
            ["--resume"],
            "no checkpoint to resume from; expected a folder checkpoints/step-...; start without --resume",
        ),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    data: str,
    flags: list[str],
    message: str,
    photos: Path,
    bad: Path,
    tmp_path: Path,
    tiny: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    data, *flags = (text.format(bad=bad, photos=photos) for text in (data, *flags))
    if "--recipe" not in flags:
        flags = [*flags, "--recipe", tiny]
    before = sorted(tmp_path.rglob("*"))
    assert _train(Path(data), tmp_path / "run", *flags) == 2
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("probsym: error: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err
    assert sorted(tmp_path.rglob("*")) == before


def test_out_is_a_file(photos: Path, bad: Path, tiny: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert _train(photos, bad / "file", "--recipe", tiny) == 2
    assert capfd.readouterr().err.count("\n") == 1
    assert (bad / "file").read_text() == "a file"


def test_a_run_folder_in_use(photos: Path, tmp_path: Path, tiny: str, capfd: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    assert _train(photos, run, "--recipe", tiny) == 0
    before = {path: path.stat().st_mtime_ns for path in run.rglob("*")}
    capfd.readouterr()
    assert _train(photos, run, "--recipe", tiny) == 2
    assert "already holds checkpoints" in capfd.readouterr().err
    (photos / "00.png").unlink()
    assert _train(photos, run, "--resume") == 2
    assert "resume: the data differs from the run's own" in capfd.readouterr().err
    assert {path: path.stat().st_mtime_ns for path in run.rglob("*")} == before


def test_a_damaged_checkpoint(photos: Path, tmp_path: Path, tiny: str, capfd: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    assert _train(photos, run, "--recipe", tiny) == 0
    (run / "checkpoints" / "step-00000003" / "optimizer.pt").write_bytes(b"")
    capfd.readouterr()
    assert _train(photos, run, "--resume") == 2
    assert "step-00000003: damaged checkpoint" in capfd.readouterr().err


def test_synthetic_faces_of_another_size(tmp_path: Path, tiny: str, capfd: pytest.CaptureFixture[str]) -> None:
    generate(procedural_head(), tmp_path / "faces", {"train": 2, "val": 1}, SceneSettings(size=16), seed=1)
    assert _train(tmp_path / "faces", tmp_path / "run", "--recipe", tiny) == 2
    assert "expected images of 32 pixels as in the recipe, got 16" in capfd.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_a_signal_to_the_process_saves_and_stops(photos: Path, tmp_path: Path, tiny: str) -> None:
    run = tmp_path / "run"
    command = [sys.executable, "-m", "probsym", "train", "--data", str(photos), "--out", str(run)]
    process = subprocess.Popen(
        [*command, "--recipe", tiny, "--steps", "1000000"], stderr=subprocess.PIPE, text=True, env=os.environ
    )
    metrics = run / "metrics.jsonl"
    try:
        end = time.monotonic() + 120
        while not (metrics.is_file() and metrics.read_text()):
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < end
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        error = process.communicate(timeout=60)[1]
    finally:
        process.kill()
    assert process.returncode == 128 + signal.SIGTERM
    assert "stopped and saved" in error
    assert "Traceback" not in error
    step = load_checkpoint(run).state.step
    assert step >= 20
    assert _train(photos, run, "--resume", "--steps", str(step + 2)) == 0
    assert load_checkpoint(run).state.step == step + 2


def test_ctrl_c_saves_and_stops(
    photos: Path, tmp_path: Path, tiny: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    original = Trainer.train_step

    def train_step(self: Trainer, stage: Stage) -> Terms:
        if self.state.step == 1:
            signal.raise_signal(signal.SIGINT)
        return original(self, stage)

    monkeypatch.setattr(Trainer, "train_step", train_step)
    assert _train(photos, tmp_path / "run", "--recipe", tiny) == 128 + signal.SIGINT
    assert "stopped and saved" in capfd.readouterr().err
    assert load_checkpoint(tmp_path / "run").state.step == 2
