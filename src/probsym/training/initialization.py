"""The model that a run starts with, and whether a run can continue with a recipe and data."""

import dataclasses
from typing import Any

import torch
from torch import nn

from probsym.config import Recipe
from probsym.errors import CheckpointError
from probsym.inference.loading import load
from probsym.models.autoencoder import Autoencoder

_TZ = 5
"""Index of the distance in the viewpoint net's output."""


def initial_model(recipe: Recipe) -> Autoencoder:
    """A new model for the first stage, with the weights of ``recipe.init`` if it names a model.

    Raises:
        CheckpointError: no such model, or its networks are not those of the first stage.
    """
    config = dataclasses.replace(recipe.model, image_size=recipe.stages[0].image_size)
    model = Autoencoder(config)
    if recipe.init:
        found = load(recipe.init)
        if recipe.optimizer.trained == "refinement" and found.config.image_size < config.image_size:
            found = found.grow(config.image_size)  # the same maps, enlarged, for the refinement net to add to
        expected, weights = model.state_dict(), found.state_dict()
        added = {name: value for name, value in expected.items() if name.startswith("refinement_net.")}
        weights = added | weights  # a model without the refinement net is one to be refined
        shapes = {name: value.shape for name, value in expected.items()}
        if shapes != {name: value.shape for name, value in weights.items()}:
            raise CheckpointError(
                f"init: expected a model as the recipe's first stage trains, of {config.image_size} pixels, got "
                f"{recipe.init}, which has other networks or {found.config.image_size} pixels"
            )
        model.load_state_dict(weights)
        if found.config.translation_z_range == 0 < config.translation_z_range:
            _zero_distance(model)
    return model


@torch.no_grad()
def _zero_distance(model: Autoencoder) -> None:
    """Start with tz = 0: weights that were trained with a range of 0 give any value."""
    layers = [layer for layer in model.viewpoint_net.modules() if isinstance(layer, nn.Linear | nn.Conv2d)]
    layers[-1].weight[_TZ] = 0
    if layers[-1].bias is not None:
        layers[-1].bias[_TZ] = 0


def equal_except_budget(before: Recipe, now: Recipe) -> bool:
    """Whether two recipes differ at most in their budget and in how often they validate and save."""
    budget = {name: getattr(now, name) for name in ("steps", "minutes", "validate_every", "checkpoint_minutes")}
    return dataclasses.replace(before, **budget) == now


def check_resumable(before: Recipe, now: Recipe, data_before: dict[str, Any], data_now: dict[str, Any]) -> None:
    """Raise unless a run continues with its own recipe, except for the budget, and its own data.

    Raises:
        CheckpointError: another recipe, or other data.
    """
    if not equal_except_budget(before, now):
        raise CheckpointError("resume: the recipe differs from the run's own in more than its budget")
    if data_before["content_hash"] != data_now["content_hash"]:
        raise CheckpointError(
            f"resume: the data differs from the run's own: expected content {data_before['content_hash'][:16]},"
            f" got {data_now['content_hash'][:16]}"
        )
