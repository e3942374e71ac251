"""Square crops of square images that deviate a little from the given one, and the viewpoint that they are seen from.

A crop is a row of four numbers: the logarithm of its side relative to the given one's; the shift of its centre to the
right and downwards, in half sides of the given crop; and its clockwise rotation about its centre, radians.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from probsym.checks import check_shape
from probsym.geometry.camera import PinholeCamera
from probsym.types import Viewpoint


def crop_images(
    images: Float[Tensor, "batch channels size size"], crops: Float[Tensor, "batch 4"]
) -> Float[Tensor, "batch channels size size"]:
    """One crop of each image, at the same size; beyond the edges the image is reflected.

    Raises:
        InputError: not one crop of four numbers for each image.
    """
    check_shape("crops", crops, (images.shape[0], 4))
    turned = crops[:, 0].exp()[:, None, None] * roll_matrix(crops[:, 3])
    grid = functional.affine_grid(torch.cat([turned, crops[:, 1:3, None]], 2), list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, padding_mode="reflection", align_corners=False)


def viewpoint_in_crops(viewpoint: Viewpoint, crops: Float[Tensor, "batch 4"], camera: PinholeCamera) -> Viewpoint:
    """The viewpoint that shows in each crop what ``viewpoint`` shows in the given one, for the same object.

    Exact for points at the distance of the object's centre: the crop's side changes that distance, its shift and
    rotation move the object. What is nearer or farther is off by the perspective, which is weak.

    Args:
        viewpoint: from which the given crop shows the object.
        crops: relative to the given one.
        camera: of both.

    Raises:
        InputError: not one crop of four numbers for each viewpoint.
    """
    check_shape("crops", crops, (viewpoint.translation.shape[0], 4))
    # Shifts are shares of half the side; the field of view lies between the centres of the outermost pixels.
    half_side = math.tan(math.radians(camera.fov_deg) / 2) * camera.size / (camera.size - 1)
    distance = 1 + viewpoint.translation[:, 2:]
    across = viewpoint.translation[:, :2] - distance * half_side * crops[:, 1:3]
    across = (roll_matrix(-crops[:, 3]) @ across[:, :, None])[:, :, 0]
    rotation = torch.cat([viewpoint.rotation_rad[:, :2], viewpoint.rotation_rad[:, 2:] - crops[:, 3:]], 1)
    return Viewpoint(rotation, torch.cat([across, distance * crops[:, :1].exp() - 1], 1))


def inverse_crops(crops: Float[Tensor, "batch 4"]) -> Float[Tensor, "batch 4"]:
    """The crops that, taken of ``crops``, show the given images again.

    Args:
        crops: relative to the given ones.

    Raises:
        InputError: not four numbers for each crop.
    """
    check_shape("crops", crops, (None, 4))
    shift = -(roll_matrix(-crops[:, 3]) @ crops[:, 1:3, None])[:, :, 0] / crops[:, :1].exp()
    return torch.cat([-crops[:, :1], shift, -crops[:, 3:]], 1)


def roll_matrix(angle_rad: Float[Tensor, " batch"]) -> Float[Tensor, "batch 2 2"]:
    """Clockwise rotations of the image plane (x right, y down), for angles in radians."""
    cosine, sine = angle_rad.cos(), angle_rad.sin()
    return torch.stack([torch.stack([cosine, -sine], 1), torch.stack([sine, cosine], 1)], 1)
