"""The Basel Face Model (University of Basel, under its licence) as a morphable model.

Two published layouts are read: Statismo's HDF5 of 2017 and 2019 (``shape/model/mean``, ``pcaBasis``,
``pcaVariance``, ``shape/representer/cells``, the same under ``expression``; millimetres), and the MATLAB file
``01_MorphableModel.mat`` of 2009 (``shapeMU``, ``shapePC``, ``shapeEV``, ``tl``; micrometres, no expressions). The
y axis points up and z out of the face. Colours are ignored: the albedo is painted as on the other shapes.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int32

from probsym.errors import FileFormatError, InputError
from probsym.readers.arrays import check_array, check_indices, read_mat
from probsym.readers.hdf5 import Hdf5File, open_hdf5
from probsym.readers.plain import entries, entry, parse_json
from probsym.synthetic.basel_landmarks import from_file, from_names
from probsym.synthetic.morphable import SKIN, MorphableModel

IDENTITY_MODES, EXPRESSION_MODES = 80, 12
"""Number of leading components; each expression component gives two modes, one per sign."""
EXPRESSION_STRENGTH = 2.0
"""Standard deviations of an expression at full strength."""
_AXES = np.array([1.0, -1.0, -1.0])
_LANDMARKS = "metadata/landmarks/json"


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
    with open_hdf5(path) as file:
        mean = _points(path, file, "shape/model/mean", None)
        identity = _modes(path, file, "shape", len(mean), IDENTITY_MODES)
        expression, mean_expression = np.zeros((0, *mean.shape)), np.zeros_like(mean)
        if "expression" in file:
            mean_expression = _points(path, file, "expression/model/mean", len(mean))
            expression = _modes(path, file, "expression", len(mean), EXPRESSION_MODES)
        name = "shape/representer/cells"
        cells = _numbers(path, file, name, (None, None))
        named = _named(file.content(_LANDMARKS), path) if _LANDMARKS in file else {}
    triangles = check_array(cells.T if cells.shape[0] == 3 else cells, f"{path}: {name}", (None, 3))
    triangles = check_indices(triangles, f"{path}: {name}", len(mean)).astype(np.int32)
    return _Arrays(mean, identity, expression, np.ascontiguousarray(triangles), named, mean_expression)


def _numbers(path: Path, file: Hdf5File, name: str, shape: tuple[int | None, ...]) -> np.ndarray:
    _check_has(path, file, name)
    return check_array(file.numbers(name).astype(np.float64), f"{path}: {name}", shape)


def _points(path: Path, file: Hdf5File, name: str, vertices: int | None) -> Float[np.ndarray, "vertices 3"]:
    """Coordinates, which the file holds in one row or in a matrix."""
    _check_has(path, file, name)
    return _as_points(file.numbers(name), f"{path}: {name}", vertices)


def _as_points(numbers: np.ndarray, where: str, vertices: int | None) -> Float[np.ndarray, "vertices 3"]:
    if numbers.size == 0 or numbers.size % 3 or vertices not in (None, numbers.size // 3):
        wanted = "triples of numbers" if vertices is None else f"{3 * vertices} numbers"
        raise FileFormatError(f"{where}: expected {wanted}, got {numbers.size}")
    return check_array(numbers.astype(np.float64).reshape(-1, 3), where, (vertices, 3))


def _check_has(path: Path, file: Hdf5File, name: str) -> None:
    if name not in file:
        raise FileFormatError(f"{path}: expected a Basel Face Model of 2017 or 2019, found no {name}")


def _modes(path: Path, file: Hdf5File, group: str, vertices: int, limit: int) -> Float[np.ndarray, "modes vertices 3"]:
    """Components as rows, each of one standard deviation."""
    name = f"{group}/model/pcaBasis"
    _check_has(path, file, name)
    basis = file.numbers(name, columns=limit).astype(np.float64)  # only what is used of 200
    variance = _numbers(path, file, f"{group}/model/pcaVariance", (None,))
    return _scaled(basis, np.sqrt(variance.clip(0)), vertices, f"{path}: {name}")


def _scaled(basis: np.ndarray, spread: np.ndarray, vertices: int, where: str) -> Float[np.ndarray, "modes vertices 3"]:
    """The columns of ``basis``, times their standard deviations, as rows of vertices."""
    if basis.ndim != 2 or basis.shape[0] != 3 * vertices:
        raise FileFormatError(f"{where}: expected {3 * vertices} rows, got {basis.shape[0] if basis.ndim else 0}")
    if len(spread) < basis.shape[1]:
        raise FileFormatError(f"{where}: expected at most {len(spread)} columns, got {basis.shape[1]}")
    check_array(basis, where, basis.shape)
    return (basis * spread[: basis.shape[1]]).T.reshape(-1, vertices, 3)


def _named(content: bytes, path: Path) -> dict[str, Float[np.ndarray, " 3"]]:
    """Name -> position, from JSON: a list of entries or a mapping; landmarks can be given in a file instead."""
    where = f"{path}: {_LANDMARKS}"
    try:
        stored = parse_json(content, where)
        if isinstance(stored, list):
            stored = {entry(one, "id", str, where): entry(one, "coordinates", list, where) for one in stored}
        if not isinstance(stored, dict):
            return {}
        places = {name: entries(place, float, where) for name, place in stored.items()}
    except FileFormatError:
        return {}
    return {name: np.array(place) for name, place in places.items() if len(place) == 3}


def _read_mat(path: Path) -> _Arrays:
    stored = read_mat(path, ("shapeMU", "shapePC", "shapeEV", "tl"))
    mean = _as_points(stored["shapeMU"], f"{path}: shapeMU", None)
    basis = check_array(stored["shapePC"], f"{path}: shapePC", (None, None))[:, :IDENTITY_MODES].astype(np.float64)
    spread = stored["shapeEV"].astype(np.float64).reshape(-1)  # standard deviations, despite the name
    check_array(spread, f"{path}: shapeEV", (None,))
    identity = _scaled(basis, spread, len(mean), f"{path}: shapePC")
    numbers = check_array(stored["tl"], f"{path}: tl", (None, 3)).astype(np.float64) - 1
    triangles = check_indices(numbers, f"{path}: tl", len(mean)).astype(np.int32)
    return _Arrays(mean, identity, np.zeros((0, *mean.shape)), triangles, {}, np.zeros_like(mean))


def _compact(path: Path, arrays: _Arrays, landmark_file: Path | None) -> MorphableModel:
    points, triangles = arrays.mean * _AXES, arrays.triangles
    if not len(triangles):
        raise InputError(f"{path}: expected triangles, found none")
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
