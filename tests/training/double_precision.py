"""A training in float64: what does not depend on rounding agrees to many digits.

``python tests/training/double_precision.py PHOTOS RECIPE OUT`` writes the loss terms of each step, also in several
processes that a launcher's variables connect.
"""

import json
import sys
from pathlib import Path
from unittest import mock

import torch
from torch import Tensor

from probsym.config.recipe import load_recipe
from probsym.kernels.dispatch import disable_cpu_kernels
from probsym.training.batch_loader import BatchLoader
from probsym.training.dataset import open_training_data
from probsym.training.initialization import initial_model
from probsym.training.networks import Networks
from probsym.training.processes import (
    connect_processes,
    make_accelerator,
    mean_over_processes,
    release_accelerator,
)


def double_precision_losses(photos: Path, recipe_file: Path, out: Path) -> list[list[float]]:
    """The loss terms of the whole batch at each step of a recipe, without moving average.

    By torch's operators alone: compiling the kernels in this precision takes four times as long as the steps.

    Args:
        photos: as for a training.
        recipe_file: TOML.
        out: a folder for accelerate.
    """
    recipe = load_recipe(str(recipe_file))
    (stage,) = recipe.stages
    data = open_training_data(photos, recipe.model.image_size, recipe.data, recipe.seed)
    state = connect_processes("cpu")
    try:
        torch.manual_seed(recipe.seed)
        accelerator = make_accelerator("no", out)
        networks = Networks(recipe, accelerator)
        if networks.features is not None:
            networks.features.double()
        batches = BatchLoader(data, recipe, torch.device("cpu"), state.process_index, state.num_processes)
        # The model computes in the type of its images, but for some layers and features, which become float32.
        by_torch = mock.patch("probsym.rendering.rasterize.fastest_backend", return_value="torch")
        with mock.patch.object(Tensor, "float", Tensor.double), disable_cpu_kernels(), by_torch:
            networks.prepare(initial_model(recipe).double(), None, {})
            found = []
            for step in range(recipe.steps or 0):
                terms = networks.step(batches.batch_at(step * stage.batch_size, stage)[0].double())
                found.append(mean_over_processes(accelerator, torch.stack(list(terms))).tolist())
        return found
    finally:
        release_accelerator()


def write_losses(photos: str, recipe_file: str, out: str) -> None:
    """Write them as ``losses.json`` into a folder, on the main process."""
    losses = double_precision_losses(Path(photos), Path(recipe_file), Path(out))
    if connect_processes("cpu").is_main_process:
        Path(out, "losses.json").write_text(json.dumps(losses), encoding="utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_losses(*sys.argv[1:4])
