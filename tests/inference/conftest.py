"""A small untrained model in a folder."""

from pathlib import Path

import pytest
import torch

from probsym.config import ModelConfig
from probsym.models.autoencoder import Autoencoder


@pytest.fixture(scope="session")
def model_path(tmp_path_factory) -> Path:
    """``model`` of a run's folder: slim, 32 pixels."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("run") / "model"
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(folder)
    return folder
