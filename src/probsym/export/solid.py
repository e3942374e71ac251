"""The canonical surface as a closed body for 3D printing, in millimetres.

A plaque: the whole surface inside the border as its front, a flat back plate, and four walls. Walls and back
follow the camera's rays, so that the body is the image of a box under (u, v, depth) -> point, which is one to one: it
cannot cut itself, however steep the depth is.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from probsym.checks import check_range
from probsym.errors import InputError
from probsym.export.surface import inside_border, refine_depth
from probsym.export.trimesh_import import import_trimesh
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import grid_triangles
from probsym.io import write_bytes
from probsym.types import Reconstruction

SOLID_MM = 80.0
"""Length of the longer side of the plate."""
PLATE_SHARE = 0.04
"""Thickness of the thinnest place (behind the deepest point), as a share of the longer side."""


@dataclass(frozen=True)
class Solid:
    """A closed body as it lies on the printer's bed: x right, y the picture's up, z up from the bed, its back at 0."""

    vertices: NDArray[np.float32]
    """n x 3, millimetres; x and y are centred."""
    faces: NDArray[np.int32]
    """m x 3, counter-clockwise seen from outside."""


def build_solid(
    reconstruction: Reconstruction, index: int, camera: PinholeCamera, size_mm: float = SOLID_MM, upsample: int = 4
) -> Solid:
    """Closed body of one sample's canonical surface. Nothing is left out but the border: holes cannot be printed.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        size_mm: length of the longer side of the plate, 5 to 2000 mm. The relief's height follows: its proportions
            are those of the reconstruction.
        upsample: the grid is refined by this factor, 1 to 8.

    Raises:
        InputError: a wrong argument, or depth that is not finite and positive.
    """
    check_range("index", index, 0, reconstruction.shading.shape[0] - 1)
    check_range("size_mm", size_mm, 5, 2000)
    depth = refine_depth(reconstruction.factors.canonical_depth[index : index + 1].detach().double().cpu(), upsample)
    inside = inside_border(camera.size, upsample)
    side = int(inside.any(0).sum())
    front = depth[0][inside].reshape(side, side)
    if not (front.isfinite() & (front > 0)).all():
        raise InputError(f"reconstruction: expected finite, positive depth, got other values in sample {index}")

    rays = camera.resized(inside.shape[-1]).unproject(depth.new_ones(inside.shape))[inside].numpy()  # z is 1
    width = np.ptp(rays[:, :2], axis=0).max()
    back = front.max().item() * (1 + PLATE_SHARE * width)
    rim = _rim(side)
    corners = rays[[0, side - 1, side * (side - 1), side * side - 1]]
    points = np.concatenate(
        [rays * front.reshape(-1, 1).numpy(), rays[rim] * back, corners.mean(0, keepdims=True) * back]
    )
    points = (points - [0, 0, back]) * (1, -1, -1)  # y up, z towards the viewer, which is up on the bed
    points *= size_mm / (width * back)  # the back plate is the widest part
    return Solid(points.astype(np.float32), _faces(side, rim))


def write_stl(solid: Solid, path: Path) -> None:
    """Write binary STL; the format knows no units, slicers take millimetres.

    Raises:
        OSError: the file cannot be written.
    """
    import_trimesh()
    from trimesh.exchange.stl import export_stl

    write_bytes(path, export_stl(as_trimesh(solid)))


def as_trimesh(solid: Solid) -> Any:
    """The body as a ``trimesh.Trimesh``, for its measures: volume, extent, whether it is watertight."""
    import_trimesh()
    from trimesh import Trimesh

    return Trimesh(vertices=solid.vertices, faces=solid.faces, process=False)


def _rim(side: int) -> NDArray[np.int64]:
    """Vertices round the grid, counter-clockwise as the viewer sees it: down the left side first."""
    grid = np.arange(side * side).reshape(side, side)
    return np.concatenate([grid[:-1, 0], grid[-1, :-1], grid[:0:-1, -1], grid[0, :0:-1]])


def _faces(side: int, rim: NDArray[np.int64]) -> NDArray[np.int32]:
    """Front, walls and back. Behind the front's ``side`` squared vertices follow the back's rim and its centre."""
    front = grid_triangles(side).numpy()
    behind = side * side + np.arange(len(rim))
    centre = np.full(len(rim), side * side + len(rim))
    a, b = rim, np.roll(rim, -1)
    a_behind, b_behind = behind, np.roll(behind, -1)
    walls = [np.stack([a, a_behind, b], axis=1), np.stack([b, a_behind, b_behind], axis=1)]
    plate = np.stack([centre, b_behind, a_behind], axis=1)
    return np.concatenate([front, *walls, plate]).astype(np.int32)
