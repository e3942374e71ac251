"""The GLB as glTF: what its tree says, and what Khronos' validator says of it."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

from probsym.export.mesh import build_mesh, write_glb
from probsym.export.photo_texture import photo_texture
from probsym.export.trimesh_support import shorten_indices

CHECKER = Path(__file__).parents[1] / "gltf"


def tree_of(path):
    content = path.read_bytes()
    length = int.from_bytes(content[12:16], "little")
    return json.loads(content[20 : 20 + length])


@pytest.fixture(scope="module")
def files(bump, camera, tmp_path_factory):
    """Every kind of GLB that can be written."""
    folder = tmp_path_factory.mktemp("glb")
    photo = torch.rand(3, 300, 300, generator=torch.Generator().manual_seed(0))
    fine = photo_texture(photo, bump, 0, camera)
    for texture in ("albedo", "shaded"):
        write_glb(build_mesh(bump, 0, camera, texture), folder / f"model-{texture}.glb")
        write_glb(build_mesh(bump, 0, camera, texture, photo=fine), folder / f"photo-{texture}.glb")
    return sorted(folder.iterdir())


def test_the_tree_states_material_sampler_axes_and_units(files):
    for path in files:
        tree = tree_of(path)
        (material,) = tree["materials"]
        assert material["pbrMetallicRoughness"] == {
            "baseColorTexture": {"index": 0}, "metallicFactor": 0.0, "roughnessFactor": 1.0,
        }  # fmt: skip
        assert material["doubleSided"] is True
        assert tree["textures"] == [{"source": 0, "sampler": 0}]
        assert tree["samplers"] == [{"magFilter": 9729, "minFilter": 9987, "wrapS": 33071, "wrapT": 33071}]
        assert tree["asset"]["version"] == "2.0"
        assert tree["asset"]["extras"]["metres_per_scene_unit"] == 10
        assert "+Y up" in tree["asset"]["extras"]["axes"]
        (primitive,) = tree["meshes"][0]["primitives"]
        targets = {name: _view(tree, number)["target"] for name, number in primitive["attributes"].items()}
        assert targets == {"POSITION": 34962, "NORMAL": 34962, "TEXCOORD_0": 34962}
        assert _view(tree, primitive["indices"])["target"] == 34963


def _view(tree, accessor):
    return tree["bufferViews"][tree["accessors"][accessor]["bufferView"]]


def test_indices_are_16_bits_where_these_suffice(bump, camera, files, tmp_path):
    for path in files:
        tree = tree_of(path)
        accessor = tree["accessors"][tree["meshes"][0]["primitives"][0]["indices"]]
        size = tree["bufferViews"][accessor["bufferView"]]["byteLength"]
        assert (accessor["componentType"], size) == (5123, 2 * accessor["count"] + 2 * (accessor["count"] % 2))
    write_glb(build_mesh(bump, 0, camera, upsample=8), tmp_path / "large.glb")
    tree = tree_of(tmp_path / "large.glb")
    accessor = tree["accessors"][tree["meshes"][0]["primitives"][0]["indices"]]
    assert accessor["componentType"] == 5125
    assert max(accessor["max"]) > 65535


@pytest.mark.parametrize(("largest", "kind"), [(65534, 5123), (65535, 5125)])
def test_the_largest_16_bit_number_is_no_index(largest, kind):
    indices = np.array([0, 1, largest], "<u4")
    accessor = {"componentType": 5125, "bufferView": 1, "count": 3, "max": [largest], "min": [0]}
    buffers = {"points": b"1234", "faces": indices.tobytes()}
    tree = {"accessors": {"faces": accessor}, "meshes": [{"primitives": [{"indices": 0}]}]}
    shorten_indices(buffers, tree)
    assert accessor["componentType"] == kind
    stored = np.frombuffer(buffers["faces"], "<u2" if kind == 5123 else "<u4")[:3]
    assert stored.tolist() == indices.tolist()
    assert (buffers["points"], len(buffers["faces"]) % 4) == (b"1234", 0)


def test_only_a_texture_that_holds_light_is_unlit(files):
    for path in files:
        tree = tree_of(path)
        unlit = "shaded" in path.name
        assert tree.get("extensionsUsed", []) == (["KHR_materials_unlit"] if unlit else [])
        assert ("extensions" in tree["materials"][0]) == unlit


def test_khronos_validator_has_nothing_to_say(files):
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on the path")
    if not (CHECKER / "node_modules" / "gltf-validator").is_dir():
        pytest.skip("gltf-validator is missing: npm ci --prefix tests/gltf")
    for path in files:
        command = [node, str(CHECKER / "validate.cjs"), str(path)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        issues = json.loads(result.stdout)["issues"]
        assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"]
        assert (issues["numInfos"], issues["numHints"]) == (0, 0), issues["messages"]
