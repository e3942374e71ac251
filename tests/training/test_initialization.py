import dataclasses
from pathlib import Path

import pytest
import torch

from probsym.config import Recipe
from probsym.errors import CheckpointError
from probsym.models.autoencoder import Autoencoder
from probsym.training.initialization import check_resumable, equal_except_budget, initial_model

DATA = {"content_hash": "a" * 64}


def test_a_new_model_is_of_the_first_stage(recipe: Recipe) -> None:
    model = initial_model(recipe)
    assert model.config == dataclasses.replace(recipe.model, image_size=recipe.stages[0].image_size)


def test_given_weights(recipe: Recipe, tmp_path: Path) -> None:
    torch.manual_seed(5)
    given = initial_model(recipe)
    given.save_pretrained(tmp_path / "given")
    started = initial_model(dataclasses.replace(recipe, init=str(tmp_path / "given")))
    found = started.state_dict()
    for name, weight in given.state_dict().items():
        assert torch.equal(found[name], weight)
    Autoencoder(dataclasses.replace(given.config, width=8)).save_pretrained(tmp_path / "wider")
    with pytest.raises(CheckpointError, match="init: expected a model as the recipe's first stage"):
        initial_model(dataclasses.replace(recipe, init=str(tmp_path / "wider")))


@pytest.mark.parametrize("architecture", ["slim", "paper"])
def test_a_distance_that_was_fixed_starts_at_zero(architecture: str, recipe: Recipe, tmp_path: Path) -> None:
    model = dataclasses.replace(recipe.model, architecture=architecture)
    Autoencoder(dataclasses.replace(model, translation_z_range=0.0)).save_pretrained(tmp_path)
    free = dataclasses.replace(recipe, model=dataclasses.replace(model, translation_z_range=0.3), init=str(tmp_path))
    viewpoint = initial_model(free).coarse_factors(torch.rand(2, 3, 32, 32)).viewpoint
    assert (viewpoint.translation[:, 2] == 0).all()
    assert (viewpoint.translation[:, :2] != 0).all()


def test_only_the_budget_may_change(recipe: Recipe) -> None:
    longer = dataclasses.replace(recipe, steps=recipe.steps + 7, validate_every=3, checkpoint_minutes=1.0)
    assert equal_except_budget(recipe, longer)
    check_resumable(recipe, longer, DATA, dict(DATA))
    other = dataclasses.replace(longer, seed=recipe.seed + 1)
    assert not equal_except_budget(recipe, other)
    with pytest.raises(CheckpointError, match="resume: the recipe differs"):
        check_resumable(recipe, other, DATA, DATA)
    with pytest.raises(CheckpointError, match=r"resume: the data differs .* expected content a{16}, got b{16}$"):
        check_resumable(recipe, longer, DATA, {"content_hash": "b" * 64})
