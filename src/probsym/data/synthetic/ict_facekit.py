"""ICT-FaceKit (USC Institute for Creative Technologies, MIT licence) as a morphable model.

Two forms are read: the folder of OBJ files as its authors publish it, and an ``.npz`` with the same arrays
(``neutral``, ``identity``, ``expression``, ``expression_name``, ``triangles``, ``triangle_material``, ``material``,
``landmark68``). Lengths are centimetres; its y axis points up and z out of the face.
"""

from pathlib import Path

import numpy as np

from probsym.data.synthetic.morphable import EYE, GUMS, SKIN, TEETH, MorphableModel, preset_rows
from probsym.errors import InputError

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
    """Read ICT-FaceKit, keeping what a face crop shows: face, ears, skull, eyeballs' fronts and teeth, no neck.

    Args:
        path: an ``.npz`` file, or the folder with ``generic_neutral_mesh.obj``.

    Raises:
        InputError: the path does not exist, or holds something else.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"model path: expected an ICT-FaceKit .npz file or folder, got {path}, which does not exist")
    arrays = _read_folder(path) if path.is_dir() else _read_npz(path)
    return _compact(arrays)


def _read_npz(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as stored:
            missing = [name for name in _ARRAYS if name not in stored]
            if missing:
                raise InputError(f"{path}: expected the ICT-FaceKit arrays, found no {', '.join(missing)}")
            return {name: stored[name] for name in _ARRAYS}
    except (OSError, ValueError, EOFError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: expected an .npz file with the ICT-FaceKit arrays, got something else") from error


def _read_folder(folder: Path) -> dict[str, np.ndarray]:
    raise InputError(f"{folder}: expected an .npz file")


def _compact(arrays: dict[str, np.ndarray]) -> MorphableModel:
    cm = arrays["neutral"].astype(np.float32)
    triangles = arrays["triangles"].astype(np.int32)
    region_of_material = np.array([_REGION.get(str(name), 255) for name in arrays["material"]], np.uint8)
    region = region_of_material[arrays["triangle_material"]]

    y, z = cm[:, 1], cm[:, 2]
    # A plane under the jaw, from the chin to behind the ears, cuts off the neck.
    above_neck = y > -4.5 - 0.48 * z
    keep = np.isin(region, (SKIN, EYE, TEETH, GUMS))
    keep &= above_neck[triangles].all(1)
    for inner, nearest in ((EYE, 7.8), (TEETH, 7.0), (GUMS, 7.0)):
        keep &= (region != inner) | (z[triangles] > nearest).all(1)
    triangles, region = triangles[keep], region[keep]

    used = np.unique(triangles)
    new_index = np.full(len(cm), -1, np.int32)
    new_index[used] = np.arange(len(used), dtype=np.int32)
    landmarks = new_index[arrays["landmark68"].astype(np.int64)]
    if (landmarks < 0).any():
        raise InputError("landmark68: expected vertices of the face, got some that lie elsewhere")
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
