"""The recipe of a training run: a named recipe or file, with a call's changes."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from probsym.config import Recipe, from_dict, load_recipe, to_dict
from probsym.errors import ConfigError
from probsym.framing.crops import read_card


def override_settings(recipe: Recipe, overrides: Mapping[str, Any]) -> Recipe:
    """A recipe with some settings changed.

    Args:
        recipe: to start from.
        overrides: dotted names to values, such as ``{"objective.lambda_flip": 0.25, "seed": 1}``.

    Raises:
        ConfigError: an unknown setting, a value of the wrong type or out of range.
    """
    values = to_dict(recipe)
    for name, value in overrides.items():
        *sections, field = name.split(".")
        target = values
        for section in sections:
            target = target.get(section)
            if not isinstance(target, dict):
                raise ConfigError(f"{name}: unknown setting")
        target[field] = value
    return from_dict(Recipe, values)


def resolve_recipe(
    recipe: str | Path | Recipe,
    *,
    steps: int | None = None,
    minutes: float | None = None,
    seed: int | None = None,
    init: str | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Recipe:
    """The recipe with a call's changes; see :func:`probsym.training.train.train`.

    Raises:
        ConfigError: no such recipe, both ``steps`` and ``minutes``, or a setting is wrong.
    """
    if steps is not None and minutes is not None:
        raise ConfigError("steps: expected either steps or minutes, got both")
    for name, value in (("steps", steps), ("minutes", minutes)):
        if value is not None and not value > 0:
            raise ConfigError(f"{name}: expected a positive number, got {value}")
    found = recipe if isinstance(recipe, Recipe) else load_recipe(str(recipe))
    found = found.with_budget(steps, minutes)
    changes = {"seed": seed, "init": init} | dict(overrides or {})
    return override_settings(found, {name: value for name, value in changes.items() if value is not None})


def add_framing(recipe: Recipe, data: Path) -> Recipe:
    """The recipe for photos cropped by ``probsym crop``: the model stores how to frame other photos alike."""
    framing = read_card(data)
    if framing.detector == "none":
        return recipe
    framing = dataclasses.replace(framing, side=framing.side * recipe.data.crop)
    return dataclasses.replace(recipe, model=recipe.model.framed(framing))
