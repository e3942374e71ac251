import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import pytest

from probsym.config import (
    RECIPES,
    DataConfig,
    Framing,
    ModelConfig,
    ObjectiveConfig,
    OptimizerConfig,
    Recipe,
    Stage,
    from_dict,
    load_recipe,
    recipe_names,
    to_dict,
)
from probsym.errors import ConfigError
from probsym.framing.crops import FRAMINGS


def test_defaults_are_the_papers() -> None:
    recipe = Recipe(steps=1)
    assert (recipe.model.image_size, recipe.model.width, recipe.model.latent) == (64, 64, 256)
    assert (recipe.model.depth_min, recipe.model.depth_max, recipe.model.fov_deg) == (0.9, 1.1, 10)
    assert (recipe.objective.lambda_flip, recipe.objective.lambda_perceptual) == (0.5, 1)
    assert (
        recipe.objective.lambda_concavity
        == recipe.objective.lambda_depth_variance
        == recipe.objective.lambda_mean_rotation
        == 0
    )
    assert (recipe.optimizer.learning_rate, recipe.stages[0].batch_size) == (1e-4, 64)


def test_border_depth() -> None:
    assert ModelConfig().border_depth == pytest.approx(0.7 * 1.1 + 0.3 * 0.9)
    assert ModelConfig(depth_min=1.0, depth_max=2.0).border_depth == pytest.approx(1.7)


def test_fixed_border_by_image_size() -> None:
    assert ModelConfig().has_fixed_border
    assert not ModelConfig(clamp_border=False).has_fixed_border
    fixed = [ModelConfig(image_size=size, unclamp_border_at_size=64).has_fixed_border for size in (32, 64, 128)]
    assert fixed == [True, False, False]
    with pytest.raises(ConfigError, match=r"model\.unclamp_border_at_size: expected a number from 0 to 4096"):
        ModelConfig(unclamp_border_at_size=-1)


def test_round_trip_through_plain_values() -> None:
    recipe = Recipe(
        model=ModelConfig(architecture="slim", width=8),
        objective=ObjectiveConfig(features="none"),
        stages=(Stage(32, 8, 0.25), Stage(64, 4, 0.75)),
        minutes=3,
    )
    assert from_dict(Recipe, to_dict(recipe)) == recipe


def test_missing_fields_keep_their_defaults() -> None:
    assert from_dict(ModelConfig, {"width": 8}) == ModelConfig(width=8)


