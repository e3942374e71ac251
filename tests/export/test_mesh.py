import json
from dataclasses import replace

import numpy as np
import pytest
import torch
import trimesh
from torch.nn import functional
from trimesh.visual import TextureVisuals
from trimesh.visual.material import PBRMaterial

from probsym.errors import InputError
from probsym.export.mesh import UNITS_PER_SCENE_UNIT, build_mesh, write_glb, write_obj
from probsym.export.photo_texture import PhotoTexture
from probsym.export.ply import vertex_colours
from probsym.export.surface import BORDER


def with_depth(reconstruction, depth):
    factors = replace(reconstruction.factors, canonical_depth=depth)
    return replace(reconstruction, factors=factors)


def stored_normals(path):
    """The normals in the file: trimesh computes its own when it loads one."""
    content = path.read_bytes()
    length = int.from_bytes(content[12:16], "little")
    header, body = json.loads(content[20 : 20 + length]), content[28 + length :]
    accessor = header["accessors"][header["meshes"][0]["primitives"][0]["attributes"]["NORMAL"]]
    view = header["bufferViews"][accessor["bufferView"]]
    start = view.get("byteOffset", 0)
    return np.frombuffer(body[start : start + view["byteLength"]], np.float32).reshape(-1, 3)


def edges_used_once(faces):
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    return (np.unique(edges, axis=0, return_counts=True)[1] == 1).sum()


def test_flat_depth_by_hand(bump, camera):
    flat = with_depth(bump, torch.full((2, 64, 64), 1.02))
    mesh = build_mesh(flat, 0, camera, upsample=1)
    side = 64 - 2 * BORDER
    assert len(mesh.vertices) == side**2
    assert len(mesh.faces) == 2 * (side - 1) ** 2
    np.testing.assert_allclose(mesh.vertices[:, 2], -0.02 * UNITS_PER_SCENE_UNIT, atol=1e-5)
    np.testing.assert_allclose(mesh.normals, np.tile([0, 0, 1], (side**2, 1)), atol=1e-6)
    # the first vertex is the top left one: left is negative x, top positive y, and the texture starts there
    half = (camera.center - BORDER) / camera.focal * 1.02 * UNITS_PER_SCENE_UNIT
    np.testing.assert_allclose(mesh.vertices[0, :2], [-half, half], rtol=1e-5)
    np.testing.assert_allclose(mesh.uv[0], [(BORDER + 0.5) / 64] * 2, rtol=1e-6)
    assert edges_used_once(mesh.faces) == 4 * (side - 1)


