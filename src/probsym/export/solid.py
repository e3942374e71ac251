"""The canonical surface as a watertight solid for 3D printing, in millimetres.

The surface within the object's silhouette is its front; a flat back plate and walls between the two close it. Walls and
back follow the camera's rays, so that the body is the image of a prism under (u, v, depth) -> point, which is one to
one: it cannot cut itself, however steep the depth is.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from probsym.checks import check_range
from probsym.errors import InputError
from probsym.export.outline import boundary_edges, cut_faces, largest_component
from probsym.export.render import opacity_or_border
from probsym.export.surface import BORDER, refine_depth, resample_grid
from probsym.export.trimesh_support import import_trimesh
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import grid_triangles
from probsym.io import write_bytes
from probsym.types import ModelOutput

SOLID_MM = 80.0
"""Length of the longer side of the plate."""
MOST_TRIANGLES = 12_000
"""Of a body that is not written in full: 0.6 MB of binary STL, whose triangles have legs of about 1 mm at the default
size."""
PLATE_SHARE = 0.04
"""Thickness of the thinnest place (behind the deepest point), as a share of the longer side."""


@dataclass(frozen=True)
class Solid:
    """A watertight solid as it lies on the printer's bed: x right, y the photo's up, z up from the bed, back at 0."""

    vertices: NDArray[np.float32]
    """n x 3, millimetres; x and y are centred."""
    faces: NDArray[np.int32]
    """m x 3, counter-clockwise seen from outside."""


def build_solid(
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    size_mm: float = SOLID_MM,
    upsample: int = 4,
    opacity: Float[Tensor, "points points"] | None = None,
    most_triangles: int | None = MOST_TRIANGLES,
) -> Solid:
    """Watertight solid of one sample's canonical surface. Steep places are kept: holes cannot be printed.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        size_mm: length of the longer side of the plate, 5 to 2000 mm. The relief's height follows: its proportions
            are those of the reconstruction.
        upsample: the grid is refined by this factor, 1 to 8.
        opacity: of the same sample, from :func:`probsym.export.cutout.cutout`; otherwise the whole square but its
            border is the body.
        most_triangles: a finer grid is reduced until the body has about this many, at least 1000; None keeps it.

    Raises:
        InputError: a wrong argument, or depth that is not finite and positive.
    """
    check_range("size_mm", size_mm, 5, 2000)
    depth = refine_depth(reconstruction.sample(index).factors.canonical_depth.double(), upsample)
    fine, cover = camera.resized(depth.shape[-1]), opacity_or_border(opacity, camera.size, upsample)
    border = BORDER * upsample if opacity is None else 0
    inside = slice(border, fine.size - border)
    depth, cover = depth[:, inside, inside], cover[inside, inside]
    points = len(cover)
    if most_triangles is not None:
        check_range("most_triangles", most_triangles, 1000, 10**9)
        # Twice (points - 1) squared over the whole square, as many behind, and some around them.
        share = max(float((cover > 0.5).float().mean()), 0.01)
        points = min(points, math.isqrt(int(0.92 * most_triangles / (4 * share))))
    axis = (np.linspace(border, fine.size - 1 - border, points) - fine.center) / fine.focal
    values = np.stack([*np.meshgrid(axis, axis), resample_grid(depth, points)[0].numpy()], axis=-1).reshape(-1, 3)
    level = resample_grid(_as_smooth_as(cover, points)[None], points)[0].reshape(-1).double().numpy() - 0.5
    values, faces = cut_faces(values, grid_triangles(points).numpy(), level)
    used, faces = np.unique(largest_component(faces, len(values)), return_inverse=True)
    faces = faces.reshape(-1, 3)
    rays, front = np.pad(values[used, :2], ((0, 0), (0, 1)), constant_values=1), values[used, 2:]
    if not (np.isfinite(front) & (front > 0)).all():
        raise InputError(f"reconstruction: expected finite, positive depth, got other values in sample {index}")
    low, high = rays[:, :2].min(0), rays[:, :2].max(0)
    width = (high - low).max()
    back = front.max() * (1 + PLATE_SHARE * width)
    vertices = np.concatenate([rays * front, rays * back]) - [*((low + high) / 2 * back), back]
    vertices *= np.array([1, -1, -1]) * size_mm / (width * back)  # y up, z up from the bed; the back is the widest part
    return Solid(vertices.astype(np.float32), _closed(faces, len(rays)))


def _as_smooth_as(cover: Float[Tensor, "fine fine"], points: int) -> Float[Tensor, "fine fine"]:
    """Blurred over a step of a coarser grid: a silhouette that is sharper than its cells is cut in stairs."""
    import cv2

    if points == len(cover):
        return cover
    step = (len(cover) - 1) / (points - 1)
    return torch.from_numpy(cv2.GaussianBlur(cover.numpy(), (0, 0), step, borderType=cv2.BORDER_REPLICATE))


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


def _closed(front: NDArray[np.int64], points: int) -> NDArray[np.int32]:
    """Front, the same faces behind it, turned round, and walls; each vertex behind follows by ``points``."""
    a, b = boundary_edges(front).T
    walls = [np.stack([b, a, a + points], axis=1), np.stack([b, a + points, b + points], axis=1)]
    return np.concatenate([front, front[:, ::-1] + points, *walls]).astype(np.int32)
