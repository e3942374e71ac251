"""Clicked points: of which photo, where; and their CSV and JSON files."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from probsym.errors import FileFormatError, InputError
from probsym.framing.align.oriented_box import box_of_points
from probsym.io import read_text
from probsym.readers.plain import entry, read_json, shown

COLUMNS = ("name", "x1", "y1", "x2", "y2")
_FARTHEST_PX = 1e6
MIN_EXAMPLES = 4
"""Photos with two points that a detector is learned from, at least."""

Points = Mapping[str, Float[np.ndarray, "2 2"] | Sequence[Sequence[float | int]] | None]
"""Photo's name -> its two points ((x, y), (x, y)), pixels of the upright photo from its upper left corner; None: the
photo shows no object."""


def read_points(path: Path) -> dict[str, Float[np.ndarray, "2 2"] | None]:
    """Points from a file.

    Args:
        path: ``.csv`` with the columns name, x1, y1, x2, y2, or ``.json`` with a list of objects of those keys, or an
            object of names and ``[x1, y1, x2, y2]``. Empty coordinates, or null, mean that the photo shows none.

    Raises:
        InputError: no such file, another format, or two points on one spot.
    """
    if not path.is_file():
        raise InputError(f"points: no such file: {path}")
    try:
        rows = _json_rows(read_json(path)) if path.suffix.lower() == ".json" else _csv_rows(read_text(path))
        return check_points({name: _pair(name, values) for name, values in rows})
    except FileFormatError as error:
        raise InputError(f"{path}: expected rows of {', '.join(COLUMNS)}: {error}") from None
    except InputError as error:
        place = "" if str(error).startswith(str(path)) else f"{path}: "
        raise InputError(f"{place}{error}") from None


def check_points(points: Points) -> dict[str, Float[np.ndarray, "2 2"] | None]:
    """The same points as arrays.

    Raises:
        InputError: not two points of two numbers, or both on one spot; the message names the photo.
    """
    checked: dict[str, Float[np.ndarray, "2 2"] | None] = {}
    for name, given in points.items():
        if given is None:
            checked[name] = None
            continue
        try:
            pair = np.asarray(given, dtype=np.float64)
        except (ValueError, TypeError, OverflowError):
            pair = np.zeros(0)
        if pair.shape != (2, 2) or not (np.abs(pair) < _FARTHEST_PX).all():
            raise InputError(f"{name}: points: expected two points of two numbers in pixels, got {shown(given)}")
        try:
            box_of_points(pair)
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
        checked[name] = pair
    return checked


def check_enough(points: Points) -> None:
    """Raise unless there are enough examples to learn from.

    Raises:
        InputError: fewer than four photos with two points.
    """
    count = sum(pair is not None for pair in points.values())
    if count < MIN_EXAMPLES:
        raise InputError(f"points: expected two points in at least {MIN_EXAMPLES} photos, better in 20; got {count}")


def points_csv(points: Points) -> str:
    """The text of a CSV file that :func:`read_points` reads."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, pair in points.items():
        values = [""] * 4 if pair is None else [f"{value:.2f}" for value in np.asarray(pair).ravel()]
        writer.writerow([name, *values])
    return buffer.getvalue()


def _csv_rows(text: str) -> Iterable[tuple[str, Sequence[Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            commas = " (separate the columns by commas)" if ";" in text or "\t" in text else ""
            raise InputError(f"expected the columns {', '.join(COLUMNS)}; {missing[0]} is missing{commas}")
        for row in reader:
            yield row["name"], [row[column] for column in COLUMNS[1:]]
    except csv.Error as error:
        raise InputError(f"expected rows of {', '.join(COLUMNS)}: {error}") from None


def _json_rows(values: Any) -> Iterable[tuple[str, Sequence[Any]]]:
    if isinstance(values, dict):
        return [(name, value or [None] * 4) for name, value in values.items()]
    if not isinstance(values, list):
        raise FileFormatError(f"expected a list or a table, got {shown(values)}")
    return [(entry(row, "name", str, "points"), [row.get(column) for column in COLUMNS[1:]]) for row in values]


def _pair(name: str, values: Sequence[Any]) -> Float[np.ndarray, "2 2"] | None:
    if not isinstance(values, list | tuple):
        raise InputError(f"{name}: expected four coordinates or none, got {shown(values)}")
    given = [value for value in values if value not in (None, "")]
    if not given:
        return None
    numbers = [_number(value) for value in given]
    if len(values) != 4 or len(numbers) != 4 or not all(abs(number) < _FARTHEST_PX for number in numbers):
        raise InputError(f"{name}: expected four coordinates in pixels, or none, got {shown(values)}")
    return np.array(numbers).reshape(2, 2)


def _number(value: Any) -> float:
    """A coordinate, or NaN for anything that is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.nan
    try:
        return float(value)
    except ValueError:
        return math.nan
