"""Encoders by their names in the objective's settings."""

from collections.abc import Callable
from pathlib import Path

from probsym.errors import ConfigError
from probsym.models.features.base import FeatureEncoder
from probsym.models.features.random import RandomFeatures
from probsym.models.features.rotation import SHIPPED_ENCODER, load_encoder
from probsym.models.features.squeezenet import load_squeezenet
from probsym.models.features.vgg16 import load_vgg16

ENCODERS: dict[str, Callable[[str], FeatureEncoder | None]] = {
    "vgg16": load_vgg16,
    "squeezenet": load_squeezenet,
    "random": lambda _: RandomFeatures().freeze(),
    "selfsup": lambda weights: load_encoder(Path(weights) if weights else SHIPPED_ENCODER).freeze(),
    "none": lambda _: None,
}
"""Name -> function of the weights' file that gives a frozen encoder."""


def load_features(name: str, weights: str = "") -> FeatureEncoder | None:
    """A frozen encoder by its name; None for "none".

    Args:
        name: one of ``ENCODERS``.
        weights: file of the weights. vgg16: torchvision's ``.pth``, by default downloaded; squeezenet: an ``.npz``,
            required; selfsup: of ``probsym pretrain-features``, by default the shipped one.

    Raises:
        ConfigError: an unknown name, or no file where one is required.
        CheckpointError: the file is missing, damaged, or differs from the checksum in its name.
    """
    if name not in ENCODERS:
        *others, last = ENCODERS
        raise ConfigError(f"features: expected {', '.join(others)} or {last}; got {name!r}")
    return ENCODERS[name](weights)