def test_int_is_accepted_for_float() -> None:
    recipe = from_dict(Recipe, {"minutes": 3})
    assert recipe.minutes == 3.0
    assert isinstance(recipe.minutes, float)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"model": {"depth": 3}}, "model.depth: unknown setting; expected one of architecture, "),
        ({"recipe": 1}, "^recipe: unknown setting; expected one of checkpoint_minutes, "),
        ({"steps": 1.5}, "steps: expected int, got 1.5"),
        ({"steps": True}, "steps: expected int, got True"),
        ({"steps": "9"}, "steps: expected int, got '9'"),
        ({"minutes": True}, "minutes: expected float, got True"),
        ({"data": {"horizontal_flip": 1}}, "data.horizontal_flip: expected bool, got 1"),
        ({"model": 3}, "model: expected a table of settings, got 3"),
        ({"stages": 3}, "stages: expected a list, got 3"),
        ({"stages": [3]}, "stages: expected a table of settings, got 3"),
        ({"model": {"architecture": "fat"}}, "model.architecture: expected one of paper, slim; got 'fat'"),
        ({"precision": "half"}, "precision: expected one of auto, float32, bfloat16; got 'half'"),
    ],
)
def test_wrong_names_and_types(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        from_dict(Recipe, {"minutes": 1.0} | values)


@pytest.mark.parametrize(
    ("cls", "values", "message"),
    [
        (ModelConfig, {"image_size": 48}, "model.image_size: expected one of 32, 64, 128, 256; got 48"),
        (ModelConfig, {"width": 2}, "model.width: expected a number from 4 to 512, got 2"),
        (ModelConfig, {"width": 18}, "model.width: expected a multiple of 4, got 18"),
        (ModelConfig, {"confidence_width": 6}, "model.confidence_width: expected a multiple of 4, got 6"),
        (ModelConfig, {"depth_width": 513}, "model.depth_width: expected a number from 0 to 512, got 513"),
        (ModelConfig, {"viewpoint_width": -4}, "model.viewpoint_width: expected a number from 0 to 512, got -4"),
        (ModelConfig, {"latent": 0}, "model.latent: expected"),
        (ModelConfig, {"fov_deg": 0.0}, "model.fov_deg: expected"),
        (ModelConfig, {"fov_deg": float("nan")}, "model.fov_deg: expected .* got nan"),
        (ModelConfig, {"rotation_range_deg": 91.0}, "model.rotation_range_deg: expected"),
        (ModelConfig, {"supersampling": 3}, "model.supersampling: expected one of 1, 2; got 3"),
        (ModelConfig, {"depth_min": 1.2}, "model.depth_min: expected 0 < depth_min < depth_max, got 1.2 and 1.1"),
        (ModelConfig, {"depth_min": 0.0}, "model.depth_min: expected"),
        (ModelConfig, {"shading_gamma": 0.5}, "model.shading_gamma: expected a number from 1 to 4, got 0.5"),
        (ModelConfig, {"shading_gamma": float("nan")}, "model.shading_gamma: expected .* got nan"),
        (ObjectiveConfig, {"lambda_curvature": -1.0}, "objective.lambda_curvature: expected a number from 0.0"),
        (
            ObjectiveConfig,
            {"lambda_curvature_end": 0.1},
            "objective.lambda_curvature: expected a positive weight, .* 0.1",
        ),
        (ObjectiveConfig, {"lambda_flip": -0.1}, "objective.lambda_flip: expected a number from 0.0"),
        (ObjectiveConfig, {"features": "squeezenet"}, "objective.features_weights: expected a file"),
        (DataConfig, {"crop": 0.0}, "data.crop: expected a number from 0.05 to 1.0, got 0.0"),
        (DataConfig, {"validation_share": 0.6}, "data.validation_share: expected"),
        (DataConfig, {"validation_limit": 0}, "data.validation_limit: expected"),
        (OptimizerConfig, {"learning_rate": 0.0}, "optimizer.learning_rate: expected"),
        (OptimizerConfig, {"ema_decay": 1.0}, "optimizer.ema_decay: expected"),
        (OptimizerConfig, {"clip_norm": -1.0}, "optimizer.clip_norm: expected"),
        (Stage, {"image_size": 33}, "stages.image_size: expected one of"),
        (Stage, {"batch_size": 0}, "stages.batch_size: expected"),
        (Stage, {"share": 0.0}, "stages.share: expected"),
    ],
)
def test_values_out_of_range(cls: type, values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        cls(**values)


@pytest.mark.parametrize(
    ("objective", "message"),
    [
        ({"supervised": True}, "objective.supervised: expected False for optimizer.trained 'refinement', .* got True"),
        ({"lambda_crop": 1.0}, "objective.lambda_crop: expected 0.0 for optimizer.trained 'refinement', .* got 1.0"),
        ({"lambda_rerender": 2.0}, "objective.lambda_rerender: expected 0.0 for optimizer.trained .* got 2.0"),
    ],
)
def test_what_does_not_train_the_refinement_net_is_refused(objective: dict[str, Any], message: str) -> None:
    still = {"rotation_range_deg": 0.0, "translation_range": 0.0, "translation_z_range": 0.0}
    values = {"steps": 1, "model": still, "objective": objective}
    assert from_dict(Recipe, values).optimizer.trained == "all"
    with pytest.raises(ConfigError, match=message):
        from_dict(Recipe, values | {"optimizer": {"trained": "refinement"}})


_BAD_NUMBERS = {int: (-3,), float: (math.nan, math.inf, -math.inf, -1e-6, -3.0)}
_SIGNED = ("framing_offset_y", "offset_y")


def _bad_settings() -> list[tuple[type, str, float]]:
    classes = (ModelConfig, Framing, ObjectiveConfig, DataConfig, OptimizerConfig, Stage, Recipe)
    return [
        (cls, field.name, value)
        for cls in classes
        for field in dataclasses.fields(cls)
        for value in _BAD_NUMBERS.get(type(field.default), ())
        if not (field.name in _SIGNED and value == -1e-6)
    ]


@pytest.mark.parametrize(("cls", "name", "value"), _bad_settings(), ids=lambda part: getattr(part, "__name__", part))
def test_every_number_has_a_range(cls: type, name: str, value: float) -> None:
    """NaN and infinity are refused, and negative numbers where they make no sense."""
    settings: dict[str, Any] = {"steps": 5, name: value} if cls is Recipe else {name: value}
    with pytest.raises(ConfigError, match=name.removeprefix("framing_")) as caught:
        cls(**settings)
    assert "\n" not in str(caught.value)


def test_decay_floor_is_a_share() -> None:
    with pytest.raises(ConfigError, match=r"optimizer\.decay_floor: expected a number from 0\.0 to 1\.0, got 50"):
        OptimizerConfig(decay_floor=50.0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "steps: expected either steps or minutes to be positive, got steps 0 and minutes 0.0"),
        ({"steps": 5, "minutes": 1.0}, "steps: expected either steps or minutes to be positive, got steps 5"),
        ({"steps": 5, "stages": ()}, "stages: expected at least one stage"),
        ({"steps": 5, "stages": (Stage(share=0.5),)}, r"stages.share: expected shares that sum to 1, got \[0.5\]"),
        ({"steps": 5, "stages": (Stage(32),)}, "stages.image_size: expected increasing sizes that end at .* 64, got"),
        ({"steps": 5, "stages": (Stage(64, 4, 0.5), Stage(32, 4, 0.5))}, "stages.image_size: expected increasing"),
        ({"steps": 5, "stages": (Stage(32, 4, 0.5), Stage(64, 4, 0.5))}, "expected a single size .* 'paper'"),
        ({"steps": 5, "validate_every": 0}, "validate_every: expected"),
    ],
)
def test_inconsistent_recipes(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Recipe(**values)


def test_with_budget() -> None:
    recipe = Recipe(minutes=5.0)
    assert recipe.with_budget() is recipe
    assert (recipe.with_budget(steps=7).steps, recipe.with_budget(steps=7).minutes) == (7, 0.0)
    assert (Recipe(steps=3).with_budget(minutes=2.0).steps, Recipe(steps=3).with_budget(minutes=2.0).minutes) == (
        0,
        2.0,
    )
    with pytest.raises(ConfigError, match="either steps or minutes"):
        recipe.with_budget(steps=7, minutes=2.0)


def test_recipe_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('steps = 9\n[model]\nwidth = 8\n[objective]\nfeatures = "none"\n', encoding="utf-8")
    recipe = load_recipe(str(path))
    assert recipe == Recipe(steps=9, model=ModelConfig(width=8), objective=ObjectiveConfig(features="none"))


def test_recipes_that_come_with_the_package() -> None:
    assert {"paper", "cpu", "quick"} <= set(recipe_names())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("steps = ", "mine.toml: not a TOML file"),
        (b"\xff\xfe\x00", "mine.toml: expected UTF-8 text"),
        ("steps = 4\nstage = 3", "mine.toml: stage: unknown setting"),
        ("steps = 4\n[model]\nwidth = 5", "mine.toml: model.width: expected a multiple of 4, got 5"),
    ],
)
def test_bad_files(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigError, match=message) as caught:
        load_recipe(str(path))
    assert "\n" not in str(caught.value)


