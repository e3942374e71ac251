"""Meshes made in the browser are those that Python makes."""

import io
import zipfile

import numpy as np
import pytest
import trimesh

from probsym.export.mesh import build_mesh

pytestmark = pytest.mark.browser


def downloaded(view, button):
    with view.page.expect_download() as download:
        view.page.get_by_role("button", name=button).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


@pytest.fixture(scope="module")
def expected(truth, model):
    return build_mesh(truth, 0, model.camera)


def assert_same(mesh, expected):
    assert len(mesh.vertices) == len(expected.vertices)
    assert np.array_equal(mesh.faces, expected.faces)
    assert np.abs(mesh.vertices - expected.vertices).max() < 2e-5
    assert (mesh.vertex_normals * expected.normals).sum(axis=1).min() > 0.999
    uv = np.stack([expected.uv[:, 0], 1 - expected.uv[:, 1]], axis=1)  # trimesh counts from the bottom
    assert np.abs(mesh.visual.uv - uv).max() < 1e-5


def assert_same_texture(picture, expected):
    assert picture.size == expected.texture.size
    difference = np.abs(np.asarray(picture.convert("RGB"), dtype=int) - np.asarray(expected.texture, dtype=int))
    assert difference.max() <= 2
    assert difference.mean() < 0.5


def test_glb(opened, expected):
    name, content = downloaded(opened(), "Download GLB")
    assert name == "ada.glb"
    mesh = trimesh.load(io.BytesIO(content), file_type="glb", force="mesh", process=False)
    assert_same(mesh, expected)
    material = mesh.visual.material
    assert (material.metallicFactor, material.roughnessFactor, material.doubleSided) == (0, 1, True)
    assert_same_texture(material.baseColorTexture, expected)


def test_obj_zip(opened, expected, tmp_path):
    name, content = downloaded(opened(), "Download OBJ")
    assert name == "ada-obj.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["mesh.mtl", "mesh.obj", "mesh.png"]
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    mesh = trimesh.load(tmp_path / "mesh.obj", force="mesh", process=False, maintain_order=True)
    assert_same(mesh, expected)
    assert_same_texture(mesh.visual.material.image, expected)


def test_the_light_changes_no_mesh(opened):
    view = opened()
    _, before = downloaded(view, "Download GLB")
    view.page.get_by_label("Ambient light").fill("0.1")
    assert downloaded(view, "Download GLB")[1] == before
