"""The canonical surface as a textured triangle mesh: GLB and OBJ.

Mesh frame (glTF's): x right, y up, z towards the viewer; the origin is the point that the object turns
about, (0, 0, 1) of the scene; ``UNITS_PER_SCENE_UNIT`` makes the picture about 1.75 wide at 10 degrees field of view.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from probsym.checks import check_choice, check_range
from probsym.errors import InputError
from probsym.export.files import write_bytes
from probsym.export.pictures import to_picture
from probsym.export.surface import refine_depth, shown
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import grid_triangles
from probsym.geometry.viewpoint import OBJECT_CENTER
from probsym.types import Reconstruction

UNITS_PER_SCENE_UNIT = 10.0
TEXTURE_SIZE = 256
"""Smaller textures are enlarged to this, pixels: viewers interpolate linearly, which shows at 64 px."""


@dataclass(frozen=True)
class Mesh:
    """One textured mesh in glTF's frame."""

    vertices: NDArray[np.float32]
    """n x 3, mesh units."""
    faces: NDArray[np.int32]
    """m x 3 vertex indices, counter-clockwise seen from outside."""
    normals: NDArray[np.float32]
    """n x 3, unit length, outward."""
    uv: NDArray[np.float32]
    """n x 2 in [0, 1], from the texture's top left (glTF)."""
    texture: Image.Image
    """RGB, sRGB."""


def build_mesh(
    reconstruction: Reconstruction,
    index: int,
    camera: PinholeCamera,
    texture: Literal["albedo", "shaded"] = "albedo",
    upsample: int = 2,
    max_slope_deg: float = 80.0,
) -> Mesh:
    """Mesh of one sample's canonical surface.

    Border triangles, triangles that are stretched between two depths, small islands and vertices that nothing uses
    are left out.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        texture: "albedo" (viewers light it) or "shaded" (canonical image, the light of the photo).
        upsample: the grid is refined by this factor, 1 to 8.
        max_slope_deg: a triangle whose normal turns away from the canonical view by more is stretched; 1 to 90 degrees.

    Raises:
        InputError: a wrong argument, or nothing is left of the surface.
    """
    check_choice("texture", texture, ("albedo", "shaded"))
    check_range("index", index, 0, reconstruction.shading.shape[0] - 1)
    check_range("max_slope_deg", max_slope_deg, 1, 90)
    depth = reconstruction.factors.canonical_depth[index : index + 1].detach().float().cpu()
    fine = refine_depth(depth, upsample)
    size = fine.shape[-1]
    points = camera.resized(size).unproject(fine)[0].reshape(-1, 3).numpy()
    vertices = ((points - np.array(OBJECT_CENTER)) * (1, -1, -1) * UNITS_PER_SCENE_UNIT).astype(np.float32)
    if not np.isfinite(vertices).all():
        raise InputError(f"reconstruction: expected finite depth, got NaN or infinity in sample {index}")

    faces = grid_triangles(size).numpy()
    inside = shown(camera.size, upsample).reshape(-1).numpy()
    faces = faces[inside[faces].all(axis=1)]
    normals = _face_normals(vertices, faces)
    lengths = np.linalg.norm(normals, axis=1)
    faces = faces[normals[:, 2] > np.cos(np.radians(max_slope_deg)) * lengths]
    faces = _largest_component(faces, len(vertices))
    if not len(faces):
        raise InputError(
            f"reconstruction: expected a surface, got only border and stretched triangles in sample {index}"
        )

    grid = np.arange(size, dtype=np.float32) / upsample
    coordinate = (grid + 0.5) / camera.size  # texels of the unrefined map, whose centres lie at 0.5
    uv = np.stack(np.meshgrid(coordinate, coordinate), axis=-1).reshape(-1, 2).astype(np.float32)
    used, faces = np.unique(faces, return_inverse=True)
    faces = faces.reshape(-1, 3).astype(np.int32)
    colours = reconstruction.factors.albedo if texture == "albedo" else reconstruction.canonical_image
    picture = to_picture(colours[index])
    if picture.width < TEXTURE_SIZE:
        picture = picture.resize((TEXTURE_SIZE, TEXTURE_SIZE), Image.Resampling.BICUBIC)
    return Mesh(vertices[used], faces, _vertex_normals(vertices[used], faces), uv[used], picture)


def _face_normals(vertices: NDArray[Any], faces: NDArray[Any]) -> NDArray[Any]:
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    return np.cross(b - a, c - a)


def _vertex_normals(vertices: NDArray[Any], faces: NDArray[Any]) -> NDArray[np.float32]:
    """Sum of the faces' normals, weighted by area, at unit length."""
    total = np.zeros_like(vertices)
    normals = _face_normals(vertices, faces)
    for corner in range(3):
        np.add.at(total, faces[:, corner], normals)
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-20)


def _largest_component(faces: NDArray[Any], vertex_count: int) -> NDArray[Any]:
    """The faces of the largest part that hangs together by vertices."""
    if not len(faces):
        return faces
    label = np.arange(vertex_count)
    while True:
        smallest = label[faces].min(axis=1)
        lower = label.copy()
        for corner in range(3):
            np.minimum.at(lower, faces[:, corner], smallest)
            np.minimum.at(lower, label[faces[:, corner]], smallest)  # hook whole parts, not single vertices
        lower = lower[lower]
        if np.array_equal(lower, label):
            break
        label = lower
    part = label[faces[:, 0]]
    return faces[part == np.bincount(part).argmax()]


def _as_trimesh(mesh: Mesh, material: Any) -> Any:
    from trimesh import Trimesh
    from trimesh.visual import TextureVisuals

    uv = np.stack([mesh.uv[:, 0], 1 - mesh.uv[:, 1]], axis=1)  # trimesh counts v from the bottom
    visual = TextureVisuals(uv=uv, material=material)
    return Trimesh(vertices=mesh.vertices, faces=mesh.faces, vertex_normals=mesh.normals, visual=visual, process=False)


def write_glb(mesh: Mesh, path: Path) -> None:
    """Write a self-contained glTF binary: PBR material, not metallic, rough, visible from both sides.

    Raises:
        OSError: the file cannot be written.
    """
    from trimesh.exchange.gltf import export_glb
    from trimesh.visual.material import PBRMaterial

    material = PBRMaterial(
        name="surface", baseColorTexture=mesh.texture, metallicFactor=0.0, roughnessFactor=1.0, doubleSided=True
    )
    write_bytes(path, export_glb(_as_trimesh(mesh, material).scene(), include_normals=True))


def write_obj(mesh: Mesh, path: Path) -> None:
    """Write ``path`` (.obj) and, beside it under the same stem, the material (.mtl) and the texture (.png).

    Raises:
        OSError: a file cannot be written.
    """
    from trimesh.exchange.obj import export_obj
    from trimesh.visual.material import SimpleMaterial

    # White diffuse, no highlight: the colours are the texture's.
    white, black = [255, 255, 255, 255], [0, 0, 0, 255]
    material = SimpleMaterial(name=path.stem, image=mesh.texture, diffuse=white, ambient=white, specular=black)
    text, files = export_obj(
        _as_trimesh(mesh, material),
        include_normals=True,
        include_texture=True,
        return_texture=True,
        write_texture=False,
        mtl_name=f"{path.stem}.mtl",
    )
    for name, content in files.items():
        write_bytes(path.parent / name, content)
    write_bytes(path, text.encode())
