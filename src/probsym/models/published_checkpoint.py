"""Checkpoints of the code that unsup3d's authors released: its layer names into the networks of recipe ``paper``.

Such a file is a dictionary of state dictionaries: ``netD`` depth, ``netA`` albedo, ``netL`` light, ``netV`` viewpoint
and, unless the car settings made it, ``netC`` confidence. Optimizers, the epoch and a record of losses are ignored.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from probsym.config import ModelConfig
from probsym.errors import CheckpointError
from probsym.models.autoencoder import Autoencoder

SUFFIX = ".pth"
_NETWORKS = {"netD": "depth_net", "netA": "albedo_net", "netL": "light_net", "netV": "viewpoint_net"}
_CONFIDENCE = {"network": "shared", "out_net1": "full", "out_net2": "quarter"}
"""Parts of their confidence net -> parts of ours."""


class _LossRecord:
    """Stands in for the authors' class of recorded losses, which has data only."""


def load_published_checkpoint(path: str | Path) -> Autoencoder:
    """A model of recipe ``paper`` with the weights of a ``.pth`` file of the authors' code, in ``eval`` mode.

    Only tensors and plain values are unpickled, no code. Depth range, border and viewpoint ranges are the published
    ones. Their code multiplies tz by 0 for faces; weight decay drives that output to 0, so 0.1 serves faces and cats.

    Args:
        path: of the file, such as ``checkpoint030.pth``.

    Raises:
        CheckpointError: not such a file, a network is missing, its layers have other sizes, or weights are not finite.
    """
    values = _read(Path(path))
    wanted = [*_NETWORKS, *(["netC"] if "netC" in values else [])]
    missing = [name for name in wanted if not isinstance(values.get(name), Mapping)]
    if missing:
        raise CheckpointError(f"{path}: expected the networks {', '.join(_NETWORKS)} of unsup3d; no {missing[0]}")
    model = Autoencoder(ModelConfig(architecture="paper", use_confidence="netC" in values))
    weights: dict[str, Tensor] = {}
    for theirs, ours in _NETWORKS.items():
        layers = {"layers": _part(values[theirs], "network")}
        weights |= _renamed(path, theirs, getattr(model, ours), ours, layers)
    if model.confidence_net is not None:
        parts = {ours: _part(values["netC"], theirs) for theirs, ours in _CONFIDENCE.items()}
        weights |= _renamed(path, "netC", model.confidence_net, "confidence_net", parts)
    model.load_state_dict(weights)
    return model.eval()


def _read(path: Path) -> Mapping[str, Any]:
    record = (_LossRecord, "unsup3d.meters.MetricsTrace")
    try:
        with torch.serialization.safe_globals([record]):
            values = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read ({error.strerror or error})") from None
    except Exception as error:  # damaged files make the unpickler raise nearly anything
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise CheckpointError(f"{path}: expected a checkpoint of unsup3d, got another file: {reason}") from None
    if not isinstance(values, Mapping):
        raise CheckpointError(f"{path}: expected a dictionary of networks, got {type(values).__name__}")
    return values


def _part(state: Mapping[str, Any], prefix: str) -> list[Tensor]:
    """The tensors below ``prefix``, in the order of the layers: weight before bias."""
    pattern = re.compile(re.escape(prefix) + r"\.(\d{1,3})\.(weight|bias)")
    tensors = {str(name): value for name, value in state.items() if isinstance(value, Tensor)}
    found = {match: value for name, value in tensors.items() if (match := pattern.fullmatch(name)) is not None}
    ordered = sorted(found, key=lambda match: (int(match[1]), match[2] == "bias"))
    return [found[match] for match in ordered]


def _renamed(
    path: str | Path, network: str, module: nn.Module, name: str, parts: Mapping[str, list[Tensor]]
) -> dict[str, Tensor]:
    """Weights of one network under our names: the layers with parameters follow each other in the same order."""
    own = module.state_dict()
    result: dict[str, Tensor] = {}
    for part, tensors in parts.items():
        names = [key for key in own if key.startswith(f"{part}.")]
        expected, got = [tuple(own[key].shape) for key in names], [tuple(tensor.shape) for tensor in tensors]
        if expected != got:
            place = next(
                (at for at, (a, b) in enumerate(zip(expected, got, strict=False)) if a != b),
                min(map(len, (expected, got))),
            )
            raise CheckpointError(
                f"{path}: {network}: expected {len(expected)} tensors as published for 64 pixels, got {len(got)}, which"
                f" differ from number {place + 1} on"
            )
        if any(tensor.is_complex() or not tensor.isfinite().all() for tensor in tensors):
            raise CheckpointError(f"{path}: {network}: expected finite real numbers")
        result |= {f"{name}.{key}": tensor for key, tensor in zip(names, tensors, strict=True)}
    return result
