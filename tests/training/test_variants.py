"""Trainings other than the method's own: supervised, perturbed, from given weights."""

import dataclasses
import io
import json
from pathlib import Path

import pytest
import torch
from rich.console import Console

from probsym.config import ModelConfig, ObjectiveConfig, Recipe
from probsym.errors import CheckpointError, ConfigError, InputError
from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import load_checkpoint
from probsym.training.dataset import open_training_data
from probsym.training.processes import release_accelerator
from probsym.training.run import run_training
from probsym.training.train import Trainer


def _quiet() -> Console:
    return Console(file=io.StringIO())


def _supervised(recipe: Recipe) -> Recipe:
    model = dataclasses.replace(
        recipe.model, rotation_range_deg=0, translation_range=0, translation_z_range=0, clamp_border=False
    )
    objective = dataclasses.replace(recipe.objective, supervised=True, features="vgg16")  # which is not asked for
    return dataclasses.replace(recipe, model=model, objective=objective)


def test_supervised_learns_the_depth_and_nothing_else(faces: Path, tmp_path: Path, recipe: Recipe) -> None:
    recipe = dataclasses.replace(_supervised(recipe), steps=40, validate_every=20)
    run_training(faces, tmp_path / "run", recipe, console=_quiet())
    rows = [json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()]
    totals = [row["total"] for row in rows if row["kind"] == "train"]
    assert totals[-1] < 0.8 * totals[0]
    side = [row["side"] for row in rows if row["kind"] == "validation"]
    assert side[-1] < side[0]
    saved = load_checkpoint(tmp_path / "run")
    assert all(name.startswith("depth_net.") for name in saved.optimizer)
    assert not saved.model.factors(torch.rand(1, 3, 32, 32)).viewpoint.rotation_rad.any()


def test_supervised_resumes(faces: Path, tmp_path: Path, recipe: Recipe) -> None:
    recipe = _supervised(recipe)
    recipe = dataclasses.replace(recipe, optimizer=dataclasses.replace(recipe.optimizer, decay="constant"))
    run_training(faces, tmp_path / "run", dataclasses.replace(recipe, steps=3), console=_quiet())
    run_training(faces, tmp_path / "run", recipe, resume=True, console=_quiet())
    run_training(faces, tmp_path / "whole", recipe, console=_quiet())
    resumed, whole = (load_checkpoint(tmp_path / name) for name in ("run", "whole"))
    assert resumed.state.step == whole.state.step == 6
    found = resumed.model.state_dict()
    for name, weight in whole.model.state_dict().items():
        assert torch.equal(found[name], weight), name


def test_supervised_needs_ground_truth_and_a_fixed_viewpoint(photos: Path, tmp_path: Path, recipe: Recipe) -> None:
    with pytest.raises(InputError, match='data: expected a set made by "probsym synth"'):
        run_training(photos, tmp_path / "run", _supervised(recipe), console=_quiet())
    assert not (tmp_path / "run").exists()
    with pytest.raises(ConfigError, match="supervised: expected model"):
        Recipe(model=ModelConfig(), objective=ObjectiveConfig(supervised=True), steps=1)


def test_starting_from_given_weights(faces: Path, tmp_path: Path, recipe: Recipe) -> None:
    run_training(faces, tmp_path / "first", recipe, console=_quiet())
    start = Autoencoder.from_pretrained(str(tmp_path / "first" / "model"))
    onward = dataclasses.replace(recipe, init=str(tmp_path / "first"), seed=9)
    trainer = Trainer(open_training_data(faces, 32, recipe.data, 9), tmp_path / "second", onward, False, _quiet())
    found = trainer.networks.model.state_dict()
    for name, weight in start.state_dict().items():
        assert torch.equal(found[name], weight), name
    release_accelerator()
    wider = dataclasses.replace(onward, model=dataclasses.replace(recipe.model, width=8))
    with pytest.raises(CheckpointError, match="init: expected a model as the recipe's first stage"):
        run_training(faces, tmp_path / "third", wider, console=_quiet())
    with pytest.raises(CheckpointError, match="model: expected car-64, cat-128, cat-64"):
        run_training(faces, tmp_path / "third", dataclasses.replace(onward, init="nowhere"), console=_quiet())
    assert not (tmp_path / "third").exists()
