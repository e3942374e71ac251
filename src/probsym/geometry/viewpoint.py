"""Six-dimensional viewpoint: rotation about the object's centre, then translation (section 3.1)."""

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_shape
from probsym.types import Viewpoint

OBJECT_CENTER = (0.0, 0.0, 1.0)
"""The point that the object turns about, scene units."""


def rotation_matrix(rotation_rad: Float[Tensor, "batch 3"]) -> Float[Tensor, "batch 3 3"]:
    """R = Rz(rz) @ Ry(ry) @ Rx(rx), for (rx, ry, rz) in radians.

    Raises:
        InputError: ``rotation_rad`` is not ``batch x 3``.
    """
    check_shape("rotation_rad", rotation_rad, (None, 3))
    (cx, cy, cz), (sx, sy, sz) = rotation_rad.cos().unbind(1), rotation_rad.sin().unbind(1)
    rows = [
        torch.stack([cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx], dim=1),
        torch.stack([sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx], dim=1),
        torch.stack([-sy, cy * sx, cy * cx], dim=1),
    ]
    return torch.stack(rows, dim=1)


def _center(like: Tensor) -> Tensor:
    # Filled where it is needed: a copy from the host would stop the recording of a CUDA graph.
    return torch.stack([like.new_full((), coordinate) for coordinate in OBJECT_CENTER])


def transform(points: Float[Tensor, "batch points 3"], viewpoint: Viewpoint) -> Float[Tensor, "batch points 3"]:
    """Move points from the canonical frame to the view: R (p - c) + c + t.

    Raises:
        InputError: ``points`` is not ``batch x points x 3``.
    """
    check_shape("points", points, (viewpoint.rotation_rad.shape[0], None, 3))
    rotation = rotation_matrix(viewpoint.rotation_rad)
    center = _center(points)
    return (points - center) @ rotation.transpose(1, 2) + center + viewpoint.translation[:, None]


def inverse_transform(points: Float[Tensor, "batch points 3"], viewpoint: Viewpoint) -> Float[Tensor, "batch points 3"]:
    """Move points from the view back to the canonical frame: R^T (p - c - t) + c.

    Raises:
        InputError: ``points`` is not ``batch x points x 3``.
    """
    check_shape("points", points, (viewpoint.rotation_rad.shape[0], None, 3))
    rotation = rotation_matrix(viewpoint.rotation_rad)
    center = _center(points)
    return (points - center - viewpoint.translation[:, None]) @ rotation + center


def mirror(viewpoint: Viewpoint) -> Viewpoint:
    """The viewpoint of the mirrored photo of the mirrored object: yaw, roll and tx change sign."""
    rotation_sign = viewpoint.rotation_rad.new_tensor([1.0, -1.0, -1.0])
    translation_sign = viewpoint.translation.new_tensor([-1.0, 1.0, 1.0])
    return Viewpoint(
        rotation_rad=viewpoint.rotation_rad * rotation_sign,
        translation=viewpoint.translation * translation_sign,
    )
