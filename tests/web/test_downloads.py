"""Meshes made in the browser are what the page shows, on the surface that Python exports."""

import functools
import io
import zipfile
from typing import Any

import numpy as np
import pytest
import trimesh
from PIL import Image

from probsym.export.cutout import cutout
from probsym.export.mesh import build_mesh
from probsym.export.ply import vertex_colours

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(opened):
    """Pages of half as many pixels as those that are compared with Python."""
    return functools.partial(opened, width=800, height=440)


def downloaded(view, button):
    with view.page.expect_download() as download:
        view.page.get_by_role("button", name=button).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


@pytest.fixture(scope="module")
def expected(truth, model):
    """Python's mesh of the first photo on the same grid, cut along the same silhouette."""
    opacity = cutout(truth.image[0], truth, 0, model.camera)
    return build_mesh(truth, 0, model.camera, "shaded", upsample=4, opacity=opacity)


def opened_coarse(opened):
    """The object as it opens, on the model's own grid: a smooth surface has sixteen times as many points."""
    view = opened(plain=False)
    view.page.get_by_role("switch", name="Smooth surface").uncheck()
    view.settle()
    return view


def loaded(content) -> Any:
    return trimesh.load_mesh(io.BytesIO(content), file_type="glb", process=False)


def assert_on_surface(mesh, expected):
    """Every vertex lies on the other mesh's surface, and both cover about the same part of it."""
    assert np.allclose(mesh.bounds, [expected.vertices.min(0), expected.vertices.max(0)], atol=0.15)
    tree = trimesh.Trimesh(expected.vertices, expected.faces, process=False).kdtree
    distance = tree.query(mesh.vertices)[0]
    assert np.quantile(distance, 0.9) < 0.004
    assert mesh.face_normals[:, 2].min() > 0


def test_glb_is_what_is_shown(opened, expected, truth):
    """The photo's colours with its light, so that other viewers show it unlit."""
    name, content = downloaded(opened(plain=False), "Download GLB")
    assert name == "ada.glb"
    assert b"KHR_materials_unlit" in content
    mesh = loaded(content)
    assert_on_surface(mesh, expected)
    material = mesh.visual.material
    assert (material.metallicFactor, material.roughnessFactor, material.doubleSided) == (0, 1, True)
    texture = material.baseColorTexture
    assert texture.size == (512, 512)
    colours = np.asarray(texture.convert("RGB"), dtype=float)
    column, row = (mesh.visual.uv * (1, -1) + (0, 1)).clip(0, 1).T
    at_vertices = colours[(row * 511).astype(int), (column * 511).astype(int)]
    mean = truth.image[0][:, 16:48, 16:48].mean((1, 2)).numpy() * 255
    assert np.abs(at_vertices.mean(0) - mean).max() < 25
    assert np.quantile(at_vertices, 0.01) > 30  # neither ground nor holes at the edge


def test_glb_of_the_albedo_is_lit_by_other_viewers(opened, truth, model):
    view = opened()
    view.page.keyboard.press("3")
    content = downloaded(view, "Download GLB")[1]
    assert b"KHR_materials_unlit" not in content
    mesh = loaded(content)
    whole = build_mesh(truth, 0, model.camera, upsample=1)
    assert np.abs(np.sort(mesh.vertices[:, 2]) - np.sort(whole.vertices[:, 2])).max() < 2e-5
    vertices = len(mesh.vertices)
    assert vertices == len(whole.vertices)
    colours = np.asarray(mesh.visual.material.baseColorTexture.convert("RGB"), dtype=float)
    wanted = vertex_colours(whole).astype(float).mean(0)
    assert np.abs(colours[64:-64, 64:-64].mean((0, 1)) - wanted).max() < 15


def test_obj_zip(opened, tmp_path):
    view = opened_coarse(opened)
    name, content = downloaded(view, "Download OBJ")
    assert name == "ada-obj.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["mesh.mtl", "mesh.obj", "mesh.png"]
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    mesh = trimesh.load_mesh(tmp_path / "mesh.obj", process=False, maintain_order=True)
    glb = loaded(downloaded(view, "Download GLB")[1])
    assert np.array_equal(mesh.faces, glb.faces)
    assert np.abs(mesh.vertices - glb.vertices).max() < 2e-6
    with Image.open(tmp_path / "mesh.png") as picture:
        assert picture.size == (512, 512)


def test_png_is_the_picture(opened):
    view = opened()
    name, content = downloaded(view, "Download PNG")
    assert name == "ada.png"
    with Image.open(io.BytesIO(content)) as picture:
        assert np.array_equal(np.asarray(picture) / 255, view.picture())


def test_the_light_is_in_the_texture(opened):
    view = opened_coarse(opened)
    before = loaded(downloaded(view, "Download GLB")[1])
    view.page.get_by_label("Ambient light").fill("0.1")
    after = loaded(downloaded(view, "Download GLB")[1])
    assert np.array_equal(before.vertices, after.vertices)
    levels = [
        np.asarray(mesh.visual.material.baseColorTexture.convert("L"), dtype=float).mean() for mesh in (before, after)
    ]
    assert levels[1] < levels[0] - 10


@pytest.mark.slow
def test_a_download_that_fails_is_said_to_everybody(opened):
    view = opened(fresh=True)
    view.page.evaluate("() => { HTMLCanvasElement.prototype.toBlob = (done) => done(null); }")
    view.page.get_by_role("button", name="Download PNG").dispatch_event("click")
    notice = view.page.get_by_text("PNG could not be downloaded: the browser gave no picture.")
    notice.wait_for()
    assert notice.bounding_box()["width"] > 100
    assert view.errors == []
    view.page.keyboard.press("f")
    view.page.get_by_text("from the front").wait_for(state="attached")
    assert view.page.locator(".unseen").bounding_box()["width"] == 1
