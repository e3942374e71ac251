"""What is trained: every row's settings, as differences from the recipe."""

from collections.abc import Mapping
from typing import Any

from probsym.config import Recipe, from_dict, to_dict
from probsym.errors import ConfigError

FULL, SUPERVISED = "full", "supervised"
PRETRAINED, SELFSUP = "pretrained", "selfsup-features"

VARIANTS: dict[str, dict[str, Any]] = {
    FULL: {},
    SUPERVISED: {
        "objective.supervised": True,
        "model.clamp_border": False,
        "model.remove_vertical_tilt": False,
        "model.rotation_range_deg": 0.0,
        "model.translation_range": 0.0,
        "model.translation_z_range": 0.0,
    },
    "no-albedo-flip": {"objective.albedo_flip": False},
    "no-depth-flip": {"objective.depth_flip": False},
    "no-light": {"model.use_light": False},
    "no-perceptual": {"objective.features": "none", "objective.lambda_perceptual": 0.0},
    SELFSUP: {"objective.features": "selfsup", "objective.features_weights": ""},
    "no-confidence": {"model.use_confidence": False},
    "perturbed": {"data.perturb": True},
    "perturbed-no-confidence": {"data.perturb": True, "model.use_confidence": False},
    PRETRAINED: {},  # and the weights and the last stage, see `configured`
}
"""Name of a run -> settings by dotted name. Tables share the runs: the full model is trained once for all of them."""


def configured(recipe: Recipe, variant: str, seed: int, init: str = "", features: str = "") -> Recipe:
    """The recipe of one run.

    Args:
        recipe: what all rows have in common.
        variant: one of ``VARIANTS``.
        seed: of the run.
        features: weights of the self-supervised encoder; empty takes the shipped ones.
        init: weights that "pretrained" starts from; they are of the full size, so that only the last stage is trained.

    Raises:
        ConfigError: a setting does not fit, or there are no weights to start from.
    """
    settings: Mapping[str, Any] = VARIANTS[variant]
    values: dict[str, Any] = {**to_dict(recipe), "seed": seed}
    if variant == PRETRAINED:
        if not init:
            raise ConfigError("init: expected weights to start the row pretrained from, got none")
        values |= {"init": init, "stages": [{**values["stages"][-1], "share": 1.0}]}
    if variant == SELFSUP:
        settings = {**settings, "objective.features_weights": features}
    for name, value in settings.items():
        section, _, field = name.partition(".")
        values[section] = values[section] | {field: value}
    return from_dict(Recipe, values)
