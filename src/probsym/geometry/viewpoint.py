"""Six-dimensional viewpoint: rotation about the object's centre, then translation (section 3.1)."""

import torch
from jaxtyping import Float
from torch import Tensor

from probsym.checks import check_shape
from probsym.kernels.constants import OBJECT_CENTER as OBJECT_CENTER
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
    # Filled where it is needed: a copy from the host would stop the recording of a CUDA graph.
    return torch.stack([like.new_full((), coordinate) for coordinate in OBJECT_CENTER])


def motion(viewpoint: Viewpoint) -> tuple[Float[Tensor, "batch 3 3"], Float[Tensor, "batch 3"]]:
    """Canonical frame to view: the matrix R and the vector c + t, scene units, of R (p - c) + (c + t).

    Raises:
        InputError: the rotation is not ``batch x 3``.
    """
    return rotation_matrix(viewpoint.rotation_rad), _center(viewpoint.translation) + viewpoint.translation


def inverse_motion(viewpoint: Viewpoint) -> tuple[Float[Tensor, "batch 3 3"], Float[Tensor, "batch 3"]]:
    """View to canonical frame: the matrix R^T and the vector c - R^T t, scene units, of R^T (p - c) + (c - R^T t).

    Raises:
        InputError: the rotation is not ``batch x 3``.
    """
    back = rotation_matrix(viewpoint.rotation_rad).transpose(1, 2)
    return back, _center(viewpoint.translation) - (back @ viewpoint.translation[:, :, None])[:, :, 0]


def move(
    points: Float[Tensor, "batch points 3"], turn: Float[Tensor, "batch 3 3"], shift: Float[Tensor, "batch 3"]
) -> Float[Tensor, "batch points 3"]:
    """``turn (p - c) + shift``: what :func:`motion` and :func:`inverse_motion` say."""
    return (points - _center(points)) @ turn.transpose(1, 2) + shift[:, None]


def transform(points: Float[Tensor, "batch points 3"], viewpoint: Viewpoint) -> Float[Tensor, "batch points 3"]:
    """Move points from the canonical frame to the view: R (p - c) + c + t.

    Raises:
        InputError: ``points`` is not ``batch x points x 3``.
    """
    check_shape("points", points, (viewpoint.rotation_rad.shape[0], None, 3))
    return move(points, *motion(viewpoint))


def inverse_transform(points: Float[Tensor, "batch points 3"], viewpoint: Viewpoint) -> Float[Tensor, "batch points 3"]:
    """Move points from the view back to the canonical frame: R^T (p - c - t) + c.

    Raises:
        InputError: ``points`` is not ``batch x points x 3``.
    """
    check_shape("points", points, (viewpoint.rotation_rad.shape[0], None, 3))
    return move(points, *inverse_motion(viewpoint))


def mirror(viewpoint: Viewpoint) -> Viewpoint:
    """The viewpoint of the mirrored photo of the mirrored object: yaw, roll and tx change sign."""
    rotation_sign = viewpoint.rotation_rad.new_tensor([1.0, -1.0, -1.0])
    translation_sign = viewpoint.translation.new_tensor([-1.0, 1.0, 1.0])
    return Viewpoint(
        rotation_rad=viewpoint.rotation_rad * rotation_sign,
        translation=viewpoint.translation * translation_sign,
    )
