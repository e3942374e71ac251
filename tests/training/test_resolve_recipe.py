import dataclasses
from pathlib import Path

import pytest

from probsym.config import Framing, Recipe, Stage, load_recipe
from probsym.errors import ConfigError
from probsym.framing.crops import write_card
from probsym.models.autoencoder import Autoencoder
from probsym.training.resolve_recipe import add_framing, add_initial_model, override_settings, resolve_recipe


def test_overrides_change_only_what_they_name(recipe: Recipe) -> None:
    changed = override_settings(recipe, {"objective.lambda_flip": 0.25, "seed": 3})
    assert (changed.objective.lambda_flip, changed.seed) == (0.25, 3)
    assert override_settings(changed, {"objective.lambda_flip": recipe.objective.lambda_flip, "seed": 0}) == recipe


@pytest.mark.parametrize("name", ["objective.colour", "colour", "colour.red", "seed.low"])
def test_unknown_settings(recipe: Recipe, name: str) -> None:
    with pytest.raises(ConfigError, match="unknown setting"):
        override_settings(recipe, {name: 1})


def test_a_call_changes_a_named_recipe() -> None:
    overrides = {"data.crop": 0.5, "validate_every": None}
    found = resolve_recipe("quick", steps=7, seed=2, init="face-64", overrides=overrides)
    quick = load_recipe("quick")
    assert (found.steps, found.minutes, found.seed, found.init, found.data.crop) == (7, 0.0, 2, "face-64", 0.5)
    assert (found.validate_every, found.model) == (quick.validate_every, quick.model)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"steps": 3, "minutes": 1.0}, "steps: expected either steps or minutes, got both"),
        ({"steps": 0}, "steps: expected a positive number, got 0"),
        ({"minutes": float("nan")}, "minutes: expected a positive number, got nan"),
    ],
)
def test_wrong_budgets(recipe: Recipe, arguments: dict, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        resolve_recipe(recipe, **arguments)


def test_the_framing_of_cropped_photos_is_stored_in_the_model(recipe: Recipe, tmp_path: Path) -> None:
    assert add_framing(recipe, tmp_path) == recipe
    write_card(tmp_path, Framing("face", 1.5, 0.1), {})
    smaller = override_settings(recipe, {"data.crop": 0.8})
    framing = add_framing(smaller, tmp_path).model.framing
    assert (framing.detector, framing.side, framing.offset_y) == ("face", pytest.approx(1.2), 0.1)


def test_a_recipe_takes_over_what_given_weights_depend_on(recipe: Recipe, tmp_path: Path) -> None:
    changed = override_settings(recipe, {"model.shading_gamma": 2.2, "model.relief_gain": 1.2})
    given = changed.model.framed(Framing("cat", 1.2, 0.1))
    Autoencoder(given).save_pretrained(tmp_path)
    started = add_initial_model(override_settings(recipe, {"init": str(tmp_path)}))
    assert (started.model.shading_gamma, started.model.relief_gain) == (2.2, 1.2)
    assert started.model.framing == recipe.model.framing  # that of these photos, which may show something else
    own = {"init": str(tmp_path), "model.shading_gamma": 1.8}
    assert add_initial_model(override_settings(recipe, own)).model.shading_gamma == 1.8
    assert add_initial_model(recipe) == recipe


def test_refining_takes_over_the_whole_model(recipe: Recipe, tmp_path: Path) -> None:
    size = 64
    given = override_settings(recipe, {"model.fov_deg": 12.0, "model.width": 8}).model
    given = dataclasses.replace(given, image_size=size)
    Autoencoder(given).save_pretrained(tmp_path)
    sharpen = load_recipe("sharpen")
    assert sharpen.model.image_size != size
    refined = add_initial_model(override_settings(sharpen, {"init": str(tmp_path)}))
    assert refined.model == dataclasses.replace(given, refinement_width=sharpen.model.refinement_width)
    assert [stage.image_size for stage in refined.stages] == [size]
    with pytest.raises(ConfigError, match="init: expected a model to refine"):
        add_initial_model(sharpen)


def test_refining_at_a_larger_size(recipe: Recipe, tmp_path: Path) -> None:
    Autoencoder(recipe.model).save_pretrained(tmp_path)
    stages = (Stage(image_size=128, batch_size=4),)
    sharpen = load_recipe("sharpen")
    model = dataclasses.replace(sharpen.model, image_size=128)
    sharpen = dataclasses.replace(sharpen, init=str(tmp_path), stages=stages, model=model)
    refined = add_initial_model(sharpen)
    assert refined.model == dataclasses.replace(recipe.model, image_size=128, refinement_width=16)
    assert refined.stages == stages