def test_upsampled_mesh_faces_the_viewer(bump, camera):
    mesh = build_mesh(bump, 1, camera)
    assert len(mesh.faces) > 10_000
    assert set(np.unique(mesh.faces)) == set(range(len(mesh.vertices)))
    a, b, c = (mesh.vertices[mesh.faces[:, corner]] for corner in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()
    assert (mesh.normals[:, 2] > 0).all()
    np.testing.assert_allclose(np.linalg.norm(mesh.normals, axis=1), 1, atol=1e-5)
    tip = mesh.vertices[mesh.vertices[:, 2].argmax()]
    assert abs(tip[0]) < 0.05  # the nose is in the middle and a little below it
    assert -0.2 < tip[1] < 0
    assert tip[2] > 0.6


def test_stretched_triangles_and_islands_go(bump, camera):
    depth = torch.full((2, 64, 64), 1.05)
    depth[:, 10:50, 10:50] = 1.0  # a plateau whose rim is a cliff of 18 pixels' height
    depth[:, 54:58, 54:58] = 0.95
    mesh = build_mesh(with_depth(bump, depth), 0, camera, upsample=1)
    heights = np.unique(mesh.vertices[:, 2].round(3))
    assert heights.tolist() == [-0.5]  # the floor round them is the largest part
    steep = build_mesh(with_depth(bump, depth), 0, camera, upsample=1, max_slope_deg=90)
    assert len(np.unique(steep.vertices[:, 2].round(3))) == 3


def test_texture_is_albedo_or_shaded(bump, camera):
    albedo = np.asarray(build_mesh(bump, 0, camera).texture)
    shaded = np.asarray(build_mesh(bump, 0, camera, texture="shaded").texture)
    assert albedo.shape == (256, 256, 3)
    texel = bump.factors.albedo[0, :, 20, 20] * 255
    np.testing.assert_allclose(albedo[20 * 4 + 2, 20 * 4 + 2], texel, atol=3)
    # light from the upper left: the left half is brighter than the right one only when shaded
    left, right = (slice(32, 224), slice(32, 128), 1), (slice(32, 224), slice(128, 224), 1)
    assert albedo[left].mean() == pytest.approx(albedo[right].mean(), abs=2)
    assert shaded[left].mean() > shaded[right].mean() + 40


def test_glb_loads_back(bump, camera, tmp_path):
    mesh = build_mesh(bump, 0, camera)
    write_glb(mesh, tmp_path / "m.glb")
    loaded = trimesh.load_mesh(tmp_path / "m.glb", process=False)
    assert len(loaded.faces) == len(mesh.faces) > 1000
    assert np.isfinite(loaded.vertices).all()
    np.testing.assert_allclose(loaded.vertices, mesh.vertices, atol=1e-6)
    np.testing.assert_allclose(stored_normals(tmp_path / "m.glb"), mesh.normals, atol=1e-6)
    assert loaded.face_normals[:, 2].min() > 0
    assert isinstance(loaded.visual, TextureVisuals)
    np.testing.assert_allclose(loaded.visual.uv[:, 1], 1 - mesh.uv[:, 1], atol=1e-6)
    material = loaded.visual.material
    assert isinstance(material, PBRMaterial)
    assert material.metallicFactor == 0
    assert material.roughnessFactor == 1
    assert material.doubleSided
    assert material.baseColorTexture is not None
    np.testing.assert_array_equal(np.asarray(material.baseColorTexture.convert("RGB")), np.asarray(mesh.texture))


def test_obj_loads_back(bump, camera, tmp_path):
    mesh = build_mesh(bump, 0, camera, upsample=1)
    write_obj(mesh, tmp_path / "mesh.obj")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mesh.mtl", "mesh.obj", "mesh.png"]
    loaded = trimesh.load_mesh(tmp_path / "mesh.obj", process=False)
    assert len(loaded.faces) == len(mesh.faces)
    assert isinstance(loaded.visual, TextureVisuals)
    assert loaded.visual.material.image is not None
    np.testing.assert_array_equal(np.asarray(loaded.visual.material.image.convert("RGB")), np.asarray(mesh.texture))
    assert "Kd 1.0" in (tmp_path / "mesh.mtl").read_text()  # or viewers darken the texture


@pytest.mark.usefixtures("untyped")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"texture": "wood"}, "texture: expected one of albedo, shaded"),
        ({"index": 2}, "index: expected a number from 0 to 1"),
        ({"upsample": 0}, "factor: expected a number from 1 to 8"),
        ({"max_slope_deg": 0.0}, "max_slope_deg"),
    ],
)
def test_wrong_arguments(bump, camera, change, message):
    arguments = {"index": 0, "camera": camera} | change
    with pytest.raises(InputError, match=message):
        build_mesh(bump, **arguments)


def test_depth_that_is_no_surface(bump, camera):
    with pytest.raises(InputError, match="NaN or infinity"):
        build_mesh(with_depth(bump, torch.full((2, 64, 64), float("nan"))), 0, camera)
    spikes = torch.where(torch.arange(64) % 2 == 0, 0.9, 1.1).expand(2, 64, 64).contiguous()
    with pytest.raises(InputError, match="only border and stretched triangles"):
        build_mesh(with_depth(bump, spikes), 0, camera, upsample=1)


