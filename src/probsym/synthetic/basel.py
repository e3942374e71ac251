"""The Basel Face Model (University of Basel, under its licence) as a morphable model.

Two published layouts are read: Statismo's HDF5 of 2017 and 2019 (``shape/model/mean``, ``pcaBasis``,
``pcaVariance``, ``shape/representer/cells``, the same under ``expression``; millimetres), and the MATLAB file
``01_MorphableModel.mat`` of 2009 (``shapeMU``, ``shapePC``, ``shapeEV``, ``tl``; micrometres, no expressions). The
y axis points up and z out of the face. Colours are ignored: the albedo is painted as on the other shapes.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int32

from probsym.errors import InputError
from probsym.synthetic.basel_landmarks import from_file, from_names
from probsym.synthetic.morphable import SKIN, MorphableModel

IDENTITY_MODES, EXPRESSION_MODES = 80, 12
"""Number of leading components; each expression component gives two modes, one per sign."""
EXPRESSION_STRENGTH = 2.0
"""Standard deviations of an expression at full strength."""
_AXES = np.array([1.0, -1.0, -1.0])
_EXTRA = "probsym[basel]"


class _Arrays(NamedTuple):
    """The arrays of both file layouts, in their frame: y up, z out of the face."""

    mean: Float[np.ndarray, "vertices 3"]
    identity: Float[np.ndarray, "modes vertices 3"]
    """One standard deviation each."""
    expression: Float[np.ndarray, "modes vertices 3"]
    triangles: Int32[np.ndarray, "triangles 3"]
    named: dict[str, Float[np.ndarray, " 3"]]
    """Named landmarks, on the mean shape without ``mean_expression``."""
    mean_expression: Float[np.ndarray, "vertices 3"]


def load_basel(path: str | Path, landmarks: str | Path | None = None) -> MorphableModel:
    """Read a Basel Face Model.

    The 68 landmarks come from ``landmarks`` if given. Otherwise those named in the file are used, and the others are
    warped from the built-in head and moved to the nearest vertex: accurate enough for painting, approximate for
    scoring.

    Args:
        path: ``.h5`` of 2017 or 2019, or ``.mat`` of 2009.
        landmarks: text file of 68 vertex indices from 0, in the Multi-PIE order, one per line.

    Raises:
        InputError: a file does not exist or has another content, landmarks are missing, or the package that reads the
            file is not installed.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"model path: expected a Basel Face Model .h5 or .mat file, got {path}, which is not a file")
    if path.suffix.lower() not in (".h5", ".hdf5", ".mat"):
        raise InputError(f"model path: expected a Basel Face Model .h5 or .mat file, got {path}")
    arrays = _read_mat(path) if path.suffix.lower() == ".mat" else _read_h5(path)
    return _compact(path, arrays, None if landmarks is None else Path(landmarks))


def _read_h5(path: Path) -> _Arrays:
    try:
        import h5py
    except ImportError:
        raise InputError(f"{path}: expected the package h5py to read it with; pip install '{_EXTRA}'") from None
    try:
        with h5py.File(path, "r") as file:
            mean = _numbers(path, file, "shape/model/mean").reshape(-1, 3)
            identity = _modes(path, file, "shape", len(mean), IDENTITY_MODES)
            expression, mean_expression = np.zeros((0, *mean.shape)), np.zeros_like(mean)
            if "expression" in file:
                mean_expression = _numbers(path, file, "expression/model/mean").reshape(-1, 3)
                expression = _modes(path, file, "expression", len(mean), EXPRESSION_MODES)
            cells = _numbers(path, file, "shape/representer/cells").astype(np.int32)
            named = _named(np.array(file["metadata/landmarks/json"])) if "metadata/landmarks/json" in file else {}
    except OSError as error:
        raise InputError(f"{path}: expected an HDF5 file, got something else") from error
    triangles = cells.T if cells.shape[0] == 3 else cells
    return _Arrays(mean, identity, expression, np.ascontiguousarray(triangles), named, mean_expression)


def _numbers(path: Path, file: Any, name: str) -> np.ndarray:
    if name not in file:
        raise InputError(f"{path}: expected a Basel Face Model of 2017 or 2019, found no {name}")
    return np.array(file[name], np.float64)


def _modes(path: Path, file: Any, group: str, vertices: int, limit: int) -> Float[np.ndarray, "modes vertices 3"]:
    """Components as rows, each of one standard deviation."""
    if f"{group}/model/pcaBasis" not in file:
        raise InputError(f"{path}: expected a Basel Face Model of 2017 or 2019, found no {group}/model/pcaBasis")
    basis = np.asarray(file[f"{group}/model/pcaBasis"][:, :limit], np.float64)  # only what is used of 200
    spread = np.sqrt(_numbers(path, file, f"{group}/model/pcaVariance")[: basis.shape[1]])
    if basis.shape[0] != 3 * vertices:
        raise InputError(f"{path}: {group}/model/pcaBasis: expected {3 * vertices} rows, got {basis.shape[0]}")
    return (basis * spread).T.reshape(-1, vertices, 3)


