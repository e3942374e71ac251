"""Training in several processes on one CPU, as accelerate starts them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from PIL import Image

from probsym.cli.main import main
from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import list_checkpoints, load_checkpoint
from training.double_precision import double_precision_losses

pytestmark = pytest.mark.slow

# The rate is low: at five times this one the last bit of a sum decides a tenth of what the loss falls by in 40 steps.
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


PRECISE = RECIPE.replace("steps = 40", "steps = 24").replace("flip = false", "flip = true").replace("0.9", "0.0")

VARIABLES = {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module", autouse=True)
def _on_the_cpu() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in VARIABLES.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("recipe") / "tiny.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return str(path)


def launch(folder: Path, *commands: Sequence[object], first: str) -> str:
    """Run commands one after the other in two processes of accelerate's launcher; what they printed on stderr.

    ``test_lost_process`` launches the program itself, as a person would.

    Args:
        folder: for the script that the launcher runs.
        commands: arguments of the program.
        first: Python code to run before them.
    """
    listed = json.dumps([list(map(str, command)) for command in commands])
    script = folder / "commands.py"
    run = f"sys.exit(max(map(main, json.loads({listed!r}))))"
    script.write_text(f"import json, sys; from probsym.cli.main import main; {first}; {run}", encoding="utf-8")
    # accelerate has no flag for several processes of one CPU: it is the GPU's launcher without a GPU
    command = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    command += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    done = subprocess.run([*command, str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def rows_of(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def assert_same_curve(one: Path, other: Path) -> None:
    """Losses within 0.015, where they fall by half a unit, and errors within 0.005.

    No closer, because rounding decides which pixels are seen; in float64 they agree to many digits.
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
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    generator = np.random.default_rng(7)
    for number in range(12):
        coarse = Image.fromarray(generator.integers(0, 256, (4, 4, 3), dtype=np.uint8))
        coarse.resize((40, 40), Image.Resampling.BICUBIC).save(folder / f"{number:02d}.png")
    return folder


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory, photos: Path, recipe: str) -> Path:
    """The run in one process."""
    run = tmp_path_factory.mktemp("straight") / "run"
    assert main(["train", "--data", str(photos), "--out", str(run), "--recipe", recipe]) == 0
    return run


class Precise(NamedTuple):
    """A recipe, and the loss terms of one process at each step in float64."""

    recipe: Path
    losses: list[list[float]]


@pytest.fixture(scope="module")
def precise(tmp_path_factory: pytest.TempPathFactory, photos: Path) -> Precise:
    folder = tmp_path_factory.mktemp("precise")
    path = folder / "precise.toml"
    path.write_text(PRECISE, encoding="utf-8")
    return Precise(path, double_precision_losses(photos, path, folder))


PERCEPTUAL = {"no-encoder": '"none"', "no-weight": '"random"\nlambda_perceptual = 0.0'}
"""Ways to train without perceptual loss: why, and the recipe's features."""


class ByTwo(NamedTuple):
    """A folder of what two processes did, and what they printed."""

    folder: Path
    said: str


@pytest.fixture(scope="module")
def by_two(
    tmp_path_factory: pytest.TempPathFactory, photos: Path, recipe: str, straight: Path, precise: Precise
) -> ByTwo:
    """Two processes start once for all.

    The ``whole`` run; ``half`` of its steps; the other half of ``continued``, which one process began; a run for each
    way without a part; and ``reconstructed``.
    """
    folder = tmp_path_factory.mktemp("two")
    whole, half, continued = (
        ("train", "--data", photos, "--out", folder / name) for name in ("whole", "half", "continued")
    )
    first = ("--recipe", recipe, "--steps", "20")
    assert main([*map(str, continued), *first]) == 0
    commands = [(*whole, "--recipe", recipe), (*half, *first), (*continued, "--resume", "--steps", "40")]
    for reason, features in PERCEPTUAL.items():
        for architecture in ("slim", "paper"):
            path = folder / f"{architecture}-{reason}.toml"
            text = RECIPE.replace("steps = 40", "steps = 3").replace('"random"', features)
            path.write_text(text.replace('"slim"', f'"{architecture}"'), encoding="utf-8")
            commands.append(("train", "--data", photos, "--out", path.with_suffix(""), "--recipe", path))
    out = folder / "reconstructed"
    commands.append(("reconstruct", photos, "--model", straight, "--out", out, "--no-turntable", "--limit", "5"))
    (folder / "precise").mkdir()
    arguments = [str(path) for path in (photos, precise.recipe, folder / "precise")]
    tests = str(Path(__file__).parents[1])
    load = f"import sys; sys.path.insert(0, {tests!r}); from training.double_precision import write_losses"
    return ByTwo(folder, launch(folder, *commands, first=f"{load}; write_losses(*{arguments})"))


def test_two_processes_learn_what_one_learns(by_two: ByTwo, straight: Path) -> None:
    run = by_two.folder / "whole"
    assert_same_curve(straight, run)
    # The main process alone writes and speaks.
    assert json.loads((run / "record.json").read_text())["processes"] == 2
    assert len(list(run.rglob("events.out.tfevents.*"))) == 1
    assert len(list((run / "sheets").iterdir())) == 2
    assert {path.name for path in run.iterdir()} == {path.name for path in straight.iterdir()}
    assert by_two.said.count(f"model: {run / 'model'}") == 1
    for name, tensor in Autoencoder.from_pretrained(run / "model").state_dict().items():
        assert tensor.isfinite().all(), name


def test_in_float64_two_processes_take_the_steps_of_one(by_two: ByTwo, precise: Precise) -> None:
    """What differs in float32 is rounding alone: gradients and losses are those of the whole batch."""
    two = json.loads((by_two.folder / "precise" / "losses.json").read_text(encoding="utf-8"))
    assert len(two) == 24
    assert precise.losses[-1][0] < precise.losses[0][0] - 0.5
    np.testing.assert_allclose(two, precise.losses, rtol=0, atol=1e-8)


def test_resuming_with_another_number_of_processes(by_two: ByTwo, photos: Path, straight: Path) -> None:
    run = by_two.folder / "half"
    assert load_checkpoint(run).state.samples == 20 * 4
    assert main(["train", "--data", str(photos), "--out", str(run), "--resume", "--steps", "40"]) == 0
    for resumed in (run, by_two.folder / "continued"):
        assert_same_curve(straight, resumed)
        assert load_checkpoint(resumed).state.samples == 40 * 4
        assert [path.name for path in list_checkpoints(resumed)] == ["step-00000020", "step-00000040"]


def test_two_processes_reconstruct_a_folder(by_two: ByTwo) -> None:
    out = by_two.folder / "reconstructed"
    names = sorted(path.name for path in out.iterdir())
    assert names == ["00", "01", "02", "03", "04", "contact_sheet-1-of-2.png", "contact_sheet-2-of-2.png"]
    for name in names[:5]:
        assert json.loads((out / name / "factors.json").read_text())["photo"] == f"{name}.png"
        assert (out / name / "mesh.glb").is_file()


@pytest.mark.parametrize("reason", PERCEPTUAL)
@pytest.mark.parametrize("architecture", ["paper", "slim"])
def test_without_perceptual_loss(by_two: ByTwo, reason: str, architecture: str) -> None:
    """Every weight that wants a gradient has to get one in every process."""
    saved = load_checkpoint(by_two.folder / f"{architecture}-{reason}")
    assert saved.state.step == 3
    assert saved.model.config.architecture == architecture
