"""The code keeps what docs/reference/conventions.md says of frame, units and terms."""

import dataclasses
import inspect
import math
import re
from pathlib import Path

import pytest
import torch

from probsym.config import DataConfig, ModelConfig, ObjectiveConfig, OptimizerConfig
from probsym.export.mesh import UNITS_PER_SCENE_UNIT, build_mesh
from probsym.export.pictures import confidence
from probsym.geometry.camera import PinholeCamera
from probsym.geometry.heightfield import normals_from_depth
from probsym.geometry.viewpoint import OBJECT_CENTER, rotation_matrix, transform
from probsym.models.autoencoder import Autoencoder
from probsym.rendering.shading import shade
from probsym.synthetic.settings import SceneSettings
from probsym.types import Factors, Light, Viewpoint

PAGE = " ".join((Path(__file__).parents[1] / "docs/reference/conventions.md").read_text(encoding="utf-8").split())
SIZE = 9


def number(pattern: str) -> float:
    found = re.search(pattern, PAGE)
    assert found is not None, pattern
    return float(found[1])


def about(axis: int, angle_rad: float) -> torch.Tensor:
    """Right-handed rotation about x, y or z."""
    cosine, sine = math.cos(angle_rad), math.sin(angle_rad)
    rotation = torch.eye(3, dtype=torch.float64)
    one, other = (axis + 1) % 3, (axis + 2) % 3
    rotation[one, one] = rotation[other, other] = cosine
    rotation[other, one], rotation[one, other] = sine, -sine
    return rotation


def seen(point: tuple[float, float, float], pitch: float = 0.0, yaw: float = 0.0, roll: float = 0.0) -> torch.Tensor:
    """Where a point of the object is in the photo's frame."""
    view = Viewpoint(torch.tensor([[pitch, yaw, roll]], dtype=torch.float64), torch.zeros(1, 3, dtype=torch.float64))
    return transform(torch.tensor([[point]], dtype=torch.float64), view)[0, 0]


