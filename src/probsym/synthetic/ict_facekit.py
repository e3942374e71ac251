"""ICT-FaceKit (USC Institute for Creative Technologies, MIT licence) as a morphable model.

Two forms are read: the published folder of OBJ files, and an ``.npz`` with the same arrays
(``neutral``, ``identity``, ``expression``, ``expression_name``, ``triangles``, ``triangle_material``, ``material``,
``landmark68``). Lengths are centimetres; its y axis points up and z out of the face.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np

from probsym.errors import FileFormatError, InputError
from probsym.io import read_text
from probsym.readers.arrays import check_array, check_indices, read_npz
from probsym.readers.plain import entries, entry, read_json_table
from probsym.synthetic.morphable import EYE, GUMS, SKIN, TEETH, MorphableModel, preset_rows

_REGION = {
    "M_Face": SKIN,
    "M_BackHead": SKIN,
    "M_ScleraLeft": EYE,
    "M_ScleraRight": EYE,
    "M_Teeth": TEETH,
    "M_GumsTongue": GUMS,
}
_PRESETS = {
    "open": {"jawOpen": 0.6},
    "smile": {"mouthSmile": 0.9, "cheekSquint": 0.5},
    "laugh": {"mouthSmile": 0.8, "jawOpen": 0.35, "eyeSquint": 0.5},
    "surprise": {"browInnerUp": 0.9, "browOuterUp": 0.8, "eyeWide": 0.7, "jawOpen": 0.3},
    "brows up": {"browInnerUp": 0.8, "browOuterUp": 0.8},
    "frown": {"browDown": 0.9, "mouthFrown": 0.7},
    "sad": {"browInnerUp": 0.8, "mouthFrown": 0.8},
    "squint": {"eyeSquint": 0.9, "cheekSquint": 0.6},
    "blink": {"eyeBlink": 0.9},
    "pucker": {"mouthPucker": 0.8},
    "funnel": {"mouthFunnel": 0.7, "jawOpen": 0.15},
    "sneer": {"noseSneer": 0.8, "mouthUpperUp": 0.6},
    "puff": {"cheekPuff": 0.7},
    "stretch": {"mouthStretch": 0.7, "mouthLowerDown": 0.6},
}
_ARRAYS = (
    "neutral",
    "identity",
    "expression",
    "expression_name",
    "triangles",
    "triangle_material",
    "material",
    "landmark68",
)


def load_ict_facekit(path: str | Path) -> MorphableModel:
    """Read ICT-FaceKit without the neck: face, ears, skull, front of the eyeballs, teeth.

    Args:
        path: an ``.npz`` file, or the folder with ``generic_neutral_mesh.obj``.

    Raises:
        InputError: the path does not exist, or its content is not ICT-FaceKit.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"model path: expected an ICT-FaceKit .npz file or folder, got {path}, which does not exist")
    arrays = _read_folder(path) if path.is_dir() else _read_npz(path)
    return _compact(arrays)


def _read_npz(path: Path) -> dict[str, np.ndarray]:
    try:
        return read_npz(path, _ARRAYS)
    except FileFormatError as error:
        raise InputError(f"expected an .npz file with the ICT-FaceKit arrays: {error}") from None


def _read_folder(folder: Path) -> dict[str, np.ndarray]:
    neutral_file, index_file = folder / "generic_neutral_mesh.obj", folder / "vertex_indices.json"
    for file in (neutral_file, index_file):
        if not file.is_file():
            raise InputError(f"{folder}: expected ICT-FaceKit's folder FaceXModel, found no {file.name} in it")
    try:
        listed = entry(read_json_table(index_file), "idx_to_landmark_verts", list, str(index_file))
        landmarks = entries(listed, int, str(index_file))
    except FileFormatError as error:
        raise InputError(f"expected JSON with a list idx_to_landmark_verts: {error}") from None
    neutral, triangles, triangle_material, materials = _read_neutral(neutral_file)
    others = sorted(file for file in folder.glob("*.obj") if file != neutral_file)
    identity = [file for file in others if file.stem.startswith("identity")]
    expression = [file for file in others if not file.stem.startswith("identity")]
    if not identity:
        raise InputError(f"{folder}: expected identity000.obj and so on, found none")
    return {
        "neutral": neutral,
        "identity": _read_modes(identity, neutral),
        "expression": _read_modes(expression, neutral),
        "expression_name": np.array([file.stem for file in expression]),
        "triangles": triangles,
        "triangle_material": triangle_material,
        "material": np.array(materials),
        "landmark68": np.array(landmarks, np.int64),
    }


def _read_modes(files: list[Path], neutral: np.ndarray) -> np.ndarray:
    """Offsets from the neutral shape, from one mesh file each."""
    modes = np.zeros((len(files), *neutral.shape), np.float32)
    for index, file in enumerate(files):
        vertices = _vertices(file, read_text(file).splitlines())
        if vertices.shape != neutral.shape:
            raise InputError(f"{file}: expected {len(neutral)} vertices as in the neutral mesh, got {len(vertices)}")
        modes[index] = vertices - neutral
    return modes


