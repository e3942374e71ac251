"""Load shape models by name."""

from pathlib import Path

from probsym.checks import check_choice
from probsym.errors import InputError
from probsym.synthetic.basel import load_basel
from probsym.synthetic.cars.car_family import CarFamily
from probsym.synthetic.ict_facekit import load_ict_facekit
from probsym.synthetic.morphable import MorphableModel
from probsym.synthetic.procedural import procedural_head

SHAPES = ("procedural", "ict", "basel", "car")
_FILES = {
    "ict": "the ICT-FaceKit folder or .npz file",
    "basel": "a Basel Face Model .h5 (2017, 2019) or .mat (2009) file",
}


def load_shape(shape: str, model_path: Path | None = None, landmarks: Path | None = None) -> MorphableModel | CarFamily:
    """A face shape model, or the family of cars.

    Args:
        shape: one of ``SHAPES``.
        model_path: its file or folder; None for "procedural" and "car".
        landmarks: "basel" only: file of the 68 vertex indices.

    Raises:
        InputError: the files do not fit the shape, or have another content.
    """
    check_choice("shape", shape, SHAPES)
    if shape in _FILES and model_path is None:
        raise InputError(f"model-path: expected {_FILES[shape]} with --shape {shape}, got none")
    if shape not in _FILES and model_path is not None:
        raise InputError(f"model-path: expected none with --shape {shape}, got {model_path}")
    if shape != "basel" and landmarks is not None:
        raise InputError(f"landmarks: expected none with --shape {shape}, got {landmarks}")
    if shape == "car":
        return CarFamily()
    if model_path is None:
        return procedural_head()
    return load_ict_facekit(model_path) if shape == "ict" else load_basel(model_path, landmarks)


def shape_of_card(name: str) -> str:
    """The shape, from the name of the model in the card of a set.

    Raises:
        InputError: the name belongs to no shape.
    """
    for shape in SHAPES:
        if name.startswith(shape):
            return shape
    raise InputError(f"shape: expected a set of {', '.join(SHAPES)} subjects, got {name!r}")