def test_texture_from_the_photo_lies_where_the_models_does(bump, camera):
    """A pattern on the refined grid lands on the same vertices as the same pattern on the model's."""
    axis = torch.linspace(0.1, 0.9, 253)
    fine = torch.stack([axis[None].expand(253, -1), axis[:, None].expand(-1, 253), torch.full((253, 253), 0.5)])
    photo = PhotoTexture(fine, torch.full((1, 253, 253), 0.5), torch.ones(1, 253, 253), torch.zeros(1, 253, 253))
    ramp = functional.interpolate(fine[None], size=(64, 64), mode="bilinear", align_corners=True)
    factors = replace(bump.factors, albedo=ramp.expand(2, -1, -1, -1))
    from_photo = build_mesh(bump, 0, camera, photo=photo)
    from_model = build_mesh(replace(bump, factors=factors), 0, camera)
    assert from_photo.texture.size == (256, 256)
    np.testing.assert_array_equal(from_photo.vertices, from_model.vertices)
    inner = (np.abs(from_photo.uv - 0.5) < 0.44).all(axis=1)
    colours = [vertex_colours(mesh)[inner].astype(float) for mesh in (from_photo, from_model)]
    np.testing.assert_allclose(colours[0], colours[1], atol=2.0)
    shaded = vertex_colours(build_mesh(bump, 0, camera, "shaded", photo=photo))[inner]
    np.testing.assert_allclose(shaded, colours[0] / 2, atol=2.0)


def test_large_textures_are_a_power_of_two(bump, camera):
    fine = torch.rand(3, 505, 505, generator=torch.Generator().manual_seed(0))
    ones = torch.ones(1, 505, 505)
    mesh = build_mesh(bump, 0, camera, photo=PhotoTexture(fine, ones, ones, ones * 0))
    assert mesh.texture.size == (512, 512)


def round_opacity(points=127, radius=0.6):
    axis = torch.linspace(-1, 1, points)
    return ((radius - (axis[:, None].square() + axis[None].square()).sqrt()) * 20 + 0.5).clamp(0, 1)


def test_the_mesh_ends_at_the_silhouette(bump, camera):
    """Of a plane seen through a round silhouette: the outline is a circle, not a staircase."""
    flat = with_depth(bump, torch.full((2, 64, 64), 1.0))
    mesh = build_mesh(flat, 0, camera, opacity=round_opacity())
    edges = np.sort(mesh.faces[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    found, count = np.unique(edges, axis=0, return_counts=True)
    outline = mesh.vertices[np.unique(found[count == 1])]
    scale = np.ptp(build_mesh(flat, 0, camera, upsample=1).vertices[:, 0]) / 57 * 31.5  # half the square
    radius = np.linalg.norm(outline[:, :2], axis=1) / scale
    assert radius.mean() == pytest.approx(0.6, abs=0.005)
    assert np.abs(radius - 0.6).max() < 0.01
    a, b, c = (mesh.vertices[mesh.faces[:, corner]] for corner in range(3))
    area = np.cross(b - a, c - a)[:, 2] / 2
    assert area.min() > 0  # all faces look at the viewer, none is a point
    assert area.sum() == pytest.approx(np.pi * (0.6 * scale) ** 2, rel=0.01)
    assert (mesh.normals[:, 2] > 0.999).all()


def test_no_ground_shows_in_the_texture_at_the_silhouette(bump, camera):
    red = torch.zeros(2, 3, 64, 64)
    axis = torch.linspace(-1, 1, 64)
    inside = (axis[:, None].square() + axis[None].square()).sqrt() < 0.6
    red[:, 0], red[:, 2] = inside.float(), (~inside).float()  # blue ground
    scene = replace(bump, factors=replace(bump.factors, albedo=red))
    mesh = build_mesh(scene, 0, camera, opacity=round_opacity())
    assert vertex_colours(mesh)[:, 2].max() < 30
    assert vertex_colours(build_mesh(scene, 0, camera))[:, 2].max() == 255


def test_fewer_points_keep_surface_texture_and_outline(bump, camera):
    fine = build_mesh(bump, 0, camera, opacity=round_opacity())
    coarse = build_mesh(bump, 0, camera, opacity=round_opacity(), most_points=50)
    assert len(coarse.vertices) < len(fine.vertices) / 4
    np.testing.assert_allclose(coarse.vertices.min(0), fine.vertices.min(0), atol=0.02)
    np.testing.assert_allclose(coarse.vertices.max(0), fine.vertices.max(0), atol=0.02)
    # both lay the same texture on the same places: uv is linear in the photo's plane
    for mesh in (fine, coarse):
        depth = 10 - mesh.vertices[:, 2]
        plane = mesh.vertices[:, 0] / depth
        slope = np.polyfit(plane, mesh.uv[:, 0], 1)
        np.testing.assert_allclose(np.polyval(slope, plane), mesh.uv[:, 0], atol=2e-3)
