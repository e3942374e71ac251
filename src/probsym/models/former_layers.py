"""Weights of version 0.1.0, whose layers had other indices; they load until version 2.0."""

from collections.abc import Mapping
from typing import Any

from torch import nn

from probsym.models.layers import NormActivation


def current_names(model: nn.Module, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values``, a mapping from parameter names, with the names of 0.1.0 replaced by those of ``model``.

    In 0.1.0 a placeholder followed every norm in a sequence of layers, so that later layers had larger indices.

    Args:
        model: has the parameters.
        values: weights, or an optimizer's moments; current names stay as they are.
    """
    renamed = dict(values)
    for name, layers in model.named_modules():
        if not isinstance(layers, nn.Sequential):
            continue
        keys = [key for key in values if key.startswith(f"{name}.") and _layer(key, name).isdecimal()]
        index_of = {key: int(_layer(key, name)) for key in keys}
        if all(index < len(layers) for index in index_of.values()):
            continue
        former = _former_indices(layers)
        for key in keys:
            del renamed[key]
        for key, index in index_of.items():
            parameter = key[len(name) + 1 :].partition(".")[2]
            renamed[f"{name}.{former.get(index, index)}.{parameter}"] = values[key]
    return renamed


def _layer(key: str, sequence: str) -> str:
    """The name of a layer in a sequence: its index, in files of ours."""
    return key[len(sequence) + 1 :].partition(".")[0]


def _former_indices(layers: nn.Sequential) -> dict[int, int]:
    """Index of each layer in 0.1.0 -> index now."""
    former, placeholders = {}, 0
    for index, layer in enumerate(layers):
        former[index + placeholders] = index
        placeholders += isinstance(layer, NormActivation)
    return former
