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
from probsym.export.gltf import gltf_postprocessor
from probsym.export.photo_texture import PhotoTexture
from probsym.export.pictures import to_picture
from probsym.export.render import MAX_SLOPE_DEG, extend_colours, opacity_or_border, surface_triangles
from probsym.export.surface import finer_size, refine_depth
from probsym.export.symmetry import canonical_confidence
from probsym.export.trimesh_import import import_trimesh
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.viewpoint import OBJECT_CENTER
from probsym.io import write_bytes
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
    lit: bool = True
    """Viewers shall light it; false if the texture holds the light of the photo."""
    confidence: NDArray[np.float32] | None = None
    """n, 1 / (1 + sigma_flip) in [0, 1]; 0 where the photo sees neither the point nor its mirror point."""


def build_mesh(
    reconstruction: Reconstruction,
    index: int,
    camera: PinholeCamera,
    texture: Literal["albedo", "shaded"] = "albedo",
    upsample: int = 2,
    max_slope_deg: float = MAX_SLOPE_DEG,
    photo: PhotoTexture | None = None,
    opacity: Float[Tensor, "points points"] | None = None,
) -> Mesh:
    """Mesh of one sample's canonical surface.

    Triangles outside the silhouette or stretched between two depths, small islands and unused vertices are left out.
    Triangles that the silhouette crosses are cut along it. The texture's colours go on beyond it, so that no ground
    shows at the edge when viewers filter the texture.

    Args:
        reconstruction: a batch.
        index: the sample in the batch.
        camera: the model's.
        texture: "albedo" (viewers light it) or "shaded" (with the light of the photo: viewers show it as it is).
        upsample: the grid is refined by this factor, 1 to 8.
        max_slope_deg: a triangle whose normal turns away from the canonical view by more is stretched; 1 to 90 degrees.
        photo: finer colours of the same sample, from its photo; otherwise the texture is the model's.
        opacity: of the same sample, from :func:`probsym.export.cutout.cutout`; otherwise the whole square but its
            border is shown.

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

    cover = opacity_or_border(opacity, camera.size, upsample)
    triangles = surface_triangles(torch.from_numpy(points), cover, max_slope_deg)
    confidence = canonical_confidence(reconstruction, index, camera, upsample)
    colours = _colours(reconstruction, index, texture, photo).detach().float().cpu()
    if opacity is not None:
        colours = extend_colours(colours, opacity)
    uv = _texture_coordinates(camera.size, upsample, colours.shape[-1])
    columns = [vertices, uv] if confidence is None else [vertices, uv, confidence.reshape(-1, 1).numpy()]
    cut, faces = np.concatenate(columns, axis=1), triangles.numpy()
    level = cover.reshape(-1).numpy() - 0.5
    if opacity is None:  # the border's edge lies on the grid
        faces = faces[(level[faces] > 0).all(axis=1)]
    else:
        cut, faces = _cut(cut, faces, level)
    faces = _largest_component(faces, len(cut))
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


def _cut(values: NDArray[Any], faces: NDArray[Any], level: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The part of a mesh where ``level``, which is linear in each face, is above 0.

    Args:
        values: of each vertex, n x any number: they are interpolated where an edge is cut.
        faces: m x 3 vertex indices.
        level: n.

    Returns:
        The values of all old vertices and of the new ones on the outline, and the faces.
    """
    inside = level > 0
    count = inside[faces].sum(axis=1)
    whole = faces[count == 3]
    # The vertex that is alone on its side comes first; the order of the three stays.
    crossed = faces[(count == 1) | (count == 2)]
    alone = inside[crossed] == (inside[crossed].sum(axis=1) == 1)[:, None]
    crossed = np.take_along_axis(crossed, (alone.argmax(axis=1)[:, None] + np.arange(3)) % 3, axis=1)
    ends = np.sort(np.concatenate([crossed[:, [0, 1]], crossed[:, [0, 2]]]), axis=1)
    edges, place = np.unique(ends, axis=0, return_inverse=True)
    first, second = edges.reshape(-1, 2).T
    # Not at a vertex itself, where the faces would have no area.
    share = np.clip(level[first] / (level[first] - level[second]), 0.02, 0.98)[:, None]
    new = values[first] * (1 - share) + values[second] * share
    left, right = (len(values) + place.reshape(-1)).reshape(2, -1)
    tip = inside[crossed[:, 0]]
    tips = np.stack([crossed[:, 0], left, right], axis=1)[tip]
    stumps = [
        np.stack([left, crossed[:, 1], crossed[:, 2]], axis=1)[~tip],
        np.stack([left, crossed[:, 2], right], axis=1)[~tip],
    ]
    return np.concatenate([values, new]), np.concatenate([whole, tips, *stumps]).astype(np.int64)


def _colours(reconstruction: Reconstruction, index: int, texture: str, photo: PhotoTexture | None) -> Tensor:
    """3 x texels x texels, on the canonical grid or a refined one."""
    if photo is not None:
        return photo.albedo if texture == "albedo" else (photo.albedo * photo.shading).clamp(0, 1)
    return (reconstruction.factors.albedo if texture == "albedo" else reconstruction.canonical_image)[index]


def _texture(colours: Tensor) -> Image.Image:
    """At least ``TEXTURE_SIZE`` pixels a side and a power of two, which every viewer can filter."""
    picture = to_picture(colours)
    side = max(TEXTURE_SIZE, 1 << (picture.width - 1).bit_length())
    return picture if side == picture.width else picture.resize((side, side), Image.Resampling.BICUBIC)


def _texture_coordinates(size: int, upsample: int, texels: int) -> NDArray[np.float32]:
    """Of every point of the refined grid, row by row, in a texture of ``texels`` points on the same square."""
    pixels = np.arange(finer_size(size, upsample), dtype=np.float64) / upsample
    texel = pixels * (
        (texels - 1) / (size - 1)
    )  # both grids end at the outermost centres, which lie half a texel inside
    coordinate = (texel + 0.5) / texels
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
    import_trimesh()
    from trimesh import Trimesh
    from trimesh.visual import TextureVisuals

    uv = np.stack([mesh.uv[:, 0], 1 - mesh.uv[:, 1]], axis=1)  # trimesh counts v from the bottom
    visual = TextureVisuals(uv=uv, material=material)
    return Trimesh(vertices=mesh.vertices, faces=mesh.faces, vertex_normals=mesh.normals, visual=visual, process=False)


def write_glb(mesh: Mesh, path: Path) -> None:
    """Write a self-contained glTF binary.

    PBR material: the texture as base colour (sRGB, as glTF has it), metallic 0, roughness 1. Double-sided, since the
    surface is an open relief, of which one would otherwise see nothing from behind. See
    :func:`probsym.export.gltf.gltf_postprocessor` for the rest.

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
    write_bytes(path, export_glb(scene, include_normals=True, tree_postprocessor=finish))


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
        mtl_name=f"{path.stem}.mtl",
    )
    for name, content in files.items():
        write_bytes(path.parent / name, content)
    write_bytes(path, text.encode())
