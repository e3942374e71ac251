from dataclasses import replace

import numpy as np
import trimesh
from PIL import Image

from probsym.export.mesh import build_mesh
from probsym.export.ply import vertex_colours, write_ply


def header_of(path):
    return path.read_bytes().split(b"end_header")[0].decode().splitlines()


def stored(path):
    """The vertices as they lie in the file."""
    lines = header_of(path)
    start = lines.index(next(line for line in lines if line.startswith("element vertex")))
    kinds = {"float": "<f4", "uchar": "u1"}
    fields = []
    for line in lines[start + 1 :]:
        if not line.startswith("property"):
            break
        _, kind, name = line.split()
        fields.append((name, kinds[kind]))
    count = int(lines[start].split()[2])
    body = path.read_bytes().split(b"end_header\n", 1)[1]
    return np.frombuffer(body, np.dtype(fields), count)


def test_colours_normals_and_confidence_are_at_the_vertices(bump, camera, tmp_path):
    mesh = build_mesh(bump, 0, camera)
    write_ply(mesh, tmp_path / "mesh.ply")
    vertices = stored(tmp_path / "mesh.ply")
    names = ["x", "y", "z", "nx", "ny", "nz", "red", "green", "blue", "alpha", "confidence"]
    assert vertices.dtype.names is not None
    assert list(vertices.dtype.names) == names
    assert header_of(tmp_path / "mesh.ply")[1] == "format binary_little_endian 1.0"
    np.testing.assert_array_equal(np.stack([vertices[name] for name in "xyz"], 1), mesh.vertices)
    np.testing.assert_allclose(np.stack([vertices[f"n{name}"] for name in "xyz"], 1), mesh.normals, atol=1e-6)
    np.testing.assert_array_equal(vertices["confidence"], mesh.confidence)
    loaded = trimesh.load_mesh(tmp_path / "mesh.ply", process=False)
    assert len(loaded.faces) == len(mesh.faces) > 10_000
    # the bump's right half is redder
    red = vertices["red"].astype(float)
    assert red[mesh.vertices[:, 0] > 0.1].mean() > red[mesh.vertices[:, 0] < -0.1].mean() + 30


def test_a_model_without_confidence_has_no_such_property(bump, camera, tmp_path):
    plain = replace(bump, factors=replace(bump.factors, sigma=None, sigma_flip=None))
    mesh = build_mesh(plain, 0, camera)
    assert mesh.confidence is None
    write_ply(mesh, tmp_path / "mesh.ply")
    names = stored(tmp_path / "mesh.ply").dtype.names
    assert names is not None
    assert "confidence" not in names


def test_a_vertex_takes_the_colour_between_its_texels(bump, camera):
    mesh = build_mesh(bump, 0, camera, upsample=1)
    ramp = np.zeros((10, 20, 3), np.uint8)
    ramp[..., 0] = np.arange(20) * 10  # red rises by 10 a column
    ramp[..., 1] = np.arange(10)[:, None] * 20  # green by 20 a row
    uv = np.array([[0, 0], [1, 1], [10 / 20, 5 / 10], [3.5 / 20, 2.5 / 10]], np.float32)
    colours = vertex_colours(replace(mesh, texture=Image.fromarray(ramp), uv=uv))
    assert colours[:, :2].tolist() == [[0, 0], [190, 180], [95, 90], [30, 40]]
