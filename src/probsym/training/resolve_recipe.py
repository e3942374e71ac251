"""The recipe of a training run: a named recipe or file, with a call's changes."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from probsym.config import Recipe, from_dict, load_recipe, to_dict
from probsym.errors import ConfigError
from probsym.framing.crops import read_card
from probsym.inference.loading import load

_REFINEMENT_WIDTH = 16
"""Channels of a refinement net whose recipe does not say."""


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


def add_initial_model(recipe: Recipe) -> Recipe:
    """The recipe with the settings that the weights of ``recipe.init`` were trained with and depend on.

    These are the gamma of the shading and the relief's gain, unless the recipe has its own. If only the refinement net
    is trained, they are all settings of the model, and its image size unless the recipe has a larger one.

    Raises:
        CheckpointError: no such model, or it is damaged.
        ConfigError: only the refinement net is trained, and no model is given.
    """
    refined = recipe.optimizer.trained == "refinement"
    if not recipe.init:
        if refined:
            raise ConfigError("init: expected a model to refine, for optimizer.trained is 'refinement'; got none")
        return recipe
    given, model = load(recipe.init).config, recipe.model
    if refined:
        width = model.refinement_width or given.refinement_width or _REFINEMENT_WIDTH
        size = max(given.image_size, model.image_size)
        stage = dataclasses.replace(recipe.stages[-1], image_size=size, share=1.0)
        model = dataclasses.replace(given, image_size=size, refinement_width=width)
        return dataclasses.replace(recipe, model=model, stages=(stage,))
    if model.shading_gamma == 1:
        model = dataclasses.replace(model, shading_gamma=given.shading_gamma)
    if model.relief_gain == 1:
        model = dataclasses.replace(model, relief_gain=given.relief_gain)
    return dataclasses.replace(recipe, model=model)
