"""The mesh as PLY: colour and confidence at every vertex, no texture."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from probsym.export.mesh import Mesh
from probsym.export.trimesh_support import import_trimesh
from probsym.io import write_bytes

PLY_UPSAMPLE, PLY_POINTS = 4, 112
"""Refinement of the grid for meshes whose colour sits at the vertices: they are as fine as their picture would be."""


def vertex_colours(mesh: Mesh) -> NDArray[np.uint8]:
    """The texture at each vertex, n x 3, linear between texels."""
    texels = np.asarray(mesh.texture, dtype=np.float32)
    size = np.array([texels.shape[1], texels.shape[0]])
    place = np.clip(mesh.uv * size - 0.5, 0, size - 1)
    first = np.minimum(place.astype(np.int64), size - 2)
    right, down = (place - first).T[..., None]
    column, row = first.T
    top = texels[row, column] * (1 - right) + texels[row, column + 1] * right
    bottom = texels[row + 1, column] * (1 - right) + texels[row + 1, column + 1] * right
    return np.rint(top * (1 - down) + bottom * down).astype(np.uint8)


def write_ply(mesh: Mesh, path: Path) -> None:
    """Write binary PLY in the mesh's frame.

    Properties of each vertex: ``x y z`` and ``nx ny nz`` (float), ``red green blue alpha`` (uchar), and, if the mesh
    has it, ``confidence`` (float, 0 to 1).

    Raises:
        OSError: the file cannot be written.
    """
    import_trimesh()
    from trimesh import Trimesh
    from trimesh.exchange.ply import export_ply

    attributes: dict[str, Any] = {} if mesh.confidence is None else {"confidence": mesh.confidence.astype(np.float32)}
    surface = Trimesh(
        vertices=mesh.vertices,
        faces=mesh.faces,
        vertex_normals=mesh.normals,
        vertex_colors=vertex_colours(mesh),
        vertex_attributes=attributes,
        process=False,
    )
    write_bytes(path, export_ply(surface, vertex_normal=True))
