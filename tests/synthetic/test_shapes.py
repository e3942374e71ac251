from pathlib import Path

import pytest

from probsym.errors import InputError
from probsym.synthetic.shapes import load_shape, shape_of_card


def test_the_built_in_head_needs_no_file() -> None:
    assert load_shape("procedural").name == "procedural"


def test_cars_need_no_file_either() -> None:
    assert load_shape("car").name == shape_of_card("car") == "car"


@pytest.mark.parametrize(
    ("shape", "files", "message"),
    [
        ("cube", (None, None), "shape: expected one of procedural, ict, basel, car"),
        ("ict", (None, None), "model-path: expected the ICT-FaceKit folder"),
        ("basel", (None, None), "model-path: expected a Basel Face Model"),
        ("procedural", (Path("x"), None), "model-path: expected none"),
        ("car", (Path("x"), None), "model-path: expected none with --shape car"),
        ("ict", (Path("x"), Path("y")), "landmarks: expected none with --shape ict"),
    ],
)
def test_wrong_files(shape: str, files: tuple[Path | None, Path | None], message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_shape(shape, *files)


def test_a_card_names_its_shape() -> None:
    assert [shape_of_card(name) for name in ("procedural", "ict-facekit", "basel-model2019_bfm")] == [
        "procedural",
        "ict",
        "basel",
    ]
    with pytest.raises(InputError, match="expected a set of procedural, ict, basel, car subjects, got 'flame'"):
        shape_of_card("flame")
