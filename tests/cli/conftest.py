"""A model that has learned nothing: enough to run every command."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from probsym.config import ModelConfig
from probsym.models.autoencoder import Autoencoder


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory) -> Path:
    """A run folder with a slim model of 32 pixels."""
    torch.manual_seed(0)
    run = tmp_path_factory.mktemp("run")
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(run / "model")
    return run


@pytest.fixture
def album(tmp_path) -> Path:
    """A folder of three photos, two of one stem, one not square."""
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name, shape in (("cat.png", (40, 60, 3)), ("more/cat.jpg", (32, 32, 3)), ("more/dog.webp", (33, 32, 3))):
        Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(folder / name)
    return folder