def _vertices(file: Path, lines: list[str]) -> np.ndarray:
    try:
        vertices = np.array([line.split()[1:4] for line in lines if line.startswith("v ")], np.float64).reshape(-1, 3)
    except ValueError as error:
        raise InputError(f"{file}: expected an OBJ file whose vertices are three numbers each") from error
    return check_array(vertices, f"{file}: vertices", (None, 3))


def _read_neutral(file: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Vertices, triangles (polygons cut into fans), each triangle's material, and the materials' names."""
    lines = read_text(file).splitlines()
    vertices = _vertices(file, lines)
    triangles, materials, current = [], ["none"], 0
    triangle_material: list[int] = []
    for line in lines:
        if line.startswith("usemtl "):
            name = line.split(maxsplit=1)[1].strip()
            if name not in materials:
                materials.append(name)
            current = materials.index(name)
        elif line.startswith("f "):
            try:
                corners = [int(word.split("/")[0]) - 1 for word in line.split()[1:]]
            except ValueError as error:
                raise InputError(f"{file}: expected faces of vertex numbers, got {line!r}") from error
            for second, third in pairwise(corners[1:]):
                triangles.append((corners[0], second, third))
                triangle_material.append(current)
    index = np.array(triangles, np.int32).reshape(-1, 3)
    if index.size and not (index.min() >= 0 and index.max() < len(vertices)):
        raise InputError(f"{file}: expected faces of vertices 1 to {len(vertices)}, got {index.max() + 1}")
    return vertices, index, np.array(triangle_material, np.uint8), materials


def _check(arrays: dict[str, np.ndarray]) -> None:
    vertices = len(check_array(arrays["neutral"], "neutral", (None, 3), "f"))
    faces = len(check_array(arrays["triangles"], "triangles", (None, 3), "iu"))
    check_array(arrays["identity"], "identity", (None, vertices, 3), "f")
    expressions = len(check_array(arrays["expression"], "expression", (None, vertices, 3), "f"))
    check_array(arrays["expression_name"], "expression_name", (expressions,), "U")
    check_array(arrays["triangle_material"], "triangle_material", (faces,), "iu")
    check_array(arrays["material"], "material", (None,), "U")
    check_array(arrays["landmark68"], "landmark68", (68,), "iu")
    check_indices(arrays["triangles"], "triangles", vertices)
    check_indices(arrays["triangle_material"], "triangle_material", len(arrays["material"]))
    check_indices(arrays["landmark68"], "landmark68", vertices)


def _compact(arrays: dict[str, np.ndarray]) -> MorphableModel:
    _check(arrays)
    cm = arrays["neutral"].astype(np.float32)
    triangles = arrays["triangles"].astype(np.int32)
    region_of_material = np.array([_REGION.get(str(name), 255) for name in arrays["material"]], np.uint8)
    region = region_of_material[arrays["triangle_material"]]
    if not (region == SKIN).any():
        raise InputError(
            f"material: expected M_Face among the materials, got {', '.join(map(str, arrays['material']))}"
        )

    y, z = cm[:, 1], cm[:, 2]
    # A plane under the jaw, from the chin to behind the ears, removes the neck.
    above_neck = y > -4.5 - 0.48 * z
    keep = np.isin(region, (SKIN, EYE, TEETH, GUMS))
    keep &= above_neck[triangles].all(1)
    for inner, nearest in ((EYE, 7.8), (TEETH, 7.0), (GUMS, 7.0)):
        keep &= (region != inner) | (z[triangles] > nearest).all(1)
    triangles, region = triangles[keep], region[keep]

    used = np.unique(triangles)
    new_index = np.full(len(cm), -1, np.int32)
    new_index[used] = np.arange(len(used), dtype=np.int32)
    marks = arrays["landmark68"].astype(np.int64)
    landmarks = new_index[marks]
    if landmarks.shape != (68,) or (landmarks < 0).any():
        raise InputError("landmark68: expected 68 vertices of the face, got others")
    axes = np.array([1, -1, -1], np.float32)  # ours: y down, z into the scene
    names = tuple(str(name) for name in arrays["expression_name"])
    skin_vertex = np.zeros(len(cm), bool)
    skin_vertex[triangles.reshape(-1)] = True
    crop = skin_vertex & (z > 3.0) & (y < 9.0)
    return MorphableModel(
        name="ict-facekit",
        neutral=cm[used] * axes,
        identity=np.ascontiguousarray(arrays["identity"][:, used].astype(np.float32) * axes),
        expression=np.ascontiguousarray(arrays["expression"][:, used].astype(np.float32) * axes),
        expression_names=names,
        triangles=np.ascontiguousarray(new_index[triangles]),
        triangle_region=region,
        landmarks=landmarks.astype(np.int32),
        crop=crop[used],
        presets=preset_rows(_PRESETS, names),
    )