def test_no_such_recipe(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"recipe: expected one of .*paper.* or a .toml file, got 'papr'"):
        load_recipe("papr")
    with pytest.raises(ConfigError, match=r"recipe: no such file: .*none\.toml"):
        load_recipe(str(tmp_path / "none.toml"))


def test_framing_round_trip() -> None:
    config = ModelConfig().framed(Framing("cat", 1.2, -0.1))
    assert config.framing == Framing("cat", 1.2, -0.1)
    assert from_dict(ModelConfig, to_dict(config)) == config
    assert from_dict(ModelConfig, {}).framing == Framing()  # configs from before there was such a thing
    with pytest.raises(ConfigError, match=r"framing\.side: expected a number from 0\.2 to 5"):
        ModelConfig(framing_side=0.0)


@pytest.mark.parametrize(
    ("name", "framing"),
    [
        ("face-64", dataclasses.replace(FRAMINGS["face"], side=0.81)),  # wider than in training
        ("face-128", dataclasses.replace(FRAMINGS["face"], side=0.87, offset_y=0.04)),
        ("cat-64", FRAMINGS["cat"]),
        ("cat-128", FRAMINGS["cat"]),
    ],
)
def test_shipped_models_know_their_framing(name: str, framing: Framing) -> None:
    values = json.loads((RECIPES.parent / "weights" / name / "config.json").read_text())
    assert from_dict(ModelConfig, values).framing == framing


@pytest.mark.parametrize(("encoding", "message"), [("utf-8-sig", ""), ("utf-16", "expected UTF-8 text, got UTF-16")])
def test_encodings_of_a_recipe(encoding: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("steps = 7\n", encoding=encoding)
    if message:
        with pytest.raises(ConfigError, match=message):
            load_recipe(str(path))
    else:
        assert load_recipe(str(path)).steps == 7
