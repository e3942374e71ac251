"""The textured mesh as USDZ, which phones and tablets of Apple open in AR; needs the package usd-core."""

import tempfile
from pathlib import Path
from typing import Any

from probsym.errors import InputError
from probsym.export.formats import import_native, need
from probsym.export.mesh import Mesh
from probsym.export.pictures import write_png
from probsym.io import atomic_write

METERS_PER_UNIT = 0.1
"""The mesh is about 1.65 units wide: 16.5 cm in AR. The real size is not known."""
_ROOT = "/Object"


def write_usdz(mesh: Mesh, path: Path) -> None:
    """Write one file with mesh, material and texture.

    The material is UsdPreviewSurface, rough and not metallic. A texture that holds the light of the photo is emitted
    instead of lit, since USD has no unlit material. The surface is double-sided.

    Raises:
        InputError: the package usd-core is not installed, or it cannot write the file.
        OSError: the file cannot be written.
    """
    need("usdz")
    usd, usd_geom, usd_utils = _usd("Usd"), _usd("UsdGeom"), _usd("UsdUtils")

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_png(mesh.texture, folder / "texture.png")
        stage = usd.Stage.CreateNew(str(folder / "mesh.usdc"))
        usd_geom.SetStageUpAxis(stage, usd_geom.Tokens.y)
        usd_geom.SetStageMetersPerUnit(stage, METERS_PER_UNIT)
        root = usd_geom.Xform.Define(stage, _ROOT)
        stage.SetDefaultPrim(root.GetPrim())
        _bind(stage, _surface(stage, mesh), lit=mesh.lit)
        stage.GetRootLayer().Save()
        with atomic_write(path) as temporary:
            package = folder / "package.usdz"
            if not usd_utils.CreateNewARKitUsdzPackage(str(folder / "mesh.usdc"), str(package)):
                raise InputError("formats: usdz: usd-core could not write the package")
            temporary.write_bytes(package.read_bytes())


def _usd(name: str) -> Any:
    """A module of USD, which has no complete types."""
    return import_native(f"pxr.{name}")


def _surface(stage: Any, mesh: Mesh) -> Any:
    sdf, usd_geom, vt = _usd("Sdf"), _usd("UsdGeom"), _usd("Vt")

    surface = usd_geom.Mesh.Define(stage, f"{_ROOT}/surface")
    surface.CreatePointsAttr(vt.Vec3fArray.FromNumpy(mesh.vertices))
    surface.CreateExtentAttr(vt.Vec3fArray.FromNumpy(_extent(mesh)))
    surface.CreateFaceVertexCountsAttr([3] * len(mesh.faces))
    surface.CreateFaceVertexIndicesAttr(vt.IntArray.FromNumpy(mesh.faces.reshape(-1)))
    surface.CreateNormalsAttr(vt.Vec3fArray.FromNumpy(mesh.normals))
    surface.SetNormalsInterpolation(usd_geom.Tokens.vertex)
    surface.CreateSubdivisionSchemeAttr(usd_geom.Tokens.none)
    surface.CreateDoubleSidedAttr(True)
    uv = mesh.uv.copy()
    uv[:, 1] = 1 - uv[:, 1]  # USD counts v from the bottom
    primvars = usd_geom.PrimvarsAPI(surface)
    primvar = primvars.CreatePrimvar("st", sdf.ValueTypeNames.TexCoord2fArray, usd_geom.Tokens.vertex)
    primvar.Set(vt.Vec2fArray.FromNumpy(uv))
    return surface


def _extent(mesh: Mesh) -> Any:
    import numpy as np

    return np.stack([mesh.vertices.min(0), mesh.vertices.max(0)])


def _bind(stage: Any, surface: Any, lit: bool) -> None:
    sdf, usd_shade = _usd("Sdf"), _usd("UsdShade")

    material = usd_shade.Material.Define(stage, f"{_ROOT}/material")
    shader = usd_shade.Shader.Define(stage, f"{_ROOT}/material/surface")
    shader.CreateIdAttr("UsdPreviewSurface")
    shader.CreateInput("roughness", sdf.ValueTypeNames.Float).Set(1.0)
    shader.CreateInput("metallic", sdf.ValueTypeNames.Float).Set(0.0)
    reader = usd_shade.Shader.Define(stage, f"{_ROOT}/material/coordinates")
    reader.CreateIdAttr("UsdPrimvarReader_float2")
    reader.CreateInput("varname", sdf.ValueTypeNames.String).Set("st")
    picture = usd_shade.Shader.Define(stage, f"{_ROOT}/material/texture")
    picture.CreateIdAttr("UsdUVTexture")
    picture.CreateInput("file", sdf.ValueTypeNames.Asset).Set("texture.png")
    picture.CreateInput("sourceColorSpace", sdf.ValueTypeNames.Token).Set("sRGB")
    for axis in ("wrapS", "wrapT"):
        picture.CreateInput(axis, sdf.ValueTypeNames.Token).Set("clamp")
    picture.CreateInput("st", sdf.ValueTypeNames.Float2).ConnectToSource(reader.ConnectableAPI(), "result")
    colour = sdf.ValueTypeNames.Color3f
    seen = "diffuseColor" if lit else "emissiveColor"
    if not lit:
        shader.CreateInput("diffuseColor", colour).Set((0.0, 0.0, 0.0))
    shader.CreateInput(seen, colour).ConnectToSource(picture.ConnectableAPI(), "rgb")
    material.CreateSurfaceOutput().ConnectToSource(shader.ConnectableAPI(), "surface")
    usd_shade.MaterialBindingAPI.Apply(surface.GetPrim()).Bind(material)
