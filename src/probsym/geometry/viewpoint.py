"""The viewpoint w: rotation about the object's centre c, then translation (paper section 3.3)."""

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_shape
from probsym.kernels import OBJECT_CENTER as OBJECT_CENTER
from probsym.types import Viewpoint


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
    # Filled on the device: a copy from the host would end a CUDA graph capture.
    return torch.stack([like.new_full((), coordinate) for coordinate in OBJECT_CENTER])


def motion(viewpoint: Viewpoint) -> tuple[Float[Tensor, "batch 3 3"], Float[Tensor, "batch 3"]]:
    """Canonical frame to view, p -> R (p - c) + (c + t): the matrix R and the vector c + t, scene units.

    Raises:
        InputError: the rotation is not ``batch x 3``.
    """
    return rotation_matrix(viewpoint.rotation_rad), _center(viewpoint.translation) + viewpoint.translation


def inverse_motion(viewpoint: Viewpoint) -> tuple[Float[Tensor, "batch 3 3"], Float[Tensor, "batch 3"]]:
    """View to canonical frame, p -> R^T (p - c) + (c - R^T t): the matrix R^T and the vector c - R^T t.

    Raises:
        InputError: the rotation is not ``batch x 3``.
    """
    back = rotation_matrix(viewpoint.rotation_rad).transpose(1, 2)
    return back, _center(viewpoint.translation) - (back @ viewpoint.translation[:, :, None])[:, :, 0]


def apply_motion(
    points: Float[Tensor, "batch points 3"],
    rotation: Float[Tensor, "batch 3 3"],
    translation: Float[Tensor, "batch 3"],
) -> Float[Tensor, "batch points 3"]:
    """``rotation (p - c) + translation``, of :func:`motion` or :func:`inverse_motion`."""
    return (points - _center(points)) @ rotation.transpose(1, 2) + translation[:, None]


def transform(points: Float[Tensor, "batch points 3"], viewpoint: Viewpoint) -> Float[Tensor, "batch points 3"]:
    """Points in the canonical frame, seen from ``viewpoint``: R (p - c) + c + t.

    Raises:
        InputError: ``points`` is not ``batch x points x 3``.
    """
    check_shape("points", points, (viewpoint.rotation_rad.shape[0], None, 3))
    return apply_motion(points, *motion(viewpoint))
