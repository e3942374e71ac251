"""Every recipe of the package runs, through the command line."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
import torch

from probsym.cli.main import main
from probsym.config import ModelConfig, Recipe, load_recipe, recipe_names, to_dict
from probsym.models.autoencoder import Autoencoder
from probsym.training.checkpoint import load_checkpoint

_SMALL = 16
"""Widths above this are cut, and with them images and batches: a full step of the paper's nets takes many seconds."""


def _toml(values: dict[str, Any]) -> str:
    """Enough TOML for a recipe: plain values and a list of tables first, then the tables."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items() if isinstance(value, int | float | str)]
    for name, table in values.items():
        if isinstance(table, dict):
            lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    for stage in values["stages"]:
        lines += ["[[stages]]", *(f"{key} = {json.dumps(value)}" for key, value in stage.items())]
    return "\n".join(lines) + "\n"


def _affordable(recipe: Recipe) -> Recipe:
    features = recipe.objective.features
    if features in ("vgg16", "squeezenet"):  # their weights are a download
        features = "random"
    objective = dataclasses.replace(recipe.objective, features=features)
    model, stages = recipe.model, recipe.stages
    if model.width > _SMALL:
        model = dataclasses.replace(model, width=8, latent=16)
    stages = tuple(dataclasses.replace(stage, batch_size=min(stage.batch_size, 8)) for stage in stages)
    return dataclasses.replace(recipe, model=model, objective=objective, stages=stages)


@pytest.mark.parametrize("name", recipe_names())
def test_recipe_trains(name: str, photos: Path, tmp_path: Path) -> None:
    original = load_recipe(name)
    recipe = _affordable(original)
    steps = 2 * len(recipe.stages)
    (tmp_path / f"{name}.toml").write_text(_toml(to_dict(recipe)), encoding="utf-8")
    assert load_recipe(str(tmp_path / f"{name}.toml")) == recipe
    run, given = tmp_path / "run", []
    if recipe.optimizer.trained == "refinement":  # of a model that has no refinement net yet
        Autoencoder(dataclasses.replace(recipe.model, refinement_width=0)).save_pretrained(tmp_path / "given")
        given = ["--init", str(tmp_path / "given")]
    flags = ["--recipe", str(tmp_path / f"{name}.toml"), "--steps", str(steps), "--validate-every", "1000"]
    assert main(["train", "--data", str(photos), "--out", str(run), *flags, *given]) == 0
    saved = load_checkpoint(run)
    assert saved.state.step == steps
    assert saved.state.stage == len(recipe.stages) - 1
    for tensor in saved.model.state_dict().values():
        assert tensor.isfinite().all()
    assert Autoencoder.from_pretrained(str(run / "model")).config == recipe.model
    assert list((run / "sheets").glob("*.png"))


def test_sharpen_changes_the_refinement_net_only_and_resumes(photos: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    given = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8, flip_average_depth=True))
    given.save_pretrained(tmp_path / "given")
    run = ["train", "--data", str(photos), "--out", str(tmp_path / "run")]
    flags = ["--recipe", "sharpen", "--steps", "2", "--init", str(tmp_path / "given")]
    assert main([*run, *flags]) == 0
    assert main([*run, "--resume", "--steps", "3"]) == 0
    saved = load_checkpoint(tmp_path / "run")
    assert saved.state.step == 3
    assert saved.model.config == dataclasses.replace(given.config, refinement_width=16)
    weights = saved.model.state_dict()
    for name, weight in given.state_dict().items():
        assert torch.equal(weights.pop(name), weight), name
    assert weights["refinement_net.out.weight"].abs().max() > 0


def test_sharpen_enlarges_a_model_for_larger_photos(photos: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    given = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8))
    given.save_pretrained(tmp_path / "given")
    larger = "base = 'sharpen'\nstages = [{ image_size = 64, batch_size = 4 }]\n[model]\nimage_size = 64\n"
    (tmp_path / "larger.toml").write_text(larger, encoding="utf-8")
    flags = ["--recipe", str(tmp_path / "larger.toml"), "--steps", "2", "--init", str(tmp_path / "given")]
    assert main(["train", "--data", str(photos), "--out", str(tmp_path / "run"), *flags]) == 0
    model = Autoencoder.from_pretrained(str(tmp_path / "run" / "model"))
    assert model.config == dataclasses.replace(given.config, image_size=64, refinement_width=16)
    grown, images = given.grow(64).eval(), torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(model.depth(images), grown.depth(images))


def test_paper_is_the_papers_to_the_letter() -> None:
    """The published settings do not change: the defaults, VGG16, and nothing of our own."""
    recipe = load_recipe("paper")
    assert recipe.objective == dataclasses.replace(Recipe(steps=1).objective, features="vgg16")
    assert recipe.model == Recipe(steps=1).model
    assert recipe.stages == Recipe(steps=1).stages
