"""A recipe that trains in a second, and a small synthetic set."""

from pathlib import Path

import pytest

from probsym.config import DataConfig, ModelConfig, ObjectiveConfig, OptimizerConfig, Recipe, Stage
from probsym.synthetic.generate import generate
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings


@pytest.fixture
def recipe() -> Recipe:
    """Six steps of four images of 32 pixels."""
    return Recipe(
        model=ModelConfig(image_size=32, architecture="slim", width=4, latent=8),
        objective=ObjectiveConfig(features="random"),
        data=DataConfig(validation_share=0.25),
        optimizer=OptimizerConfig(
            learning_rate=1e-3, weight_decay=0.0, warmup_steps=2, decay="cosine", clip_norm=5.0, ema_decay=0.9
        ),
        stages=(Stage(image_size=32, batch_size=4),),
        steps=6,
        validate_every=4,
    )


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic faces of 32 pixels with ground truth: 8 to train on, 4 to validate."""
    folder = tmp_path_factory.mktemp("synthetic") / "faces"
    generate(procedural_head(), folder, {"train": 8, "val": 4}, SceneSettings(size=32), seed=3)
    return folder
