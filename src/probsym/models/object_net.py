"""The object net: which pixels of a photo show the object, learned without labels (not in the paper).

Shape, confidence and colours tell object from ground in most photos of a category, but not in all. A small network
that has seen what they say of many photos answers better than they do: what is wrong in single photos does not repeat,
and cannot be learned.
"""

import torch
from jaxtyping import Float
from safetensors.torch import save
from torch import Tensor
from torch.nn import functional

from probsym.errors import CheckpointError, FileFormatError
from probsym.models.layers import UNet
from probsym.readers.tensors import parse_safetensors

OBJECT_NET_SIZE = 64
"""Pixels a side of its input and output."""
_WIDTH, _WIDEST, _STAGES = 16, 64, 4


def object_unet() -> UNet:
    """The untrained network: photos of ``OBJECT_NET_SIZE`` pixels a side, [-1, 1], to log odds of the object."""
    return UNet(3, 1, _WIDTH, _STAGES, _WIDEST)


class ObjectNet:
    """Tells object from ground in photos of one category. No module, so that models that have one do not train it."""

    def __init__(self, network: UNet) -> None:
        """``network``: of :func:`object_unet`, trained, on the CPU."""
        self.network = network.eval()

    @torch.inference_mode()
    def probability(self, photo: Float[Tensor, "3 pixels pixels"]) -> Float[Tensor, "size size"]:
        """Probability that each pixel shows the object, from the photo and its mirror image.

        Args:
            photo: square, RGB, [0, 1], cropped as the model's photos; it is resized to ``OBJECT_NET_SIZE``.
        """
        small = functional.interpolate(
            photo[None].float(), (OBJECT_NET_SIZE, OBJECT_NET_SIZE), mode="bilinear", antialias=True
        )
        odds = self.network(torch.cat([small, small.flip(3)]) * 2 - 1)[:, 0]
        return torch.sigmoid((odds[0] + odds[1].flip(1)) / 2)


def encode_object_net(net: ObjectNet) -> bytes:
    """As safetensors with float16 weights."""
    tensors = {name: tensor.detach().cpu().half().contiguous() for name, tensor in net.network.state_dict().items()}
    return save(tensors, metadata={"format": "pt"})


def decode_object_net(content: bytes, name: str) -> ObjectNet:
    """The net in a file of :func:`encode_object_net`.

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        CheckpointError: it is damaged, or holds other weights.
    """
    network = object_unet()
    try:
        network.load_state_dict(parse_safetensors(content, name))
    except FileFormatError as error:
        raise CheckpointError(str(error)) from None
    except RuntimeError as error:  # torch raises it for other names and shapes
        raise CheckpointError(f"{name}: expected the weights of an object net: {str(error).splitlines()[0]}") from None
    return ObjectNet(network)
