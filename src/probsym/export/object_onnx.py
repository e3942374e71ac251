"""The object net as an ONNX file: a photo in, the probability that each pixel shows the object out.

It is kept apart from the model's networks because many of their users do not need it. Like theirs, its graph ships
with the package (:mod:`probsym.export.graph_files`), so no exporter runs.
"""

from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from probsym import __version__
from probsym.export.graph_files import kept_graph, with_distinct_weights, with_weights, without_weights
from probsym.export.onnx_file import exported, finish
from probsym.models.layers import UNet
from probsym.models.object_net import OBJECT_NET_SIZE, ObjectNet, object_unet

PHOTO_INPUT, PROBABILITY_OUTPUT = "photo", "probability"
"""Names of the only input and output."""


class _Finished(nn.Module):
    """A photo of the net's size to what :meth:`ObjectNet.probability` gives."""

    def __init__(self, network: UNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, photo: Float[Tensor, "1 3 size size"]) -> Float[Tensor, "size size"]:
        odds = self.network(torch.cat([photo, photo.flip(3)]) * 2 - 1)[:, 0]
        return torch.sigmoid((odds[0] + odds[1].flip(1)) / 2)


def object_onnx(net: ObjectNet, name: str) -> bytes:
    """An object net as an ONNX file, float32, for one photo of its size at a time, [0, 1].

    Args:
        net: of a model.
        name: of the model, for the file's metadata.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
    """
    path = object_graph_file()
    proto = with_weights(path.read_bytes(), net.network) if path.is_file() else _exported(net.network)
    return finish(proto, _description(name))


def object_graph_file() -> Path:
    """Where the graph of object nets is kept."""
    with torch.device("meta"):
        shapes = {name: tuple(tensor.shape) for name, tensor in object_unet().state_dict().items()}
    return kept_graph(f"object net {OBJECT_NET_SIZE} {shapes}")


def make_object_graph() -> bytes:
    """The graph of object nets, an ONNX file in which weights are only named.

    Raises:
        InputError: the packages of the extra ``onnx`` are not installed.
    """
    network = with_distinct_weights(object_unet)
    return without_weights(finish(_exported(network), _description("graph")), network)


def _exported(network: UNet) -> Any:
    photo = torch.zeros(1, 3, OBJECT_NET_SIZE, OBJECT_NET_SIZE)
    return exported(_Finished(network), {PHOTO_INPUT: photo}, [PROBABILITY_OUTPUT])


def _description(name: str) -> dict[str, Any]:
    return {
        "model": name,
        "probsym_version": __version__,
        "weights": "float32",
        "inputs": {
            PHOTO_INPUT: {"shape": [1, 3, OBJECT_NET_SIZE, OBJECT_NET_SIZE], "meaning": "RGB as in the file, 0 to 1"}
        },
        "outputs": {
            PROBABILITY_OUTPUT: {
                "shape": [OBJECT_NET_SIZE, OBJECT_NET_SIZE],
                "meaning": "probability that the pixel shows the object",
            }
        },
    }