def test_camera() -> None:
    camera = PinholeCamera(SIZE)
    assert "Pixel centres are at integer coordinates. Principal point: c = (W − 1) / 2; focal length: f = c /" in PAGE
    assert camera.fov_deg == ModelConfig().fov_deg == SceneSettings().fov_deg == number(r"field of view of (\d+)°")
    assert camera.center == (SIZE - 1) / 2
    assert camera.focal == pytest.approx(camera.center / math.tan(math.radians(camera.fov_deg) / 2))
    points = camera.unproject(torch.ones(1, SIZE, SIZE))[0]
    assert points[SIZE // 2, SIZE // 2].tolist() == [0, 0, 1]  # at the principal point, in the distance of its depth
    assert points[0, -1, 0] > 0 > points[0, -1, 1]  # upper right: x right, y down


def test_depth_range() -> None:
    assert number(r"object is at distance (\d)") == OBJECT_CENTER[2]
    assert number(r"depths from ([\d.]+) to") == ModelConfig().depth_min
    assert number(r"depths from [\d.]+ to ([\d.]+\d)") == ModelConfig().depth_max


def test_viewpoint() -> None:
    assert "c₀ = (0, 0, 1): P′ = R (P − c₀) + c₀ + t with R = Rz(roll) · Ry(yaw) · Rx(pitch)" in PAGE
    assert OBJECT_CENTER == (0, 0, 1)
    pitch, yaw, roll = 0.3, -0.5, 0.2
    expected = about(2, roll) @ about(1, yaw) @ about(0, pitch)
    angles = torch.tensor([[pitch, yaw, roll]], dtype=torch.float64)
    assert torch.allclose(rotation_matrix(angles)[0], expected)
    point, shift = torch.tensor([0.02, -0.03, 0.95], dtype=torch.float64), torch.tensor([0.1, 0.2, 0.0])
    center = torch.tensor(OBJECT_CENTER, dtype=torch.float64)
    moved = transform(point[None, None], Viewpoint(angles, shift[None].double()))[0, 0]
    assert torch.allclose(moved, expected @ (point - center) + center + shift)


def test_signs_of_the_angles() -> None:
    assert "positive pitch turns the front of the object down, positive yaw turns it to the left" in PAGE
    front = (0.0, 0.0, 0.9)
    assert seen(front, pitch=0.2)[1] > 0
    assert seen(front, yaw=0.2)[0] < 0
    assert "positive roll turns the object clockwise" in PAGE
    assert seen((0.0, -0.1, 1.0), roll=0.2)[0] > 0  # what is above goes to the right


def test_normals_light_and_shading() -> None:
    assert "Normals and light directions point towards +z" in PAGE
    camera, plane = PinholeCamera(SIZE), torch.ones(1, SIZE, SIZE)
    normals = normals_from_depth(plane, camera)[0, :, SIZE // 2, SIZE // 2]
    assert normals.tolist() == pytest.approx([0, 0, 1], abs=1e-6)
    assert "Shading is k_a + k_d · max(0, ⟨n, l⟩)" in PAGE
    for direction, expected in (
        ([0.0, 0.0, 1.0], 0.3 + 0.5),
        ([0.6, 0.0, 0.8], 0.3 + 0.5 * 0.8),
        ([0.0, 0.0, -1.0], 0.3),
    ):
        light = Light(torch.tensor([0.3]), torch.tensor([0.5]), torch.tensor([direction]))
        shading, _ = shade(plane, light, camera)
        assert shading[0, 0, SIZE // 2, SIZE // 2].item() == pytest.approx(expected, abs=1e-6)


def test_mesh_axes() -> None:
    assert "Meshes use glTF's frame instead: x right, y **up**, z **towards the viewer**" in PAGE
    torch.manual_seed(0)
    model = Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).eval()
    x, y = torch.meshgrid(torch.linspace(-1, 1, 32), torch.linspace(-1, 1, 32), indexing="xy")
    bump = 1 - 0.05 * torch.exp(-2 * ((x - 0.2) ** 2 + (y - 0.3) ** 2))  # nearest at the lower right
    with torch.inference_mode():
        factors = model.factors(torch.rand(1, 3, 32, 32))
        result = model.render(dataclasses.replace(factors, canonical_depth=bump[None]))
    vertices = torch.from_numpy(build_mesh(result, 0, model.camera).vertices)
    points = model.camera.unproject(result.factors.canonical_depth)[0].reshape(-1, 3)
    in_frame = (points - torch.tensor(OBJECT_CENTER)) * torch.tensor([1.0, -1.0, -1.0]) * UNITS_PER_SCENE_UNIT
    assert torch.cdist(vertices, in_frame).amin(1).max() < 0.06  # the mesh is smooth, and its points lie between
    nearest = vertices[vertices[:, 2].argmax()]
    assert nearest[0] > 0.1
    assert nearest[1] < -0.1


def test_units_are_in_the_names() -> None:
    """Settings give angles in degrees, tensors in radians."""
    assert "Angles are in radians in code, and in degrees in recipes, flags and files" in PAGE
    angles = ("yaw", "pitch", "roll", "fov", "rotation", "angle")
    settings = (ModelConfig, ObjectiveConfig, DataConfig, OptimizerConfig, SceneSettings)
    names = [field.name for kind in settings for field in dataclasses.fields(kind)]
    ours = [name for name in names if name.startswith(angles) and "lambda" not in name]
    assert ours
    assert [name for name in ours if not name.endswith("_deg")] == []
    assert "rotation_rad" in {field.name for field in dataclasses.fields(Viewpoint)}


def test_terms_and_symbols() -> None:
    text = (Path(__file__).parents[1] / "docs/reference/conventions.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    symbols = {term: symbol for term, symbol, _ in rows}
    listed = symbols["factors"].split(", ")
    fields = {"canonical_depth": "d", "albedo": "a", "light": "l", "viewpoint": "w", "sigma": "σ"}
    assert sorted(listed) == sorted(fields.values())
    own = {field.name for field in dataclasses.fields(Factors)}
    assert {name for name in own if not name.startswith("sigma_")} == {*fields}
    terms = {"canonical_depth": "canonical depth", "sigma": "confidence scale"}
    for name, symbol in fields.items():
        assert symbols[terms.get(name, name)].split(",")[0] == symbol
    light = {field.name for field in dataclasses.fields(Light)}
    assert light == {"ambient", "diffuse", "direction"}
    assert "ambient k_a, diffuse k_d, and a direction" in PAGE
    assert "shown as 1 / (1 + σ)" in PAGE
    assert confidence(torch.tensor([[[[3.0]]]])).item() == pytest.approx(1 / (1 + 3.0))


def test_grid_sample_is_called_with_aligned_corners() -> None:
    """But where photos are cropped: their crops end at the edges of pixels, not at centres."""
    words = PAGE.partition("`grid_sample` is called with `align_corners=True`")[2].partition(")")[0]
    exceptions = {*re.findall(r"`([\w/]+\.py)`", words)}
    source = Path(inspect.getfile(Autoencoder)).parents[1]
    calls = [
        (path.relative_to(source).as_posix(), call)
        for path in source.rglob("*.py")
        for call in re.findall(r"grid_sample\((?:[^()]|\([^()]*\))*\)", path.read_text(encoding="utf-8"))
    ]
    assert {name for name, call in calls if "align_corners=False" in call} == exceptions
    assert [name for name, call in calls if "align_corners=" not in call] == []
    assert sum("align_corners=True" in call for _, call in calls) >= 3
