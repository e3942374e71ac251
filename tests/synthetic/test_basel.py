"""Basel Face Models of the published layouts, written here from the built-in head."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from scipy.io import savemat

from probsym.errors import InputError
from probsym.synthetic.basel import load_basel
from probsym.synthetic.basel_landmarks import NAMES
from probsym.synthetic.generate import render_range
from probsym.synthetic.procedural import procedural_head
from probsym.synthetic.settings import SceneSettings

MILLIMETRES = np.array([68.0, -60.0, -64.0])
"""From the head's unit and axes to a face of other proportions, y up and z out of the face."""


def _points() -> np.ndarray:
    return procedural_head().neutral.astype(np.float64) * MILLIMETRES + [0.5, 3.0, 20.0]


def _orthonormal(modes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns of unit length, and what they were scaled by."""
    columns = modes.reshape(len(modes), -1).T
    length = np.linalg.norm(columns, axis=0)
    return columns / length, length


def _write_h5(path: Path, names: dict[int, str] = NAMES, bytes_array: bool = True, expressions: bool = True) -> Path:
    head, points = procedural_head(), _points()
    with h5py.File(path, "w") as file:
        groups = {"shape": head.identity[:3], "expression": head.expression[:2]}
        for group, modes in list(groups.items())[: 2 if expressions else 1]:
            basis, spread = _orthonormal(modes * MILLIMETRES)
            mean = points.reshape(-1) if group == "shape" else np.full(points.size, 0.25)
            file[f"{group}/model/mean"] = mean.astype(np.float32)
            file[f"{group}/model/pcaBasis"] = basis.astype(np.float32)
            file[f"{group}/model/pcaVariance"] = (spread**2).astype(np.float32)
        file["shape/representer/cells"] = head.triangles.T
        entries = [{"id": name, "coordinates": points[head.landmarks[index]].tolist()} for index, name in names.items()]
        text = json.dumps(entries).encode()
        file["metadata/landmarks/json"] = np.frombuffer(text, np.int8) if bytes_array else text.decode()
    return path


def _write_mat(path: Path) -> Path:
    head = procedural_head()
    basis, spread = _orthonormal(head.identity[:3] * MILLIMETRES * 1000)
    savemat(
        path,
        {
            "shapeMU": (_points() * 1000).reshape(-1, 1).astype(np.float32),
            "shapePC": basis.astype(np.float32),
            "shapeEV": spread.reshape(-1, 1).astype(np.float32),
            "tl": head.triangles[:, ::-1] + 1.0,
        },
    )
    return path


def _indices(path: Path) -> Path:
    path.write_text("\n".join(map(str, procedural_head().landmarks)))
    return path


@pytest.mark.parametrize("bytes_array", [True, False])
def test_h5_is_the_head_it_was_written_from(tmp_path: Path, bytes_array: bool) -> None:
    head = procedural_head()
    model = load_basel(_write_h5(tmp_path / "model2019_bfm.h5", bytes_array=bytes_array))
    assert model.name == "basel-model2019_bfm"
    expected = head.neutral[head.landmarks] * np.abs(MILLIMETRES)
    got = model.neutral[model.landmarks]
    # Named points are exact, the others a vertex's width away; positions count from the eyes' middle in x alone.
    shift = (got - expected)[30]
    assert np.abs(got - expected - shift)[list(NAMES)].max() < 1e-3
    assert np.abs(got - expected - shift)[:, :2].max() < 0.04 * 68
    modes = np.abs(model.identity).max((1, 2))
    assert modes == pytest.approx(np.abs(head.identity[:3] * MILLIMETRES).max((1, 2)), rel=1e-4)
    assert len(model.expression) == 4  # each of the two components, either way
    np.testing.assert_allclose(model.expression[2:], -model.expression[:2], rtol=1e-6)
    assert np.abs(model.expression[0]).max() == pytest.approx(
        2 * np.abs(head.expression[0] * MILLIMETRES).max(), rel=1e-4
    )


def test_mean_expression_belongs_to_the_neutral_face(tmp_path: Path) -> None:
    with_mean = load_basel(_write_h5(tmp_path / "a.h5"))
    without = load_basel(_write_h5(tmp_path / "b.h5", expressions=False))
    difference = with_mean.neutral - without.neutral
    np.testing.assert_allclose(difference[:, 1:], -0.25, rtol=0, atol=1e-4)
    assert without.presets.shape == (0, 0)


def test_mat_of_2009_and_h5_give_the_same_faces(tmp_path: Path) -> None:
    indices = _indices(tmp_path / "landmarks.txt")
    old = load_basel(_write_mat(tmp_path / "01_MorphableModel.mat"), indices)
    new = load_basel(_write_h5(tmp_path / "model.h5", expressions=False), indices)
    np.testing.assert_allclose(old.neutral / 1000, new.neutral, rtol=0, atol=1e-3)
    np.testing.assert_allclose(old.identity / 1000, new.identity, rtol=0, atol=1e-3)
    assert (old.triangles == new.triangles).all()  # the old file lists them the other way round
    assert (old.landmarks == new.landmarks).all()
    assert not len(old.expression)


def test_faces_can_be_rendered(tmp_path: Path) -> None:
    model = load_basel(_write_h5(tmp_path / "model.h5"))
    rows = render_range(model, SceneSettings(size=32), 1, "train", 0, 4)
    assert 0.4 < rows["mask"].mean() < 0.95
    assert rows["depth"][rows["mask"]].mean() == pytest.approx(1.0, abs=0.02)
    assert model.lines.painted  # it has no eyeballs


def test_the_neck_is_removed(tmp_path: Path) -> None:
    head = procedural_head()
    model = load_basel(_write_h5(tmp_path / "model.h5"))
    assert len(model.triangles) < len(head.triangles)
    _, y, z = ((model.neutral - model.neutral[model.landmarks[8]]) / 68).T
    assert (y + 0.48 * z).max() < 0.2


@pytest.mark.parametrize(
    ("write", "landmarks", "message"),
    [
        (None, None, "which is not a file"),
        (lambda path: path.write_bytes(b"no"), None, "expected an HDF5 file: "),
        (lambda path: h5py.File(path, "w").close(), None, "found no shape/model/mean"),
        (lambda path: _write_h5(path, names={8: NAMES[8]}), None, "found 1 of 15; give --landmarks"),
        (_write_h5, "1 2 3", "expected 68 vertex indices from 0 to"),
        (_write_h5, "a b", "expected a text file of 68 vertex indices"),
    ],
)
def test_wrong_files(tmp_path: Path, write: object, landmarks: str | None, message: str) -> None:
    path = tmp_path / "model.h5"
    if callable(write):
        write(path)
    listed = None
    if landmarks is not None:
        listed = tmp_path / "landmarks.txt"
        listed.write_text(landmarks)
    with pytest.raises(InputError, match=message):
        load_basel(path, listed)


def test_wrong_mat(tmp_path: Path) -> None:
    path = tmp_path / "model.mat"
    path.write_bytes(b"no")
    with pytest.raises(InputError, match="expected a MATLAB file"):
        load_basel(path)
    savemat(path, {"shapeMU": np.zeros((6, 1))})
    with pytest.raises(InputError, match="found no shapePC"):
        load_basel(path)
    with pytest.raises(InputError, match="give --landmarks"):
        load_basel(_write_mat(path))
    (tmp_path / "model.obj").write_text("")
    with pytest.raises(InputError, match=r"expected a Basel Face Model \.h5 or \.mat file"):
        load_basel(tmp_path / "model.obj")


@pytest.mark.parametrize(("count", "message"), [(0, "expected triangles, found none"), (1, "that face the viewer")])
def test_a_model_without_triangles_to_see_is_refused(count: int, message: str, tmp_path: Path) -> None:
    path = _write_h5(tmp_path / "model.h5")
    with h5py.File(path, "r+") as file:
        del file["shape/representer/cells"]
        file["shape/representer/cells"] = np.zeros((3, count), np.int32)
    with pytest.raises(InputError, match=message):
        load_basel(path)
