import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from probsym.errors import InputError
from probsym.synthetic.ict_facekit import load_ict_facekit
from probsym.synthetic.morphable import MorphableModel


def _write_obj(path: Path, points: np.ndarray, arrays: dict[str, np.ndarray] | None = None) -> None:
    lines = [f"v {x:.7f} {y:.7f} {z:.7f}" for x, y, z in points]
    if arrays:
        for material, name in enumerate(arrays["material"]):
            lines.append(f"usemtl {name}")
            chosen = arrays["triangles"][arrays["triangle_material"] == material] + 1
            lines += [f"f {a}/1/1 {b}/1/1 {c}/1/1" for a, b, c in chosen]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_npz(path: Path, arrays: dict[str, Any]) -> None:
    np.savez(path, **arrays)


@pytest.fixture(scope="module")
def npz(tmp_path_factory: pytest.TempPathFactory, ict_arrays: dict[str, np.ndarray]) -> Path:
    path = tmp_path_factory.mktemp("ict") / "ict.npz"
    _write_npz(path, ict_arrays)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, ict_arrays: dict[str, np.ndarray]) -> Path:
    path = tmp_path_factory.mktemp("FaceXModel")
    neutral = ict_arrays["neutral"]
    _write_obj(path / "generic_neutral_mesh.obj", neutral, ict_arrays)
    for index, mode in enumerate(ict_arrays["identity"]):
        _write_obj(path / f"identity{index:03}.obj", neutral + mode.astype(np.float32))
    for name, mode in zip(ict_arrays["expression_name"], ict_arrays["expression"], strict=True):
        _write_obj(path / f"{name}.obj", neutral + mode.astype(np.float32))
    (path / "vertex_indices.json").write_text(
        json.dumps({"idx_to_landmark_verts": ict_arrays["landmark68"].tolist()}), encoding="utf-8"
    )
    return path


def _sorted_triangles(model: MorphableModel) -> np.ndarray:
    corners = model.neutral[model.triangles].reshape(-1, 9).round(3)
    return corners[np.lexsort(corners.T)]


def test_axes_are_converted_and_the_neck_is_removed(npz: Path, ict_arrays: dict[str, np.ndarray]) -> None:
    model = load_ict_facekit(npz)
    marks = ict_arrays["neutral"][ict_arrays["landmark68"]]
    assert model.neutral[model.landmarks] == pytest.approx(marks * [1, -1, -1])
    assert model.expression_names == ("jawOpen", "mouthSmile_L")
    assert len(model.neutral) < len(ict_arrays["neutral"])
    assert -model.neutral[:, 1].max() > -4.5 - 0.48 * ict_arrays["neutral"][:, 2].max()
    assert model.identity.shape == (2, len(model.neutral), 3)
    # Presets of what the two modes can show, the smile on the one half there is.
    assert (model.presets[:, 0] > 0).any()
    assert (model.presets[:, 1] > 0).any()


def test_folder_and_npz_give_the_same_model(npz: Path, folder: Path) -> None:
    first, second = load_ict_facekit(npz), load_ict_facekit(folder)
    np.testing.assert_allclose(second.neutral, first.neutral, rtol=0, atol=1e-5)
    np.testing.assert_allclose(second.identity, first.identity, rtol=0, atol=1e-4)
    np.testing.assert_allclose(second.expression, first.expression[[0, 1]], rtol=0, atol=1e-4)
    assert (second.landmarks == first.landmarks).all()
    np.testing.assert_allclose(_sorted_triangles(second), _sorted_triangles(first), rtol=0, atol=2e-3)


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load_ict_facekit(tmp_path / "nowhere.npz")


def test_not_an_npz(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(InputError, match=r"expected an \.npz file with"):
        load_ict_facekit(tmp_path / "a.npz")
    np.save(tmp_path / "b.npy", np.zeros(3))
    with pytest.raises(InputError, match="got something else"):
        load_ict_facekit(tmp_path / "b.npy")


def test_npz_without_an_array(tmp_path: Path, ict_arrays: dict[str, np.ndarray]) -> None:
    _write_npz(tmp_path / "a.npz", {name: array for name, array in ict_arrays.items() if name != "identity"})
    with pytest.raises(InputError, match="found no identity"):
        load_ict_facekit(tmp_path / "a.npz")


def test_no_face_material(tmp_path: Path, ict_arrays: dict[str, np.ndarray]) -> None:
    _write_npz(tmp_path / "a.npz", {**ict_arrays, "material": np.array(["skin", "lashes"])})
    with pytest.raises(InputError, match="expected M_Face"):
        load_ict_facekit(tmp_path / "a.npz")


def test_landmarks_out_of_range(tmp_path: Path, ict_arrays: dict[str, np.ndarray]) -> None:
    _write_npz(tmp_path / "a.npz", {**ict_arrays, "landmark68": np.full(68, 10**6)})
    with pytest.raises(InputError, match="landmark68"):
        load_ict_facekit(tmp_path / "a.npz")


def test_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"found no generic_neutral_mesh\.obj"):
        load_ict_facekit(tmp_path)


def test_damaged_folder(tmp_path: Path, ict_arrays: dict[str, np.ndarray]) -> None:
    neutral = ict_arrays["neutral"]
    _write_obj(tmp_path / "generic_neutral_mesh.obj", neutral, ict_arrays)
    index = tmp_path / "vertex_indices.json"
    index.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="idx_to_landmark_verts"):
        load_ict_facekit(tmp_path)
    index.write_text(json.dumps({"idx_to_landmark_verts": ict_arrays["landmark68"].tolist()}), encoding="utf-8")
    with pytest.raises(InputError, match=r"identity000\.obj"):
        load_ict_facekit(tmp_path)
    _write_obj(tmp_path / "identity000.obj", neutral[:10])
    with pytest.raises(InputError, match=r"expected \d+ vertices as in the neutral mesh, got 10"):
        load_ict_facekit(tmp_path)
    (tmp_path / "identity000.obj").write_text("v 1 2 x\n", encoding="utf-8")
    with pytest.raises(InputError, match="three numbers each"):
        load_ict_facekit(tmp_path)


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("neutral", np.zeros(()), "neutral: expected shape any x 3, got a scalar"),
        ("identity", np.zeros((1, 2, 3)), "identity: expected shape any x"),
        ("expression_name", np.array(["one"]), "expression_name: expected shape 2, got 1"),
        ("triangles", np.full((3, 3), -1), "triangle_material: expected shape 3, got"),
        ("material", np.arange(2), "material: expected texts"),
    ],
)
def test_arrays_that_do_not_fit(
    name: str, array: np.ndarray, message: str, ict_arrays: dict[str, np.ndarray], tmp_path: Path
) -> None:
    _write_npz(tmp_path / "a.npz", {**ict_arrays, name: array})
    with pytest.raises(InputError, match=message):
        load_ict_facekit(tmp_path / "a.npz")
