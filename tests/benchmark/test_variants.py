from dataclasses import replace

import pytest

from benchmark.conftest import RECIPE
from probsym.benchmark.variants import FULL, PRETRAINED, SUPERVISED, VARIANTS, configured
from probsym.config import Stage
from probsym.errors import ConfigError


def test_full_is_the_recipe_itself() -> None:
    assert configured(RECIPE, FULL, 0) == RECIPE
    assert configured(RECIPE, FULL, 7) == replace(RECIPE, seed=7)


@pytest.mark.parametrize("variant", sorted(set(VARIANTS) - {PRETRAINED}))
def test_every_variant_is_a_recipe_that_differs_by_its_settings_alone(variant: str) -> None:
    changed = configured(RECIPE, variant, 0)
    assert (changed == RECIPE) == (variant == FULL)
    for section in ("model", "objective", "data"):
        before, after = vars(getattr(RECIPE, section)), vars(getattr(changed, section))
        for name in before:
            assert before[name] == after[name] or f"{section}.{name}" in VARIANTS[variant], name
    assert (changed.optimizer, changed.stages, changed.steps) == (RECIPE.optimizer, RECIPE.stages, RECIPE.steps)


def test_supervised_sees_depth_as_it_is() -> None:
    recipe = configured(RECIPE, SUPERVISED, 0)
    assert recipe.objective.supervised
    assert recipe.model.rotation_range_deg == recipe.model.translation_range == 0
    assert not recipe.model.clamp_border


def test_pretrained_starts_from_weights_of_the_last_stage() -> None:
    stages = (Stage(32, 8, 0.25), Stage(64, 4, 0.75))
    recipe = replace(RECIPE, model=replace(RECIPE.model, image_size=64), stages=stages)
    changed = configured(recipe, PRETRAINED, 0, "there")
    assert changed.init == "there"
    assert changed.stages == (Stage(64, 4, 1.0),)
    with pytest.raises(ConfigError, match="init: expected weights"):
        configured(recipe, PRETRAINED, 0)
