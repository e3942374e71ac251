"""Points from files and their checks."""

import json

import numpy as np
import pytest

from probsym.errors import InputError
from probsym.framing.align.points import check_enough, check_points, points_csv, read_points


def test_csv(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("name,x1,y1,x2,y2\na.jpg,1,2,30.5,4\nb.jpg,,,,\n", encoding="utf-8")
    points = read_points(path)
    assert list(points) == ["a.jpg", "b.jpg"]
    assert points["a.jpg"] is not None
    assert np.array_equal(points["a.jpg"], [[1, 2], [30.5, 4]])
    assert points["b.jpg"] is None


@pytest.mark.parametrize(
    "content",
    [
        {"a.jpg": [1, 2, 30.5, 4], "b.jpg": None},
        [{"name": "a.jpg", "x1": 1, "y1": 2, "x2": 30.5, "y2": 4}, {"name": "b.jpg"}],
    ],
)
def test_json(tmp_path, content):
    path = tmp_path / "points.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    points = read_points(path)
    assert points["a.jpg"] is not None
    assert np.array_equal(points["a.jpg"], [[1, 2], [30.5, 4]])
    assert points["b.jpg"] is None


def test_csv_round_trip(tmp_path):
    path = tmp_path / "points.csv"
    both = np.array([[1.25, 2.0], [30.5, 4.0]])
    path.write_text(points_csv({"a, b.jpg": both, "c.jpg": None}), encoding="utf-8")
    back = read_points(path)
    assert back["a, b.jpg"] is not None
    assert np.array_equal(back["a, b.jpg"], both)
    assert back["c.jpg"] is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,x1,y1,x2\na,1,2,3\n", "y2 is missing$"),
        ("name;x1;y1;x2;y2\na;1;2;3;4\n", r"name is missing \(separate the columns by commas\)$"),
        ("name,x1,y1,x2,y2\na,1,2,3,\n", "a: expected four coordinates in pixels, or none"),
        ("name,x1,y1,x2,y2\na,1,2,inf,4\n", "four coordinates in pixels, or none"),
        ("name,x1,y1,x2,y2\na,1,2,here,4\n", "four coordinates in pixels"),
        ("name,x1,y1,x2,y2\na,5,5,5,5\n", "a: points: expected two different spots"),
    ],
)
def test_bad_csv(tmp_path, text, message):
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_points(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("text", ["{", "3", '["a"]', '[{"x1": 1}]'])
def test_bad_json(tmp_path, text):
    path = tmp_path / "points.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"points\.json: expected rows"):
        read_points(path)


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_points(tmp_path / "none.csv")


def test_three_photos_are_too_few():
    points = {str(number): np.array([[0.0, 0.0], [9.0, 0.0]]) for number in range(3)}
    with pytest.raises(InputError, match=r"at least 4 photos.*got 3"):
        check_enough(check_points(points | {"none": None}))
