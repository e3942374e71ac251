"""A model that has learned nothing: enough to run every command."""

from pathlib import Path

import pytest
import torch

from probsym.config import ModelConfig
from probsym.models.autoencoder import Autoencoder


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory) -> Path:
    """A run folder with a slim model of 32 pixels."""
    torch.manual_seed(0)
    run = tmp_path_factory.mktemp("run")
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(run / "model")
    return run
