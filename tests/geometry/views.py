"""Viewpoints that the tests share."""

import torch

from probsym.types import Viewpoint


def mirror(viewpoint: Viewpoint) -> Viewpoint:
    """The viewpoint of the mirrored photo of the mirrored object: yaw, roll and tx change sign."""
    return Viewpoint(
        rotation_rad=viewpoint.rotation_rad * torch.tensor([1.0, -1.0, -1.0]),
        translation=viewpoint.translation * torch.tensor([-1.0, 1.0, 1.0]),
    )