def _named(raw: np.ndarray) -> dict[str, Float[np.ndarray, " 3"]]:
    """Name -> position, from JSON that is stored as text or as an array of bytes; a list of entries or a mapping."""
    import json

    text = raw.item() if raw.ndim == 0 else raw.tobytes()
    try:
        stored = json.loads(text)
        if isinstance(stored, list):
            stored = {entry["id"]: entry["coordinates"] for entry in stored}
        return {str(name): np.array(place, np.float64).reshape(3) for name, place in stored.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}  # landmarks can be given in a file instead


def _read_mat(path: Path) -> _Arrays:
    try:
        from scipy.io import loadmat
    except ImportError:
        raise InputError(f"{path}: expected the package scipy to read it with; pip install '{_EXTRA}'") from None
    try:
        stored = loadmat(path, variable_names=["shapeMU", "shapePC", "shapeEV", "tl"])
    except Exception as error:  # loadmat raises half a dozen types for a file of another kind
        raise InputError(f"{path}: expected a MATLAB file of version 5, got something else") from error
    missing = [name for name in ("shapeMU", "shapePC", "shapeEV", "tl") if name not in stored]
    if missing:
        raise InputError(f"{path}: expected the Basel Face Model of 2009, found no {', '.join(missing)}")
    mean = stored["shapeMU"].astype(np.float64).reshape(-1, 3)
    basis = stored["shapePC"][:, :IDENTITY_MODES].astype(np.float64)
    spread = stored["shapeEV"].astype(np.float64).reshape(-1)[: basis.shape[1]]  # standard deviations, despite the name
    if basis.shape[0] != mean.size:
        raise InputError(f"{path}: shapePC: expected {mean.size} rows, got {basis.shape[0]}")
    identity = (basis * spread).T.reshape(-1, *mean.shape)
    triangles = stored["tl"].astype(np.int32).reshape(-1, 3) - 1
    return _Arrays(mean, identity, np.zeros((0, *mean.shape)), triangles, {}, np.zeros_like(mean))


def _compact(path: Path, arrays: _Arrays, landmark_file: Path | None) -> MorphableModel:
    points, triangles = arrays.mean * _AXES, arrays.triangles
    if triangles.size and not (triangles.min() >= 0 and triangles.max() < len(points)):
        raise InputError(f"{path}: expected triangles of vertices 0 to {len(points) - 1}, got {triangles.max()}")
    triangles = _outward(points, triangles)
    if landmark_file is not None:
        landmarks = from_file(landmark_file, len(points))
    else:
        named = {name: place * _AXES for name, place in arrays.named.items()}
        landmarks = from_names(path, points, triangles, named)

    eyes = points[landmarks[36:48]]
    unit = eyes[6:, 0].mean() - eyes[:6, 0].mean()
    if not unit > 0:
        raise InputError("landmarks: expected the eye to the left of the picture first, in the Multi-PIE order")
    _, y, z = ((points - [eyes[:, 0].mean(), eyes[:, 1].mean(), eyes[:, 2].mean()]) / unit).T
    chin = landmarks[8]
    # A plane under the jaw, from the chin to behind the ears, removes the neck of full heads.
    above_neck = y + 0.48 * z < y[chin] + 0.48 * z[chin] + 0.15
    triangles = triangles[above_neck[triangles].all(1)]
    used = np.unique(np.concatenate([triangles.reshape(-1), landmarks]))
    new_index = np.full(len(points), -1, np.int32)
    new_index[used] = np.arange(len(used), dtype=np.int32)
    crop = (y > -0.95) & (y < y[chin] + 0.1) & (z < 0.9)
    both = np.concatenate([EXPRESSION_STRENGTH * arrays.expression, -EXPRESSION_STRENGTH * arrays.expression])
    centered = points + arrays.mean_expression * _AXES - [eyes[:, 0].mean(), 0.0, 0.0]  # the plane of symmetry is x = 0
    return MorphableModel(
        name=f"basel-{path.stem}",
        neutral=centered[used].astype(np.float32),
        identity=np.ascontiguousarray((arrays.identity * _AXES)[:, used].astype(np.float32)),
        expression=np.ascontiguousarray((both * _AXES)[:, used].astype(np.float32)),
        expression_names=tuple(
            f"{sign}{index}" for sign in ("plus", "minus") for index in range(len(arrays.expression))
        ),
        triangles=np.ascontiguousarray(new_index[triangles]),
        triangle_region=np.full(len(triangles), SKIN, np.uint8),
        landmarks=new_index[landmarks].astype(np.int32),
        crop=crop[used],
        presets=np.eye(len(both), dtype=np.float32),
    )


def _outward(
    points: Float[np.ndarray, "vertices 3"], triangles: Int32[np.ndarray, "triangles 3"]
) -> Int32[np.ndarray, "triangles 3"]:
    """Triangles oriented so that (b - a) x (c - a) points out of the face; the orientation differs between files."""
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    toward_viewer = -np.cross(b - a, c - a)[:, 2]
    front = (a + b + c)[:, 2] < 3 * np.median(points[:, 2])
    return triangles if toward_viewer[front].sum() >= 0 else np.ascontiguousarray(triangles[:, ::-1])
