"""The canonical surface as a textured triangle mesh: GLB and OBJ.

Mesh frame (glTF's): x right, y up, z towards the viewer; the origin is the point that the object turns
about, (0, 0, 1) of the scene; ``UNITS_PER_SCENE_UNIT`` makes the picture about 1.75 wide at 10 degrees field of view.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from probsym.checks import check_choice, check_range
from probsym.errors import InputError
from probsym.export.canonical_view import canonical_confidence
from probsym.export.outline import cut_faces, largest_component
from probsym.export.photo_texture import PhotoTexture
from probsym.export.pictures import to_picture
from probsym.export.render import MAX_SLOPE_DEG, extend_colours, opacity_or_border, surface_triangles
from probsym.export.surface import refine_depth, resample_grid
from probsym.export.trimesh_support import gltf_postprocessor, import_trimesh, shorten_indices
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import OBJECT_CENTER
from probsym.io import write_bytes
from probsym.types import ModelOutput

UNITS_PER_SCENE_UNIT = 10.0
TEXTURE_SIZE = 256
"""Smaller textures are enlarged to this, pixels: viewers interpolate linearly, which shows at 64 px."""
MESH_POINTS, OBJ_POINTS = 112, 68
"""Points a side of the grids of meshes that are not written in full: of binary files, and of OBJ, whose text takes 170
bytes a point. The texture, which shows the detail, is finer than either."""
_OBJ_DIGITS = 5
"""Decimals in OBJ: hundredths of a thousandth of a mesh about 1.65 wide."""


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
    lit: bool = True
    """Viewers shall light it; false if the texture holds the light of the photo."""
    confidence: NDArray[np.float32] | None = None
    """n, 1 / (1 + sigma_flip) in [0, 1]; 0 where the photo sees neither the point nor its mirror point. None: not asked
    for, or of a model without confidence."""


def build_mesh(
    reconstruction: ModelOutput,
    index: int,
    camera: PinholeCamera,
    texture: Literal["albedo", "shaded"] = "albedo",
    upsample: int = 2,
    max_slope_deg: float = MAX_SLOPE_DEG,
    photo: PhotoTexture | None = None,
    opacity: Float[Tensor, "points points"] | None = None,
    most_points: int | None = None,
    with_confidence: bool = True,
) -> Mesh:
    """Mesh of one sample's canonical surface.

    Triangles outside the silhouette or stretched between two depths, small disconnected parts and unused vertices are
    omitted. Triangles that cross the silhouette are cut along it. The texture extends beyond it, so that no background
    shows at the edge when viewers filter the texture.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        texture: "albedo" (lit by viewers) or "shaded" (including the light of the photo, shown unlit).
        upsample: the grid is refined by this factor, 1 to 8.
        max_slope_deg: a triangle whose normal turns away from the canonical view by more is stretched; 1 to 90 degrees.
        photo: finer colours of the same sample, from its photo; otherwise the texture is the model's.
        opacity: of the same sample, from :func:`probsym.export.cutout.cutout`; otherwise the whole square but its
            border is shown.
        most_points: a finer grid is reduced to this many points per side, at least 8; None keeps it.
        with_confidence: False: leave out :attr:`Mesh.confidence`, which of all formats only PLY can hold.

    Raises:
        InputError: a wrong argument, or nothing is left of the surface.
    """
    check_choice("texture", texture, ("albedo", "shaded"))
    depth = reconstruction.sample(index).factors.canonical_depth.float()
    check_range("max_slope_deg", max_slope_deg, 1, 90)
    if most_points is not None:
        check_range("most_points", most_points, 8, 4096)
    fine = refine_depth(depth, upsample)
    size = min(fine.shape[-1], most_points or fine.shape[-1])
    fine = resample_grid(fine, size)
    points = camera.resized(size).unproject(fine)[0].reshape(-1, 3).numpy()
    vertices = ((points - np.array(OBJECT_CENTER)) * (1, -1, -1) * UNITS_PER_SCENE_UNIT).astype(np.float32)
    if not np.isfinite(vertices).all():
        raise InputError(f"reconstruction: expected finite depth, got NaN or infinity in sample {index}")

    cover = resample_grid(opacity_or_border(opacity, camera.size, upsample)[None], size)[0].clamp(0, 1)
    triangles = surface_triangles(torch.from_numpy(points), cover, max_slope_deg)
    confidence = canonical_confidence(reconstruction, index, camera, upsample) if with_confidence else None
    colours = _colours(reconstruction, index, texture, photo).detach().float().cpu()
    if opacity is not None:
        colours = extend_colours(colours, opacity)
    columns = [vertices, _texture_coordinates(size, colours.shape[-1])]
    if confidence is not None:
        columns.append(resample_grid(confidence[None], size)[0].clamp(0, 1).reshape(-1, 1).numpy())
    cut, faces = np.concatenate(columns, axis=1), triangles.numpy()
    level = cover.reshape(-1).numpy() - 0.5
    if opacity is None:  # the border's edge lies on the grid
        faces = faces[(level[faces] > 0).all(axis=1)]
    else:
        cut, faces = cut_faces(cut, faces, level)
    faces = largest_component(faces, len(cut))
    if not len(faces):
        raise InputError(
            f"reconstruction: expected a surface, got only border and stretched triangles in sample {index}"
        )
    used, faces = np.unique(faces, return_inverse=True)
    faces = faces.reshape(-1, 3).astype(np.int32)
    kept = cut[used].astype(np.float32)
    return Mesh(
        vertices=kept[:, :3],
        faces=faces,
        normals=_vertex_normals(kept[:, :3], faces),
        uv=kept[:, 3:5],
        texture=_texture(colours),
        lit=texture == "albedo",
        confidence=None if confidence is None else kept[:, 5],
    )


def _colours(reconstruction: ModelOutput, index: int, texture: str, photo: PhotoTexture | None) -> Tensor:
    """3 x texels x texels, on the canonical grid or a refined one."""
    if photo is not None:
        return photo.albedo if texture == "albedo" else (photo.albedo * photo.shading).clamp(0, 1)
    return (reconstruction.factors.albedo if texture == "albedo" else reconstruction.canonical_image)[index]


def _texture(colours: Tensor) -> Image.Image:
    """At least ``TEXTURE_SIZE`` pixels a side and a power of two, which every viewer can filter."""
    picture = to_picture(colours)
    side = max(TEXTURE_SIZE, 1 << (picture.width - 1).bit_length())
    return picture if side == picture.width else picture.resize((side, side), Image.Resampling.BICUBIC)


def _texture_coordinates(points: int, texels: int) -> NDArray[np.float32]:
    """Of a grid of ``points`` a side, row by row, in a texture of ``texels`` a side on the same square.

    Both end at the outermost pixel centres, which lie half a texel inside the texture.
    """
    coordinate = (np.linspace(0, texels - 1, points) + 0.5) / texels
    return np.stack(np.meshgrid(coordinate, coordinate), axis=-1).reshape(-1, 2).astype(np.float32)


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


def _as_trimesh(mesh: Mesh, material: Any) -> Any:
    import_trimesh()
    from trimesh import Trimesh
    from trimesh.visual import TextureVisuals

    uv = np.stack([mesh.uv[:, 0], 1 - mesh.uv[:, 1]], axis=1)  # trimesh counts v from the bottom
    visual = TextureVisuals(uv=uv, material=material)
    return Trimesh(vertices=mesh.vertices, faces=mesh.faces, vertex_normals=mesh.normals, visual=visual, process=False)


def write_glb(mesh: Mesh, path: Path) -> None:
    """Write a self-contained glTF binary.

    PBR material: the texture as base colour (sRGB, as in glTF), metallic 0, roughness 1. Double-sided, because the
    open surface would otherwise be invisible from behind. See
    :func:`probsym.export.trimesh_support.gltf_postprocessor` for the rest.

    Raises:
        OSError: the file cannot be written.
    """
    import_trimesh()
    from trimesh import Scene
    from trimesh.exchange.gltf import export_glb
    from trimesh.visual.material import PBRMaterial

    material = PBRMaterial(
        name="surface", baseColorTexture=mesh.texture, metallicFactor=0.0, roughnessFactor=1.0, doubleSided=True
    )
    scene = Scene({"surface": _as_trimesh(mesh, material)})
    finish = gltf_postprocessor(UNITS_PER_SCENE_UNIT, mesh.lit)
    content = export_glb(scene, include_normals=True, tree_postprocessor=finish, buffer_postprocessor=shorten_indices)
    write_bytes(path, content)


def write_obj(mesh: Mesh, path: Path) -> None:
    """Write ``path`` (.obj) and, beside it under the same stem, the material (.mtl) and the texture (.png).

    Raises:
        OSError: a file cannot be written.
    """
    import_trimesh()
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
        digits=_OBJ_DIGITS,
        mtl_name=f"{path.stem}.mtl",
    )
    for name, content in files.items():
        write_bytes(path.parent / name, content)
    write_bytes(path, text.encode())
