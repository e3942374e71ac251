import dataclasses
import json
from pathlib import Path

import pytest

from probsym.config import Recipe, from_dict, load_recipe
from probsym.errors import ConfigError

FORMER = json.loads((Path(__file__).parent / "recipes_0.1.0.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FORMER)
def test_recipes_of_0_1_0_change_in_what_is_meant(name: str) -> None:
    """Hollow trainings restart, and quick and cpu have linear light and a curvature penalty that fades."""
    recipe, former = load_recipe(name), from_dict(Recipe, FORMER[name])
    if name in ("quick", "cpu"):
        assert (recipe.model.shading_gamma, recipe.objective.lambda_curvature) == (2.2, 0.03)
        model = dataclasses.replace(recipe.model, shading_gamma=former.model.shading_gamma)
        objective = dataclasses.replace(recipe.objective, lambda_curvature=0.0, lambda_curvature_end=0.0)
        recipe = dataclasses.replace(recipe, model=model, objective=objective)
    assert dataclasses.replace(recipe, restart_hollow=False) == former


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_tables_are_merged_and_lists_replaced(tmp_path: Path) -> None:
    _write(
        tmp_path,
        parent="steps = 9\nseed = 4\nstages = [{batch_size = 2}]\n[model]\nwidth = 8\nlatent = 12\n",
        child='base = "parent.toml"\nstages = [{batch_size = 3}]\n[model]\nlatent = 16\n[data]\ncrop = 0.5\n',
    )
    recipe = load_recipe(str(tmp_path / "child.toml"))
    assert (recipe.steps, recipe.seed, recipe.data.crop) == (9, 4, 0.5)
    assert (recipe.model.width, recipe.model.latent) == (8, 16)
    assert [stage.batch_size for stage in recipe.stages] == [3]


def test_a_budget_replaces_the_bases(tmp_path: Path) -> None:
    _write(
        tmp_path, parent="steps = 9", child='base = "parent.toml"\nminutes = 2', again='base = "child.toml"\nsteps = 3'
    )
    child, again = (load_recipe(str(tmp_path / f"{name}.toml")) for name in ("child", "again"))
    assert (child.steps, child.minutes, again.steps, again.minutes) == (0, 2.0, 3, 0.0)


def test_a_base_in_another_folder(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    _write(tmp_path, parent='base = "paper"\nseed = 4')
    _write(tmp_path / "inner", child='base = "../parent.toml"\n')
    assert load_recipe(str(tmp_path / "inner" / "child.toml")) == load_recipe(str(tmp_path / "parent.toml"))


def test_former_names_override_current_ones(tmp_path: Path) -> None:
    _write(tmp_path, mine='base = "best"\n[model]\nmirror_pose = false\n[objective]\nlambda_hollow = 1.5\n')
    recipe = load_recipe(str(tmp_path / "mine.toml"))
    assert not recipe.model.flip_average_pose
    assert recipe.objective.lambda_concavity == 1.5


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a": 'base = "a.toml"'}, r"a\.toml: base: expected no cycle, got a\.toml -> a\.toml$"),
        (
            {"a": 'base = "b.toml"', "b": 'base = "c.toml"', "c": 'base = "b.toml"'},
            r"b\.toml: base: expected no cycle, got b\.toml -> c\.toml -> b\.toml$",
        ),
        ({"a": 'base = "bset"'}, r"a\.toml: base: expected one of .*best.* or a \.toml file, got 'bset'"),
        ({"a": 'base = "none.toml"'}, r"a\.toml: base: no such file: .*none\.toml"),
        ({"a": "base = 3"}, r"a\.toml: base: expected the name of a recipe or a \.toml file, got 3"),
        ({"a": 'base = "b.toml"', "b": "steps = "}, r"b\.toml: not a TOML file"),
        ({"a": 'base = "best"\nmodel = 3'}, r"a\.toml: model: expected a table of settings, got 3"),
        (
            {"a": 'base = "best"\n[model]\nmirror_pose = true\nflip_average_pose = true'},
            r"a\.toml: model\.mirror_pose: the",
        ),
    ],
)
def test_wrong_bases(files: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=message):
        load_recipe(str(_write(tmp_path, **files) / "a.toml"))
