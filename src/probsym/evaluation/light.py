"""Predicted light directions against true ones."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_shape


def light_error(predicted: Float[Tensor, "images 3"], true: Float[Tensor, "images 3"]) -> Float[Tensor, " images"]:
    """Angle between each predicted and true light direction, degrees.

    Both are unit vectors in the canonical frame. If the two frames differ by a constant rotation, so do the lights.

    Raises:
        InputError: the shapes differ.
    """
    check_shape("true", true, tuple(predicted.shape))
    across = torch.linalg.cross(predicted.double(), true.double(), dim=1).norm(dim=1)
    return (torch.atan2(across, (predicted.double() * true.double()).sum(1)) * (180 / math.pi)).float()
