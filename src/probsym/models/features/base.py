"""The interface of the perceptual encoders, and what they share."""

from collections.abc import Mapping
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from probsym.errors import CheckpointError

_PIXELS_PER_CHUNK = 16 * 64 * 64


class FeatureEncoder(nn.Module):
    """Frozen encoder of RGB in [0, 1], ``B 3 H W``, to features ``B C H/4 W/4``; only the images get gradients."""

    def freeze(self) -> "FeatureEncoder":
        """Turn off the weights' gradients, switch to evaluation and to channels-last weights; returns itself."""
        self.requires_grad_(False)
        self.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        return self.eval()

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch channels height/4 width/4"]:
        """Features of ``images``."""
        raise TypeError("FeatureEncoder is an interface: use one of its subclasses")


def encode_in_chunks(
    encoder: FeatureEncoder, images: Float[Tensor, "batch 3 height width"]
) -> Float[Tensor, "batch channels height/4 width/4"]:
    """Features of ``images``, a few images at a time on a CPU.

    C libraries return the activations of a large batch to the system, which zeroes their pages on each new allocation.
    """
    if images.device.type != "cpu":
        return encoder(images)
    count = max(_PIXELS_PER_CHUNK // (images.shape[2] * images.shape[3]), 1)
    return torch.cat([encoder(chunk) for chunk in images.split(count)])


def load_weights(encoder: FeatureEncoder, state: Mapping[str, Any], source: str) -> FeatureEncoder:
    """Load the encoder's weights from a larger network's and freeze it.

    Args:
        encoder: takes the entries with its own names.
        state: weights by name; other entries are ignored.
        source: file or address, for the message.

    Raises:
        CheckpointError: an entry is missing, has another shape or is not finite.
    """
    own = encoder.state_dict()
    for key, tensor in own.items():
        found = state.get(key)
        if not isinstance(found, Tensor) or found.shape != tensor.shape:
            got = tuple(found.shape) if isinstance(found, Tensor) else "nothing"
            raise CheckpointError(f"{source}: {key}: expected shape {tuple(tensor.shape)}, got {got}")
        if found.layout != torch.strided or not found.is_floating_point() or not found.isfinite().all():
            raise CheckpointError(f"{source}: {key}: expected finite floating-point numbers")
    encoder.load_state_dict({key: state[key].float() for key in own})
    return encoder.freeze()
