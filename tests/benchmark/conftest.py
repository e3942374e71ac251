"""A benchmark as small as it comes: one set and one folder of runs for all tables."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from probsym.benchmark.request import Request
from probsym.config import DataConfig, ModelConfig, ObjectiveConfig, OptimizerConfig, Recipe, Stage
from probsym.errors import TrainingDivergedError
from probsym.losses.objective import Terms
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings
from probsym.training.train import Trainer

RECIPE = Recipe(
    model=ModelConfig(
        image_size=32, architecture="slim", width=4, latent=8, remove_vertical_tilt=True, flip_average_pose=True
    ),
    objective=ObjectiveConfig(features="random"),
    data=DataConfig(validation_limit=2),
    optimizer=OptimizerConfig(learning_rate=1e-3, weight_decay=0.0, clip_norm=5.0, ema_decay=0.9),
    stages=(Stage(image_size=32, batch_size=4),),
    steps=3,
    validate_every=100,
)


@pytest.fixture(scope="session")
def benchmark_faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """12 faces of 32 pixels to train on, 2 to validate, 10 to test."""
    folder = tmp_path_factory.mktemp("benchmark") / "faces"
    generate(procedural_head(), folder, {"train": 12, "val": 2, "test": 10}, SceneSettings(size=32), seed=2)
    return folder


@pytest.fixture(scope="session")
def shared_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tables of several tests share their runs."""
    return tmp_path_factory.mktemp("shared") / "out"


def quiet() -> Console:
    """A console that keeps what it is told; wide, so that nothing is cut off."""
    return Console(file=io.StringIO(), width=300)


@pytest.fixture
def request_of(benchmark_faces: Path, shared_out: Path) -> Callable[..., Request]:
    """Makes a request of that set, with changes."""

    def make(**changes: Any) -> Request:
        values: dict[str, Any] = {
            "data": benchmark_faces,
            "out": shared_out,
            "recipe": RECIPE,
            "console": quiet(),
        } | changes
        return Request(**values)

    return make


@pytest.fixture
def diverging(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes trainings with some seeds diverge at their first step."""
    seeds: set[int] = set()
    original = Trainer.train_step

    def train_step(self: Trainer, stage: Stage) -> Terms:
        if self.recipe.seed in seeds:
            raise TrainingDivergedError(f"the loss is not finite at step {self.state.step + 1}")
        return original(self, stage)

    monkeypatch.setattr(Trainer, "train_step", train_step)
    return seeds.add
