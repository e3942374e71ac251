import importlib
import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from probsym.errors import InputError
from probsym.export import formats
from probsym.export.mesh import build_mesh
from probsym.export.usdz import METERS_PER_UNIT, write_usdz


@pytest.mark.parametrize("texture", ["albedo", "shaded"])
def test_usd_reads_what_was_written(texture, bump, camera, tmp_path):
    pytest.importorskip("pxr")
    names = ("Usd", "UsdGeom", "UsdShade", "UsdValidation")
    usd, geometry, shade, validation = (importlib.import_module(f"pxr.{name}") for name in names)
    mesh, path = build_mesh(bump, 0, camera, texture), tmp_path / "mesh.usdz"
    write_usdz(mesh, path)
    stage = usd.Stage.Open(str(path))
    assert geometry.GetStageUpAxis(stage) == "Y"
    assert geometry.GetStageMetersPerUnit(stage) == METERS_PER_UNIT
    surface = geometry.Mesh(stage.GetPrimAtPath("/Object/surface"))
    assert np.array_equal(np.array(surface.GetPointsAttr().Get()), mesh.vertices)
    assert np.array_equal(np.array(surface.GetFaceVertexIndicesAttr().Get()).reshape(-1, 3), mesh.faces)
    uv = np.array(geometry.PrimvarsAPI(surface).GetPrimvar("st").Get())
    assert np.allclose(uv[:, 1], 1 - mesh.uv[:, 1])
    shader = shade.Shader(stage.GetPrimAtPath("/Object/material/surface"))
    lit = shader.GetInput("diffuseColor").HasConnectedSource()
    assert lit == (texture == "albedo")
    assert lit or shader.GetInput("emissiveColor").HasConnectedSource()
    with zipfile.ZipFile(path) as archive:  # stored, as the format demands
        (name,) = [name for name in archive.namelist() if name.endswith(".png")]
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        with Image.open(io.BytesIO(archive.read(name))) as picture:
            assert np.array_equal(np.asarray(picture), np.asarray(mesh.texture))
    validators = validation.ValidationRegistry().GetOrLoadAllValidators()
    problems = validation.ValidationContext(validators).Validate(stage)
    assert [problem.GetMessage() for problem in problems] == []


def test_without_usd(bump, camera, tmp_path, monkeypatch):
    monkeypatch.setattr(formats.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"usdz needs the package pxr; install it with: pip install 'probsym\[usdz\]'"):
        write_usdz(build_mesh(bump, 0, camera), tmp_path / "mesh.usdz")
    assert not list(tmp_path.iterdir())
