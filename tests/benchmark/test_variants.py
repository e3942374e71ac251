from dataclasses import replace

import pytest

from benchmark.conftest import RECIPE
from probsym.benchmark.variants import (
    CONFIDENCE_ROWS,
    DEPTH_TABLES,
    FULL,
    KEYPOINT_ROWS,
    PRETRAINED,
    STRESS_ROWS,
    SUPERVISED,
    Variant,
    recipe_of,
    trained_variants,
)
from probsym.config import Stage
from probsym.errors import ConfigError


def test_full_is_the_recipe_itself() -> None:
    assert recipe_of(FULL, RECIPE, 0) == RECIPE
    assert recipe_of(FULL, RECIPE, 7) == replace(RECIPE, seed=7)


@pytest.mark.parametrize("variant", [row for row in trained_variants() if row != PRETRAINED], ids=lambda row: row.name)
def test_every_variant_is_a_recipe_that_differs_by_its_settings_alone(variant: Variant) -> None:
    changed = recipe_of(variant, RECIPE, 0)
    assert (changed == RECIPE) == (variant.name == FULL.name)
    for section in ("model", "objective", "data"):
        before, after = vars(getattr(RECIPE, section)), vars(getattr(changed, section))
        for name in before:
            assert before[name] == after[name] or f"{section}.{name}" in variant.overrides, name
    assert (changed.optimizer, changed.stages, changed.steps) == (RECIPE.optimizer, RECIPE.stages, RECIPE.steps)


def test_rows_of_one_name_have_one_recipe() -> None:
    rows = [*KEYPOINT_ROWS, *STRESS_ROWS, *CONFIDENCE_ROWS.values()]
    rows += [row for table in DEPTH_TABLES.values() for row in table.rows]
    by_name = {row.name: row.overrides for row in trained_variants()}
    assert trained_variants()[0] == FULL
    for row in rows:
        if not row.baseline and row.name in by_name:
            assert by_name[row.name] == row.overrides


def test_every_row_of_the_depth_tables_has_the_papers_numbers() -> None:
    for table in DEPTH_TABLES.values():
        for row in table.rows:
            assert set(row.published) == {"side", "side_std", "mad", "mad_std"}, row.name


def test_supervised_sees_depth_as_it_is() -> None:
    recipe = recipe_of(SUPERVISED, RECIPE, 0)
    assert recipe.objective.supervised
    assert recipe.model.rotation_range_deg == recipe.model.translation_range == 0
    assert not recipe.model.clamp_border


def test_pretrained_starts_from_weights_of_the_last_stage() -> None:
    stages = (Stage(32, 8, 0.25), Stage(64, 4, 0.75))
    recipe = replace(RECIPE, model=replace(RECIPE.model, image_size=64), stages=stages)
    changed = recipe_of(PRETRAINED, recipe, 0, "there")
    assert changed.init == "there"
    assert changed.stages == (Stage(64, 4, 1.0),)
    with pytest.raises(ConfigError, match="init: expected weights"):
        recipe_of(PRETRAINED, recipe, 0)
